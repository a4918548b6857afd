package erasure

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/store"
)

// Erasure is a deletion of which something is still to be removed.
type Erasure struct {
	ContactID uuid.UUID
	ChannelID string
}

// erasureRest is how long an erasure that was started is left alone. If its
// workflow was ended from outside, it is started again then.
const erasureRest = time.Minute

// UnstartedErasures lists erasures that nobody has started, or that were started a
// while ago and are not done.
func (e *Erasures) UnstartedErasures(ctx context.Context) ([]Erasure, error) {
	rows, err := e.db.Other.Query(ctx, `
SELECT contact_id, channel_id FROM erasures
WHERE done_at IS NULL AND (started_at IS NULL OR started_at < now() - @rest::interval)
ORDER BY started_at NULLS FIRST
LIMIT 100`, store.Named{"rest": erasureRest})
	return store.Collect(rows, err, pgx.RowToStructByName[Erasure], "list erasures")
}

// ErasureStarted notes that the workflow of an erasure runs.
func (e *Erasures) ErasureStarted(ctx context.Context, contactID uuid.UUID) error {
	_, err := e.db.Other.Exec(ctx, `UPDATE erasures SET started_at = now() WHERE contact_id = @id`, store.Named{"id": contactID})
	if err != nil {
		return fmt.Errorf("note that the erasure of contact %s has started: %w", contactID, err)
	}
	return nil
}

// Count is how many erasures are not done.
type Count struct {
	Pending int64
	Oldest  *time.Time // when the one that waits longest was decided
}

// PendingErasures counts them.
func (e *Erasures) PendingErasures(ctx context.Context) (c Count, err error) {
	err = e.db.Other.QueryRow(ctx, `SELECT count(*), min(erased_at) FROM erasures WHERE done_at IS NULL`).Scan(&c.Pending, &c.Oldest)
	if err != nil {
		return c, fmt.Errorf("count erasures: %w", err)
	}
	return c, nil
}

// eraseBatch is how much one statement removes at most.
const eraseBatch = 500

// EraseMessages removes some messages of a deleted person, and the words of the
// events that brought them. It returns how many; none are left if there are none.
func (e *Erasures) EraseMessages(ctx context.Context, contactID uuid.UUID) (removed int, err error) {
	return e.erase(ctx, contactID, "messages", `
WITH gone AS (
    DELETE FROM messages
    WHERE event_id = ANY(ARRAY(SELECT event_id FROM messages WHERE contact_id = ANY(`+erasedContactsSQL+`) LIMIT @limit))
    RETURNING event_id
), chosen AS MATERIALIZED (
    SELECT id FROM events
    WHERE id = ANY(ARRAY(SELECT event_id FROM gone)) AND decision IS NOT NULL
    ORDER BY dedupe_key
    FOR NO KEY UPDATE
), emptied AS (
    `+store.EmptyEventSQL+` WHERE id = ANY(ARRAY(SELECT id FROM chosen))
)
SELECT count(*) FROM gone`)
}

// EraseEvents takes the words out of some events of a deleted person, and out of
// the rows of imports that they stand for.
func (e *Erasures) EraseEvents(ctx context.Context, contactID uuid.UUID) (removed int, err error) {
	return e.erase(ctx, contactID, "events", `
WITH chosen AS MATERIALIZED (
    SELECT id, CASE WHEN source = 'import' AND kind = 'row' THEN origin::uuid END AS import_id,
           CASE WHEN source = 'import' AND kind = 'row' THEN external_id::integer END AS n
    FROM events
    WHERE id = ANY(ARRAY(`+erasableSQL+`)) AND decision IS NOT NULL
    ORDER BY dedupe_key
    FOR NO KEY UPDATE
), unlisted AS (
    DELETE FROM quarantine WHERE event_id = ANY(ARRAY(SELECT id FROM chosen))
), undismissed AS (
    DELETE FROM dismissals WHERE event_id = ANY(ARRAY(SELECT id FROM chosen))
), emptied AS (
    `+store.EmptyEventSQL+` WHERE id = ANY(ARRAY(SELECT id FROM chosen))
), emptied_rows AS (
    `+store.EmptyRowSQL+`
    WHERE (import_id, n) IN (`+store.WithMergedSQL+`)
)
SELECT count(*) FROM chosen`)
}

// erasableSQL finds events under the keys of a deleted person. Each way to them
// is one of an index.
const erasableSQL = `
    SELECT e.id
    FROM erasures p
    JOIN erasure_keys k ON k.contact_id = p.contact_id
    CROSS JOIN LATERAL (
        SELECT e.id FROM events e
        WHERE e.key = k.key AND e.channel_id = k.channel_id AND e.decision IS NOT NULL
          AND (e.contact_id = ANY(p.contacts) OR ` + store.StrayOfSQL + `)
        UNION ALL
        SELECT e.id FROM events e
        WHERE k.sole AND e.key = k.key AND e.channel_id IS NULL AND ` + store.StrayOfSQL + `
        UNION ALL
        SELECT e.id FROM events e
        WHERE e.user_id = k.key AND e.key <> k.key AND e.channel_id = k.channel_id AND e.decision IS NOT NULL
          AND (e.contact_id = ANY(p.contacts) OR ` + store.StrayOfSQL + `)
        LIMIT @limit) AS e
    WHERE p.contact_id = @id
    LIMIT @limit`

// EraseRows takes the words out of some rows of imports: those that made or
// changed the contact, and those under its keys that came to nothing. A row that
// is still to be imported is not looked for; it makes a new contact.
func (e *Erasures) EraseRows(ctx context.Context, contactID uuid.UUID) (removed int, err error) {
	return e.erase(ctx, contactID, "rows of imports", `
WITH chosen AS MATERIALIZED (
    SELECT import_id, n FROM import_rows
    WHERE contact_id = ANY(`+erasedContactsSQL+`) AND (cells <> '{}' OR facts IS NOT NULL OR before IS NOT NULL)
    UNION ALL
    SELECT r.import_id, r.n
    FROM erasure_keys k
    JOIN import_rows r ON r.key = k.key AND r.contact_id IS NULL AND r.status IN ('failed', 'cancelled')
    JOIN imports i ON i.id = r.import_id AND i.channel_id = k.channel_id
    WHERE k.contact_id = @id AND was_theirs(k, i.created_at)
    LIMIT @limit
), emptied AS (
    `+store.EmptyRowSQL+`
    WHERE (import_id, n) IN (`+store.WithMergedSQL+`)
)
SELECT count(*) FROM chosen`)
}

const erasedContactsSQL = `ARRAY(SELECT unnest(contacts) FROM erasures WHERE contact_id = @id)`

// erase runs a statement that removes a batch. The tables are large and a batch
// is small: whatever the statistics say, the way is that of an index.
func (e *Erasures) erase(ctx context.Context, contactID uuid.UUID, what, sql string) (removed int, err error) {
	err = e.db.InTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SET LOCAL enable_seqscan = off`); err != nil {
			return err
		}
		return tx.QueryRow(ctx, sql, store.Named{"id": contactID, "limit": eraseBatch}).Scan(&removed)
	})
	if err != nil {
		return 0, fmt.Errorf("erase %s of contact %s: %w", what, contactID, err)
	}
	return removed, nil
}

// FinishErasure ends an erasure of which nothing is left to be removed. What hid
// it until now goes too: it holds the person's keys.
func (e *Erasures) FinishErasure(ctx context.Context, contactID uuid.UUID) error {
	_, err := e.db.Other.Exec(ctx, `
WITH keys AS (
    DELETE FROM erasure_keys WHERE contact_id = @id
)
UPDATE erasures SET done_at = now() WHERE contact_id = @id AND done_at IS NULL`, store.Named{"id": contactID})
	if err != nil {
		return fmt.Errorf("end the erasure of contact %s: %w", contactID, err)
	}
	return nil
}
