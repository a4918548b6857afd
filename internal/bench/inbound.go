package bench

import "context"

// inbound is the way of a new lead: a webhook of a sender nobody knows, until
// the contact can be read with its first message.
var inbound = scenario{
	name: "inbound", doing: "one message each of new senders, until every contact is readable",
	run: func(ctx context.Context, r *rig) (metrics, error) {
		n := r.opts.n(1200)
		before := r.cpu(r.main)
		rate, err := r.newcomers(ctx, r.main, n)
		if err != nil {
			return nil, err
		}
		out := metrics{"inbound": rate}
		r.since(before, r.main, n, "inbound", out)
		return out, nil
	},
}
