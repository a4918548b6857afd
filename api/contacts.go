package api

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// contactJSON is a contact. Absent values are null, not missing.
type contactJSON struct {
	ID              uuid.UUID         `json:"id"`
	ChannelID       string            `json:"channel_id"`
	WaID            *string           `json:"wa_id"`
	UserID          *string           `json:"user_id"`
	Username        *string           `json:"username"`
	DisplayName     string            `json:"display_name"`
	NameSource      string            `json:"name_source"`
	WhatsAppName    *string           `json:"whatsapp_name"`
	Source          string            `json:"source"`
	FirstMessage    *firstMessageJSON `json:"first_message"`
	Referral        *referralJSON     `json:"referral"`
	Tags            []string          `json:"tags"`
	Attributes      attributesJSON    `json:"attributes"`
	OptedOutAt      *time.Time        `json:"opted_out_at"`
	Consent         *consentJSON      `json:"consent"`
	CreatedAt       time.Time         `json:"created_at"`
	LastConversedAt *time.Time        `json:"last_conversed_at"`
	contact.Texts
	Version    int64  `json:"version"`
	WorkflowID string `json:"workflow_id"`
	HistoryURL string `json:"history_url"`
}

// attributesJSON are values as they are stored: no digit of a number is lost.
type attributesJSON = map[string]json.RawMessage

type firstMessageJSON struct {
	ID     string     `json:"id"`
	Type   string     `json:"type"`
	Text   *string    `json:"text"`
	SentAt *time.Time `json:"sent_at"`
}

type referralJSON struct {
	SourceID   *string `json:"source_id"`
	SourceType *string `json:"source_type"`
	SourceURL  *string `json:"source_url"`
	Headline   *string `json:"headline"`
	CtwaClid   *string `json:"ctwa_clid"`
}

func (a *API) contactOf(c service.Contact) contactJSON {
	out := contactJSON{
		ID: c.ID, ChannelID: c.ChannelID, WaID: c.WaID, UserID: c.UserID, Username: c.Username,
		DisplayName: c.DisplayName, NameSource: c.NameSource, WhatsAppName: c.WhatsAppName, Source: c.Source,
		Referral: referralOf(c.Referral), Tags: c.Tags, Attributes: c.Attributes, OptedOutAt: utc(c.OptedOutAt),
		Consent:   consentOf(c.Consent),
		CreatedAt: c.CreatedAt.UTC(), LastConversedAt: utc(c.LastConversedAt), Version: c.Version,
		Texts: c.Texts, WorkflowID: service.ContactWorkflow(c),
	}
	out.HistoryURL = a.historyURL(out.WorkflowID, nil)
	if c.FirstMessageID != nil && c.FirstMessageWaID != nil {
		out.FirstMessage = &firstMessageJSON{
			ID: *c.FirstMessageWaID, Type: *c.FirstMessageType, Text: c.FirstMessageText, SentAt: utc(c.FirstMessageAt),
		}
	}
	return out
}

func referralOf(r *contact.Referral) *referralJSON {
	if r == nil {
		return nil
	}
	return &referralJSON{
		SourceID: orNull(r.SourceID), SourceType: orNull(r.SourceType), SourceURL: orNull(r.SourceURL),
		Headline: orNull(r.Headline), CtwaClid: orNull(r.CtwaClid),
	}
}

// consentJSON is what is known of somebody's consent to marketing messages.
type consentJSON struct {
	Given  bool      `json:"given"`
	At     time.Time `json:"at"`
	Source string    `json:"source"`
	Text   *string   `json:"text"`
}

func consentOf(s *contact.Consent) *consentJSON {
	if s == nil {
		return nil
	}
	return &consentJSON{Given: s.Given, At: s.At.UTC(), Source: s.Source, Text: orNull(s.Text)}
}

func (a *API) listContacts(c *gin.Context) {
	f, ok := a.contactFilter(c)
	if !ok {
		return
	}
	page, err := a.Service.ListContacts(c.Request.Context(), callerOf(c), f, paging(c))
	if err != nil {
		a.fail(c, err)
		return
	}
	showPage(c, "contacts", page, a.contactOf)
}

// contactFilter reads what narrows a list of contacts. It answers with a
// problem, and false, if that cannot be read.
func (a *API) contactFilter(c *gin.Context) (service.ContactFilter, bool) {
	f, err := service.ReadContactFilter(c.Request.URL.Query())
	if err != nil {
		a.fail(c, err)
	}
	return f, err == nil
}

// countContacts tells how many contacts a list has.
func (a *API) countContacts(c *gin.Context) {
	f, ok := a.contactFilter(c)
	if !ok {
		return
	}
	count, err := a.Service.CountContacts(c.Request.Context(), callerOf(c), f)
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"count": count.Contacts, "exact": count.Exact})
}

func (a *API) getContact(c *gin.Context) {
	contactID, ok := id(c, c.Param("id"), "The contact's id")
	if !ok {
		return
	}
	row, err := a.Service.GetContact(c.Request.Context(), callerOf(c), contactID)
	if err != nil {
		a.fail(c, err)
		return
	}
	c.Header("ETag", etag(row.Version))
	c.JSON(http.StatusOK, a.contactOf(row))
}

// text reads a word from the query as the database can take it.
func text(c *gin.Context, name string) string {
	return contact.Clean(c.Query(name), contact.MaxName)
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func utc(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	u := t.UTC()
	return &u
}
