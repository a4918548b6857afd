package bench

import (
	"context"
	"fmt"

	"github.com/luluchat/contacts/internal/dev"
)

// officialCLI is inbound on the server of the temporal CLI as it comes: what a
// contact costs whoever starts `temporal server start-dev`. It has a database, a
// server and a serving process of its own. The rate depends on the machine, so
// the two servers are compared in the same round.
var officialCLI = scenario{
	name: "cli", doing: "inbound, with the server of the temporal CLI as it comes",
	run: func(ctx context.Context, r *rig) (out metrics, err error) {
		if r.embedded == nil || !r.embedded.Own() {
			fmt.Fprintf(r.out(), "%29s left out: the server measured is not bin/temporal-dev\n", "")
			return metrics{}, nil
		}
		o := r.opts
		if o.TemporalBin, err = dev.FindTemporalCLI(); err != nil {
			return nil, fmt.Errorf("%w; or leave the scenario out with --only", err)
		}
		o.asItComes = true
		other, err := newRig(ctx, o)
		if err != nil {
			return nil, err
		}
		defer other.close()
		if _, err := other.newcomers(ctx, other.main, r.opts.n(200)); err != nil {
			return nil, err
		}
		if err := other.rest(ctx); err != nil {
			return nil, err
		}
		out = metrics{}
		n := r.opts.n(800)
		before := other.cpu(other.main)
		if out["inbound cli"], err = other.newcomers(ctx, other.main, n); err != nil {
			return nil, err
		}
		other.since(before, other.main, n, "cli", out)
		return out, nil
	},
}
