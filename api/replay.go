package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/whatsapp"
)

// correction is what whoever replays an event may put right.
type correction struct {
	Phone string `json:"phone"` // of a submission without a usable one
}

// replayEvent judges a quarantined event anew from the item as it arrived.
func (a *API) replayEvent(c *gin.Context) {
	eventID, ok := id(c, c.Param("id"), "The event's id")
	if !ok {
		return
	}
	var fix correction
	read, ok := body(c)
	if !ok {
		return
	}
	if len(bytes.TrimSpace(read)) > 0 && !decode(c, read, &fix, `empty, or JSON with a correction: {"phone": "+60123456789"}`) {
		return
	}
	raw, err := a.Store.RawEvent(c, eventID)
	if err != nil {
		a.fail(c, err)
		return
	}
	if raw.Erased {
		problem(c, http.StatusConflict, "The event's words were erased: there is nothing left to judge.")
		return
	}
	ev, err := a.reread(c, raw, fix)
	if err != nil {
		a.answerReplay(c, eventID, err)
		return
	}
	a.answerReplay(c, eventID, a.Store.Replay(c, eventID, ev))
}

// cannotReread says that an event cannot be read again, in words for whoever
// asked for it.
type cannotReread struct{ why string }

func (e cannotReread) Error() string { return e.why }

func (a *API) answerReplay(c *gin.Context, id uuid.UUID, err error) {
	var cannot cannotReread
	switch {
	case errors.As(err, &cannot):
		problem(c, http.StatusUnprocessableEntity, cannot.why)
	case errors.Is(err, store.ErrNotQuarantined):
		problem(c, http.StatusConflict, "Only quarantined events are replayed, and this one is not.")
	case err != nil:
		a.fail(c, err)
	default:
		a.Recorder.Wake()
		row, err := a.Store.Event(c, id)
		if err != nil {
			a.fail(c, err)
			return
		}
		c.JSON(http.StatusAccepted, gin.H{"event": a.eventOf(row)})
	}
}

// reread makes the event anew from its raw item. What came from a caller is in
// the project's own terms already.
func (a *API) reread(c *gin.Context, raw store.RawEvent, fix correction) (contact.Event, error) {
	switch contact.Source(raw.Source) {
	case contact.SourceMessage, contact.SourceSystem:
		ev, err := whatsapp.Reparse([]byte(raw.Raw))
		if err != nil {
			return contact.Event{}, cannotReread{"The item cannot be read again: " + err.Error() + "."}
		}
		return ev, nil
	case contact.SourceForm:
		return a.rereadForm(c, raw, fix)
	}
	ev := contact.Event{Kind: raw.Kind}
	if err := json.Unmarshal([]byte(raw.Facts), &ev.Facts); err != nil {
		return contact.Event{}, fmt.Errorf("read the facts of event %s: %w", raw.ID, err)
	}
	return ev, nil
}
