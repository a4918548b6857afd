package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/service"
)

type personJSON struct {
	Slug         string     `json:"slug"`
	Name         string     `json:"name"`
	Email        *string    `json:"email"`        // this and what follows: null to who is no admin
	Scopes       []string   `json:"scopes"`       //
	Channels     []string   `json:"channels"`     // empty: all
	HasPassword  *bool      `json:"has_password"` //
	InvitedUntil *time.Time `json:"invited_until"`
	CreatedAt    time.Time  `json:"created_at"`
	UpdatedAt    time.Time  `json:"updated_at"`
}

// personOf is a person as answers show one. Whose address is hidden, all is.
func personOf(p service.Person) personJSON {
	out := personJSON{Slug: p.Slug, Name: p.Name, CreatedAt: p.CreatedAt.UTC(), UpdatedAt: p.UpdatedAt.UTC()}
	if p.Email != "" {
		out.Email, out.Scopes, out.Channels, out.HasPassword, out.InvitedUntil = &p.Email, p.Scopes, p.Channels, &p.HasPassword, utc(p.InvitedUntil)
	}
	return out
}

func (a *API) listPeople(c *gin.Context) { showAll(a, c, "people", a.Service.ListPeople, personOf) }

func (a *API) getPerson(c *gin.Context) { showOne(a, c, "slug", a.Service.GetPerson, personOf) }

func (a *API) putPerson(c *gin.Context) {
	in := service.Person{Slug: c.Param("slug")}
	if !bindMembers(c, `JSON: {"name": "…", "email": "…", "scopes": ["contacts:write"], "channels": ["…"]}`,
		member{"name", &in.Name}, member{"email", &in.Email}, member{"scopes", &in.Scopes}, member{"channels", &in.Channels}) {
		return
	}
	p, created, err := a.Service.PutPerson(c.Request.Context(), callerOf(c), in)
	if err != nil {
		a.fail(c, err)
		return
	}
	showPut(c, created, personOf(p))
}

func (a *API) deletePerson(c *gin.Context) {
	if err := a.Service.DeletePerson(c.Request.Context(), callerOf(c), c.Param("slug")); err != nil {
		a.fail(c, err)
		return
	}
	c.Status(http.StatusNoContent)
}

// invitePerson answers with the link, this once.
func (a *API) invitePerson(c *gin.Context) {
	invitation, err := a.Service.InvitePerson(c.Request.Context(), callerOf(c), c.Param("slug"))
	if err != nil {
		a.fail(c, err)
		return
	}
	noStore(c)
	c.JSON(http.StatusCreated, gin.H{"url": a.PublicURL + invitation.Path, "expires_at": invitation.ExpiresAt.UTC()})
}
