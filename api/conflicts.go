package api

import (
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
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

func conflictOf(k store.ConflictRow) conflictJSON {
	return conflictJSON{
		ID: k.ID, ChannelID: k.ChannelID,
		ContactA: partyJSON{k.ContactA, k.NameA}, ContactB: partyJSON{k.ContactB, k.NameB},
		EventID: k.EventID, CreatedAt: k.CreatedAt.UTC(), ResolvedAt: utc(k.ResolvedAt), Resolution: k.Resolution,
		UndoneAt: utc(k.UndoneAt),
	}
}

// listConflicts lists the open conflicts, or with ?all=true all.
func (a *API) listConflicts(c *gin.Context) {
	n, ok := limit(c)
	if !ok {
		return
	}
	before, ok := number(c, c.Query("cursor"), "cursor", 0)
	if !ok {
		return
	}
	rows, err := a.Store.Conflicts(c, text(c, "channel_id"), c.Query("all") == "true", before, n+1)
	if err != nil {
		a.fail(c, err)
		return
	}
	rows, next := cut(rows, n, func(k store.ConflictRow) string { return strconv.FormatInt(k.ID, 10) })
	c.JSON(http.StatusOK, gin.H{"conflicts": shown(rows, conflictOf), "next_cursor": next})
}

// What a person can make of a conflict.
const (
	mergeIntoA = "merge_into_a"
	mergeIntoB = "merge_into_b"
	keepBoth   = "keep_both"
)

// resolveConflict resolves a conflict. Merging is one event, decided in one
// transaction, and can be taken back.
func (a *API) resolveConflict(c *gin.Context) {
	k, ok := a.conflict(c)
	if !ok {
		return
	}
	var in struct {
		Resolution string `json:"resolution"`
	}
	if !bind(c, &in, `JSON: {"resolution": "merge_into_a"}`) {
		return
	}
	var o contact.Command
	kind, other := "merge", k.ContactB
	switch in.Resolution {
	case mergeIntoA:
		o = contact.Command{Contact: k.ContactA, Absorb: k.ContactB}
	case mergeIntoB:
		o, other = contact.Command{Contact: k.ContactB, Absorb: k.ContactA}, k.ContactA
	case keepBoth:
		o, kind = contact.Command{Contact: k.ContactA, KeepBoth: k.ContactB}, "keep_both"
	default:
		problem(c, http.StatusUnprocessableEntity, "resolution must be merge_into_a, merge_into_b or keep_both.")
		return
	}
	if k.ResolvedAt != nil {
		a.again(c, kind, "This conflict is resolved already: "+orEmpty(k.Resolution)+".")
		return
	}
	a.carryOut(c, kind, o, other)
}

// undoConflict takes the merge that resolved a conflict back.
func (a *API) undoConflict(c *gin.Context) {
	k, ok := a.conflict(c)
	if !ok {
		return
	}
	o := contact.Command{Contact: k.ContactA, Restore: k.ContactB}
	switch orEmpty(k.Resolution) {
	case mergeIntoA:
	case mergeIntoB:
		o = contact.Command{Contact: k.ContactB, Restore: k.ContactA}
	default:
		problem(c, http.StatusConflict, "This conflict was not resolved by a merge.")
		return
	}
	if k.UndoneAt != nil {
		a.again(c, "unmerge", "This merge was taken back already.")
		return
	}
	a.carryOut(c, "unmerge", o, o.Restore)
}

func (a *API) carryOut(c *gin.Context, kind string, o contact.Command, other uuid.UUID) {
	ev, err := a.order(c, kind, o, contact.Facts{}, other)
	if err != nil {
		a.fail(c, err)
		return
	}
	a.apply(c, ev)
}

func (a *API) conflict(c *gin.Context) (store.ConflictRow, bool) {
	id, ok := number(c, c.Param("id"), "The conflict's id", 1)
	if !ok {
		return store.ConflictRow{}, false
	}
	k, err := a.Store.Conflict(c, id)
	if err != nil {
		a.fail(c, err)
		return store.ConflictRow{}, false
	}
	return k, true
}

// number reads a whole number of at least the given size; an empty one is zero.
func number(c *gin.Context, given, name string, least int64) (int64, bool) {
	if given == "" && least == 0 {
		return 0, true
	}
	n, err := strconv.ParseInt(given, 10, 64)
	if err != nil || n < least {
		problem(c, http.StatusBadRequest, name+" must be a whole number.")
		return 0, false
	}
	return n, true
}
