package bench

import "context"

// burst is ten times the usual pace for ten seconds, as after a newsletter.
var burst = scenario{
	name: "burst", doing: "200 messages/s of new senders for 10 s", once: true,
	run: func(ctx context.Context, r *rig) (metrics, error) {
		took, err := r.paced(ctx, r.main, 10*livePace, r.opts.n(2000))
		return metrics{
			"burst p50": quantile(took, 0.5), "burst p99": quantile(took, 0.99), "burst longest": quantile(took, 1),
		}, err
	},
}
