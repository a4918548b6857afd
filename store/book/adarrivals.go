package book

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/store"
)

// AdArrivals is how many messages and new contacts an ad brought in one of several
// spans of time.
type AdArrivals struct {
	Span     int // from 1
	Messages int64
	Contacts int64
}

// Ad counts messages and new contacts of one ad per channel, as Ads does.
func (b *Book) Ad(ctx context.Context, adID, channelID string) ([]AdRow, error) {
	return b.ads(ctx, channelID, &adID)
}

// AdArrivals counts by span what an ad brought: the first span begins with the first
// time, each ends where the next one begins, and the last one goes on.
func (b *Book) AdArrivals(ctx context.Context, adID, channelID string, spans []time.Time) ([]AdArrivals, error) {
	args := store.Named{"ad": adID, "spans": spans, "first": spans[0]}
	return store.List(ctx, b.db, `
SELECT width_bucket(m.sent_at, @spans::timestamptz[]) AS span, count(*) AS messages, count(*) FILTER (WHERE c.first_message_id = m.event_id) AS contacts
FROM messages m
JOIN contacts c ON c.id = m.contact_id
WHERE m.ad_id = @ad AND m.sent_at >= @first AND c.deleted_at IS NULL AND `+b.in.Narrow(channelID).Where("m.channel_id", args)+`
GROUP BY 1
ORDER BY 1`, args, pgx.RowToStructByName[AdArrivals], "count what an ad brought")
}
