package api

import (
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
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
	trail, err := a.Store.Explain(c, q)
	if err != nil {
		a.fail(c, err)
		return
	}
	out := explanationJSON{
		Found:         len(trail.Events) > 0 || len(trail.Contacts) > 0 || trail.DeletedAt != nil,
		Summary:       summarise(q, trail),
		Events:        shown(trail.Events, a.eventOf),
		OtherContacts: []contactJSON{},
		Deliveries:    []statusJSON{},
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
func question(c *gin.Context) (q store.Question, ok bool) {
	q = store.Question{
		MessageID: text(c, "message_id"), UserID: text(c, "user_id"), ChannelID: text(c, "channel_id"),
	}
	given := 0
	for _, name := range []string{"message_id", "phone", "user_id", "contact_id"} {
		if strings.TrimSpace(text(c, name)) != "" {
			given++
		}
	}
	if given != 1 {
		problem(c, http.StatusBadRequest, "Ask about one of message_id, phone, user_id and contact_id.")
		return q, false
	}
	if phone := strings.TrimSpace(text(c, "phone")); phone != "" {
		number := intake.Phone(phone)
		digits, isNumber := contact.Digits(phone)
		switch {
		case number.Usable():
			q.Phone = number.Digits
		case isNumber:
			q.Phone = strings.TrimPrefix(digits, "00") // before a country code
		case contact.IsUserID(phone):
			q.UserID = phone
		default:
			q.Phone = phone // whatever WhatsApp may have said in a number's place
		}
	}
	if given := c.Query("contact_id"); given != "" {
		if q.ContactID, ok = idFilter(c, given, "contact_id"); !ok {
			return q, false
		}
	}
	return q, true
}
