package book

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// Lead is how a contact that came from a form, trigger, import or caller turned
// into a conversation.
type Lead struct {
	Source         string
	At             time.Time  // when the contact became known
	FirstMessageAt *time.Time // nil: the person has not written yet
}

// Provenance is where a contact's values come from.
type Provenance struct {
	Claims     []contact.Claim
	Identities []contact.Identity
	Lead       *Lead // nil for a contact that a message created
}

// Provenance returns the claims behind every field of a contact, and its
// identities with their validity.
func (b *Book) Provenance(ctx context.Context, id uuid.UUID) (p Provenance, err error) {
	if !b.in.All() { // claims do not name their channel
		if _, err := b.Live(ctx, id); err != nil {
			return Provenance{}, err
		}
	}
	batch := &pgx.Batch{}
	args := store.Named{"id": id, "own": string(contact.OwnKey)}
	batch.Queue(store.ClaimsSQL+`at DESC`, args).Query(func(rows pgx.Rows) (err error) {
		p.Claims, err = pgx.CollectRows(rows, pgx.RowToStructByName[contact.Claim])
		return err
	})
	batch.Queue(`
SELECT `+store.IdentityColumns(`i.key`)+`
FROM identities i
WHERE contact_id = @id AND kind <> @own
ORDER BY valid_from, kind, value`, args).Query(func(rows pgx.Rows) (err error) {
		p.Identities, err = store.CollectIdentities(rows)
		return err
	})
	batch.Queue(`
SELECT c.source, coalesce(e.occurred_at, e.received_at) AS at, c.first_message_at
FROM contacts c
JOIN events e ON e.id = c.created_by_event
WHERE c.id = @id AND c.source NOT IN ('message', 'system')`, args).Query(func(rows pgx.Rows) (err error) {
		found, err := pgx.CollectRows(rows, pgx.RowToStructByName[Lead])
		if len(found) > 0 {
			p.Lead = &found[0]
		}
		return err
	})
	err = b.db.Reading(ctx, func(conn *pgxpool.Conn) error { return conn.SendBatch(ctx, batch).Close() })
	if err != nil {
		return Provenance{}, fmt.Errorf("read where the values of contact %s come from: %w", id, err)
	}
	return p, nil
}
