package api

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// outcomeJSON is the decision of an event that a caller waited for; decision
// and reason are null while it is pending.
type outcomeJSON struct {
	Decision *string   `json:"decision"`
	Reason   *string   `json:"reason"`
	EventID  uuid.UUID `json:"event_id"`
}

type appliedJSON struct {
	Contact *contactJSON `json:"contact"`
	Outcome outcomeJSON  `json:"outcome"`
	// Of POST /v1/contacts alone, where there is a number to be read.
	Understood *understoodJSON `json:"understood,omitempty"`
}

func outcomeOf(o contact.Decision) outcomeJSON {
	return outcomeJSON{
		Decision: orNull(string(o.Kind)), Reason: orNull(string(o.Reason)), EventID: o.EventID,
	}
}

// answer tells a caller what became of an entry or a command: 201 or 200, 202 if
// nobody decided it in time, or the problem that it met.
func (a *API) answer(c *gin.Context, applied service.Applied, err error) {
	if err != nil {
		a.fail(c, err)
		return
	}
	out := appliedJSON{Outcome: outcomeOf(applied.Decision), Understood: understoodOf(applied.Understood)}
	if applied.Contact != nil {
		shown := a.contactOf(*applied.Contact)
		out.Contact = &shown
		c.Header("ETag", etag(applied.Contact.Version))
	}
	switch applied.Decision.Kind {
	case contact.Pending:
		c.JSON(http.StatusAccepted, out)
	case contact.Created:
		c.JSON(http.StatusCreated, out)
	default:
		c.JSON(http.StatusOK, out)
	}
}

func etag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

// ifMatch reads the version that a caller has edited; nil if none is given. It
// answers with a problem, and false, if it is none of ours.
func ifMatch(c *gin.Context) (*int64, bool) {
	given := strings.TrimSpace(c.GetHeader("If-Match"))
	if given == "" || given == "*" {
		return nil, true
	}
	version, err := strconv.ParseInt(strings.Trim(strings.TrimPrefix(given, "W/"), `"`), 10, 64)
	if err != nil {
		wrong(c, service.InvalidParameter, "If-Match", `If-Match must be the contact's ETag, such as "3".`)
		return nil, false
	}
	return &version, true
}
