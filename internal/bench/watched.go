package bench

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/luluchat/contacts/client"
	"github.com/luluchat/contacts/contact"
)

// How many people watch an import of how many rows, and for how long.
const (
	watchers    = 100
	watchedRows = 50_000
	watchedFor  = 10 * time.Second
)

// watched is an import that many people watch. It waits for one of them, so that all
// that is done is done for those who watch.
var watched = scenario{
	name: "watched", doing: "100 streams of an import of 50,000 rows, for 10 s", once: true, atOnce: true,
	run: func(ctx context.Context, r *rig) (metrics, error) {
		c, err := r.channel(ctx, r.main, "watched")
		if err != nil {
			return nil, err
		}
		path, err := r.csv(c.id, r.opts.n(watchedRows))
		if err != nil {
			return nil, err
		}
		im, err := r.main.server.StartImport(ctx, client.Upload{Path: path, ChannelID: c.id, DryRun: true})
		if err != nil {
			return nil, err
		}
		if im, err = r.main.awaitImport(ctx, im.ID, contact.ImportAwaits); err != nil {
			return nil, err
		}
		before := r.cpu(r.main)
		if err := r.watch(ctx, im.ID); err != nil {
			return nil, err
		}
		out := metrics{}
		r.since(before, r.main, int(watchedFor.Seconds()), "watched", out)
		_, err = r.main.server.CommandImport(ctx, im.ID, "cancel")
		return out, err
	},
}

// watch has all watchers read the stream of an import.
func (r *rig) watch(ctx context.Context, id string) error {
	ctx, cancel := context.WithTimeout(ctx, watchedFor)
	defer cancel()
	failed := make(chan error, watchers)
	var wg sync.WaitGroup
	for range watchers {
		wg.Go(func() {
			if err := r.main.server.stream(ctx, id); err != nil {
				failed <- err
			}
		})
	}
	wg.Wait()
	close(failed)
	return <-failed
}

// stream reads the stream of an import until ctx ends.
func (s *server) stream(ctx context.Context, id string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/v1/imports/"+id+"/stream", http.NoBody)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+s.Token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the stream of an import is answered with %s", resp.Status)
	}
	if _, err := io.Copy(io.Discard, resp.Body); ctx.Err() == nil {
		return fmt.Errorf("the stream of an import has ended early: %w", err)
	}
	return nil
}
