package api

import (
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/luluchat/contacts/store"
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
	p, ok := page(c)
	if !ok {
		return
	}
	owner, err := a.Store.Contact(c, contactID)
	if err != nil {
		a.fail(c, err)
		return
	}
	rows, err := a.Store.Messages(c, owner.ID, p.after, p.size+1)
	if err != nil {
		a.fail(c, err)
		return
	}
	slices.Reverse(rows) // the page begins with the newest
	rows, next := cut(rows, p.size, func(m store.MessageRow) string { return cursorOf(m.SentAt, m.EventID) })
	slices.Reverse(rows)
	c.JSON(http.StatusOK, gin.H{"messages": shown(rows, messageOf), "next_cursor": next})
}

func messageOf(m store.MessageRow) messageJSON {
	return messageJSON{
		ID: m.ExternalID, EventID: m.EventID, Type: m.Type, Text: m.Text, Referral: referralOf(m.Referral),
		SentAt: m.SentAt.UTC(),
	}
}
