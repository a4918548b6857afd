package bench

import (
	"context"
	"fmt"
)

// otherPace is how often people write on a channel while another one has a backlog.
const otherPace = 5 // messages a second

// twochannels is what a channel with a backlog does to another one. It has a
// database and a serving process of its own, since the backlog is not waited for.
var twochannels = scenario{
	name: "twochannels", doing: "5 messages/s on one channel, first alone, then with 20,000 waiting on another", once: true,
	run: func(ctx context.Context, r *rig) (metrics, error) {
		n, waiting := r.opts.n(60*otherPace), r.opts.n(20_000)
		s, err := r.newSite(ctx, "twochannels")
		if err != nil {
			return nil, err
		}
		defer s.close()
		defer r.stop(s)
		if err := r.warm(ctx, s); err != nil {
			return nil, err
		}
		if err := r.rest(ctx); err != nil {
			return nil, err
		}
		alone, err := r.paced(ctx, s, otherPace, n)
		if err != nil {
			return nil, err
		}
		c, err := r.channel(ctx, s, "backlog")
		if err != nil {
			return nil, err
		}
		if _, err := s.deliver(ctx, hooks(c, waiting, waiting)); err != nil {
			return nil, err
		}
		before, err := s.contacts(ctx, c)
		if err != nil {
			return nil, err
		}
		beside, err := r.paced(ctx, s, otherPace, n)
		if err != nil {
			return nil, err
		}
		after, err := s.contacts(ctx, c)
		if err != nil {
			return nil, err
		}
		if after == waiting {
			return nil, fmt.Errorf("the other channel's backlog was done before the measurement ended")
		}
		out := metrics{
			"twochannels alone p50": quantile(alone, 0.5), "twochannels alone p99": quantile(alone, 0.99),
			"twochannels beside p50": quantile(beside, 0.5), "twochannels beside p99": quantile(beside, 0.99),
			"twochannels other": float64(after-before) / (float64(n) / otherPace),
		}
		r.stop(s) // it gives back what it has not begun
		return out, s.accounted(ctx, c, waiting)
	},
}

// contacts counts those of a channel.
func (s *site) contacts(ctx context.Context, c channel) (n int, err error) {
	err = s.pool.QueryRow(ctx, `SELECT count(*) FROM contacts WHERE channel_id = $1`, c.id).Scan(&n)
	return n, err
}

// accounted fails unless each of n events of a channel is decided or waits.
func (s *site) accounted(ctx context.Context, c channel, n int) error {
	var decided, waiting, leased int
	err := s.pool.QueryRow(ctx, `
SELECT (SELECT count(*) FROM events WHERE channel_id = $1 AND decision = 'created'),
       (SELECT count(*) FROM queue JOIN events e ON e.id = event_id AND e.decision IS NULL WHERE queue.channel_id = $1),
       (SELECT count(*) FROM leases WHERE until > now())`, c.id).Scan(&decided, &waiting, &leased)
	if err == nil && (decided+waiting != n || leased != 0) {
		err = fmt.Errorf("%d decided, %d waiting, %d keys leased; must be %d together, and none", decided, waiting, leased, n)
	}
	return err
}
