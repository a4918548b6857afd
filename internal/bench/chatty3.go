package bench

import (
	"context"
	"time"
)

// chatty3 is chatty with three serving processes: each takes in a third of the
// messages, so that those of one sender come in everywhere.
var chatty3 = scenario{
	name: "chatty3", doing: "the same through three serving processes",
	run: func(ctx context.Context, r *rig) (metrics, error) {
		const each = 10
		persons := r.opts.n(300)
		n := each * persons
		servers := []*server{r.main.server}
		for range 2 {
			other, err := r.join(ctx, r.main)
			if err != nil {
				return nil, err
			}
			defer r.leave(other)
			servers = append(servers, other)
		}
		if err := r.rest(ctx); err != nil { // starting them has its price, too
			return nil, err
		}
		c, err := r.channel(ctx, r.main, "chatty3")
		if err != nil {
			return nil, err
		}
		requests := sign(r.main.server.Secret, bursts(hooks(c, n, persons), persons))
		began := time.Now()
		_, err = flood(ctx, len(requests), func(ctx context.Context, i int) error {
			return requests[i].post(ctx, servers[i%len(servers)].URL+"/webhooks/whatsapp")
		})
		if err != nil {
			return nil, err
		}
		if err := r.main.readable(ctx, c, n); err != nil {
			return nil, err
		}
		took := time.Since(began)
		return metrics{"chatty3": float64(n) / took.Seconds()}, r.main.decided(ctx, c, persons, n)
	},
}
