package ledger

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// decideCommand carries out what a person wants done with one certain contact: an
// edit, a deletion, a merge or its undoing, or that two contacts stay apart.
func (v *view) decideCommand(ctx context.Context, tx session, w *writer, ev contact.Event) (contact.Decision, error) {
	order := ev.Facts.Command
	out := contact.Decision{EventID: ev.ID, ContactID: order.Contact}
	c, other, err := v.commandContacts(ctx, tx, w.ChannelID, order)
	if err != nil {
		return contact.Decision{}, err
	}
	is := func(kind contact.DecisionKind, reason contact.Reason) (contact.Decision, error) {
		out.Kind, out.Reason = kind, reason
		return out, nil
	}
	if c == nil {
		return is(contact.Ignored, contact.NoContact)
	}
	if order.IfVersion != nil && *order.IfVersion != c.Version {
		return is(contact.Ignored, contact.VersionConflict)
	}
	switch {
	case order.Delete:
		w.deleteContact(c.ID, ev.ID, v.keys)
		return is(contact.Updated, contact.Deleted)
	case order.KeepBoth != uuid.Nil:
		w.resolveConflict(c.ID, order.KeepBoth, "keep_both", ev.ID)
		return is(contact.Updated, contact.KeptBoth)
	case order.Absorb != uuid.Nil && other == nil:
		return is(contact.Ignored, contact.NoContact)
	case order.Absorb != uuid.Nil:
		return of(out, contact.Updated, contact.Merged), w.absorb(ctx, tx, c, other, ev)
	case order.Restore != uuid.Nil:
		done, err := w.restore(ctx, tx, c, order.Restore, ev.ID)
		if err != nil || !done {
			return of(out, contact.Ignored, contact.NothingNew), err
		}
		return is(contact.Updated, contact.Unmerged)
	}
	if order.UndoImport != uuid.Nil {
		decision, err := w.undoImport(ctx, tx, c, order.UndoImport, ev.ID)
		return of(out, decision.Kind, decision.Reason), err
	}
	if err := store.ReadDetails(ctx, tx, c); err != nil {
		return contact.Decision{}, err
	}
	return v.edit(w, c, ev), nil
}

// of returns the decision with its kind and reason.
func of(d contact.Decision, kind contact.DecisionKind, reason contact.Reason) contact.Decision {
	d.Kind, d.Reason = kind, reason
	return d
}

// edit applies a person's changes of fields and opt-out.
func (v *view) edit(w *writer, c *contact.Contact, ev contact.Event) contact.Decision {
	if ev.Facts.Fields == nil {
		ev.Facts.Fields = &contact.Fields{}
	}
	// The order names the contact: its identities are nothing new.
	out := v.apply(w, c, ev, contact.Resolution{ContactID: c.ID})
	w.updateContact(*c)
	return out
}

// commandContacts locks and reads the contacts that an order is about. What was
// deleted or merged away meanwhile is nil.
func (v *view) commandContacts(ctx context.Context, tx session, channelID string, order *contact.Command) (c, other *contact.Contact, err error) {
	rows, err := tx.Query(ctx, contactByIDSQL, store.Named{
		"ids": []uuid.UUID{order.Contact, order.Absorb}, "channel": channelID,
	})
	if err == nil {
		err = v.addContacts(rows)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("read contact %s: %w", order.Contact, err)
	}
	return v.contacts[order.Contact], v.contacts[order.Absorb], nil
}

// absorb merges other into c. Everything can be taken back by restore.
func (w *writer) absorb(ctx context.Context, tx session, c, other *contact.Contact, ev contact.Event) error {
	if err := store.ReadDetails(ctx, tx, c); err != nil {
		return err
	}
	if err := store.ReadDetails(ctx, tx, other); err != nil {
		return err
	}
	before := *c
	c.Claims = append(c.Claims, other.Claims...)
	c.Absorb(*other)
	kept, err := json.Marshal(c.BeforeMerge(before))
	if err != nil {
		return fmt.Errorf("keep what the merge changes: %w", err)
	}
	args := store.Named{"winner": c.ID, "loser": other.ID, "event": ev.ID, "before": string(kept)}
	w.Queue(`INSERT INTO merges (event_id, winner, loser, before) VALUES (@event, @winner, @loser, @before)`, args)
	w.Queue(`
UPDATE identities SET contact_id = @winner, merged_path = merged_path || @loser::uuid WHERE contact_id = @loser`, args)
	w.Queue(`
UPDATE messages SET contact_id = @winner, merged_path = merged_path || @loser::uuid WHERE contact_id = @loser`, args)
	w.Queue(`
INSERT INTO contact_tags (contact_id, tag_id, merged_from)
SELECT @winner, tag_id, @loser FROM contact_tags WHERE contact_id = @loser
ON CONFLICT DO NOTHING`, args)
	w.Queue(`UPDATE contacts SET merged_into = @winner WHERE id = @loser`, args)
	w.updateContact(*c)
	w.resolveConflict(c.ID, other.ID, "merge", ev.ID)
	return nil
}

// resolveConflict closes the conflict between two contacts, if there is one.
// A merge is recorded with its direction.
func (w *writer) resolveConflict(into, other uuid.UUID, resolution string, event uuid.UUID) {
	w.Queue(`
UPDATE conflicts
SET resolved_at = now(), resolved_event = @event,
    resolution = CASE WHEN @resolution = 'keep_both' THEN 'keep_both'
                      WHEN contact_a = @into THEN 'merge_into_a' ELSE 'merge_into_b' END
WHERE contact_a = least(@into::uuid, @other::uuid) AND contact_b = greatest(@into::uuid, @other::uuid)
  AND resolved_at IS NULL`,
		store.Named{"into": into, "other": other, "resolution": resolution, "event": event})
}
