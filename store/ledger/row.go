package ledger

import (
	"encoding/json"
	"slices"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// decideRow writes into an import's row what became of it, in the deciding
// transaction: what is counted is what was committed.
func (w *writer) decideRow(ev contact.Event, o contact.Decision, before *rowBefore) {
	row := ev.Facts.Row
	if row == nil {
		return
	}
	status, why, fix := contact.RowStatus(o, ev.Facts.Person)
	var kept any
	if before != nil {
		encoded, err := json.Marshal(before)
		if err == nil {
			kept = string(encoded)
		}
	}
	var owner any
	if o.ContactID != uuid.Nil {
		owner = o.ContactID
	}
	w.Queue(`
UPDATE import_rows
SET status = @status, error = @error, suggested_fix = @fix, contact_id = @contact, before = @before
WHERE import_id = @id AND n = @n`, store.Named{
		"id": row.Import, "n": row.N, "status": status, "error": store.Null(why), "fix": store.Null(fix), "contact": owner,
		"before": kept,
	})
}

// reportSkipped adds to the detail of an event, and of the row that it stands
// for, what the contact had no room for.
func (w *writer) reportSkipped(ev contact.Event, skipped []contact.Skipped) {
	if len(skipped) == 0 {
		return
	}
	args := store.Named{"id": ev.ID, "detail": contact.Report(append(slices.Clone(ev.Facts.Fields.Skipped), skipped...))}
	// Event rows are locked when they are decided, in an order.
	w.after = append(w.after, func() { w.Queue(`UPDATE events SET detail = @detail WHERE id = @id`, args) })
	if row := ev.Facts.Row; row != nil {
		args["import"], args["n"] = row.Import, row.N
		w.Queue(`
UPDATE import_rows
SET facts = (facts::jsonb || jsonb_build_object('detail', @detail::text))::text
WHERE import_id = @import AND n = @n AND facts IS NOT NULL`, args)
	}
}

// rowBefore is what undoing a row brings back.
type rowBefore struct {
	Created bool            `json:"created,omitempty"`
	Claims  []contact.Claim `json:"claims,omitempty"` // of an earlier import, by field
	Fields  []string        `json:"fields,omitempty"` // that this row claimed
	Tags    []string        `json:"tags,omitempty"`   // that it added
}

func beforeOf(ch contact.Changes, f *contact.Fields) *rowBefore {
	b := &rowBefore{Created: ch.Decision.Kind == contact.Created, Claims: ch.Replaced, Tags: ch.AddTags}
	for _, k := range ch.Claims {
		b.Fields = append(b.Fields, k.Field)
	}
	gave := f != nil && len(f.AddTags) > 0 && ch.Decision.Kind != contact.Ignored
	if !b.Created && len(b.Fields) == 0 && !gave {
		return nil // there is nothing to take back
	}
	return b
}
