package bench

import (
	"context"
	"math/rand/v2"
	"time"
)

// chatty is people who send ten messages in a burst, all of them at once, so that
// several messages of a sender are on their way at any time.
var chatty = scenario{
	name: "chatty", doing: "ten messages each of new senders, all at once, until every message is readable",
	run: func(ctx context.Context, r *rig) (metrics, error) {
		const each = 10
		persons := r.opts.n(300)
		n := each * persons
		c, err := r.channel(ctx, r.main, "chatty")
		if err != nil {
			return nil, err
		}
		bodies := bursts(hooks(c, n, persons), persons)
		before := r.cpu(r.main)
		began := time.Now()
		if _, err := r.main.deliver(ctx, bodies); err != nil {
			return nil, err
		}
		if err := r.main.readable(ctx, c, n); err != nil {
			return nil, err
		}
		took := time.Since(began)
		out := metrics{"chatty": float64(n) / took.Seconds()}
		r.since(before, r.main, n, "chatty", out)
		return out, r.main.decided(ctx, c, persons, n)
	},
}

// bursts orders messages as if a few dozen people wrote at a time: the messages
// of each such group are shuffled. The same order comes out every time.
func bursts(bodies [][]byte, persons int) [][]byte {
	const group = 24
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // it must be the same in every run
	var out [][]byte
	for first := 0; first < persons; first += group {
		at := len(out)
		for nth := 0; nth < len(bodies)/persons; nth++ {
			for p := first; p < min(first+group, persons); p++ {
				out = append(out, bodies[nth*persons+p])
			}
		}
		burst := out[at:]
		random.Shuffle(len(burst), func(i, j int) { burst[i], burst[j] = burst[j], burst[i] })
	}
	return out
}
