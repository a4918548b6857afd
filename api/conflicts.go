package api

import (
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/luluchat/contacts/service"
)

// conflictJSON is two contacts that one event says are the same person.
type conflictJSON struct {
	ID         int64      `json:"id"`
	ChannelID  string     `json:"channel_id"`
	ContactA   partyJSON  `json:"contact_a"`
	ContactB   partyJSON  `json:"contact_b"`
	EventID    uuid.UUID  `json:"event_id"`
	CreatedAt  time.Time  `json:"created_at"`
	ResolvedAt *time.Time `json:"resolved_at"`
	Resolution *string    `json:"resolution"`
	UndoneAt   *time.Time `json:"undone_at"`
}

type partyJSON struct {
	ID          uuid.UUID `json:"id"`
	DisplayName string    `json:"display_name"`
}

func conflictOf(k service.Conflict) conflictJSON {
	return conflictJSON{
		ID: k.ID, ChannelID: k.ChannelID,
		ContactA: partyJSON{k.ContactA, k.NameA}, ContactB: partyJSON{k.ContactB, k.NameB},
		EventID: k.EventID, CreatedAt: k.CreatedAt.UTC(), ResolvedAt: utc(k.ResolvedAt), Resolution: k.Resolution,
		UndoneAt: utc(k.UndoneAt),
	}
}

// listConflicts lists the open conflicts, or with ?all=true all.
func (a *API) listConflicts(c *gin.Context) {
	page, err := a.Service.ListConflicts(c.Request.Context(), callerOf(c), text(c, "channel_id"), c.Query("all") == "true", paging(c))
	if err != nil {
		a.fail(c, err)
		return
	}
	showPage(c, "conflicts", page, conflictOf)
}

func (a *API) resolveConflict(c *gin.Context) {
	conflictID, ok := conflictParam(c)
	if !ok {
		return
	}
	var in struct {
		Resolution string `json:"resolution"`
	}
	if !bind(c, &in, `JSON: {"resolution": "merge_into_a"}`) {
		return
	}
	applied, err := a.Service.ResolveConflict(c.Request.Context(), callerOf(c), conflictID, in.Resolution, requestOf(c))
	a.answer(c, applied, err)
}

func (a *API) undoConflict(c *gin.Context) {
	conflictID, ok := conflictParam(c)
	if !ok {
		return
	}
	applied, err := a.Service.UndoConflict(c.Request.Context(), callerOf(c), conflictID, requestOf(c))
	a.answer(c, applied, err)
}

// conflictParam reads a conflict's id from the path.
func conflictParam(c *gin.Context) (int64, bool) {
	n, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil || n < 1 {
		wrong(c, service.InvalidParameter, "id", "The conflict's id must be a whole number.")
		return 0, false
	}
	return n, true
}
