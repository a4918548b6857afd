package book

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/store"
)

// Arrivals is how many contacts came in by a source in one of several spans of time.
type Arrivals struct {
	Span     int // from 1
	Source   string
	Contacts int64
}

const (
	// countLag is how long ago a contact was made that is counted for good. One is seen
	// only when its transaction ends, which takes seconds at most.
	countLag = 2 * time.Minute
	// keptArrivals is how long they are kept: a month, and a day for any zone.
	keptArrivals = 33 * 24 * time.Hour
)

// gatherSQL counts what came in since contacts were counted last. Who finds somebody
// else at it leaves it to them.
const gatherSQL = `
WITH mark AS (
    SELECT until AS since FROM arrivals_until WHERE until < now() - @lag::interval FOR UPDATE SKIP LOCKED
), moved AS (
    UPDATE arrivals_until SET until = now() - @lag::interval WHERE EXISTS (SELECT FROM mark)
), came AS (
    INSERT INTO arrivals AS a (quarter, channel_id, source, contacts)
    SELECT ` + quarterSQL + ` AS quarter, c.channel_id, c.source, count(*)
    FROM contacts c
    WHERE NOT c.hidden AND c.created_at > (SELECT greatest(since, now() - @kept::interval) FROM mark) AND c.created_at <= now() - @lag::interval
    GROUP BY 1, 2, 3
    ON CONFLICT (quarter, channel_id, source) DO UPDATE SET contacts = a.contacts + excluded.contacts
)
DELETE FROM arrivals WHERE quarter < now() - @kept::interval AND EXISTS (SELECT FROM mark)`

// quarterSQL is the quarter of an hour in which a contact was made.
const quarterSQL = `to_timestamp(floor(extract(epoch FROM c.created_at) / 900) * 900)`

// Arrivals counts the contacts that came in by span and source: the first span begins
// with the first time, each ends where the next one begins, and the last one goes on.
// The times must begin quarters of an hour. Contacts that were deleted or merged since
// then may be counted still.
func (b *Book) Arrivals(ctx context.Context, channelID string, spans []time.Time) ([]Arrivals, error) {
	if _, err := b.db.Other.Exec(ctx, gatherSQL, store.Named{"lag": countLag, "kept": keptArrivals}); err != nil {
		return nil, fmt.Errorf("count who came in: %w", err)
	}
	args := store.Named{"spans": spans, "first": spans[0]}
	in := b.in.Narrow(channelID)
	// What has an upper end as well is taken for few, and so read by the index.
	return store.List(ctx, b.db, `
SELECT width_bucket(quarter, @spans::timestamptz[]) AS span, source, sum(contacts)::bigint AS contacts
FROM (
    SELECT quarter, source, contacts FROM arrivals WHERE quarter >= @first::timestamptz AND `+in.Where("channel_id", args)+`
    UNION ALL
    SELECT c.created_at, c.source, 1
    FROM contacts c
    WHERE `+shownSQL+` AND c.created_at > greatest((SELECT until FROM arrivals_until), @first::timestamptz - interval '1 microsecond')
      AND c.created_at < 'infinity' AND `+in.Where("c.channel_id", args)+`
) AS came
GROUP BY 1, 2
ORDER BY 1, 2`, args, pgx.RowToStructByName[Arrivals], "count who came in")
}
