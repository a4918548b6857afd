package api

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
)

// formJSON is a form. Its secret is told once, by the PUT that set it.
type formJSON struct {
	ID        string            `json:"id"`
	ChannelID string            `json:"channel_id"`
	Name      string            `json:"name"`
	Fields    map[string]string `json:"fields"`
	HasSecret bool              `json:"has_secret"`
	Secret    string            `json:"secret,omitempty"`
	CreatedAt time.Time         `json:"created_at"`
	UpdatedAt time.Time         `json:"updated_at"`
}

func formOf(f store.Form) formJSON {
	return formJSON{
		ID: f.ID, ChannelID: f.ChannelID, Name: f.Name, Fields: f.Fields, HasSecret: f.Secret != "",
		CreatedAt: f.CreatedAt.UTC(), UpdatedAt: f.UpdatedAt.UTC(),
	}
}

const maxSecret = 256 // bytes

// putForm creates a form or changes it. What is not given of secret and fields
// stays; a new form without a secret gets one.
func (a *API) putForm(c *gin.Context) {
	var in struct {
		ChannelID string            `json:"channel_id"`
		Name      string            `json:"name"`
		Secret    string            `json:"secret"`
		Fields    map[string]string `json:"fields"`
	}
	if !slug.MatchString(c.Param("id")) {
		problem(c, http.StatusBadRequest, "The form's id "+slugWords)
		return
	}
	if !bind(c, &in, `JSON: {"channel_id": "…", "name": "…", "secret": "…", "fields": {"answer": "phone"}}`) {
		return
	}
	if len(in.Secret) > maxSecret || strings.ContainsRune(in.Secret, 0) || !utf8.ValidString(in.Secret) {
		problem(c, http.StatusUnprocessableEntity, "secret must be text of at most 256 bytes.")
		return
	}
	if err := intake.CheckFields(in.Fields); err != nil {
		problem(c, http.StatusUnprocessableEntity, sentence(err))
		return
	}
	form := intake.Form{
		ID: c.Param("id"), ChannelID: in.ChannelID, Name: nameOr(in.Name, c.Param("id")), Secret: in.Secret,
		Fields: in.Fields,
	}
	if !slug.MatchString(form.ChannelID) {
		problem(c, http.StatusUnprocessableEntity, noSuchChannel)
		return
	}
	kept, created, err := a.Store.PutForm(c, form, newSecret())
	switch {
	case errors.Is(err, store.ErrNoChannel):
		problem(c, http.StatusUnprocessableEntity, noSuchChannel)
		return
	case err != nil:
		a.fail(c, err)
		return
	}
	out, status := formOf(kept), http.StatusOK
	if created {
		status = http.StatusCreated
	}
	if created || in.Secret != "" {
		out.Secret = kept.Secret
		c.Header("Cache-Control", "no-store")
	}
	c.JSON(status, out)
}

const noSuchChannel = "channel_id must be a channel: GET /v1/channels lists them."

// nameOr returns a name fit to be kept, or the id where none was given.
func nameOr(given, id string) string {
	if name := strings.TrimSpace(contact.Clean(given, contact.MaxName)); name != "" {
		return name
	}
	return id
}

// newSecret returns 256 random bits.
func newSecret() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails: it ends the program rather
	return base64.RawURLEncoding.EncodeToString(b)
}

// sentence turns an error that is meant for the sender into one.
func sentence(err error) string {
	words := err.Error()
	return strings.ToUpper(words[:1]) + words[1:] + "."
}

// rereadForm judges a form event anew from its raw item, with the form and the
// attributes as they are now. A number in the correction takes the place of the
// one in the answers.
func (a *API) rereadForm(c *gin.Context, raw store.RawEvent, fix correction) (contact.Event, error) {
	answers, err := intake.StoredAnswers([]byte(raw.Raw))
	if err != nil {
		return contact.Event{}, cannotReread{"The submission cannot be read again: its raw item is gone."}
	}
	form, err := a.Store.Form(c, raw.Origin)
	if errors.Is(err, store.ErrNotFound) {
		return contact.Event{}, cannotReread{"There is no form " + raw.Origin + " any more: PUT /v1/forms/" + raw.Origin + " brings it back."}
	}
	if err != nil {
		return contact.Event{}, err
	}
	definitions, err := a.definitions(c)
	if err != nil {
		return contact.Event{}, err
	}
	number := form.Number(answers)
	if fix.Phone != "" {
		number = intake.Phone(fix.Phone)
	}
	channelID := form.ChannelID
	if raw.ChannelID != nil {
		channelID = *raw.ChannelID // the event stays where it is, even if the form has moved
	}
	number, err = a.number(c, channelID, number)
	if err != nil {
		return contact.Event{}, err
	}
	if fix.Phone != "" && !number.Usable() {
		return contact.Event{}, cannotReread{"phone cannot be used: it " + number.Problem.Words() + "."}
	}
	return intake.ReparseForm([]byte(raw.Raw), form.Form, definitions, number)
}
