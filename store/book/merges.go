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

// MergeRow is a merge of two contacts.
type MergeRow struct {
	Winner   uuid.UUID // the contact that is left
	Loser    uuid.UUID
	UndoneAt *time.Time
	Later    *uuid.UUID // the event that merged the winner into another contact, while that stands
}

// Merge returns the merge that an event was, or ErrNotFound.
func (b *Book) Merge(ctx context.Context, event uuid.UUID) (MergeRow, error) {
	args := store.Named{"event": event}
	rows, err := b.db.Other.Query(ctx, `
SELECT m.winner, m.loser, m.undone_at,
       (SELECT l.event_id FROM merges l WHERE l.loser = m.winner AND l.undone_at IS NULL) AS later
FROM merges m
JOIN contacts c ON c.id = m.winner
WHERE m.event_id = @event AND `+b.in.Where("c.channel_id", args), args)
	return store.CollectOne(rows, err, pgx.RowToStructByName[MergeRow], "get merge %s", event)
}

// Owner returns the contact that has an identity now, in this spelling if there is one,
// else in a national variant, or ErrNotFound.
func (b *Book) Owner(ctx context.Context, channelID string, named contact.Named) (ContactRow, error) {
	args := store.Named{
		"channel": channelID, "kind": string(named.Kind), "value": named.Value,
		"key": contact.Identity{Kind: named.Kind, Value: named.Value}.Key(),
	}
	rows, err := b.db.Other.Query(ctx, contactRowSQL+`
WHERE `+shownSQL+` AND `+b.in.Where("c.channel_id", args)+` AND c.id = (
    SELECT contact_id FROM identities
    WHERE channel_id = @channel AND key = @key AND kind = @kind AND valid_to = 'infinity'
    ORDER BY (value = @value) DESC, valid_from
    LIMIT 1)`, args)
	return store.CollectOne(rows, err, pgx.RowToStructByName[ContactRow], "find who has an identity")
}

// Ruled returns a contact as the rules see it, with its claims and tags.
func (b *Book) Ruled(ctx context.Context, id uuid.UUID) (contact.Contact, error) {
	args := store.Named{"id": id}
	rows, err := b.db.Other.Query(ctx, store.ContactSQL+` WHERE id = @id AND `+b.in.Where("channel_id", args), args)
	c, err := store.CollectOne(rows, err, store.ScanContact, "get contact %s", id)
	if err != nil {
		return contact.Contact{}, err
	}
	return c, store.ReadDetails(ctx, b.db.Other, &c)
}

// CountMessages returns how many messages a contact has.
func (b *Book) CountMessages(ctx context.Context, id uuid.UUID) (n int64, err error) {
	args := store.Named{"id": id}
	err = b.db.Other.QueryRow(ctx, `SELECT count(*) FROM messages WHERE contact_id = @id AND `+b.in.Where("channel_id", args), args).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count the messages of %s: %w", id, err)
	}
	return n, nil
}

// MergedRow is a contact that was merged into another one, which can be taken back.
type MergedRow struct {
	EventID  uuid.UUID
	Loser    uuid.UUID
	Name     string
	MergedAt time.Time
}

// mostMerged is how many merges of one contact are told at most, the latest ones.
const mostMerged = 100

// MergedInto lists the merges into a contact that stand, the latest first.
func (b *Book) MergedInto(ctx context.Context, id uuid.UUID) ([]MergedRow, error) {
	args := store.Named{"id": id, "limit": mostMerged}
	rows, err := b.db.Other.Query(ctx, `
SELECT m.event_id, m.loser, l.display_name AS name, m.merged_at
FROM merges m
JOIN contacts l ON l.id = m.loser
WHERE m.winner = @id AND m.undone_at IS NULL AND `+b.in.Where("l.channel_id", args)+`
ORDER BY m.merged_at DESC, m.event_id
LIMIT @limit`, args)
	return store.Collect(rows, err, pgx.RowToStructByName[MergedRow], "list the merges into %s", id)
}
