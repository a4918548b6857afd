package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// undoneRow is a row of an import as undoing it needs it.
type undoneRow struct {
	N       int
	EventID uuid.UUID
	Before  []byte
	Touched bool // somebody else did something since
}

// undoImport takes back what an import did to a contact: a contact that it
// created and nobody touched goes, values that it changed come back, and what
// somebody changed since is left as it is.
func (w *writer) undoImport(ctx context.Context, tx session, c *contact.Contact, id, event uuid.UUID) (contact.Decision, error) {
	rows, err := tx.Query(ctx, `
SELECT r.n, r.event_id, coalesce(r.before, '{}') AS before, `+store.TouchedRowSQL("@contact", "@import::uuid")+` AS touched
FROM import_rows r
JOIN events own ON own.id = r.event_id
WHERE r.import_id = @import::uuid AND r.contact_id = @contact AND r.undone IS NULL AND `+store.UndoableRowSQL+`
FOR UPDATE OF r`, store.Named{"import": id, "contact": c.ID})
	if err != nil {
		return contact.Decision{}, fmt.Errorf("read what the import did: %w", err)
	}
	done, err := pgx.CollectRows(rows, pgx.RowToStructByName[undoneRow])
	if err != nil {
		return contact.Decision{}, fmt.Errorf("read what the import did: %w", err)
	}
	decision := contact.Decision{Kind: contact.Ignored, Reason: contact.NothingNew}
	for _, row := range done {
		var before rowBefore
		if err := json.Unmarshal(row.Before, &before); err != nil {
			return contact.Decision{}, fmt.Errorf("read what row %d changed: %w", row.N, err)
		}
		undone := "restored"
		switch {
		case row.Touched:
			undone, decision = "left", contact.Decision{Kind: contact.Ignored, Reason: contact.EditedSince}
		case before.Created:
			undone, decision = "removed", contact.Decision{Kind: contact.Updated, Reason: contact.ImportUndone}
			if err := w.rememberOptOut(ctx, tx, c); err != nil {
				return contact.Decision{}, err
			}
			w.removeContact(c.ID)
			w.emptyOnceDecided(event)
		default:
			decision = contact.Decision{Kind: contact.Updated, Reason: contact.ImportUndone}
			if err := w.restoreRow(ctx, tx, c, row, before); err != nil {
				return contact.Decision{}, err
			}
		}
		w.Queue(`UPDATE import_rows SET undone = @undone WHERE import_id = @import::uuid AND n = @n`,
			store.Named{"undone": undone, "import": id, "n": row.N})
		// The next row is undone on what this one has left.
		if err := w.send(ctx, tx); err != nil {
			return contact.Decision{}, err
		}
		w.Batch = &pgx.Batch{}
	}
	return decision, nil
}

// restoreRow withdraws the claims of a row, puts an earlier import's back in
// their place, and takes off the tags that the row gave and nobody else does.
func (w *writer) restoreRow(ctx context.Context, tx session, c *contact.Contact, row undoneRow, before rowBefore) error {
	if err := store.ReadDetails(ctx, tx, c); err != nil {
		return err
	}
	var kept []contact.Claim
	for _, k := range c.Claims {
		if k.EventID != row.EventID {
			kept = append(kept, k)
		}
	}
	earlier, err := standing(ctx, tx, c.ID, before.Claims)
	if err != nil {
		return err
	}
	c.Claims = slices.Concat(kept, earlier)
	c.Show()
	c.Version++
	w.Queue(`DELETE FROM claims WHERE contact_id = @contact AND event_id = @event`,
		store.Named{"contact": c.ID, "event": row.EventID})
	gifts, err := tagGifts(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	w.changeFields(c.ID, contact.Changes{Claims: earlier, RemoveTags: withdrawnTags(gifts, row.EventID)})
	w.updateContact(*c)
	return nil
}

// tagGift is an event that gave a contact tags.
type tagGift struct {
	EventID uuid.UUID
	At      time.Time // when it was decided
	Given   []string  // there already or not
	Added   []string  // by an import's row, those that were not there
	Undone  bool      // an import's row that has been undone
}

// tagGifts reads who gave a contact tags.
func tagGifts(ctx context.Context, tx session, contactID uuid.UUID) ([]tagGift, error) {
	rows, err := tx.Query(ctx, `
SELECT e.id AS event_id, e.decided_at AS at, ARRAY(SELECT jsonb_array_elements_text(e.facts::jsonb #> '{fields,add_tags}')) AS given,
       ARRAY(SELECT jsonb_array_elements_text(r.before -> 'tags')) AS added, coalesce(r.undone = 'restored', false) AS undone
FROM events e
LEFT JOIN import_rows r ON r.contact_id = @contact AND r.event_id = e.id
WHERE (e.key, e.channel_id) IN (SELECT key, channel_id FROM identities WHERE contact_id = @contact)
  AND e.contact_id = @contact AND e.facts LIKE '%"add_tags"%'
  AND (e.decision IN ('created', 'attached', 'updated') OR e.reason = 'nothing_new')`, store.Named{"contact": contactID})
	return store.Collect(rows, err, pgx.RowToStructByName[tagGift], "read who gave contact %s its tags", contactID)
}

// withdrawnTags are the tags that go when a row is undone: those that came with an
// import that is undone – this one or one before it – and that nobody else has
// given since. Who gives a tag that is there changes nothing then, but does now.
func withdrawnTags(gifts []tagGift, undone uuid.UUID) (gone []string) {
	own := slices.IndexFunc(gifts, func(g tagGift) bool { return g.EventID == undone })
	if own < 0 {
		return nil
	}
	gifts[own].Undone = true
	for _, tag := range gifts[own].Given {
		same := func(other string) bool { return strings.EqualFold(other, tag) }
		var added time.Time
		for _, g := range gifts {
			if g.Undone && g.At.After(added) && slices.ContainsFunc(g.Added, same) {
				added = g.At
			}
		}
		stays := slices.ContainsFunc(gifts, func(g tagGift) bool {
			return !g.Undone && g.At.After(added) && slices.ContainsFunc(g.Given, same)
		})
		if !added.IsZero() && !stays {
			gone = append(gone, tag)
		}
	}
	return gone
}

// standing are the claims of earlier imports that come back: in the place of one
// whose import was undone meanwhile, that which it had replaced.
func standing(ctx context.Context, tx session, contactID uuid.UUID, claims []contact.Claim) (stand []contact.Claim, err error) {
	for _, k := range claims {
		var kept []byte
		err := tx.QueryRow(ctx, `
SELECT coalesce(before, '{}') FROM import_rows
WHERE contact_id = @contact AND event_id = @event AND undone = 'restored'`,
			store.Named{"contact": contactID, "event": k.EventID}).Scan(&kept)
		if errors.Is(err, pgx.ErrNoRows) {
			stand = append(stand, k)
			continue
		}
		var before rowBefore
		if err == nil {
			err = json.Unmarshal(kept, &before)
		}
		if err != nil {
			return nil, fmt.Errorf("read what an earlier import said: %w", err)
		}
		earlier, err := standing(ctx, tx, contactID, slices.DeleteFunc(before.Claims, func(b contact.Claim) bool { return b.Field != k.Field }))
		if err != nil {
			return nil, err
		}
		stand = append(stand, earlier...)
	}
	return stand, nil
}

// removeContact takes a contact away that only an import knew, and every word of
// it: also the cells of its rows. A tombstone stays, with the decisions. There is
// little of it, since nobody else touched it.
func (w *writer) removeContact(id uuid.UUID) {
	args := store.Named{"id": id}
	for _, sql := range []string{
		store.EmptyEventSQL + `
WHERE contact_id = @id AND decision IS NOT NULL
  AND (key, channel_id) IN (SELECT key, channel_id FROM identities WHERE contact_id = @id)`,
		store.EmptyRowSQL + `
WHERE (import_id, n) IN (
    SELECT import_id, n FROM import_rows WHERE contact_id = @id
    UNION
    SELECT r.import_id, r.n FROM import_rows o JOIN import_rows r ON r.import_id = o.import_id AND r.merged_into = o.n
    WHERE o.contact_id = @id)`,
		`DELETE FROM conflicts WHERE contact_a = @id OR contact_b = @id`,
		`DELETE FROM claims WHERE contact_id = @id`,
		`DELETE FROM contact_tags WHERE contact_id = @id`,
		`DELETE FROM identities WHERE contact_id = @id`,
		emptyContactSQL + ` WHERE id = @id`,
	} {
		w.Queue(sql, args)
	}
}
