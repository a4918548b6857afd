package book

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/store"
)

// DuplicateRow is two contacts who may be one person.
type DuplicateRow struct {
	ID          int64
	ChannelID   string
	ContactA    uuid.UUID
	ContactB    uuid.UUID
	NameA       string
	NameB       string
	WaIDA       *string `db:"wa_id_a"`
	WaIDB       *string `db:"wa_id_b"`
	Reasons     []string
	FoundAt     time.Time
	DismissedAt *time.Time // when a person said that they are not the same
}

// duplicateSQL leaves out a pair of which a contact is gone or part of another one, and
// one for which nothing speaks.
const duplicateSQL = `
SELECT d.id, d.channel_id, d.contact_a, d.contact_b, a.display_name AS name_a, b.display_name AS name_b, a.wa_id AS wa_id_a, b.wa_id AS wa_id_b,
       d.reasons, d.found_at, d.dismissed_at
FROM duplicates d
JOIN contacts a ON a.id = d.contact_a AND NOT a.hidden
JOIN contacts b ON b.id = d.contact_b AND NOT b.hidden
WHERE d.reasons <> '{}'`

// DuplicateFilter narrows a list of duplicates.
type DuplicateFilter struct {
	ChannelID string
	ContactID uuid.UUID // one of the two; zero: any
	Dismissed bool      // those of which a person said that they are not the same, in place of those that are open
}

// Duplicates lists pairs of contacts who may be one person, newest first. before is the
// id of the last one of the page before, or zero.
func (b *Book) Duplicates(ctx context.Context, f DuplicateFilter, before int64, limit int) ([]DuplicateRow, error) {
	args := store.Named{"limit": limit}
	where := ` AND d.dismissed_at IS NULL`
	if f.Dismissed {
		where = ` AND d.dismissed_at IS NOT NULL`
	}
	if f.ContactID != uuid.Nil {
		where += ` AND (d.contact_a = @contact OR d.contact_b = @contact)`
		args["contact"] = f.ContactID
	}
	if before > 0 {
		where += ` AND d.id < @before`
		args["before"] = before
	}
	return store.List(ctx, b.db, duplicateSQL+where+` AND `+b.in.Narrow(f.ChannelID).Where("d.channel_id", args)+`
ORDER BY d.id DESC
LIMIT @limit`, args, pgx.RowToStructByName[DuplicateRow], "list contacts who may be one person")
}

// Duplicate returns one pair or ErrNotFound.
func (b *Book) Duplicate(ctx context.Context, id int64) (DuplicateRow, error) {
	args := store.Named{"id": id}
	rows, err := b.db.Other.Query(ctx, duplicateSQL+` AND d.id = @id AND `+b.in.Where("d.channel_id", args), args)
	return store.CollectOne(rows, err, pgx.RowToStructByName[DuplicateRow], "get duplicate %d", id)
}
