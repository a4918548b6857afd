package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"
)

type messageJSON struct {
	ID       string        `json:"id"`
	EventID  uuid.UUID     `json:"event_id"`
	Type     string        `json:"type"`
	Text     *string       `json:"text"`
	Referral *referralJSON `json:"referral"`
	SentAt   time.Time     `json:"sent_at"`
}

// listMessages answers with the newest page of a conversation, newest last;
// next_cursor leads to the page before it.
func (a *API) listMessages(c *gin.Context) {
	contactID, ok := id(c, c.Param("id"), "The contact's id")
	if !ok {
		return
	}
	n, ok := limit(c)
	if !ok {
		return
	}
	before, ok := position(c)
	if !ok {
		return
	}
	owner, err := a.Store.Contact(c, contactID)
	if err != nil {
		a.fail(c, err)
		return
	}
	rows, err := a.Store.Messages(c, owner.ID, before, n+1)
	if err != nil {
		a.fail(c, err)
		return
	}
	var next *string
	if len(rows) > n {
		rows = rows[1:] // the oldest is on the page before
		cursor := cursorOf(rows[0].SentAt, rows[0].EventID)
		next = &cursor
	}
	out := make([]messageJSON, len(rows))
	for i, m := range rows {
		out[i] = messageJSON{
			ID: m.ExternalID, EventID: m.EventID, Type: m.Type, Text: m.Text, Referral: referralOf(m.Referral),
			SentAt: m.SentAt.UTC(),
		}
	}
	c.JSON(http.StatusOK, gin.H{"messages": out, "next_cursor": next})
}
