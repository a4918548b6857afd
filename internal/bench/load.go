package bench

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/luluchat/contacts/internal/demo"
	"github.com/luluchat/contacts/whatsapp"
)

// concurrency is how many requests, or starts, are under way at once in every
// scenario that goes flat out.
const concurrency = 48

// patience is how long anything may take to be decided.
const patience = 3 * time.Minute

// flat is a client that keeps its connections.
var flat = &http.Client{
	Timeout:   time.Minute,
	Transport: &http.Transport{MaxIdleConns: 2 * concurrency, MaxIdleConnsPerHost: 2 * concurrency},
}

// flood calls f for 0 … n-1, concurrency at a time, and returns how long all
// took.
func flood(ctx context.Context, n int, f func(context.Context, int) error) (time.Duration, error) {
	began := time.Now()
	var next atomic.Int64
	g, ctx := errgroup.WithContext(ctx)
	for range concurrency {
		g.Go(func() error {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				if err := f(ctx, i); err != nil {
					return err
				}
			}
			return nil
		})
	}
	err := g.Wait()
	return time.Since(began), err
}

// number is the wa_id of the i-th person: a German mobile number.
func number(i int) string { return fmt.Sprintf("491512%07d", i) }

// messageID names a message as WhatsApp would.
func messageID(c channel, person, nth int) string {
	return fmt.Sprintf("wamid.%s.%d.%d", c.id, person, nth)
}

// hook is the body of one webhook with one text message.
func hook(c channel, person, nth int) []byte {
	return demo.Webhook(c.phoneNumberID, demo.Message{
		From: demo.Sender{WaID: number(person), Name: fmt.Sprintf("Person %d", person)},
		ID:   messageID(c, person, nth), At: time.Now().Add(time.Duration(nth) * time.Millisecond), Type: "text",
		Body: demo.Text("Hello, is this still available? I would like to come by on Saturday."),
	})
}

// hooks are n webhooks of persons people who take turns.
func hooks(c channel, n, persons int) [][]byte {
	out := make([][]byte, n)
	for i := range out {
		out[i] = hook(c, i%persons, i/persons)
	}
	return out
}

// signed is a request ready to be sent, so that signing is not measured.
type signed struct {
	body      []byte
	signature string
}

func sign(secret string, bodies [][]byte) []signed {
	out := make([]signed, len(bodies))
	for i, body := range bodies {
		out[i] = signed{body, whatsapp.Sign(secret, body)}
	}
	return out
}

// request is a webhook.
func request(ctx context.Context, url string, body []byte, signature string) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Hub-Signature-256", signature)
	return req, nil
}

func (s signed) post(ctx context.Context, url string) error {
	req, err := request(ctx, url, s.body, s.signature)
	if err != nil {
		return err
	}
	resp, err := flat.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	_, _ = io.Copy(io.Discard, resp.Body)
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("a webhook was answered %s", resp.Status)
	}
	return nil
}

// deliver posts all webhooks flat out and returns how long it took until the
// last was answered.
func (s *site) deliver(ctx context.Context, bodies [][]byte) (time.Duration, error) {
	requests := sign(s.server.Secret, bodies)
	return flood(ctx, len(requests), func(ctx context.Context, i int) error {
		return requests[i].post(ctx, s.server.URL+"/webhooks/whatsapp")
	})
}

// readable waits until a channel has n messages that belong to a contact.
func (s *site) readable(ctx context.Context, c channel, n int) error {
	return s.until(ctx, n, `SELECT count(*) FROM messages WHERE channel_id = $1`, c.id)
}

// lookAgainIn is how long to wait before counting again: long while much is
// missing, since counting takes what it measures a little time too, and short
// at the end, which is what is measured.
func lookAgainIn(missing int) time.Duration {
	return min(max(time.Duration(missing)*time.Millisecond/2, 10*time.Millisecond), 100*time.Millisecond)
}

func (s *site) until(ctx context.Context, n int, count string, args ...any) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		var have int
		if err := s.pool.QueryRow(ctx, count, args...).Scan(&have); err != nil {
			return fmt.Errorf("count: %w", err)
		}
		if have >= n {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%d of %d were decided in %s", have, n, patience)
		case <-s.server.ended:
			return s.server.died()
		case <-time.After(lookAgainIn(n - have)):
		}
	}
}

// decided fails unless a channel has exactly these contacts and messages, every
// event is decided, and nothing is pending.
func (s *site) decided(ctx context.Context, c channel, contacts, messages int) error {
	if err := s.until(ctx, 1, `SELECT CASE WHEN EXISTS (SELECT FROM queue WHERE channel_id = $1) THEN 0 ELSE 1 END`, c.id); err != nil {
		return err
	}
	var gotContacts, gotMessages, undecided int
	err := s.pool.QueryRow(ctx, `
SELECT (SELECT count(*) FROM contacts WHERE channel_id = $1),
       (SELECT count(*) FROM messages WHERE channel_id = $1),
       (SELECT count(*) FROM events WHERE origin = $2 AND decision IS NULL)`, c.id, c.phoneNumberID).
		Scan(&gotContacts, &gotMessages, &undecided)
	if err != nil {
		return err
	}
	if gotContacts != contacts || gotMessages != messages || undecided != 0 {
		return fmt.Errorf("%d contacts, %d messages, %d undecided; must be %d, %d, 0", gotContacts, gotMessages, undecided, contacts, messages)
	}
	return nil
}

// warm sends a new serving process its first messages.
func (r *rig) warm(ctx context.Context, s *site) error {
	_, err := r.newcomers(ctx, s, r.opts.n(150))
	r.hooks = nil // another process's
	return err
}

// newcomers delivers one message each of n new people and returns how many
// contacts a second became readable.
func (r *rig) newcomers(ctx context.Context, s *site, n int) (perSecond float64, err error) {
	c, err := r.channel(ctx, s, "newcomers")
	if err != nil {
		return 0, err
	}
	bodies := hooks(c, n, n)
	began := time.Now()
	if _, err := s.deliver(ctx, bodies); err != nil {
		return 0, err
	}
	if err := s.readable(ctx, c, n); err != nil {
		return 0, err
	}
	took := time.Since(began)
	r.hooks, r.fresh = bodies, c.id
	return float64(n) / took.Seconds(), s.decided(ctx, c, n, n)
}

// paced delivers messages of new people at a steady rate, whatever becomes of
// them, and returns for each how long it took from sending until it was
// readable.
func (r *rig) paced(ctx context.Context, s *site, perSecond float64, n int) ([]time.Duration, error) {
	c, err := r.channel(ctx, s, "paced")
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	requests := sign(s.server.Secret, hooks(c, n, n))
	w := &watch{site: s, channel: c, sent: map[string]time.Time{}}
	g, inFlight := errgroup.WithContext(ctx)
	g.Go(func() error { return w.run(inFlight, n) })
	tick := time.NewTicker(time.Duration(float64(time.Second) / perSecond))
	defer tick.Stop()
	for i, req := range requests {
		select {
		case <-inFlight.Done():
			return nil, g.Wait()
		case <-tick.C:
		}
		w.add(messageID(c, i, 0))
		g.Go(func() error { return req.post(inFlight, s.server.URL+"/webhooks/whatsapp") })
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return w.took, s.decided(ctx, c, n, n)
}

// watch sees when messages become readable: it asks the database every
// millisecond, while any is on its way.
type watch struct {
	site    *site
	channel channel

	mu   sync.Mutex
	sent map[string]time.Time // messages on their way
	took []time.Duration
}

func (w *watch) add(id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sent[id] = time.Now()
}

func (w *watch) waiting() (ids []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for id := range w.sent {
		ids = append(ids, id)
	}
	return ids
}

func (w *watch) seen(id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.took = append(w.took, time.Since(w.sent[id]))
	delete(w.sent, id)
}

func (w *watch) run(ctx context.Context, n int) error {
	for len(w.took) < n { // written by this goroutine alone
		if ids := w.waiting(); len(ids) > 0 {
			if err := w.look(ctx, ids); err != nil {
				return err
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%d of %d became readable: %w", len(w.took), n, ctx.Err())
		case <-time.After(time.Millisecond):
		}
	}
	return nil
}

func (w *watch) look(ctx context.Context, ids []string) error {
	rows, err := w.site.pool.Query(ctx, `SELECT external_id FROM messages WHERE channel_id = $1 AND external_id = ANY($2)`, w.channel.id, ids)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return err
		}
		w.seen(id)
	}
	return rows.Err()
}

// quantile returns the q-th quantile in milliseconds.
func quantile(all []time.Duration, q float64) float64 {
	if len(all) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(all))
	return float64(sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]) / float64(time.Millisecond)
}
