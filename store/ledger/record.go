package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// Recorded is what became of one event given to Record.
type Recorded struct {
	ID        uuid.UUID // of the stored event, also where it was there before
	New       bool      // false: a redelivery
	ChannelID string    // empty while the channel is unknown
	Pending   bool      // it waits for its decision
	Lease     *Lease    // of its key, if the batch asked for it and nobody had it
}

// recordSQL writes a whole batch in one statement. Events are inserted in the
// order of their dedupe keys, so that two deliveries of one batch cannot lock
// each other out; what is to be decided is numbered in the order of arrival, before
// that. The ledger keeps the number: it orders what people say, whose events are
// stamped by the clocks of many processes. No such stamp is later than the record.
const recordSQL = `
WITH input AS (
    SELECT i.*, coalesce(named.id, derived.id) AS channel_id,
           CASE WHEN i.effect NOT IN ('creates', 'touches') THEN NULL
                WHEN coalesce(named.id, derived.id) IS NULL THEN 'unknown_channel'
                WHEN derived.disabled_at IS NOT NULL THEN 'channel_disabled' END AS closed
    FROM (SELECT *, CASE WHEN decision IS NULL THEN nextval('queue_seq') END AS seq
          FROM unnest(@ids::uuid[], @origins::text[], @sources::text[], @kinds::text[], @external_ids::text[],
                      @dedupe_keys::text[], @keys::text[], @user_ids::text[], @occurred_at::timestamptz[],
                      @effects::text[], @decisions::text[], @reasons::text[], @details::text[],
                      @facts::text[], @raws::text[], @priorities::smallint[], @channels::text[])
               AS a (id, origin, source, kind, external_id, dedupe_key, keys, user_id, occurred_at,
                     effect, decision, reason, detail, facts, raw, priority, channel)) AS i
    LEFT JOIN channels named ON named.id = i.channel
    LEFT JOIN channels derived ON i.channel IS NULL AND derived.phone_number_id = i.origin AND derived.deleted_at IS NULL
), recorded AS (
    INSERT INTO events (id, channel_id, origin, source, kind, external_id, dedupe_key, key, user_id, occurred_at,
                        facts, raw, decision, reason, detail, decided_at, seq)
    SELECT id, channel_id, origin, source, kind, external_id, dedupe_key, split_part(keys, E'\x1f', 1), user_id,
           CASE WHEN source IN ('message', 'system') THEN occurred_at ELSE least(occurred_at, now()) END, facts, raw,
           CASE WHEN closed IS NOT NULL THEN 'quarantined' ELSE decision END,
           coalesce(closed, reason),
           detail,
           CASE WHEN closed IS NOT NULL OR decision IS NOT NULL THEN now() END, seq
    FROM input
    ORDER BY dedupe_key
    ON CONFLICT (dedupe_key) DO UPDATE SET redeliveries = events.redeliveries + 1
    RETURNING id, dedupe_key, channel_id, origin, decision, reason, xmax = 0 AS new
), quarantined AS (
    INSERT INTO quarantine (event_id, origin, reason)
    SELECT id, origin, reason FROM recorded WHERE new AND decision = 'quarantined'
), numbered AS (
    SELECT r.id, r.channel_id, i.source, i.priority, string_to_array(i.keys, E'\x1f') AS keys, i.seq
    FROM recorded r JOIN input i USING (id)
    WHERE r.new AND r.decision IS NULL
), queued AS (
    INSERT INTO queue (channel_id, key, seq, event_id, keys, source, priority, due_at)
    SELECT n.channel_id, k.key, n.seq, n.id, n.keys, n.source, n.priority,
           CASE WHEN k.nth = 1 THEN now() + @lease::interval END
    FROM numbered n CROSS JOIN unnest(n.keys) WITH ORDINALITY AS k (key, nth)
)
SELECT dedupe_key, id, new, channel_id, decision IS NULL AS pending FROM recorded`

// keySeparator joins an event's keys into one parameter: PostgreSQL has no
// ragged arrays. It is a control character, which no identity holds.
const keySeparator = "\x1f"

// statusesSQL keeps the newest status of each recipient, and counts those that it
// has not counted among the last 32.
const statusesSQL = `
INSERT INTO delivery_statuses AS d (origin, recipient, key, message_id, status, rank, error_code, error_title, at, received, counted)
SELECT origin, recipient, key, message_id, status, rank, error_code, error_title, at,
       cardinality(hashes), hashes[greatest(cardinality(hashes) - 31, 1):]
FROM unnest(@origins::text[], @recipients::text[], @keys::text[], @message_ids::text[], @statuses::text[],
            @ranks::smallint[], @error_codes::integer[], @error_titles::text[], @ats::timestamptz[], @counted::text[])
     AS s (origin, recipient, key, message_id, status, rank, error_code, error_title, at, counted)
CROSS JOIN LATERAL (SELECT counted::bigint[] AS hashes) AS h
ORDER BY origin, recipient
ON CONFLICT (origin, recipient) DO UPDATE
SET received = d.received + excluded.received
               - (SELECT count(*) FROM unnest(excluded.counted) AS n WHERE n = ANY (d.counted)),
    counted = (
        SELECT hashes[greatest(cardinality(hashes) - 31, 1):]
        FROM (SELECT d.counted || ARRAY(SELECT n FROM unnest(excluded.counted) AS n WHERE n <> ALL (d.counted)) AS hashes) AS h),
    (message_id, status, rank, error_code, error_title, at) = (
        SELECT n.message_id, n.status, n.rank, n.error_code, n.error_title, n.at
        FROM (VALUES (excluded.message_id, excluded.status, excluded.rank, excluded.error_code, excluded.error_title, excluded.at),
                     (d.message_id, d.status, d.rank, d.error_code, d.error_title, d.at))
             AS n (message_id, status, rank, error_code, error_title, at)
        ORDER BY n.at DESC, n.rank DESC
        LIMIT 1)`

// Batch is what one delivery brought.
type Batch struct {
	Events   []contact.Event
	Statuses []contact.DeliveryStatus // one for each origin and recipient at most
	Trigger  string                   // the trigger one of whose calls a minute this is; empty: none
	// Lease has the keys leased to this process for so long, where nobody has them:
	// whoever records then dispatches them. Zero leaves that to whoever looks first.
	Lease time.Duration
}

// Guarded reports whether the batch may be refused for a key or a trigger's limit,
// which is nobody else's concern: it is recorded by itself.
func (b Batch) Guarded() bool {
	return b.Trigger != "" || slices.ContainsFunc(b.Events, func(ev contact.Event) bool { return ev.Idempotency != nil })
}

// Record writes a batch and what is pending for its events in one transaction and
// returns one Recorded for each event, in the order given. An event that is
// there already only counts a redelivery. The new ones are due after the given
// time; zero makes them due at once, less than that before what else is due.
//
// It returns an error that Unavailable tells apart; nothing is recorded then,
// unless it is ErrOutcomeUnknown: that may be there, or come yet. ErrKeyReused
// and *LimitError mean that an event's key or the trigger's limit refuse it.
func (l *Ledger) Record(ctx context.Context, in Batch, after time.Duration) ([]Recorded, error) {
	events := in.Events
	unique, err := newBatch(events)
	if err != nil {
		return nil, err
	}
	args := unique.args()
	if args["lease"] = after; in.Lease > 0 {
		args["lease"] = in.Lease
	}

	var (
		stored map[string]Recorded
		leases map[queue]*Lease
	)
	for try := 1; ; try++ {
		stored, leases, err = l.record(ctx, in, args)
		// A deadlock with another batch is the database's word to try again.
		if err == nil || !contended(err) || try == 3 {
			break
		}
	}
	// Statuses leave no trace to look for; whoever brings them brings them again.
	if errors.Is(err, store.ErrOutcomeUnknown) && len(in.Statuses) == 0 {
		if there, lost := l.find(ctx, unique.dedupeKeys, unique.ids); lost == nil {
			stored, err = there, nil
		}
	}
	if err != nil {
		return nil, fmt.Errorf("record %d events and %d statuses: %w", len(events), len(in.Statuses), err)
	}
	out := inOrder(events, stored)
	for i, ev := range events {
		out[i].Lease = leases[queue{out[i].ChannelID, ev.Facts.Key()}]
	}
	l.countRecorded(events, out)
	return out, nil
}

// inOrder returns what became of each event. Of two that are one the second is a
// redelivery.
func inOrder(events []contact.Event, stored map[string]Recorded) []Recorded {
	out := make([]Recorded, len(events))
	seen := make(map[string]bool, len(events))
	for i, ev := range events {
		out[i] = stored[ev.DedupeKey]
		out[i].New = out[i].New && !seen[ev.DedupeKey]
		seen[ev.DedupeKey] = true
	}
	return out
}

// record sends its statements together: outside a transaction block, what is
// sent together is one transaction. What is guarded has a transaction block.
func (l *Ledger) record(ctx context.Context, in Batch, args store.Named) (stored map[string]Recorded, leases map[queue]*Lease, err error) {
	leases = make(map[queue]*Lease)
	b := &pgx.Batch{}
	if len(args["ids"].([]uuid.UUID)) > 0 {
		b.Queue(recordSQL, args).Query(func(rows pgx.Rows) error {
			stored, err = readRecorded(rows)
			return err
		})
	}
	if in.Lease > 0 && b.Len() > 0 {
		b.Queue(leaseSQL, store.Named{"holder": l.holder, "lease": in.Lease, "dedupe_keys": args["dedupe_keys"]}).Query(func(rows pgx.Rows) error {
			var next Lease
			_, err := pgx.ForEachRow(rows, []any{&next.ChannelID, &next.Key, &next.Until, &next.Upto, &next.Failures}, func() error {
				lease := next
				leases[queue{lease.ChannelID, lease.Key}] = &lease
				return nil
			})
			return err
		})
	}
	if len(in.Statuses) > 0 {
		b.Queue(statusesSQL, statusArgs(in.Statuses))
	}
	if b.Len() == 0 {
		return nil, nil, nil
	}
	err = l.seen(ctx, func(ctx context.Context, conn *pgxpool.Conn) error {
		if !in.Guarded() {
			return conn.SendBatch(ctx, b).Close()
		}
		return guarded(ctx, &deciding{conn}, in, b)
	})
	return stored, leases, err
}

// guarded sends a batch if nothing refuses it, in the transaction in which that
// was asked. What is not recorded has used up no key and none of a trigger's
// calls, whatever the reason.
func guarded(ctx context.Context, tx *deciding, in Batch, b *pgx.Batch) error {
	guards := &pgx.Batch{}
	guards.Queue("BEGIN")
	for _, ev := range in.Events {
		if ev.Idempotency != nil {
			store.ClaimKey(guards, *ev.Idempotency)
		}
	}
	taken := true
	if in.Trigger != "" {
		guards.Queue(takeCallSQL, callArgs(in.Trigger)).Exec(func(tag pgconn.CommandTag) error {
			taken = tag.RowsAffected() > 0
			return nil
		})
	}
	err := tx.SendBatch(ctx, guards).Close()
	if err == nil && !taken {
		err = refusedCall(ctx, tx, in.Trigger)
	}
	if err == nil {
		b.Queue("COMMIT")
		return tx.SendBatch(ctx, b).Close()
	}
	if tx.open() {
		_, _ = tx.Exec(ctx, "ROLLBACK") // a connection that does not take it is closed, which has the same effect
	}
	return store.Uncommitted(err)
}

func (l *Ledger) countRecorded(events []contact.Event, recorded []Recorded) {
	for i, r := range recorded {
		if r.New {
			l.db.CountRecorded(events[i].Source, 1)
		}
	}
}

// contended reports whether the same statement may be run again at once.
func contended(err error) bool { return store.IsCode(err, "40P01", "40001") }
