package bench

import "context"

// latency is the time from sending a webhook until its contact is readable, at
// a steady pace.
var latency = scenario{
	name: "latency", doing: "20 messages/s of new senders, nothing else going on", once: true,
	run: func(ctx context.Context, r *rig) (metrics, error) {
		took, err := r.paced(ctx, r.main, livePace, r.opts.n(600))
		return metrics{
			"latency p50": quantile(took, 0.5), "latency p95": quantile(took, 0.95), "latency p99": quantile(took, 0.99),
		}, err
	},
}
