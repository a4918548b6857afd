package jobs

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// Page is how many contacts of a job are changed together.
const Page = 200

// Running is what a job's workflow knows of it.
type Running struct {
	Action contact.JobAction
	Change string
	Status contact.JobStatus
	Total  int
}

// Begun is a job whose workflow runs.
type Begun struct {
	Running
	Wait time.Duration // of one that is scheduled: how long until it begins
}

// Begin notes that the workflow of a job runs, or with undo the one that takes it back.
// An end that was reached before is not left by it. One that is scheduled, or was cancelled
// before it began, has not started by it.
func (j *Jobs) Begin(ctx context.Context, id uuid.UUID, undo bool) (b Begun, err error) {
	rows, err := j.db.Other.Query(ctx, `
UPDATE jobs
SET started_at = CASE WHEN status IN ('scheduled', 'cancelling') THEN started_at ELSE coalesce(started_at, now()) END,
    waits_since = CASE WHEN status IN ('scheduled', 'cancelling') AND started_at IS NULL THEN coalesce(waits_since, now()) ELSE waits_since END,
    error = CASE WHEN @undo AND status IN ('completed', 'cancelled') THEN NULL ELSE error END,
    status = CASE WHEN @undo AND status IN ('completed', 'cancelled') THEN 'undoing' ELSE status END
WHERE id = @id
RETURNING action, change, status, total,
          CASE WHEN status = 'scheduled' THEN greatest(begins_at - now(), interval '0') ELSE interval '0' END AS wait`,
		store.Named{"id": id, "undo": undo})
	return store.CollectOne(rows, err, pgx.RowToStructByName[Begun], "begin job %s", id)
}

// BeginScheduled has a scheduled job begin, since its time has come or somebody wants so.
// One that was cancelled before stays cancelled.
func (j *Jobs) BeginScheduled(ctx context.Context, id uuid.UUID) error {
	_, err := j.db.Other.Exec(ctx, `
UPDATE jobs SET status = 'running', started_at = now() WHERE id = @id AND status = 'scheduled'`, store.Named{"id": id})
	if err != nil {
		return fmt.Errorf("begin scheduled job %s: %w", id, err)
	}
	return nil
}

// CancelScheduled cancels a job that has not begun, and reports whether there was one: it
// will not begin, whatever becomes of its workflow.
func (j *Jobs) CancelScheduled(ctx context.Context, id uuid.UUID) (cancelled bool, err error) {
	tag, err := j.db.Other.Exec(ctx, `
UPDATE jobs SET status = 'cancelling' WHERE id = @id AND status = 'scheduled'`, store.Named{"id": id})
	if err != nil {
		return false, fmt.Errorf("cancel scheduled job %s: %w", id, err)
	}
	return tag.RowsAffected() > 0, nil
}

// Running returns what a job does.
func (j *Jobs) Running(ctx context.Context, id uuid.UUID) (Running, error) {
	rows, err := j.db.Other.Query(ctx, `SELECT action, change, status, total FROM jobs WHERE id = @id`, store.Named{"id": id})
	return store.CollectOne(rows, err, pgx.RowToStructByName[Running], "read job %s", id)
}

// SetStatus moves a job on. What has ended stays ended, and what is scheduled begins by
// nothing but BeginScheduled.
func (j *Jobs) SetStatus(ctx context.Context, id uuid.UUID, status contact.JobStatus) error {
	_, err := j.db.Other.Exec(ctx, `
UPDATE jobs SET status = @status
WHERE id = @id AND (status IN ('running', 'paused', 'cancelling') OR status = 'scheduled' AND @status = 'cancelling')`,
		store.Named{"id": id, "status": string(status)})
	if err != nil {
		return fmt.Errorf("set job %s to %s: %w", id, status, err)
	}
	return nil
}

// End ends a job, or its undoing. why has words if nobody here has ended it.
func (j *Jobs) End(ctx context.Context, id uuid.UUID, status contact.JobStatus, why string) error {
	_, err := j.db.Other.Exec(ctx, `
UPDATE jobs SET status = @status, error = @why, finished_at = coalesce(finished_at, now())
WHERE id = @id AND status NOT IN ('completed', 'cancelled', 'undone')`,
		store.Named{"id": id, "status": string(status), "why": store.Null(why)})
	if err != nil {
		return fmt.Errorf("end job %s: %w", id, err)
	}
	return nil
}

// Task is one contact of a job, as the event needs it that changes the contact.
type Task struct {
	N         int
	EventID   *uuid.UUID
	Replays   *uuid.UUID // an event that is judged anew
	ContactID *uuid.UUID // nil: the contact is gone
	ChannelID *string
	WaID      *string
	UserID    *string
	// The identities of the contact, current and former.
	Kinds, Values []string
}

// taskSQL reads items with what their contacts are known as. What is done to a contact is
// done to the one that it became part of, but for deleting: somebody has said since that the
// other one is worth keeping.
const taskSQL = `
SELECT i.n, i.event_id, i.replays, c.id AS contact_id, c.channel_id, c.wa_id, c.user_id, k.kinds, k.values
FROM job_items i
JOIN jobs j ON j.id = i.job_id
LEFT JOIN contacts c ON c.id = CASE j.action WHEN 'delete' THEN i.contact_id ELSE live_contact(i.contact_id) END AND NOT c.hidden
CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(kind ORDER BY kind = 'wa_id' DESC, valid_to DESC, valid_from), '{}') AS kinds,
           coalesce(array_agg(value ORDER BY kind = 'wa_id' DESC, valid_to DESC, valid_from), '{}') AS values
    FROM identities WHERE contact_id = c.id) AS k
WHERE i.job_id = @id AND i.n >= @first AND i.n < @end AND `

func pageArgs(id uuid.UUID, page int) store.Named {
	return store.Named{"id": id, "first": page * Page, "end": (page + 1) * Page}
}

// Claim returns the contacts of a page that are to be changed, and gives each the id of
// the event that will be recorded in any case.
func (j *Jobs) Claim(ctx context.Context, id uuid.UUID, page int) ([]Task, error) {
	_, err := j.db.Other.Exec(ctx, `
UPDATE job_items i SET event_id = gen_random_uuid()
WHERE i.job_id = @id AND i.n >= @first AND i.n < @end AND i.status = 'pending' AND i.event_id IS NULL`,
		pageArgs(id, page))
	if err != nil {
		return nil, fmt.Errorf("claim page %d of job %s: %w", page, id, err)
	}
	rows, err := j.db.Other.Query(ctx, taskSQL+`i.status = 'pending' ORDER BY i.n`, pageArgs(id, page))
	return store.Collect(rows, err, pgx.RowToStructByName[Task], "read page %d of job %s", page, id)
}

// Claimed returns the pages with contacts that were claimed and are pending.
func (j *Jobs) Claimed(ctx context.Context, id uuid.UUID) ([]int, error) {
	rows, err := j.db.Other.Query(ctx, `
SELECT DISTINCT n / @size::integer AS page FROM job_items WHERE job_id = @id AND status = 'pending' AND event_id IS NOT NULL ORDER BY page`,
		store.Named{"id": id, "size": Page})
	return store.Collect(rows, err, pgx.RowTo[int], "list claimed pages of job %s", id)
}

// Changed returns the contacts of a page that undoing has not looked at.
func (j *Jobs) Changed(ctx context.Context, id uuid.UUID, page int) ([]Task, error) {
	rows, err := j.db.Other.Query(ctx, taskSQL+`i.status = 'changed' AND i.undone IS NULL ORDER BY i.n`, pageArgs(id, page))
	return store.Collect(rows, err, pgx.RowToStructByName[Task], "read page %d of job %s", page, id)
}

// Finish writes what became of items without an event of their own.
func (j *Jobs) Finish(ctx context.Context, id uuid.UUID, items []int, status string, reason string) error {
	if len(items) == 0 {
		return nil
	}
	_, err := j.db.Other.Exec(ctx, `
UPDATE job_items SET status = @status, reason = @reason WHERE job_id = @id AND n = ANY(@items) AND status = 'pending'`,
		store.Named{"id": id, "items": items, "status": status, "reason": store.Null(reason)})
	if err != nil {
		return fmt.Errorf("write what became of items of job %s: %w", id, err)
	}
	return nil
}

// Leave notes that undoing has left what it looked at and did not change.
func (j *Jobs) Leave(ctx context.Context, id uuid.UUID, page int) error {
	_, err := j.db.Other.Exec(ctx, `
UPDATE job_items i SET undone = 'left'
WHERE i.job_id = @id AND i.n >= @first AND i.n < @end AND i.status = 'changed' AND i.undone IS NULL`,
		pageArgs(id, page))
	if err != nil {
		return fmt.Errorf("leave page %d of job %s: %w", page, id, err)
	}
	return nil
}

// Pending counts the contacts of a page that have no decision yet. An event that was set
// aside without being read ends its item here.
func (j *Jobs) Pending(ctx context.Context, id uuid.UUID, page int) (n int, err error) {
	err = j.db.Other.QueryRow(ctx, `
WITH waiting AS MATERIALIZED (
    SELECT i.n, i.event_id FROM job_items i
    WHERE i.job_id = @id AND i.n >= @first AND i.n < @end AND i.status = 'pending'
), unread AS (
    UPDATE job_items i SET status = 'failed', reason = e.reason
    FROM waiting w JOIN events e ON e.id = w.event_id
    WHERE i.job_id = @id AND i.n = w.n AND i.status = 'pending' AND e.decision IS NOT NULL
)
SELECT count(*) FROM waiting`, pageArgs(id, page)).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count page %d of job %s: %w", page, id, err)
	}
	return n, nil
}

// cancelAtOnce is how many contacts are cancelled by one statement.
const cancelAtOnce = 2000

// Cancel cancels some contacts that are not claimed, and reports whether there may be more.
func (j *Jobs) Cancel(ctx context.Context, id uuid.UUID) (more bool, err error) {
	err = j.db.Other.QueryRow(ctx, `
WITH chosen AS (
    SELECT n FROM job_items WHERE job_id = @id AND status = 'pending' AND event_id IS NULL ORDER BY n LIMIT @limit
), cancelled AS (
    UPDATE job_items SET status = 'cancelled'
    WHERE job_id = @id AND status = 'pending' AND event_id IS NULL AND n IN (SELECT n FROM chosen)
)
SELECT count(*) = @limit FROM chosen`, store.Named{"id": id, "limit": cancelAtOnce}).Scan(&more)
	if err != nil {
		return false, fmt.Errorf("cancel what is left of job %s: %w", id, err)
	}
	return more, nil
}

// Undo counts it.
func (j *Jobs) Undo(ctx context.Context, id uuid.UUID) (u store.Undoing, err error) {
	err = j.db.Other.QueryRow(store.Patient(ctx), `
SELECT count(*) FILTER (WHERE outcome = 'removed'), count(*) FILTER (WHERE outcome = 'restored'),
       count(*) FILTER (WHERE outcome = 'left' AND live), count(*) FILTER (WHERE outcome = 'left' AND NOT live)
FROM (SELECT u.outcome, EXISTS (SELECT FROM contacts x WHERE x.id = live_contact(u.contact_id) AND NOT x.hidden) AS live
      FROM (`+store.JobUndoSQL+`
            WHERE i.job_id = @id AND i.status = 'changed' AND i.undone IS NULL) AS u) AS counted`,
		store.Named{"id": id}).Scan(&u.Removes, &u.Restores, &u.Edited, &u.Gone)
	if err != nil {
		return u, fmt.Errorf("count what undoing job %s would do: %w", id, err)
	}
	return u, nil
}
