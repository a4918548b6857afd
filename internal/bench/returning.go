package bench

import (
	"context"
	"time"
)

// returning is the way of a message of somebody who is a contact already.
var returning = scenario{
	name: "returning", doing: "one message each of known contacts, until every message is readable",
	run: func(ctx context.Context, r *rig) (metrics, error) {
		n := r.opts.n(600)
		c, err := r.channel(ctx, r.main, "returning")
		if err != nil {
			return nil, err
		}
		both := hooks(c, 2*n, n)
		if _, err := r.main.deliver(ctx, both[:n]); err != nil {
			return nil, err
		}
		if err := r.main.decided(ctx, c, n, n); err != nil {
			return nil, err
		}
		began := time.Now()
		if _, err := r.main.deliver(ctx, both[n:]); err != nil {
			return nil, err
		}
		if err := r.main.readable(ctx, c, 2*n); err != nil {
			return nil, err
		}
		took := time.Since(began)
		return metrics{"returning": float64(n) / took.Seconds()}, r.main.decided(ctx, c, n, 2*n)
	},
}
