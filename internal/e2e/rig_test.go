package e2e

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
	sdk "go.temporal.io/sdk/client"

	"github.com/luluchat/contacts/client"
	"github.com/luluchat/contacts/internal/demo"
	"github.com/luluchat/contacts/internal/dev"
	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/store/storetest"
	"github.com/luluchat/contacts/whatsapp"
)

// The secrets of every serving process under test.
const (
	appSecret = "app-secret"
	apiToken  = "api-token"
)

// world is what a test's processes share: a database, a Temporal server and one
// channel of its own. Workflow ids hold the channel, so that tests do not meet
// on the shared server.
type world struct {
	t             *testing.T
	database      string
	temporal      string
	namespace     string
	channel       string
	phoneNumberID string
	taskQueue     string
	lease         time.Duration
	ahead         string   // DECIDE_AHEAD: on or off
	env           []string // further settings of its processes
	logs          []string // the files that its processes log to
	temp          string   // where its processes keep temporary files; empty: wherever the system says
}

// number counts channels, so that each has a phone_number_id of its own.
var number atomic.Int64

func newWorld(t *testing.T) *world {
	t.Helper()
	return &world{
		t: t, database: storetest.URL(t), temporal: devtest.TemporalAddress(t), namespace: "default",
		channel: devtest.Unique(t), phoneNumberID: fmt.Sprintf("9%014d", number.Add(1)),
		taskQueue: devtest.TaskQueue(t), lease: 2 * time.Second, ahead: "on",
	}
}

// process is one running program.
type process struct {
	client.Client
	cmd    *exec.Cmd
	log    *os.File
	exited chan struct{}
}

// start runs a command of the program and waits until it serves HTTP.
func (w *world) start(command string) *process {
	w.t.Helper()
	port, err := dev.FreePort()
	require.NoError(w.t, err)
	addr := fmt.Sprintf("127.0.0.1:%d", port)
	log, err := os.Create(filepath.Join(w.t.TempDir(), command+".log"))
	require.NoError(w.t, err)
	p := &process{
		Client: client.Client{URL: "http://" + addr, Secret: appSecret, Token: apiToken},
		cmd:    exec.Command(program, command), log: log, exited: make(chan struct{}),
	}
	p.cmd.Stdout, p.cmd.Stderr = log, log
	p.cmd.Env = append(os.Environ(),
		"DATABASE_URL="+w.database, "HTTP_ADDR="+addr, "WORKER_HTTP_ADDR="+addr, "TASK_QUEUE="+w.taskQueue,
		"WHATSAPP_APP_SECRET="+appSecret, "WHATSAPP_VERIFY_TOKEN=verify", "API_TOKEN="+apiToken,
		"TEMPORAL_ADDRESS="+w.temporal, "TEMPORAL_NAMESPACE="+w.namespace, "DISPATCH_LEASE="+w.lease.String(), "DECIDE_AHEAD="+w.ahead)
	p.cmd.Env = append(p.cmd.Env, w.env...)
	w.logs = append(w.logs, log.Name())
	if w.temp != "" {
		p.cmd.Env = append(p.cmd.Env, "TMPDIR="+w.temp)
	}
	require.NoError(w.t, p.cmd.Start())
	go func() {
		_ = p.cmd.Wait()
		close(p.exited)
	}()
	w.t.Cleanup(func() {
		p.kill()
		if w.t.Failed() {
			out, _ := os.ReadFile(log.Name())
			w.t.Logf("%s (last of its log):\n%s", command, lastLines(out, 40))
		}
	})
	eventually(w.t, "the program serves", func() bool {
		resp, err := http.Get(p.URL + "/healthz")
		if err != nil {
			return false
		}
		_ = resp.Body.Close()
		return resp.StatusCode == http.StatusOK
	})
	return p
}

// serve starts a process that does everything, and gives it the test's channel.
func (w *world) serve() *process {
	w.t.Helper()
	p := w.start("serve")
	w.putChannel(p)
	return p
}

func (w *world) putChannel(p *process) {
	w.t.Helper()
	body := fmt.Sprintf(`{"name": "Test", "phone_number_id": %q}`, w.phoneNumberID)
	req, err := http.NewRequest(http.MethodPut, p.URL+"/v1/channels/"+w.channel, strings.NewReader(body))
	require.NoError(w.t, err)
	req.Header.Set("Authorization", "Bearer "+apiToken)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(w.t, err)
	require.NoError(w.t, resp.Body.Close())
	require.Less(w.t, resp.StatusCode, 300)
}

// kill ends the process as a crash would.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	<-p.exited
}

// post sends a signed webhook and returns the answer's status code, or 0 if
// there was no answer.
func (p *process) post(body []byte) (status int, header http.Header) {
	req, err := http.NewRequest(http.MethodPost, p.URL+"/webhooks/whatsapp", bytes.NewReader(body))
	if err != nil {
		return 0, nil
	}
	req.Header.Set("X-Hub-Signature-256", whatsapp.Sign(appSecret, body))
	resp, err := poster.Do(req)
	if err != nil {
		return 0, nil
	}
	_ = resp.Body.Close()
	return resp.StatusCode, resp.Header
}

var poster = &http.Client{
	Timeout:   20 * time.Second,
	Transport: &http.Transport{MaxIdleConnsPerHost: 64},
}

// mustPost sends a webhook that must be acknowledged.
func (w *world) mustPost(p *process, body []byte) {
	w.t.Helper()
	status, _ := p.post(body)
	require.Equal(w.t, http.StatusOK, status)
}

// text is a webhook with one text message.
func (w *world) text(from, id string, at time.Time) []byte {
	return demo.Webhook(w.phoneNumberID, demo.Message{
		From: demo.Sender{WaID: from, Name: "Name of " + from}, ID: id, At: at, Type: "text", Body: demo.Text("Text of " + id),
	})
}

func (w *world) db() *pgxpool.Pool {
	w.t.Helper()
	pool, err := pgxpool.New(context.Background(), w.database)
	require.NoError(w.t, err)
	w.t.Cleanup(pool.Close)
	return pool
}

func (w *world) client() sdk.Client {
	w.t.Helper()
	return devtest.Dial(w.t, w.temporal)
}

// count runs a query for one number.
func count(t *testing.T, db *pgxpool.Pool, sql string, args ...any) (n int) {
	t.Helper()
	require.NoError(t, db.QueryRow(context.Background(), sql, args...).Scan(&n))
	return n
}

// decided waits until nothing is pending.
func (w *world) decided(db *pgxpool.Pool) {
	w.t.Helper()
	eventually(w.t, "nothing is pending", func() bool {
		var n int
		return db.QueryRow(context.Background(), `SELECT count(*) FROM queue`).Scan(&n) == nil && n == 0
	})
}

// decisions counts events by decision and reason.
func decisions(t *testing.T, db *pgxpool.Pool) map[string]int {
	t.Helper()
	rows, err := db.Query(context.Background(), `
SELECT coalesce(decision, 'pending') || '/' || coalesce(reason, ''), count(*) FROM events GROUP BY 1`)
	require.NoError(t, err)
	found := map[string]int{}
	var name string
	var n int
	_, err = pgx.ForEachRow(rows, []any{&name, &n}, func() error {
		found[name] = n
		return nil
	})
	require.NoError(t, err)
	return found
}

// explain asks the program itself.
func (w *world) explain(p *process, query url.Values) client.Explanation {
	w.t.Helper()
	e, err := p.Explain(context.Background(), query)
	require.NoError(w.t, err)
	return e
}

// eventually waits for a state. Its patience is not a measure of anything: it is far
// longer than a slow and busy machine takes, so that only what never comes is missed.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	patience := 3 * time.Minute
	if long {
		patience = 15 * time.Minute
	}
	deadline := time.Now().Add(patience)
	for !ok() {
		if time.Now().After(deadline) {
			require.FailNow(t, "after "+patience.String()+" it is still not so that "+what)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func lastLines(out []byte, n int) string {
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
