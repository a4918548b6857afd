package api

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// claimJSON is what one source says a field is.
type claimJSON struct {
	Field   string    `json:"field"`
	Source  string    `json:"source"`
	Value   any       `json:"value"` // null: the source says that it is empty
	EventID uuid.UUID `json:"event_id"`
	At      time.Time `json:"at"`
	Shown   bool      `json:"shown"` // it is the strongest
}

type identityJSON struct {
	N         uint32     `json:"n"` // by which it is called in an address
	Kind      string     `json:"kind"`
	Value     string     `json:"value"`
	Confirmed bool       `json:"confirmed"`
	From      time.Time  `json:"from"`
	To        *time.Time `json:"to"` // null: still valid
}

// leadJSON tells how long a lead took from form or import to first message.
type leadJSON struct {
	Source         string     `json:"source"`
	At             time.Time  `json:"at"`
	FirstMessageAt *time.Time `json:"first_message_at"`
	Seconds        *float64   `json:"seconds"` // null while the person has not written
}

// readTimeline tells where a contact's values come from, and what happened to it,
// newest first.
func (a *API) readTimeline(c *gin.Context) {
	contactID, ok := id(c, c.Param("id"), "The contact's id")
	if !ok {
		return
	}
	line, err := a.Service.ReadTimeline(c.Request.Context(), callerOf(c), contactID, paging(c))
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{
		"claims": claimsOf(line.Claims), "identities": identitiesOf(line.Identities), "merges": shown(line.Merges, mergedOf), "lead": leadOf(line.Lead),
		"events": shown(line.Events.Rows, a.eventOf), "next_cursor": orNull(line.Events.Next),
	})
}

func claimsOf(claims []contact.Claim) []claimJSON {
	out := make([]claimJSON, len(claims))
	for i, k := range claims {
		best, _ := contact.Strongest(claims, k.Field)
		out[i] = claimJSON{
			Field: k.Field, Source: string(k.Source), Value: valueOf(k), EventID: k.EventID, At: k.At.UTC(),
			Shown: best.EventID == k.EventID && best.Source == k.Source,
		}
	}
	return out
}

// valueOf is a claim's value; attributes are kept as JSON.
func valueOf(k contact.Claim) any {
	switch {
	case k.Value == nil:
		return nil
	case k.Field == contact.FieldConsent:
		said, _ := contact.ConsentOf(k)
		return consentOf(&said)
	case strings.HasPrefix(k.Field, contact.AttributePrefix):
		return json.RawMessage(*k.Value)
	}
	return *k.Value
}

func identitiesOf(identities []contact.Identity) []identityJSON {
	out := make([]identityJSON, len(identities))
	for i, k := range identities {
		out[i] = identityJSON{N: service.IdentityNumber(k), Kind: string(k.Kind), Value: k.Value, Confirmed: k.Confirmed, From: k.ValidFrom.UTC()}
		if !k.ValidTo.IsZero() {
			to := k.ValidTo.UTC()
			out[i].To = &to
		}
	}
	return out
}

func leadOf(l *service.Lead) *leadJSON {
	if l == nil {
		return nil
	}
	out := &leadJSON{Source: l.Source, At: l.At.UTC(), FirstMessageAt: utc(l.FirstMessageAt)}
	if l.FirstMessageAt != nil {
		// WhatsApp's times are whole seconds, and a message may come late.
		seconds := max(l.FirstMessageAt.Sub(l.At).Seconds(), 0)
		out.Seconds = &seconds
	}
	return out
}
