// Package duplicates finds contacts who may be one person: a page of contacts at a time,
// in rounds through all of them. What people say of a pair is decided by the ledger, and
// the book shows it.
package duplicates

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// Duplicates finds pairs of contacts in all channels of a database.
type Duplicates struct{ db *store.DB }

// New returns the duplicates of a database.
func New(db *store.DB) *Duplicates { return &Duplicates{db} }

// Looked is what a look came to.
type Looked struct {
	Contacts int  // that were compared with all others
	Pairs    int  // that were found, new or again
	Ended    bool // the round has: the next look begins another one
}

// Look compares the next contacts of the round, at most so many, with all others of their
// channels. What ends in between is looked at again: a pair is kept once.
func (d *Duplicates) Look(ctx context.Context, contacts int) (out Looked, err error) {
	r, err := d.round(ctx)
	if err != nil {
		return out, err
	}
	page, last, err := d.page(ctx, r.After, contacts)
	if err != nil {
		return out, err
	}
	out.Contacts, out.Ended = len(page), last == uuid.Nil
	pairs, err := d.pairs(ctx, page, contact.NearNumbers)
	if err == nil {
		out.Pairs, err = len(pairs), d.keep(ctx, pairs)
	}
	if err == nil && out.Ended {
		err = d.forget(ctx, r.BeganAt)
	}
	if err != nil {
		return Looked{}, err
	}
	return out, d.goOn(ctx, r, last)
}

// Compare compares one contact with all others of its channel, beside the rounds: somebody
// looks at it, and the round may pass it in an hour only. What a number of another contact
// may have been meant as is left to the round.
func (d *Duplicates) Compare(ctx context.Context, id uuid.UUID) error {
	there, err := d.resembling(ctx, []uuid.UUID{id})
	if err != nil {
		return err
	}
	one, is := there[id]
	if !is {
		return nil
	}
	pairs, err := d.pairs(ctx, []contact.Resembling{one}, contact.EveryNear)
	if err != nil {
		return err
	}
	return d.keep(ctx, pairs)
}

// round is how far the contacts have been looked at.
type round struct {
	BeganAt time.Time
	After   uuid.UUID // the last contact; zero: none was
}

// round returns the one that is under way. One that has not begun begins now.
func (d *Duplicates) round(ctx context.Context) (round, error) {
	rows, err := d.db.Other.Query(ctx, `
UPDATE duplicates_look
SET began_at = CASE WHEN after = '00000000-0000-0000-0000-000000000000' THEN now() ELSE began_at END
RETURNING began_at, after`)
	r, err := store.CollectOne(rows, err, pgx.RowToStructByName[round], "read how far duplicates were looked for")
	if errors.Is(err, store.ErrNotFound) {
		return r, errors.New("the table duplicates_look has lost its row: INSERT INTO duplicates_look VALUES (true, now(), '00000000-0000-0000-0000-000000000000')")
	}
	return r, err
}

// goOn notes how far the round is; after the last contact the next one begins. Where
// somebody else looked meanwhile, both have seen the same.
func (d *Duplicates) goOn(ctx context.Context, r round, last uuid.UUID) error {
	_, err := d.db.Other.Exec(ctx, `UPDATE duplicates_look SET after = @last WHERE after = @after AND began_at = @began`,
		store.Named{"last": last, "after": r.After, "began": r.BeganAt})
	if err != nil {
		return fmt.Errorf("note how far duplicates were looked for: %w", err)
	}
	return nil
}

// forget removes the pairs that a whole round has not found again. What people said of
// them stays.
func (d *Duplicates) forget(ctx context.Context, began time.Time) error {
	args := store.Named{"began": began}
	_, err := d.db.Other.Exec(ctx, `DELETE FROM duplicates WHERE dismissed_at IS NULL AND looked_at < @began`, args)
	if err == nil {
		_, err = d.db.Other.Exec(ctx, `
UPDATE duplicates SET reasons = '{}' WHERE dismissed_at IS NOT NULL AND looked_at < @began AND reasons <> '{}'`, args)
	}
	if err != nil {
		return fmt.Errorf("forget pairs that are no longer alike: %w", err)
	}
	return nil
}
