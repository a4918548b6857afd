package settings

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/store"
)

// WebhookCount is how many requests to an address for webhooks had an outcome within a
// minute; where it is read, since some time.
type WebhookCount struct {
	Endpoint string
	Outcome  string
	Minute   time.Time
	Count    int64
	LastAt   time.Time
}

// CountWebhooks adds to what is counted, and removes what is older than a day before
// now, but for the last of each outcome.
func (s *Settings) CountWebhooks(ctx context.Context, counts []WebhookCount, now time.Time) error {
	var endpoints, outcomes []string
	var minutes, last []time.Time
	var n []int64
	for _, c := range counts {
		endpoints, outcomes, minutes = append(endpoints, c.Endpoint), append(outcomes, c.Outcome), append(minutes, c.Minute)
		n, last = append(n, c.Count), append(last, c.LastAt)
	}
	b := &pgx.Batch{}
	// In order, so that no two processes wait for each other.
	b.Queue(`
INSERT INTO webhook_counts AS w (endpoint, outcome, minute, count, last_at)
SELECT endpoint, outcome, minute, count, last_at
FROM unnest(@endpoints::text[], @outcomes::text[], @minutes::timestamptz[], @counts::bigint[], @last::timestamptz[])
     AS n (endpoint, outcome, minute, count, last_at)
ORDER BY endpoint, outcome, minute
ON CONFLICT (endpoint, outcome, minute) DO UPDATE
SET count = w.count + excluded.count, last_at = greatest(w.last_at, excluded.last_at)`,
		store.Named{"endpoints": endpoints, "outcomes": outcomes, "minutes": minutes, "counts": n, "last": last})
	b.Queue(`
DELETE FROM webhook_counts
WHERE (endpoint, outcome, minute) IN (
    SELECT o.endpoint, o.outcome, o.minute
    FROM webhook_counts o
    WHERE o.minute < @before AND EXISTS (
        SELECT FROM webhook_counts n WHERE n.endpoint = o.endpoint AND n.outcome = o.outcome AND n.minute > o.minute)
    FOR UPDATE SKIP LOCKED)`, store.Named{"before": now.Add(-24 * time.Hour)})
	if err := s.db.Other.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("count webhooks: %w", err)
	}
	return nil
}

// WebhookCounts returns what came to an address since a time, by outcome, and when the
// last of each outcome came, whenever that was.
func (s *Settings) WebhookCounts(ctx context.Context, endpoint string, since time.Time) ([]WebhookCount, error) {
	rows, err := s.db.Other.Query(ctx, `
SELECT endpoint, outcome, max(minute) AS minute, coalesce(sum(count) FILTER (WHERE last_at > @since), 0)::bigint AS count, max(last_at) AS last_at
FROM webhook_counts
WHERE endpoint = @endpoint
GROUP BY endpoint, outcome
ORDER BY outcome`, store.Named{"endpoint": endpoint, "since": since})
	return store.Collect(rows, err, pgx.RowToStructByName[WebhookCount], "read what came to the webhook %s", endpoint)
}
