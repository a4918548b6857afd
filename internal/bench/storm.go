package bench

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/luluchat/contacts/internal/demo"
	"github.com/luluchat/contacts/whatsapp"
)

const (
	burstEach    = 10   // messages of each person, to see what can be kept up
	stormSenders = 1024 // requests at once
)

// stormClient keeps as many connections as there are senders.
var stormClient = &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConns: stormSenders, MaxIdleConnsPerHost: stormSenders}}

// storm is more than a process can take, and what became of it.
type storm struct {
	site    *site
	channel channel
	people  int
	sent    int
	took    time.Duration

	mu           sync.Mutex
	acknowledged []int           // messages, by number
	answers      []time.Duration // how long each answer took
	refused      int             // told to come again
	odd          map[string]int  // anything else
}

// keepUp has each person write ten messages, and returns how many a second became
// readable.
func (st *storm) keepUp(ctx context.Context) (perSecond float64, err error) {
	bodies := bursts(hooks(st.channel, burstEach*st.people, st.people), st.people)
	began := time.Now()
	if _, err := st.site.deliver(ctx, bodies); err != nil {
		return 0, err
	}
	if err := st.site.readable(ctx, st.channel, len(bodies)); err != nil {
		return 0, err
	}
	return float64(len(bodies)) / time.Since(began).Seconds(), nil
}

// id and body are those of the n-th message: people take turns.
func (st *storm) id(n int) string {
	return messageID(st.channel, n%st.people, burstEach+n/st.people)
}

func (st *storm) body(n int) []byte {
	return demo.Webhook(st.channel.phoneNumberID, demo.Message{
		From: demo.Sender{WaID: number(n % st.people), Name: "Person " + strconv.Itoa(n%st.people)},
		ID:   st.id(n), At: time.Now(), Type: "text", Body: demo.Text("Yes please, two of them. Is delivery included?"),
	})
}

// rage sends at a pace, whatever becomes of it: nobody waits for the answers of
// others, as long as there are senders left. It is an error if anything is answered
// but with 200, or with 503 and when to come again.
func (st *storm) rage(ctx context.Context, perSecond float64, length time.Duration) error {
	began, each := time.Now(), time.Duration(float64(time.Second)/perSecond)
	st.odd = map[string]int{}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range stormSenders {
		wg.Go(func() {
			for {
				n := int(next.Add(1)) - 1
				due := began.Add(time.Duration(n) * each)
				if due.Sub(began) >= length || time.Since(began) >= length || pause(ctx, time.Until(due)) != nil {
					return
				}
				st.send(ctx, n)
			}
		})
	}
	wg.Wait()
	st.took = min(time.Since(began), length)
	if len(st.odd) > 0 {
		return fmt.Errorf("not everything was taken in or refused cleanly: %v", st.odd)
	}
	return ctx.Err()
}

func (st *storm) send(ctx context.Context, n int) {
	began, body := time.Now(), st.body(n)
	told := st.post(ctx, body)
	st.mu.Lock()
	defer st.mu.Unlock()
	st.sent++
	st.answers = append(st.answers, time.Since(began))
	switch told {
	case "200":
		st.acknowledged = append(st.acknowledged, n)
	case "503, come again":
		st.refused++
	default:
		st.odd[told]++
	}
}

// post sends one webhook and returns in short what it was told.
func (st *storm) post(ctx context.Context, body []byte) string {
	req, err := request(ctx, st.site.server.URL+"/webhooks/whatsapp", body, whatsapp.Sign(st.site.server.Secret, body))
	if err != nil {
		return err.Error()
	}
	resp, err := stormClient.Do(req)
	if err != nil {
		return err.Error()
	}
	defer func() { _ = resp.Body.Close() }()
	_, _ = io.Copy(io.Discard, resp.Body)
	told := strconv.Itoa(resp.StatusCode)
	if resp.Header.Get("Retry-After") != "" {
		told += ", come again"
	}
	return told
}
