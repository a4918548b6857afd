package bench

import "context"

// growth is inbound into an empty database and into one with many contacts, one
// right after the other. Each has a serving process of its own meanwhile.
var growth = scenario{
	name: "growth", doing: "new senders into an empty database and into one with many contacts",
	run: func(ctx context.Context, r *rig) (metrics, error) {
		empty, err := r.newDatabase(ctx, "empty_"+string(rune('a'+r.round)))
		if err != nil {
			return nil, err
		}
		defer empty.close()
		out := metrics{}
		pair := []struct {
			name string
			site *site
		}{{"inbound empty", empty}, {"inbound grown", r.big}}
		if r.round%2 == 1 { // neither is always the first
			pair[0], pair[1] = pair[1], pair[0]
		}
		for _, one := range pair {
			if out[one.name], err = r.inboundOf(ctx, one.site); err != nil {
				return nil, err
			}
		}
		return out, nil
	},
}

func (r *rig) inboundOf(ctx context.Context, s *site) (rate float64, err error) {
	if s.server, err = r.serve(ctx, s); err != nil {
		return 0, err
	}
	defer r.stop(s)
	if _, err := r.newcomers(ctx, s, r.opts.n(150)); err != nil {
		return 0, err
	}
	if err := r.rest(ctx); err != nil {
		return 0, err
	}
	rate, err = r.newcomers(ctx, s, r.opts.n(800))
	r.hooks = nil // another process's
	return rate, err
}
