package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/service"
)

// formJSON is a form. Its secret is told once, by the PUT that set it.
type formJSON struct {
	*wayInJSON
	ID             string            `json:"id"`
	ChannelID      string            `json:"channel_id"`
	Name           string            `json:"name"`
	Shape          string            `json:"shape"`
	Fields         map[string]string `json:"fields"`
	DefaultCountry *string           `json:"default_country"`
	FacebookFormID *string           `json:"facebook_form_id"`
	Public         bool              `json:"public"`
	PublicURL      string            `json:"public_url,omitempty"`
	ThanksURL      *string           `json:"thanks_url"`
	HasSecret      bool              `json:"has_secret"`
	Health         *healthJSON       `json:"health,omitempty"` // of one form alone
	Secret         string            `json:"secret,omitempty"`
	standingJSON
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
}

// wayInJSON is what only an admin is told about a form.
type wayInJSON struct {
	SubmitKey  string `json:"submit_key"`
	SubmitURL  string `json:"submit_url"` // for services that can neither sign nor send headers
	WeakSecret bool   `json:"weak_secret"`
}

func (a *API) formOf(f service.Form) formJSON {
	out := formJSON{
		ID: f.ID, ChannelID: f.ChannelID, Name: f.Name, Shape: f.Shape, Fields: f.Fields,
		DefaultCountry: f.DefaultCountry, HasSecret: f.Secret != "",
		Public: f.IsPublic(), ThanksURL: f.ThanksURL,
		standingJSON: standingOf(f.Standing), CreatedAt: f.CreatedAt.UTC(), UpdatedAt: f.UpdatedAt.UTC(),
	}
	if f.IsPublic() && a.Pages != nil {
		out.PublicURL = a.PublicURL + "/f/" + f.ID
	}
	if f.FacebookFormID != "" {
		out.FacebookFormID = &f.FacebookFormID
	}
	if f.SubmitKey != "" && f.Shape != intake.ShapeFacebook {
		out.wayInJSON = &wayInJSON{
			SubmitKey: f.SubmitKey, SubmitURL: a.PublicURL + "/forms/" + f.ID + "/submissions/" + f.SubmitKey, WeakSecret: service.WeakSecret(f),
		}
	}
	return out
}

func (a *API) listForms(c *gin.Context) {
	deleted, ok := flag(c, "deleted")
	if !ok {
		return
	}
	list := a.Service.ListForms
	if deleted {
		list = a.Service.ListDeletedForms
	}
	forms, err := list(c.Request.Context(), callerOf(c))
	if err != nil {
		a.fail(c, err)
		return
	}
	noStore(c)
	c.JSON(http.StatusOK, gin.H{"forms": shown(forms, a.formOf)})
}

func (a *API) getForm(c *gin.Context) {
	ctx, who, id := c.Request.Context(), callerOf(c), c.Param("id")
	form, err := a.Service.GetForm(ctx, who, id)
	var health service.FormHealth
	if err == nil {
		health, err = a.Service.GetFormHealth(ctx, who, id)
	}
	if err != nil {
		a.fail(c, err)
		return
	}
	out := a.formOf(form)
	out.Health = healthOf(health)
	noStore(c)
	c.JSON(http.StatusOK, out)
}

func (a *API) rotateSubmitKey(c *gin.Context) {
	form, err := a.Service.RotateSubmitKey(c.Request.Context(), callerOf(c), c.Param("id"))
	a.showForm(c, form, err)
}

// showForm answers with a form, or the problem that was met.
func (a *API) showForm(c *gin.Context, form service.Form, err error) {
	if err != nil {
		a.fail(c, err)
		return
	}
	noStore(c)
	c.JSON(http.StatusOK, a.formOf(form))
}

// noStore keeps an answer that may hold a secret out of caches.
func noStore(c *gin.Context) { c.Header("Cache-Control", "no-store") }

func (a *API) putForm(c *gin.Context) {
	var in struct {
		ChannelID      string            `json:"channel_id"`
		Name           string            `json:"name"`
		Secret         string            `json:"secret"`
		Shape          string            `json:"shape"`
		Fields         map[string]string `json:"fields"`
		DefaultCountry clearableJSON     `json:"default_country"`
		Public         *bool             `json:"public"`
		ThanksURL      clearableJSON     `json:"thanks_url"`
		FacebookFormID string            `json:"facebook_form_id"`
	}
	if !bind(c, &in, `JSON: {"channel_id": "…", "name": "…", "secret": "…", "fields": {"answer": "phone"}}`) {
		return
	}
	form, created, err := a.Service.PutForm(c.Request.Context(), callerOf(c), intake.Form{
		ID: c.Param("id"), ChannelID: in.ChannelID, Name: in.Name, Secret: in.Secret, Shape: in.Shape, Fields: in.Fields,
		DefaultCountry: in.DefaultCountry.given, FacebookFormID: in.FacebookFormID, Public: in.Public, ThanksURL: in.ThanksURL.given,
	})
	if err != nil {
		a.fail(c, err)
		return
	}
	out := a.formOf(form)
	if created || in.Secret != "" {
		out.Secret = form.Secret
	}
	noStore(c)
	showPut(c, created, out)
}
