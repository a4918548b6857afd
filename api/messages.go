package api

import (
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/luluchat/contacts/service"
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
	page, err := a.Service.ListMessages(c.Request.Context(), callerOf(c), contactID, paging(c))
	if err != nil {
		a.fail(c, err)
		return
	}
	showPage(c, "messages", page, messageOf)
}

func messageOf(m service.Message) messageJSON {
	return messageJSON{
		ID: m.ExternalID, EventID: m.EventID, Type: m.Type, Text: m.Text, Referral: referralOf(m.Referral),
		SentAt: m.SentAt.UTC(),
	}
}
