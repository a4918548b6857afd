package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/service"
)

type explanationJSON struct {
	Found         bool          `json:"found"`
	Summary       string        `json:"summary"`
	Contact       *contactJSON  `json:"contact"`
	Events        []eventJSON   `json:"events"`
	OtherContacts []contactJSON `json:"other_contacts"` // of the same person, in other channels or by conflict
	Deliveries    []statusJSON  `json:"deliveries"`     // the last status of what the business sent them
}

type statusJSON struct {
	ChannelID *string   `json:"channel_id"`
	Recipient string    `json:"recipient"`
	MessageID string    `json:"message_id"`
	Status    string    `json:"status"`
	ErrorCode *int      `json:"error_code"`
	Error     *string   `json:"error"`
	At        time.Time `json:"at"`
	Received  int64     `json:"received"`
}

// explain answers "why is this lead not in my contacts?".
func (a *API) explain(c *gin.Context) {
	q, ok := question(c)
	if !ok {
		return
	}
	trail, err := a.Service.Explain(c.Request.Context(), callerOf(c), q)
	if err != nil {
		a.fail(c, err)
		return
	}
	out := explanationJSON{
		Found: trail.Found, Summary: trail.Summary, Events: shown(trail.Events, a.eventOf),
		OtherContacts: []contactJSON{}, Deliveries: []statusJSON{},
	}
	for i, row := range trail.Contacts {
		found := a.contactOf(row)
		if i == 0 {
			out.Contact = &found
		} else {
			out.OtherContacts = append(out.OtherContacts, found)
		}
	}
	for _, row := range trail.Others {
		out.OtherContacts = append(out.OtherContacts, a.contactOf(row))
	}
	for _, s := range trail.Statuses {
		out.Deliveries = append(out.Deliveries, statusJSON{
			ChannelID: s.ChannelID, Recipient: s.Recipient, MessageID: s.MessageID, Status: s.Status,
			ErrorCode: s.ErrorCode, Error: s.ErrorTitle, At: s.At.UTC(), Received: s.Received,
		})
	}
	c.JSON(http.StatusOK, out)
}

// question reads what is asked about.
func question(c *gin.Context) (q service.Question, ok bool) {
	q = service.Question{
		MessageID: text(c, "message_id"), Phone: text(c, "phone"), UserID: text(c, "user_id"), ChannelID: text(c, "channel_id"),
		LeadID: text(c, "lead_id"),
	}
	if given := c.Query("contact_id"); given != "" {
		contactID, ok := idFilter(c, given, "contact_id")
		if !ok {
			return q, false
		}
		q.ContactID = &contactID
	}
	return q, true
}
