package bench

import (
	"context"
	"fmt"
	"net/url"
	"time"
)

// lists is reading: pages of contacts out of a database with many.
var lists = scenario{
	name: "lists", doing: "pages of contacts: the first, the 1,000th, filtered, searched", once: true, atOnce: true,
	run: func(ctx context.Context, r *rig) (_ metrics, err error) {
		if r.big.server, err = r.serve(ctx, r.big); err != nil {
			return nil, err
		}
		defer r.stop(r.big)
		deep, err := r.big.server.cursorAfter(ctx, r.opts.n(999))
		if err != nil {
			return nil, err
		}
		var size float64
		if err := r.big.pool.QueryRow(ctx, `SELECT pg_database_size(current_database())`).Scan(&size); err != nil {
			return nil, err
		}
		out := metrics{"storage": size / float64(r.opts.Grown)}
		for name, query := range map[string]url.Values{
			"list first":         {},
			"list 1000th":        {"cursor": {deep}},
			"list filtered":      {"channel_id": {exportChannel}},
			"search rare":        {"q": {number(r.opts.Grown / 2)}},
			"search name":        {"q": {"Chloé Fischer"}},
			"search and channel": {"q": {"hana"}, "channel_id": {exportChannel}},
		} {
			query.Set("limit", "50")
			var took []time.Duration
			for range 40 {
				began := time.Now()
				if _, err := r.big.server.page(ctx, query); err != nil {
					return nil, fmt.Errorf("%s: %w", name, err)
				}
				took = append(took, time.Since(began))
			}
			out[name] = quantile(took, 0.5)
		}
		return out, nil
	},
}

// page reads one page and returns where the next begins.
func (s *server) page(ctx context.Context, query url.Values) (cursor string, err error) {
	var out struct {
		Contacts   []struct{ ID string } `json:"contacts"`
		NextCursor *string               `json:"next_cursor"`
	}
	if err := s.Get(ctx, "/v1/contacts", query, &out); err != nil {
		return "", err
	}
	if len(out.Contacts) == 0 {
		return "", fmt.Errorf("the page of %v is empty", query)
	}
	if out.NextCursor == nil {
		return "", nil
	}
	return *out.NextCursor, nil
}

// cursorAfter turns over a number of pages.
func (s *server) cursorAfter(ctx context.Context, pages int) (cursor string, err error) {
	query := url.Values{"limit": {"50"}}
	for range pages {
		if cursor, err = s.page(ctx, query); err != nil {
			return "", err
		}
		query.Set("cursor", cursor)
	}
	return cursor, nil
}
