package bench

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// browser is somebody who has signed in to the pages.
type browser struct {
	http.Client
	site *site
}

// signIn signs in with a token, as the form on the sign-in page does.
func (s *site) signIn(ctx context.Context) (*browser, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	b := &browser{site: s, Client: http.Client{
		Jar: jar, Timeout: time.Minute, Transport: flat.Transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	form := url.Values{"token": {s.server.Token}}.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.server.URL+"/app/login", strings.NewReader(form))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := b.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusSeeOther {
		return nil, fmt.Errorf("the sign-in page answers %s", resp.Status)
	}
	return b, nil
}

// open reads a page, which must be what was asked for.
func (b *browser) open(ctx context.Context, v view) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.site.server.URL+v.address, http.NoBody)
	if err != nil {
		return err
	}
	resp, err := b.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	page, err := io.ReadAll(resp.Body)
	switch {
	case err != nil:
		return err
	case resp.StatusCode != http.StatusOK:
		return fmt.Errorf("%s answers %s", v.address, resp.Status)
	case !bytes.Contains(page, []byte(v.holds)):
		return fmt.Errorf("%s is a page without %q", v.address, v.holds)
	}
	return nil
}

// browse opens pages at a steady pace, whatever becomes of them.
func (b *browser) browse(ctx context.Context, views []view, o *opened) error {
	g, ctx := errgroup.WithContext(ctx)
	tick := time.NewTicker(time.Second / pagePace)
	defer tick.Stop()
	for _, v := range views {
		select {
		case <-ctx.Done():
			return g.Wait()
		case <-tick.C:
		}
		g.Go(func() error {
			began := time.Now()
			err := b.open(ctx, v)
			o.add(v, time.Since(began))
			return err
		})
	}
	return g.Wait()
}

// opened is how long pages took, by their kind.
type opened struct {
	mu   sync.Mutex
	took map[string][]time.Duration
	slow []slowView
}

type slowView struct {
	view
	took time.Duration
}

func (o *opened) add(v view, took time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.took[v.kind] = append(o.took[v.kind], took)
	o.slow = append(o.slow, slowView{v, took})
}

// tell adds the quantiles of each kind, and of all.
func (o *opened) tell(out metrics) {
	var all []time.Duration
	for kind, took := range o.took {
		out["pages "+kind+" p50"], out["pages "+kind+" p99"] = quantile(took, 0.5), quantile(took, 0.99)
		all = append(all, took...)
	}
	out["pages p50"], out["pages p99"] = quantile(all, 0.5), quantile(all, 0.99)
}

// slowest are the pages that took longest, with their addresses: those are what to look at.
func (o *opened) slowest(n int) (words []string) {
	slices.SortFunc(o.slow, func(a, b slowView) int { return cmp.Compare(b.took, a.took) })
	for _, s := range o.slow[:min(n, len(o.slow))] {
		words = append(words, fmt.Sprintf("%s, %d ms", s.address, s.took.Milliseconds()))
	}
	return words
}
