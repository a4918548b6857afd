package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"

	"github.com/luluchat/contacts/api"
	"github.com/luluchat/contacts/api/gate"
	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/internal/dev"
	"github.com/luluchat/contacts/service"
	"github.com/luluchat/contacts/starter"
	"github.com/luluchat/contacts/store/erasure"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/storetest"
	"github.com/luluchat/contacts/whatsapp"
)

const (
	appSecret   = "app-secret"
	verifyToken = "verify-token"
	apiToken    = "api-token"
	uiURL       = "http://ui.example"
	publicURL   = "https://public.example/contacts"

	shop       = "shop"
	shopNumber = "410000000000001"
)

// server serves the API without Temporal: recording needs none.
type server struct {
	*httptest.Server
	t     *testing.T
	store *storetest.Store
}

// setup serves a database of the test's own, with the channel shop.
func setup(t *testing.T) server {
	t.Helper()
	s := serve(t, storetest.URL(t))
	_, _, err := s.store.Settings.PutChannel(t.Context(), shop, "The shop", shopNumber)
	require.NoError(t, err)
	return s
}

// unreachable serves a database that nobody can reach.
func unreachable(t *testing.T) server {
	t.Helper()
	return serve(t, fmt.Sprintf("postgres://someone@%s/contacts?sslmode=disable", closedPort(t)))
}

func serve(t *testing.T, database string) server {
	t.Helper()
	return serveWith(t, database, func(*api.API) {})
}

// guarded is setup with other limits, or whatever else an API may have.
func guarded(t *testing.T, change func(*api.API)) server {
	t.Helper()
	s := serveWith(t, storetest.URL(t), change)
	_, _, err := s.store.Settings.PutChannel(t.Context(), shop, "The shop", shopNumber)
	require.NoError(t, err)
	return s
}

func serveWith(t *testing.T, database string, change func(*api.API)) server {
	t.Helper()
	quiet := slog.New(slog.DiscardHandler)
	temporal, err := client.NewLazyClient(client.Options{HostPort: closedPort(t), Logger: log.NewStructuredLogger(quiet)})
	require.NoError(t, err)
	t.Cleanup(temporal.Close)
	db := storetest.Open(t, database)
	start, hub := starter.New(temporal, "nobody"), starter.NewHub()
	a := apiOf(service.Dependencies{
		DB: db.DB, Ledger: db.Ledger, Recorder: starter.NewRecorder(db.Ledger, db.Imports, start, hub, quiet), ImportLimits: smallFiles,
		Leads: starter.NewLeads(db.Facebook, start, hub),
	}, temporal)
	change(a)
	s := server{Server: httptest.NewUnstartedServer(a.Handler()), t: t, store: db}
	s.Config.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
		_ = c.(*net.TCPConn).SetWriteBuffer(16 << 10) // so that it is soon seen who does not read
		return ctx
	}
	s.Start()
	t.Cleanup(s.Close)
	return s
}

// apiOf returns the API of use cases that have these dependencies, and the tests'
// secrets.
func apiOf(d service.Dependencies, temporal client.Client) *api.API {
	d.Log, d.Token, d.AppSecret, d.FacebookSecret = slog.New(slog.DiscardHandler), apiToken, appSecret, fbSecret
	return &api.API{
		Service: service.New(d), VerifyToken: verifyToken, FacebookVerifyToken: fbToken, PublicURL: publicURL, UIURL: uiURL, Namespace: "default",
		DB: d.DB, Ledger: d.Ledger, Erasures: erasure.New(d.DB), Temporal: temporal, Log: d.Log,
		Limits: gate.Settings{Tries: 100_000}, // all tests come from one address, and many are wrong on purpose
	}
}

func closedPort(t *testing.T) string {
	t.Helper()
	port, err := dev.FreePort()
	require.NoError(t, err)
	return fmt.Sprintf("127.0.0.1:%d", port)
}

// in returns the server for a subtest.
func (s server) in(t *testing.T) server {
	s.t = t
	return s
}

type answer struct {
	status int
	header http.Header
	body   string
}

func (s server) do(method, path, body string, header http.Header) answer {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.URL+path, strings.NewReader(body))
	require.NoError(s.t, err)
	req.Header = header
	resp, err := s.Client().Do(req)
	require.NoError(s.t, err)
	defer resp.Body.Close()
	read, err := io.ReadAll(resp.Body)
	require.NoError(s.t, err)
	require.Equal(s.t, "nosniff", resp.Header.Get("X-Content-Type-Options"), "every answer says that it is what it says it is")
	return answer{resp.StatusCode, resp.Header, string(read)}
}

// insist is do for what is decided at last. Where nobody has decided yet what was asked
// for, it asks again, as the document says: on a busy machine that may take longer than
// one request waits.
func (s server) insist(method, path, body string, header http.Header) answer {
	s.t.Helper()
	for end := time.Now().Add(long); ; {
		a := s.do(method, path, body, header)
		if a.status != http.StatusAccepted || time.Now().After(end) {
			return a
		}
		outcome, _ := a.object(s.t)["outcome"].(object)
		id, waits := outcome["event_id"].(string)
		if !waits {
			return a
		}
		if header.Get("Idempotency-Key") == "" {
			header = header.Clone()
			header.Set("Idempotency-Key", id)
		}
	}
}

func bearer(token string) http.Header { return http.Header{"Authorization": {"Bearer " + token}} }

func (s server) get(path string) answer {
	s.t.Helper()
	return s.do(http.MethodGet, path, "", bearer(apiToken))
}

func (s server) put(path, body string) answer {
	s.t.Helper()
	return s.do(http.MethodPut, path, body, bearer(apiToken))
}

// read gets a path that must be answered with 200 and JSON.
func (s server) read(path string) map[string]any {
	s.t.Helper()
	a := s.get(path)
	require.Equal(s.t, http.StatusOK, a.status, a.body)
	return a.object(s.t)
}

func (a answer) object(t *testing.T) map[string]any {
	t.Helper()
	require.Contains(t, a.header.Get("Content-Type"), "json")
	var o map[string]any
	require.NoError(t, json.Unmarshal([]byte(a.body), &o), a.body)
	return o
}

// problem requires an answer of RFC 9457 and returns its detail.
func (a answer) problem(t *testing.T, status int) string {
	t.Helper()
	require.Equal(t, status, a.status, a.body)
	require.Equal(t, "application/problem+json", strings.Split(a.header.Get("Content-Type"), ";")[0])
	o := a.object(t)
	require.EqualValues(t, status, o["status"])
	require.Equal(t, http.StatusText(status), o["title"])
	require.NotEmpty(t, o["type"])
	detail, _ := o["detail"].(string)
	require.NotEmpty(t, detail)
	return detail
}

// post sends a webhook with its signature.
func (s server) post(body string) answer {
	s.t.Helper()
	return s.do(http.MethodPost, "/webhooks/whatsapp", body,
		http.Header{"X-Hub-Signature-256": {whatsapp.Sign(appSecret, []byte(body))}})
}

// receive posts a webhook that must be acknowledged.
func (s server) receive(body string) map[string]any {
	s.t.Helper()
	a := s.post(body)
	require.Equal(s.t, http.StatusOK, a.status, a.body)
	return a.object(s.t)
}

// decide does what the workflows do until nothing is pending.
func (s server) decide() {
	s.t.Helper()
	ctx := s.t.Context()
	var leases []ledger.Lease
	for _, priority := range []contact.Priority{contact.Live, contact.Bulk} {
		pending, err := s.store.Ledger.Acquire(ctx, ledger.Wanted{Priority: priority, Limit: 1000})
		require.NoError(s.t, err)
		leases = append(leases, pending.Leases...)
	}
	for _, due := range leases {
		for {
			next, err := s.store.Ledger.Lookup(ctx, due.ChannelID, due.Key)
			require.NoError(s.t, err)
			if next.Step == contact.StepNothing {
				break
			}
			task := ledger.Task{
				ChannelID: due.ChannelID, Key: due.Key, EventID: next.EventID, Keys: next.Keys,
				Run: ledger.Run{WorkflowID: "contact/" + due.ChannelID + "/" + due.Key, RunID: "a-run"},
			}
			if next.Step == contact.StepCreate {
				_, err = s.store.Ledger.CreateContact(ctx, task)
				require.NoError(s.t, err)
			}
			_, err = s.store.Ledger.Decide(ctx, task, ledger.MaxRun)
			require.NoError(s.t, err)
		}
	}
}

// encode writes JSON without the escapes that Go adds for HTML.
func encode(o any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(o); err != nil {
		panic(err) // maps of strings always encode
	}
	return strings.TrimSpace(b.String())
}
