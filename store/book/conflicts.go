package book

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// ConflictRow is two contacts that one event says are the same person.
type ConflictRow struct {
	ID            int64
	ChannelID     string
	ContactA      uuid.UUID
	ContactB      uuid.UUID
	NameA         string
	NameB         string
	EventID       uuid.UUID
	CreatedAt     time.Time
	ResolvedAt    *time.Time
	Resolution    *string // merge_into_a, merge_into_b, keep_both
	ResolvedEvent *uuid.UUID
	UndoneAt      *time.Time // when the merge that resolved it was taken back
}

const conflictSQL = `
SELECT k.id, k.channel_id, k.contact_a, k.contact_b, a.display_name AS name_a, b.display_name AS name_b, k.event_id, k.created_at,
       k.resolved_at, k.resolution, k.resolved_event, m.undone_at
FROM conflicts k
JOIN contacts a ON a.id = k.contact_a
JOIN contacts b ON b.id = k.contact_b
LEFT JOIN merges m ON m.event_id = k.resolved_event`

// Conflicts lists conflicts, newest first: those that are open, or all. before
// is the id of the last one of the page before, or zero.
func (b *Book) Conflicts(ctx context.Context, channelID string, all bool, before int64, limit int) ([]ConflictRow, error) {
	args := store.Named{"all": all, "before": before, "limit": limit}
	return store.List(ctx, b.db, conflictSQL+`
WHERE (@all OR k.resolved_at IS NULL) AND `+b.in.Narrow(channelID).Where("k.channel_id", args)+` AND (@before::bigint = 0 OR k.id < @before)
ORDER BY k.id DESC
LIMIT @limit`, args, pgx.RowToStructByName[ConflictRow], "list conflicts")
}

// Conflict returns one conflict or ErrNotFound.
func (b *Book) Conflict(ctx context.Context, id int64) (ConflictRow, error) {
	args := store.Named{"id": id}
	rows, err := b.db.Other.Query(ctx, conflictSQL+` WHERE k.id = @id AND `+b.in.Where("k.channel_id", args), args)
	return store.CollectOne(rows, err, pgx.RowToStructByName[ConflictRow], "get conflict %d", id)
}

// People returns the identities of contacts, current ones first, as the persons
// that an order about them names: all their keys are to be locked. It asks for no
// channel: whose contacts these are is known from Contact or Conflict.
func (b *Book) People(ctx context.Context, contacts ...uuid.UUID) ([]contact.Person, error) {
	rows, err := b.db.Other.Query(ctx, `
SELECT kind, value, confirmed
FROM identities
WHERE contact_id = ANY(@contacts)
ORDER BY array_position(@contacts::uuid[], contact_id), valid_to DESC, kind = 'wa_id' DESC, kind = 'id', valid_from`,
		store.Named{"contacts": contacts})
	if err != nil {
		return nil, fmt.Errorf("list identities: %w", err)
	}
	people, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (p contact.Person, err error) {
		var kind contact.IdentityKind
		var value string
		var confirmed bool
		if err = row.Scan(&kind, &value, &confirmed); err != nil {
			return p, err
		}
		switch kind {
		case contact.WaID:
			p.WaID, p.Unconfirmed = value, !confirmed
		case contact.UserID:
			p.UserID = value
		case contact.ParentUserID:
			p.ParentUserID = value
		case contact.OwnKey:
			p.OwnKey = value
		}
		return p, nil
	})
	if err != nil {
		return nil, fmt.Errorf("list identities: %w", err)
	}
	return people, nil
}
