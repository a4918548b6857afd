package bench

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/whatsapp"
)

// naive is the application that most would write: the webhook signals a workflow
// per sender, starting it if need be, and the workflow runs three regular
// activities for each message. It fills the same tables with the same rows.
var naive = scenario{
	name: "naive", doing: "the same with SignalWithStart and three regular activities",
	run: func(ctx context.Context, r *rig) (metrics, error) {
		n := r.opts.n(400)
		c, err := r.channel(ctx, r.main, "naive")
		if err != nil {
			return nil, err
		}
		app, err := startNaive(ctx, r, c)
		if err != nil {
			return nil, err
		}
		defer app.stop()
		requests := sign(app.secret, hooks(c, n, n))
		began := time.Now()
		if _, err := flood(ctx, n, func(ctx context.Context, i int) error { return requests[i].post(ctx, app.url) }); err != nil {
			return nil, err
		}
		if err := r.main.readable(ctx, c, n); err != nil {
			return nil, err
		}
		took := time.Since(began)
		return metrics{"naive": float64(n) / took.Seconds()}, r.main.decided(ctx, c, n, n)
	},
}

type naiveApp struct {
	client    client.Client
	pool      *pgxpool.Pool
	worker    worker.Worker
	http      *http.Server
	taskQueue string
	channel   channel
	secret    string
	url       string
}

const naiveSignal = "message"

func startNaive(ctx context.Context, r *rig, c channel) (*naiveApp, error) {
	cfg, err := pgxpool.ParseConfig(r.main.url)
	if err != nil {
		return nil, err
	}
	cfg.MaxConns = 16 // as many as a serving process has
	a := &naiveApp{client: r.client, channel: c, secret: "naive", taskQueue: fmt.Sprintf("bench-%s-%d", c.id, os.Getpid())}
	if a.pool, err = pgxpool.NewWithConfig(ctx, cfg); err != nil {
		return nil, err
	}
	a.worker = worker.New(r.client, a.taskQueue, worker.Options{WorkerStopTimeout: 5 * time.Second})
	a.worker.RegisterWorkflowWithOptions(a.workflow, workflow.RegisterOptions{Name: "BenchNaive"})
	a.worker.RegisterActivity(a.Lookup)
	a.worker.RegisterActivity(a.Create)
	a.worker.RegisterActivity(a.Attach)
	if err := a.worker.Start(); err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	a.url = "http://" + listener.Addr().String()
	a.http = &http.Server{Handler: http.HandlerFunc(a.webhook), ReadHeaderTimeout: time.Second}
	go func() { _ = a.http.Serve(listener) }()
	return a, nil
}

func (a *naiveApp) stop() {
	_ = a.http.Close()
	a.worker.Stop()
	a.pool.Close()
}

func (a *naiveApp) webhook(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil || !whatsapp.VerifySignature(a.secret, body, r.Header.Get("X-Hub-Signature-256")) {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	batch, err := whatsapp.Parse(body)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	for _, ev := range batch.Events {
		id := "bench/naive/" + a.channel.id + "/" + ev.Facts.Person.WaID
		opts := client.StartWorkflowOptions{TaskQueue: a.taskQueue}
		if _, err := a.client.SignalWithStartWorkflow(r.Context(), id, naiveSignal, ev, opts, "BenchNaive"); err != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
	}
}

func (a *naiveApp) workflow(ctx workflow.Context) error {
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{StartToCloseTimeout: 30 * time.Second})
	messages := workflow.GetSignalChannel(ctx, naiveSignal)
	var ev contact.Event
	for messages.ReceiveAsync(&ev) {
		var id uuid.UUID
		if err := workflow.ExecuteActivity(ctx, a.Lookup, ev.Facts.Person.WaID).Get(ctx, &id); err != nil {
			return err
		}
		if id == uuid.Nil {
			if err := workflow.ExecuteActivity(ctx, a.Create, ev).Get(ctx, &id); err != nil {
				return err
			}
		}
		if err := workflow.ExecuteActivity(ctx, a.Attach, ev, id).Get(ctx, nil); err != nil {
			return err
		}
	}
	return nil
}

// Lookup finds the contact of a number.
func (a *naiveApp) Lookup(ctx context.Context, waID string) (id uuid.UUID, err error) {
	err = a.pool.QueryRow(ctx, `
SELECT coalesce((SELECT contact_id FROM identities WHERE channel_id = $1 AND key = $2 AND kind = 'wa_id'),
                '00000000-0000-0000-0000-000000000000')`, a.channel.id, waID).Scan(&id)
	return id, err
}

// Create makes a contact with its identity and the claim of its name.
func (a *naiveApp) Create(ctx context.Context, ev contact.Event) (uuid.UUID, error) {
	id := uuid.Must(uuid.NewV7())
	p := ev.Facts.Person
	return id, pgx.BeginFunc(ctx, a.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `
INSERT INTO contacts (id, channel_id, created_by_event, source, wa_id, display_name, name_source, whatsapp_name, whatsapp_name_at)
VALUES ($1, $2, $1, 'message', $3, $4, 'profile', $4, $5)`, id, a.channel.id, p.WaID, p.ProfileName, ev.OccurredAt); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `
INSERT INTO identities (channel_id, key, kind, value, contact_id, confirmed, valid_from)
VALUES ($1, $2, 'wa_id', $2, $3, true, $4)`, a.channel.id, p.WaID, id, ev.OccurredAt); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `
INSERT INTO claims (contact_id, field, source, value, event_id, at) VALUES ($1, 'display_name', 'profile', $2, $1, $3)`,
			id, p.ProfileName, ev.OccurredAt)
		return err
	})
}

// Attach files the message, with its event, unless it is there already.
func (a *naiveApp) Attach(ctx context.Context, ev contact.Event, id uuid.UUID) error {
	m := ev.Facts.Message
	event := uuid.Must(uuid.NewV7())
	return pgx.BeginFunc(ctx, a.pool, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `
INSERT INTO events (id, channel_id, origin, source, kind, external_id, dedupe_key, key, occurred_at, facts, raw,
                    decision, reason, contact_id, decided_at)
VALUES ($1, $2, $3, 'message', $4, $5, $6, $7, $8, '{}', $9, 'created', 'first_message', $10, now())
ON CONFLICT (dedupe_key) DO NOTHING`,
			event, a.channel.id, a.channel.phoneNumberID, ev.Kind, ev.ExternalID, "naive/"+ev.DedupeKey, ev.Facts.Person.WaID,
			ev.OccurredAt, string(ev.Raw), id)
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		if _, err := tx.Exec(ctx, `
INSERT INTO messages (event_id, channel_id, contact_id, external_id, type, text, sent_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)`, event, a.channel.id, id, m.ID, m.Type, m.Text, ev.OccurredAt); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `
UPDATE contacts
SET first_message_id = coalesce(first_message_id, $2), first_message_at = least(first_message_at, $3),
    last_conversed_at = greatest(last_conversed_at, $3)
WHERE id = $1`, id, event, ev.OccurredAt)
		return err
	})
}
