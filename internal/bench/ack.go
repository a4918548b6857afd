package bench

import "context"

// ack is how fast webhooks are recorded and answered, while what they bring is
// decided behind them. Waiting for the rest of the decisions is not measured.
var ack = scenario{
	name: "ack", doing: "signed webhooks of new senders, flat out, until the last is answered",
	run: func(ctx context.Context, r *rig) (metrics, error) {
		n := r.opts.n(2400)
		c, err := r.channel(ctx, r.main, "ack")
		if err != nil {
			return nil, err
		}
		took, err := r.main.deliver(ctx, hooks(c, n, n))
		if err != nil {
			return nil, err
		}
		if err := r.main.readable(ctx, c, n); err != nil {
			return nil, err
		}
		return metrics{"ack": float64(n) / took.Seconds()}, r.main.decided(ctx, c, n, n)
	},
}
