package ledger

import (
	"context"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/store"
)

// A dispatcher leases dozens of keys with one statement when it is busy, and each
// is then looked up by its own workflow. readAhead has all of them looked up in
// one round trip more. A lookup only says which step comes next: what each step
// does, it does on what it finds itself. So what was read ahead may be old, and a
// second lookup reads anew.
type readAhead struct{ found *lru.Cache[queue, aheadOf] }

// queue names what is pending for one key of a channel.
type queue struct{ channelID, key string }

type aheadOf struct {
	foundPending
	at time.Time
}

const (
	readAheadKept = 256         // keys
	readAheadLife = time.Second // what has waited longer is looked up anew
	// readAheadFrom is how many keys must be leased at once for it to pay.
	readAheadFrom = 3
)

// take returns what was read ahead for a key, once.
func (r readAhead) take(channelID, key string) (foundPending, bool) {
	q := queue{channelID, key}
	found, ok := r.found.Peek(q)
	if !ok {
		return foundPending{}, false
	}
	r.found.Remove(q)
	return found.foundPending, time.Since(found.at) < readAheadLife
}

// lookAhead reads what lookups of leased keys will ask for. It leaves out what
// must wait for something older. If it fails, lookups find out for themselves.
func (l *Ledger) lookAhead(ctx context.Context, leases []Lease) {
	if len(leases) < readAheadFrom {
		return
	}
	var channels, keys []string
	var seqs []int64
	for _, lease := range leases {
		channels, keys, seqs = append(channels, lease.ChannelID), append(keys, lease.Key), append(seqs, lease.Due[0].Seq)
	}
	args := store.Named{"channels": channels, "keys": keys, "seqs": seqs}
	const oldest = `
FROM unnest(@channels::text[], @keys::text[], @seqs::bigint[]) AS due (channel_id, key, seq)
JOIN queue o ON o.channel_id = due.channel_id AND o.key = due.key AND o.seq = due.seq
               AND NOT EXISTS (SELECT FROM queue older
                               WHERE older.channel_id = o.channel_id AND older.key = ANY(o.keys) AND older.seq < o.seq)`
	found := map[queue]aheadOf{}
	b := &pgx.Batch{}
	b.Queue(`SELECT due.key, `+pendingColumns+oldest+`
JOIN events e ON e.id = o.event_id`, args).Query(func(rows pgx.Rows) error {
		type row struct {
			Key string
			pendingEvent
		}
		all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[row])
		for _, r := range all {
			found[queue{r.ChannelID, r.Key}] = aheadOf{foundPending: foundPending{pending: r.pendingEvent}, at: time.Now()}
		}
		return err
	})
	b.Queue(`SELECT due.channel_id, due.key, `+store.IdentityColumns(`o.keys[1]`)+oldest+`
JOIN identities i ON i.channel_id = o.channel_id AND i.key = ANY(o.keys)`, args).Query(func(rows pgx.Rows) error {
		for rows.Next() {
			var q queue
			i, err := store.ScanIdentity(rows, &q.channelID, &q.key)
			if err != nil {
				return err
			}
			if ahead, ok := found[q]; ok {
				ahead.identities = append(ahead.identities, i)
				found[q] = ahead
			}
		}
		return rows.Err()
	})
	// What is leased waits for this, and could do without.
	ctx, cancel := context.WithTimeout(ctx, readAheadLife)
	defer cancel()
	if err := l.db.Intake.SendBatch(ctx, b).Close(); err != nil {
		return
	}
	for q, f := range found {
		l.readAhead.found.Add(q, f)
	}
}
