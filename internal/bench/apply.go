package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

// apply is callers who wait for the decision: POST /v1/contacts.
var apply = scenario{
	name: "apply", doing: "POST /v1/contacts for new people, flat out, each caller waiting for the contact", once: true,
	run: func(ctx context.Context, r *rig) (metrics, error) {
		n := r.opts.n(500)
		c, err := r.channel(ctx, r.main, "apply")
		if err != nil {
			return nil, err
		}
		var mu sync.Mutex
		var waits []time.Duration
		late := 0 // answered 202: taken in, and not decided in time
		took, err := flood(ctx, n, func(ctx context.Context, i int) error {
			began := time.Now()
			status, err := r.main.server.createContact(ctx, c.id, i)
			if err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			if status == http.StatusAccepted {
				late++
			}
			waits = append(waits, time.Since(began))
			return nil
		})
		if err != nil {
			return nil, err
		}
		out := metrics{"apply": float64(n) / took.Seconds(), "apply p50": quantile(waits, 0.5), "apply p99": quantile(waits, 0.99), "apply late": float64(late)}
		return out, r.main.decided(ctx, c, n, 0)
	},
}

// createContact enters one person and returns the status: 201 for the new contact,
// 202 if nobody had decided it in time.
func (s *server) createContact(ctx context.Context, channel string, person int) (status int, err error) {
	body, err := json.Marshal(map[string]string{
		"channel_id": channel, "phone": "+" + number(person), "display_name": fmt.Sprintf("Person %d", person),
	})
	if err != nil {
		return 0, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL+"/v1/contacts", bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Authorization", "Bearer "+s.Token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := flat.Do(req)
	if err != nil {
		return 0, err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusCreated && resp.StatusCode != http.StatusAccepted {
		words, _ := io.ReadAll(resp.Body)
		return 0, fmt.Errorf("a new contact was answered %s: %s", resp.Status, words)
	}
	return resp.StatusCode, nil
}
