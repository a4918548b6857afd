package api

import (
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// duplicateJSON is two contacts who may be one person.
type duplicateJSON struct {
	ID          int64          `json:"id"`
	ChannelID   string         `json:"channel_id"`
	ContactA    resemblingJSON `json:"contact_a"`
	ContactB    resemblingJSON `json:"contact_b"`
	Reasons     []likenessJSON `json:"reasons"`
	FoundAt     time.Time      `json:"found_at"`
	DismissedAt *time.Time     `json:"dismissed_at"`
}

type resemblingJSON struct {
	partyJSON
	WaID *string `json:"wa_id"`
}

type likenessJSON struct {
	Reason string `json:"reason"`
	Detail string `json:"detail"` // in words
}

func duplicateOf(d service.Duplicate) duplicateJSON {
	return duplicateJSON{
		ID: d.ID, ChannelID: d.ChannelID,
		ContactA: resemblingJSON{partyJSON{d.ContactA, d.NameA}, d.WaIDA}, ContactB: resemblingJSON{partyJSON{d.ContactB, d.NameB}, d.WaIDB},
		Reasons: shown(d.Reasons, likenessOf), FoundAt: d.FoundAt.UTC(), DismissedAt: utc(d.DismissedAt),
	}
}

func likenessOf(reason string) likenessJSON {
	return likenessJSON{reason, contact.Likeness(reason).Words()}
}

// listDuplicates lists the pairs that are open, or with ?dismissed=true the others.
func (a *API) listDuplicates(c *gin.Context) {
	f := service.DuplicateFilter{ChannelID: text(c, "channel_id"), Dismissed: c.Query("dismissed") == "true"}
	if given := c.Query("contact_id"); given != "" {
		var ok bool
		if f.ContactID, ok = idFilter(c, given, "contact_id"); !ok {
			return
		}
	}
	page, err := a.Service.ListDuplicates(c.Request.Context(), callerOf(c), f, paging(c))
	if err != nil {
		a.fail(c, err)
		return
	}
	showPage(c, "duplicates", page, duplicateOf)
}

func (a *API) dismissDuplicate(c *gin.Context) {
	duplicateID, ok := duplicateParam(c)
	if !ok {
		return
	}
	applied, err := a.Service.DismissDuplicate(c.Request.Context(), callerOf(c), duplicateID, requestOf(c))
	a.answer(c, applied, err)
}

func (a *API) undoDismissal(c *gin.Context) {
	duplicateID, ok := duplicateParam(c)
	if !ok {
		return
	}
	applied, err := a.Service.UndoDismissal(c.Request.Context(), callerOf(c), duplicateID, requestOf(c))
	a.answer(c, applied, err)
}

// duplicateParam reads the id of a pair from the path.
func duplicateParam(c *gin.Context) (int64, bool) {
	n, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil || n < 1 {
		wrong(c, service.InvalidParameter, "id", "The duplicate's id must be a whole number.")
		return 0, false
	}
	return n, true
}

// mergedJSON is a contact that was merged into another one, which can be taken back.
type mergedJSON struct {
	EventID  uuid.UUID `json:"event_id"`
	Other    partyJSON `json:"other"`
	MergedAt time.Time `json:"merged_at"`
}

func mergedOf(m service.Merged) mergedJSON {
	return mergedJSON{m.EventID, partyJSON{m.Loser, m.Name}, m.MergedAt.UTC()}
}
