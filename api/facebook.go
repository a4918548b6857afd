package api

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/service"
)

// facebookPageJSON is a page whose leads are fetched. Its token is never told.
type facebookPageJSON struct {
	PageID    string     `json:"page_id"`
	Name      string     `json:"name"`
	Waiting   int64      `json:"waiting"`
	Problem   *string    `json:"problem"`
	ProblemAt *time.Time `json:"problem_at"`
	ReadAt    *time.Time `json:"read_at"`
	CreatedAt time.Time  `json:"created_at"`
	UpdatedAt time.Time  `json:"updated_at"`
}

func facebookPageOf(p service.FacebookPage) facebookPageJSON {
	return facebookPageJSON{
		PageID: p.ID, Name: p.Name, Waiting: p.Waiting, Problem: p.Problem, ProblemAt: utc(p.ProblemAt), ReadAt: utc(p.ReadAt),
		CreatedAt: p.CreatedAt.UTC(), UpdatedAt: p.UpdatedAt.UTC(),
	}
}

// facebookHandshake answers Facebook's question whether this is the right place. It asks
// as WhatsApp does.
func (a *API) facebookHandshake(c *gin.Context) {
	a.shakeHands(c, service.FacebookWebhook, a.facebookTokens, "FACEBOOK_VERIFY_TOKEN")
}

// receiveLeads takes a webhook of Facebook's in.
func (a *API) receiveLeads(c *gin.Context) {
	a.takeWebhook(c, service.FacebookWebhook, service.LeadsSignature, func(ctx context.Context, body []byte, signature string) (gin.H, error) {
		received, err := a.Service.ReceiveLeads(ctx, body, signature)
		return gin.H{"leads": received.Leads, "new": received.New}, err
	})
}

func (a *API) listFacebookPages(c *gin.Context) {
	pages, err := a.Service.ListFacebookPages(c.Request.Context(), callerOf(c))
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"pages": shown(pages, facebookPageOf)})
}

func (a *API) getFacebookPage(c *gin.Context) {
	page, err := a.Service.GetFacebookPage(c.Request.Context(), callerOf(c), c.Param("id"))
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, facebookPageOf(page))
}

func (a *API) putFacebookPage(c *gin.Context) {
	var in struct {
		Name  string `json:"name"`
		Token string `json:"token"`
	}
	if !bind(c, &in, `JSON: {"name": "…", "token": "…"}`) {
		return
	}
	page, created, err := a.Service.PutFacebookPage(c.Request.Context(), callerOf(c), c.Param("id"), in.Name, in.Token)
	if err != nil {
		a.fail(c, err)
		return
	}
	showPut(c, created, facebookPageOf(page))
}

func (a *API) fetchFacebookLeads(c *gin.Context) {
	var in struct {
		Since time.Time `json:"since"`
	}
	read, ok := body(c)
	if !ok || len(bytes.TrimSpace(read)) > 0 && !decode(c, read, &in, `no body, or JSON: {"since": "2026-10-01T00:00:00Z"}`) {
		return
	}
	workflowID, err := a.Service.FetchFacebookLeads(c.Request.Context(), callerOf(c), c.Param("id"), in.Since)
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusAccepted, gin.H{"workflow_id": workflowID})
}
