package ledger

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// Lease is a key that this process may dispatch: nobody else does before the
// lease is released or runs out. It covers all that is pending for the key,
// which sleeps meanwhile: it is due again when the lease ends.
type Lease struct {
	ChannelID string
	Key       string
	Until     time.Time
	Upto      int64 // what is numbered so far: a run that is woken now is told of it
	Failures  int   // dispatches in a row that failed
	Due       []Due // what was due of it, oldest first
}

// Due is an entry of a leased key that was due.
type Due struct {
	Seq      int64
	EventID  uuid.UUID
	Source   string
	ImportID *string // of the import that a bulk event belongs to
}

// Wanted says what Acquire is to look for.
type Wanted struct {
	Priority contact.Priority
	Limit    int // entries
	Lease    time.Duration
	Except   []string // channels to pass over
	After    string   // the channel that had the last turn
	Ended    []Ended  // leases to be released before
}

// Acquired is what Acquire has found.
type Acquired struct {
	Leases   []Lease // in order of recording
	Held     []Lease // keys that were due and that somebody has leased, maybe this process
	Last     string  // the channel that had the last turn
	Full     bool    // there may be more
	Released         // what the release before has left
}

// acquireSQL leases keys of which something is due. Channels share what is taken;
// of each the oldest comes first. All that was looked at sleeps until the lease of
// its key ends, also where somebody else has that: so the next look does not meet
// it again, however much waits for one key. Whoever releases the lease wakes it.
//
// ON CONFLICT locks the lease also where that is somebody else's. So it cannot be
// released between this look, which finds it, and the entry's falling asleep. It
// waits for nobody else who looks, who may stand still: a key that another look is
// at stays as it is.
//
// The entries that it locked are updated where they lie. Joined by their key,
// they would be taken for a tenth of the queue, as PostgreSQL takes any LIMIT that
// it does not know, and be looked for by walking through the whole key's index.
const acquireSQL = `
WITH RECURSIVE queues AS (
    (SELECT channel_id, due_at FROM queue
     WHERE priority = @priority AND due_at IS NOT NULL
     ORDER BY channel_id, due_at LIMIT 1)
    UNION ALL
    SELECT next.channel_id, next.due_at
    FROM queues q CROSS JOIN LATERAL (
        SELECT channel_id, due_at FROM queue
        WHERE priority = @priority AND due_at IS NOT NULL AND channel_id > q.channel_id
        ORDER BY channel_id, due_at LIMIT 1) AS next
), turns AS (
    SELECT channel_id FROM queues
    WHERE due_at <= now() AND channel_id <> ALL(@except::text[])
    ORDER BY channel_id COLLATE "C" <= @after::text, channel_id COLLATE "C"
    LIMIT @limit
), share AS (
    SELECT greatest(@limit::bigint / greatest(count(*), 1), 1) AS n FROM turns
), seen AS (
    SELECT due.*
    FROM turns t CROSS JOIN LATERAL (
        SELECT ctid AS place, channel_id, key, seq, event_id, source
        FROM queue
        WHERE priority = @priority AND channel_id = t.channel_id AND due_at <= now()
        ORDER BY due_at
        LIMIT (SELECT n FROM share)
        FOR UPDATE SKIP LOCKED) AS due
), free AS MATERIALIZED (
    SELECT key, channel_id
    FROM (SELECT DISTINCT key, channel_id FROM seen) AS keys
    WHERE pg_try_advisory_xact_lock(hashtextextended(channel_id || '/' || key, 1))
), taken AS (
    INSERT INTO leases AS l (key, channel_id, holder, until)
    SELECT key, channel_id, @holder::uuid, now() + @lease::interval
    FROM free
    ORDER BY key, channel_id
    ON CONFLICT (key, channel_id) DO UPDATE SET holder = excluded.holder, until = excluded.until
    WHERE l.until <= now()
    RETURNING key, channel_id, until, failures
), asleep AS (
    UPDATE queue o
    SET due_at = coalesce((SELECT l.until FROM leases l
                           WHERE l.key = o.key AND l.channel_id = o.channel_id AND l.until > now()),
                          now() + @lease::interval)
    WHERE o.ctid = ANY(ARRAY(SELECT place FROM seen JOIN free USING (key, channel_id)))
)
SELECT s.channel_id, s.key, t.until, (SELECT last_value FROM queue_seq), coalesce(t.failures, 0), (SELECT n FROM share),
       s.seq, s.event_id, s.source, CASE WHEN s.source = 'import' THEN (SELECT origin FROM events WHERE id = s.event_id AND origin NOT LIKE 'address_book/%') END
FROM seen s JOIN free USING (key, channel_id) LEFT JOIN taken t ON t.key = s.key AND t.channel_id = s.channel_id`

// lookTimeout bounds a look at what is due, and a release. It is well within the
// time in which what was recorded meanwhile should be decided.
const lookTimeout = 3 * time.Second

// Acquire leases keys of which something is due, after it has released what is to
// be released, in one round trip.
func (l *Ledger) Acquire(ctx context.Context, w Wanted) (Acquired, error) {
	// The next look takes another connection if this one is silent.
	looking, cancel := context.WithTimeout(ctx, lookTimeout)
	defer cancel()
	var (
		out  Acquired
		rows []acquiredRow
	)
	b := &pgx.Batch{}
	l.queueRelease(b, w.Ended, w.Lease, &out.Released)
	b.Queue(relaxed)
	b.Queue(acquireSQL, store.Named{
		"priority": int16(w.Priority), "limit": w.Limit, "lease": w.Lease, "holder": l.holder, "after": w.After, "except": orNone(w.Except),
	}).Query(func(r pgx.Rows) (err error) {
		rows, err = pgx.CollectRows(r, pgx.RowToStructByPos[acquiredRow])
		return err
	})
	if err := l.db.Intake.SendBatch(looking, b).Close(); err != nil {
		return Acquired{}, fmt.Errorf("lease what is due: %w", err)
	}
	out.add(rows, w.After)
	l.lookAhead(ctx, out.Leases)
	return out, nil
}

// acquiredRow is an entry that Acquire has looked at.
type acquiredRow struct {
	ChannelID string
	Key       string
	Until     *time.Time // nil: somebody else has the lease
	Upto      int64
	Failures  int
	Share     int
	Due
}

// add gathers rows by key, in the order in which each key was first recorded.
func (a *Acquired) add(rows []acquiredRow, after string) {
	slices.SortFunc(rows, func(a, b acquiredRow) int { return cmp.Compare(a.Seq, b.Seq) })
	index := make(map[queue]int, len(rows))
	held := map[queue]bool{}
	ofChannel := map[string]int{}
	for _, r := range rows {
		if ofChannel[r.ChannelID]++; ofChannel[r.ChannelID] >= r.Share {
			a.Full = true
		}
		q := queue{r.ChannelID, r.Key}
		if r.Until == nil {
			if !held[q] {
				held[q] = true
				a.Held = append(a.Held, Lease{ChannelID: r.ChannelID, Key: r.Key})
			}
			continue
		}
		i, ok := index[q]
		if !ok {
			i = len(a.Leases)
			index[q] = i
			a.Leases = append(a.Leases, Lease{ChannelID: r.ChannelID, Key: r.Key, Until: *r.Until, Upto: r.Upto, Failures: r.Failures})
		}
		a.Leases[i].Due = append(a.Leases[i].Due, r.Due)
	}
	a.Last = lastTurn(ofChannel, after)
}

// lastTurn is the channel whose turn was the last: those behind after go first.
func lastTurn(channels map[string]int, after string) (last string) {
	last = after
	for c := range channels {
		wrapped, lastWrapped := c <= after, last <= after
		if last == after || wrapped && !lastWrapped || wrapped == lastWrapped && c > last {
			last = c
		}
	}
	return last
}

// leaseSQL leases the keys of events that were recorded a moment before, in the
// same transaction, unless somebody has them.
const leaseSQL = `
INSERT INTO leases AS l (key, channel_id, holder, until)
SELECT DISTINCT key, channel_id, @holder::uuid, now() + @lease::interval
FROM events
WHERE dedupe_key = ANY(@dedupe_keys::text[]) AND decision IS NULL AND channel_id IS NOT NULL AND key IS NOT NULL
ORDER BY key, channel_id
ON CONFLICT (key, channel_id) DO UPDATE SET holder = excluded.holder, until = excluded.until
WHERE l.until <= now()
RETURNING channel_id, key, until, (SELECT last_value FROM queue_seq), failures`

// orNone is an array for PostgreSQL, which takes nothing for NULL.
func orNone(all []string) []string {
	if all == nil {
		return []string{}
	}
	return all
}
