// Package jobs is what people have done to many contacts at once: which contacts, and
// what became of each.
package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// Jobs is the jobs with their contacts.
type Jobs struct {
	db *store.DB
	in store.Channels
}

// New returns the jobs of a database, on contacts of all of its channels.
func New(db *store.DB) *Jobs { return &Jobs{db, store.AllChannels()} }

// In returns the jobs as who sees certain channels alone may look at them: one with a
// contact of another channel is in no list, and is store.ErrNotFound.
func (j *Jobs) In(channels store.Channels) *Jobs { return &Jobs{j.db, channels} }

// Job is a job as it is asked for.
type Job struct {
	ID             uuid.UUID
	Action         contact.JobAction
	Args           json.RawMessage
	Filter         json.RawMessage // nil: the ids were given
	Change         json.RawMessage // what it does to each
	Expected       *int64
	Excepted       int           // how many contacts of the filter were left out
	BeginsIn       time.Duration // zero: at once
	Items          []Item
	IdempotencyKey string
	Idempotency    *contact.Idempotency // of a request that bears a key; nil else
}

// Item is a contact of a job, or an event that it replays.
type Item struct {
	ID        uuid.UUID
	ChannelID string
}

// View is a job as readers see it.
type View struct {
	ID         uuid.UUID
	Action     contact.JobAction
	Args       json.RawMessage
	Filter     json.RawMessage
	Expected   *int64
	Excepted   int
	Status     contact.JobStatus
	Error      *string // why it has ended, if nobody here has ended it
	CreatedAt  time.Time
	BeginsAt   *time.Time // of one that was not to begin at once
	StartedAt  *time.Time
	FinishedAt *time.Time
	Counts
}

// NeverBegan reports whether nothing of the job has been done.
func (v View) NeverBegan() bool { return v.StartedAt == nil }

// Began is when the job began, or would have if somebody could have started it; nil: it was
// to begin later, and has not.
func (v View) Began() *time.Time {
	if v.BeginsAt != nil {
		return v.StartedAt
	}
	return &v.CreatedAt
}

// Counts are the contacts of a job by what became of them.
type Counts struct {
	Total     int64
	Pending   int64
	Changed   int64
	Unchanged int64
	Failed    int64
	Cancelled int64
	// Of those that it changed, what undoing it has done.
	Removed, Restored, Left int64
}

// insertAtOnce is how many items one statement writes.
const insertAtOnce = 10_000

// Create keeps a job with its contacts, in one transaction. With an idempotency key that
// is known it returns that job, and created is false. store.ErrKeyReused means that the
// caller's key stands for another request.
func (j *Jobs) Create(ctx context.Context, in Job) (id uuid.UUID, created bool, err error) {
	channels := map[string]bool{}
	for _, item := range in.Items {
		channels[item.ChannelID] = true
	}
	var names []string
	for name := range channels {
		names = append(names, name)
	}
	status, beginsIn := contact.JobIsRunning, (*time.Duration)(nil)
	if in.BeginsIn > 0 {
		status, beginsIn = contact.JobIsScheduled, &in.BeginsIn
	}
	err = j.db.InTx(ctx, func(tx pgx.Tx) error {
		if in.Idempotency != nil {
			b := &pgx.Batch{}
			store.ClaimKey(b, *in.Idempotency)
			if err := tx.SendBatch(ctx, b).Close(); err != nil {
				return err
			}
		}
		err := tx.QueryRow(ctx, `
INSERT INTO jobs (id, action, args, filter, change, channels, expected, excepted, total, status, begins_at, idempotency_key)
VALUES (@id, @action, @args, @filter, @change, @channels, @expected, @excepted, @total, @status, now() + @begins_in::interval, @key)
ON CONFLICT (idempotency_key) DO NOTHING
RETURNING id`, store.Named{
			"id": in.ID, "action": string(in.Action), "args": string(in.Args), "filter": nullJSON(in.Filter), "change": string(in.Change),
			"channels": store.SortedUnique(names), "expected": in.Expected, "excepted": in.Excepted, "total": len(in.Items),
			"status": string(status), "begins_in": beginsIn, "key": in.IdempotencyKey,
		}).Scan(&id)
		if errors.Is(err, pgx.ErrNoRows) {
			return tx.QueryRow(ctx, `SELECT id FROM jobs WHERE idempotency_key = @key`, store.Named{"key": in.IdempotencyKey}).Scan(&id)
		}
		if err != nil {
			return err
		}
		return insertItems(ctx, tx, in)
	})
	if err != nil {
		return uuid.Nil, false, fmt.Errorf("keep the job: %w", err)
	}
	return id, id == in.ID, nil
}

func insertItems(ctx context.Context, tx pgx.Tx, in Job) error {
	column := "contact_id"
	if in.Action == contact.JobReplays {
		column = "replays"
	}
	for from := 0; from < len(in.Items); from += insertAtOnce {
		var ids []uuid.UUID
		for _, item := range in.Items[from:min(from+insertAtOnce, len(in.Items))] {
			ids = append(ids, item.ID)
		}
		_, err := tx.Exec(ctx, `
INSERT INTO job_items (job_id, n, `+column+`)
SELECT @id, @from::integer + nth - 1, item FROM unnest(@ids::uuid[]) WITH ORDINALITY AS i (item, nth)`,
			store.Named{"id": in.ID, "from": from, "ids": ids})
		if err != nil {
			return err
		}
	}
	return nil
}

func nullJSON(raw json.RawMessage) *string {
	if len(raw) == 0 {
		return nil
	}
	text := string(raw)
	return &text
}

// viewSQL counts the items of every job that is shown: there are few of those.
const viewSQL = `
SELECT j.id, j.action, j.args, j.filter, j.expected, j.excepted, j.status, j.error, j.created_at, j.begins_at, j.started_at, j.finished_at, j.total, r.*
FROM jobs j
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE status = 'pending') AS pending, count(*) FILTER (WHERE status = 'changed') AS changed,
           count(*) FILTER (WHERE status = 'unchanged') AS unchanged, count(*) FILTER (WHERE status = 'failed') AS failed,
           count(*) FILTER (WHERE status = 'cancelled') AS cancelled, count(*) FILTER (WHERE undone = 'removed') AS removed,
           count(*) FILTER (WHERE undone = 'restored') AS restored, count(*) FILTER (WHERE undone = 'left') AS "left"
    FROM job_items WHERE job_id = j.id) AS r`

// Job returns one job or store.ErrNotFound.
func (j *Jobs) Job(ctx context.Context, id uuid.UUID) (View, error) {
	args := store.Named{"id": id}
	rows, err := j.db.Other.Query(ctx, viewSQL+` WHERE j.id = @id AND `+j.in.Cover("j.channels", args), args)
	return store.CollectOne(rows, err, pgx.RowToStructByName[View], "get job %s", id)
}

// List lists jobs, newest first, beginning after a position.
func (j *Jobs) List(ctx context.Context, after *store.Position, limit int) ([]View, error) {
	args := store.Named{"limit": limit}
	where := ` WHERE ` + j.in.Cover("j.channels", args)
	if after != nil {
		where += ` AND (j.created_at, j.id) < (@at, @after)`
		args["at"], args["after"] = after.At, after.ID
	}
	return store.List(ctx, j.db, viewSQL+where+` ORDER BY j.created_at DESC, j.id DESC LIMIT @limit`, args,
		pgx.RowToStructByName[View], "list jobs")
}

// Unstarted lists jobs whose workflow nobody could start. One that is scheduled, or was
// cancelled before it began, is among them for as long as no workflow waits for its time.
func (j *Jobs) Unstarted(ctx context.Context) ([]uuid.UUID, error) {
	rows, err := j.db.Other.Query(ctx, `
SELECT id FROM jobs
WHERE started_at IS NULL AND waits_since IS NULL AND status IN ('scheduled', 'running', 'cancelling')
ORDER BY created_at DESC LIMIT 100`)
	return store.Collect(rows, err, pgx.RowTo[uuid.UUID], "list unstarted jobs")
}

// Open is a job that some workflow is to see through.
type Open struct {
	ID     uuid.UUID
	Status contact.JobStatus
	Began  bool
}

// Open lists jobs whose workflow was there, and that have not ended, those included that
// wait for their time or are being undone, in the order of their ids, beginning after one.
func (j *Jobs) Open(ctx context.Context, after uuid.UUID, limit int) ([]Open, error) {
	rows, err := j.db.Other.Query(ctx, `
SELECT id, status, started_at IS NOT NULL AS began FROM jobs
WHERE (started_at IS NOT NULL OR waits_since IS NOT NULL)
  AND status IN ('scheduled', 'running', 'paused', 'cancelling', 'undoing') AND id > @after
ORDER BY id
LIMIT @limit`, store.Named{"after": after, "limit": limit})
	return store.Collect(rows, err, pgx.RowToStructByName[Open], "list open jobs")
}

// Refused counts the contacts of a job to which it could not be done, by reason.
func (j *Jobs) Refused(ctx context.Context, id uuid.UUID) ([]Refusal, error) {
	return store.List(ctx, j.db, `
SELECT coalesce(reason, '') AS reason, count(*) AS count FROM job_items
WHERE job_id = @id AND status = 'failed'
GROUP BY 1 ORDER BY 2 DESC, 1`, store.Named{"id": id}, pgx.RowToStructByName[Refusal], "list what a job could not do")
}

// Refusal is why something could not be done, and to how many contacts.
type Refusal struct {
	Reason string
	Count  int64
}
