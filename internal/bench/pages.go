package bench

import (
	"context"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"
)

// pagePace is how many pages a second people open, and pagesFor how long they do.
const (
	pagePace = 20
	pagesFor = time.Minute
)

// pages is what people do who look: half of what they open are lists, a quarter searches
// and a quarter single contacts, while messages arrive. Afterwards it times the statement
// behind the badge of every page.
var pages = scenario{
	name: "pages", doing: "20 pages/s out of 1,000,000 contacts beside 20 messages/s, for 60 s; the messages alone before", once: true,
	run: func(ctx context.Context, r *rig) (_ metrics, err error) {
		s := r.pages
		if s.server, err = r.serve(ctx, s); err != nil {
			return nil, err
		}
		defer r.stop(s)
		if err := r.warm(ctx, s); err != nil {
			return nil, err
		}
		all, err := r.pageViews(ctx, s)
		if err != nil {
			return nil, err
		}
		b, err := s.signIn(ctx)
		if err != nil {
			return nil, err
		}
		for _, v := range slices.Concat(all.lists, all.searches, all.contacts[:10]) { // each once, as in the morning
			if err := b.open(ctx, v); err != nil {
				return nil, err
			}
		}
		if err := r.rest(ctx); err != nil {
			return nil, err
		}
		n := r.opts.n(int(pagesFor.Seconds()) * pagePace)
		alone, err := r.paced(ctx, s, livePace, n/2)
		if err != nil {
			return nil, err
		}
		opened := &opened{took: map[string][]time.Duration{}}
		var beside []time.Duration
		g, both := errgroup.WithContext(ctx)
		g.Go(func() error { return b.browse(both, all.mixed(n), opened) })
		g.Go(func() (err error) {
			beside, err = r.paced(both, s, livePace, n)
			return err
		})
		if err := g.Wait(); err != nil {
			return nil, err
		}
		out := metrics{
			"pages alone p50": quantile(alone, 0.5), "pages alone p99": quantile(alone, 0.99),
			"pages beside p50": quantile(beside, 0.5), "pages beside p99": quantile(beside, 0.99),
			"pages memory": mb(s.server.peak()),
		}
		opened.tell(out)
		for _, slow := range opened.slowest(3) {
			fmt.Fprintf(r.out(), "%29s slow: %s\n", "", slow)
		}
		r.stop(s) // the rest is what PostgreSQL does, and nothing else
		return out, r.badge(ctx, s, out)
	},
}
