package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/starter"
	"github.com/luluchat/contacts/store"
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

// order makes the event by which a person changes one certain contact. It is
// ordered by the contact's own key, so that it is serialised with everything
// else about the contact. involved are further contacts that it names.
func (a *API) order(c *gin.Context, kind string, o contact.Command, f contact.Facts, involved ...uuid.UUID) (contact.Event, error) {
	row, err := a.Store.Contact(c, o.Contact)
	if err != nil {
		return contact.Event{}, err
	}
	o.Contact = row.ID // of a merged contact the one it became part of
	o.Others, err = a.Store.People(c, append([]uuid.UUID{row.ID}, involved...)...)
	if err != nil {
		return contact.Event{}, err
	}
	f.Effect, f.Command = contact.Touches, &o
	f.Person = personOf(row)
	return a.callerEvent(c, row.ChannelID, contact.SourceManual, kind, f)
}

// personOf is the identity that a contact's own key comes from.
func personOf(row store.ContactRow) contact.Person {
	if row.WaID != nil {
		return contact.Person{WaID: *row.WaID}
	}
	return contact.Person{UserID: orEmpty(row.UserID)}.Normalise()
}

// callerEvent makes an event of what a caller asks for. A request that bears an
// Idempotency-Key is the same event when it is sent again.
func (a *API) callerEvent(c *gin.Context, channelID string, source contact.Source, kind string, f contact.Facts) (contact.Event, error) {
	var version *int64
	if f.Command != nil {
		version = f.Command.IfVersion
	}
	r, err := a.callersRequest(c, version)
	if err != nil {
		return contact.Event{}, err
	}
	raw, err := json.Marshal(f)
	if err != nil {
		return contact.Event{}, err
	}
	return contact.Event{
		ID: r.id, ChannelID: channelID, Origin: "api", Source: source, Kind: kind, ExternalID: r.shownKey(),
		DedupeKey: callerKey(kind, r), Idempotency: r.terms,
		OccurredAt: time.Now().UTC().Truncate(time.Microsecond), Facts: f, Raw: raw,
	}, nil
}

// callersRequest tells which request a caller sends. version is that of If-Match.
func (a *API) callersRequest(c *gin.Context, version *int64) (request, error) {
	asks, err := askedOf(c, version)
	if err != nil {
		return request{}, err
	}
	r, err := a.identify(c, c, tokenOwner(c), asks)
	r.repeatable(c, Problem{EventID: &r.id})
	return r, err
}

func callerKey(kind string, r request) string { return contact.DedupeKey("api", kind, r.once, nil) }

// again answers the repetition of a request that is carried out already as the
// request was answered. Any other meets a problem, which says why.
func (a *API) again(c *gin.Context, kind, why string) {
	r, err := a.callersRequest(c, nil)
	if err != nil {
		a.fail(c, err)
		return
	}
	recorded, err := a.Store.Find(c, []contact.Event{{DedupeKey: callerKey(kind, r)}})
	if err != nil {
		problem(c, http.StatusConflict, why)
		return
	}
	decision, err := a.Store.Decision(c, recorded[0].ID)
	if err != nil {
		a.fail(c, err)
		return
	}
	a.answer(c, starter.Applied{Recorded: recorded[0], Decision: decision}, contact.Facts{})
}

// apply has an event decided and answers with the contact and the outcome:
// 201 or 200, 202 if nobody decided it in time, or the problem that it met.
func (a *API) apply(c *gin.Context, ev contact.Event) {
	applied, err := a.Recorder.Apply(c, ev)
	if err != nil {
		a.fail(c, err)
		return
	}
	a.answer(c, applied, ev.Facts)
}

// answer tells a caller what became of its event, which says f. What is recorded
// is never answered as if it were not: that would have it sent twice.
func (a *API) answer(c *gin.Context, applied starter.Applied, f contact.Facts) {
	if a.refused(c, applied) {
		return
	}
	out := appliedJSON{Outcome: outcomeOf(applied.Decision), Understood: understoodOf(f.Understood)}
	status := http.StatusOK
	switch applied.Decision.Kind {
	case contact.Pending:
		c.JSON(http.StatusAccepted, out)
		return
	case contact.Created:
		status = http.StatusCreated
	}
	row, err := a.Store.Contact(c, applied.Decision.ContactID)
	if err != nil && !errors.Is(err, store.ErrDeleted) {
		a.Log.WarnContext(c, "the event is decided, and its contact cannot be read", "event_id", applied.Recorded.ID, "error", err)
		c.JSON(http.StatusAccepted, appliedJSON{Outcome: outcomeJSON{EventID: applied.Recorded.ID}, Understood: out.Understood})
		return
	}
	if err == nil {
		shown := a.contactOf(row)
		out.Contact = &shown
		c.Header("ETag", etag(row.Version))
	}
	c.JSON(status, out)
}

// refused answers for an event that was decided otherwise than its sender
// wanted, and reports whether it did.
func (a *API) refused(c *gin.Context, applied starter.Applied) bool {
	reason := applied.Decision.Reason
	switch {
	case reason == contact.VersionConflict:
		problem(c, http.StatusPreconditionFailed, "The contact was changed since the version in If-Match. Read it again, and edit that.")
	case applied.Decision.Kind == contact.Ignored && reason == contact.TooManyTags:
		problem(c, http.StatusUnprocessableEntity, fmt.Sprintf("The contact would have more than %d tags, so nothing was changed. Remove some of them first.", contact.MaxTags))
	case applied.Decision.Kind == contact.Ignored && reason == contact.NoContact:
		problem(c, http.StatusConflict, "The contact was merged or deleted meanwhile. Read it again.")
	case applied.Decision.Kind == contact.Quarantined:
		problem(c, http.StatusConflict, "Event "+applied.Decision.EventID.String()+" is quarantined: "+reason.Words()+".")
	default:
		return false
	}
	return true
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
		problem(c, http.StatusBadRequest, `If-Match must be the contact's ETag, such as "3".`)
		return nil, false
	}
	return &version, true
}
