package ledger

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// jobBefore is what a job found, as far as it changed it. store.JobUndoSQL reads it,
// too.
type jobBefore struct {
	Claims  []contact.Claim `json:"claims,omitempty"`  // of people, that it replaced or withdrew
	Fields  []string        `json:"fields,omitempty"`  // that it claimed
	Cleared []string        `json:"cleared,omitempty"` // fields whose claim it withdrew
	Added   []string        `json:"added,omitempty"`   // tags
	Removed []string        `json:"removed,omitempty"` // tags
	// Preference is the opt-out.
	Preference *contact.Preference `json:"preference,omitempty"`
}

func jobBeforeOf(ch contact.Changes) *jobBefore {
	b := &jobBefore{Claims: ch.Replaced, Added: ch.AddTags, Removed: ch.RemoveTags, Preference: ch.Preferred}
	for _, k := range ch.Claims {
		b.Fields = append(b.Fields, k.Field)
	}
	for _, k := range ch.Withdraw {
		b.Cleared = append(b.Cleared, k.Field)
	}
	return b
}

// ofJob writes what became of the contact of a job, if the event stands for one. What
// undoing has done to it is written by undoJob.
func (w *writer) ofJob(ev contact.Event, d contact.Decision, before *jobBefore) {
	if ev.Facts.Command == nil || ev.Facts.Command.Job == nil || ev.Facts.Command.Job.Undo {
		return
	}
	item := ev.Facts.Command.Job
	args := store.Named{
		"job": item.Job, "n": item.N, "status": contact.JobItemStatus(d), "reason": string(d.Reason), "contact": ev.Facts.Command.Contact,
		"event": ev.ID, "before": nil,
	}
	if before != nil && d.Kind == contact.Updated {
		args["before"] = *jsonText(before)
	}
	w.Queue(`
UPDATE job_items SET status = @status, reason = @reason, contact_id = @contact, event_id = @event, before = @before
WHERE job_id = @job AND n = @n`, args)
}

// jobUndo is what can be taken back of what a job did to a contact.
type jobUndo struct {
	EventID    *uuid.UUID
	ContactID  *uuid.UUID
	Before     []byte
	Fields     []string // whose value is still the job's
	Cleared    []string // that nobody has given a value since
	Off        []string // tags to take off
	On         []string // tags to put on again
	Preference bool
	Outcome    string
}

// undoJob takes back what a job did to a contact, and leaves what somebody changed or
// gave since.
func (w *writer) undoJob(ctx context.Context, tx session, c *contact.Contact, item contact.JobItem) (contact.Decision, error) {
	rows, err := tx.Query(ctx, store.JobUndoSQL+`
WHERE i.job_id = @job AND i.n = @n AND i.status = 'changed' AND i.undone IS NULL
FOR UPDATE OF i`, store.Named{"job": item.Job, "n": item.N})
	found, err := store.Collect(rows, err, pgx.RowToStructByName[jobUndo], "read what job %s did", item.Job)
	if err != nil || len(found) == 0 {
		return contact.Decision{Kind: contact.Ignored, Reason: contact.NothingNew}, err
	}
	do := found[0]
	decision := contact.Decision{Kind: contact.Updated, Reason: contact.JobUndone}
	if do.Outcome == store.JobLeaves {
		decision = contact.Decision{Kind: contact.Ignored, Reason: contact.EditedSince}
	} else if err := w.restoreJob(ctx, tx, c, do); err != nil {
		return contact.Decision{}, err
	}
	w.Queue(`UPDATE job_items SET undone = @undone WHERE job_id = @job AND n = @n`,
		store.Named{"undone": do.Outcome, "job": item.Job, "n": item.N})
	return decision, nil
}

// restoreJob puts back what a job found.
func (w *writer) restoreJob(ctx context.Context, tx session, c *contact.Contact, do jobUndo) error {
	var before jobBefore
	if err := json.Unmarshal(do.Before, &before); err != nil {
		return fmt.Errorf("read what a job found of contact %s: %w", c.ID, err)
	}
	if err := store.ReadDetails(ctx, tx, c); err != nil {
		return err
	}
	back := func(k contact.Claim) bool {
		return slices.Contains(do.Fields, k.Field) || slices.Contains(do.Cleared, k.Field)
	}
	earlier := slices.DeleteFunc(before.Claims, func(k contact.Claim) bool { return !back(k) })
	c.Claims = slices.DeleteFunc(c.Claims, func(k contact.Claim) bool { return do.EventID != nil && k.EventID == *do.EventID })
	c.Claims = append(c.Claims, earlier...)
	c.Show()
	w.Queue(`DELETE FROM claims WHERE event_id = @event AND contact_id IN (SELECT contact_family(@contact))`,
		store.Named{"contact": c.ID, "event": do.EventID})
	if do.Preference && before.Preference != nil {
		c.RestorePreference(*before.Preference)
	}
	w.changeFields(c.ID, contact.Changes{Claims: earlier, AddTags: do.On, RemoveTags: do.Off})
	c.Version++
	w.updateContact(*c)
	return nil
}
