package bench

import (
	"context"
	"fmt"
	"time"

	"github.com/luluchat/contacts/store/book"
)

// How much needs a look where the badge is timed, how far it counts, and how often it is
// read.
const (
	badgeEvents = 100_000
	badgeMost   = 1000
	badgeReads  = 1000
)

// badge times the statement that counts what needs a look, which every page has: for who
// sees all of it, and for who sees a channel that has none, for whom all of it is read.
func (r *rig) badge(ctx context.Context, s *site, out metrics) error {
	// Events of the pages stand for it: the badge reads none.
	_, err := s.pool.Exec(ctx, `
INSERT INTO quarantine (event_id, origin, reason)
SELECT id, origin, 'bad_phone' FROM events WHERE channel_id = 'many' ORDER BY id LIMIT $1`, r.opts.n(badgeEvents))
	if err == nil {
		_, err = s.pool.Exec(ctx, `VACUUM ANALYZE quarantine`)
	}
	if err != nil {
		return fmt.Errorf("set events aside: %w", err)
	}
	b := book.New(s.db)
	for channel, name := range map[string]string{manyChannel: "badge", "elsewhere": "badge of none"} {
		took := make([]time.Duration, r.opts.n(badgeReads))
		for i := range took {
			began := time.Now()
			if _, err := b.CountSome(ctx, channel, badgeMost); err != nil {
				return err
			}
			took[i] = time.Since(began)
		}
		out[name+" p50"], out[name+" p99"] = quantile(took, 0.5), quantile(took, 0.99)
	}
	_, err = s.pool.Exec(ctx, `TRUNCATE quarantine`)
	return err
}
