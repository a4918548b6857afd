package bench

import "context"

// inbound is the way of a new lead: a webhook of a sender nobody knows, until
// the contact can be read with its first message.
var inbound = scenario{
	name: "inbound", doing: "one message each of new senders, until every contact is readable",
	run: func(ctx context.Context, r *rig) (figures, error) {
		rate, err := r.newcomers(ctx, r.main, r.opts.n(1200))
		return figures{"inbound": rate}, err
	},
}
