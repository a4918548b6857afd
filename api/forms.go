package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/service"
)

// formJSON is a form. Its secret is told once, by the PUT that set it.
type formJSON struct {
	ID             string            `json:"id"`
	ChannelID      string            `json:"channel_id"`
	Name           string            `json:"name"`
	Fields         map[string]string `json:"fields"`
	DefaultCountry *string           `json:"default_country"`
	HasSecret      bool              `json:"has_secret"`
	Secret         string            `json:"secret,omitempty"`
	CreatedAt      time.Time         `json:"created_at"`
	UpdatedAt      time.Time         `json:"updated_at"`
}

func formOf(f service.Form) formJSON {
	return formJSON{
		ID: f.ID, ChannelID: f.ChannelID, Name: f.Name, Fields: f.Fields, DefaultCountry: f.DefaultCountry, HasSecret: f.Secret != "",
		CreatedAt: f.CreatedAt.UTC(), UpdatedAt: f.UpdatedAt.UTC(),
	}
}

func (a *API) listForms(c *gin.Context) { showAll(a, c, "forms", a.Service.ListForms, formOf) }

func (a *API) getForm(c *gin.Context) { showOne(a, c, "id", a.Service.GetForm, formOf) }

func (a *API) putForm(c *gin.Context) {
	var in struct {
		ChannelID      string            `json:"channel_id"`
		Name           string            `json:"name"`
		Secret         string            `json:"secret"`
		Fields         map[string]string `json:"fields"`
		DefaultCountry countryJSON       `json:"default_country"`
	}
	if !bind(c, &in, `JSON: {"channel_id": "…", "name": "…", "secret": "…", "fields": {"answer": "phone"}}`) {
		return
	}
	form, created, err := a.Service.PutForm(c.Request.Context(), callerOf(c), intake.Form{
		ID: c.Param("id"), ChannelID: in.ChannelID, Name: in.Name, Secret: in.Secret, Fields: in.Fields,
		DefaultCountry: in.DefaultCountry.given,
	})
	if err != nil {
		a.fail(c, err)
		return
	}
	out := formOf(form)
	if created || in.Secret != "" {
		out.Secret = form.Secret
		c.Header("Cache-Control", "no-store")
	}
	showPut(c, created, out)
}
