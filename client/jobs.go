package client

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/luluchat/contacts/contact"
)

// Job is the part of a job that is shown.
type Job struct {
	ID        string            `json:"id"`
	Action    contact.JobAction `json:"action"`
	Status    contact.JobStatus `json:"status"`
	Error     *string           `json:"error"`
	Counts    JobCounts         `json:"counts"`
	Undo      *ImportUndo       `json:"undo"`
	CreatedAt time.Time         `json:"created_at"`
	BeginsAt  *time.Time        `json:"begins_at"` // of one that is scheduled
}

// JobCounts are the contacts of a job by what became of them.
type JobCounts struct {
	Total     int64 `json:"total"`
	Pending   int64 `json:"pending"`
	Changed   int64 `json:"changed"`
	Unchanged int64 `json:"unchanged"`
	Failed    int64 `json:"failed"`
	Cancelled int64 `json:"cancelled"`
}

// JobUndoing is what undoing a job would do.
type JobUndoing struct {
	Removes  int64 `json:"removes"`
	Restores int64 `json:"restores"`
	Leaves   int64 `json:"leaves"`
	Why      []struct {
		Count   int64  `json:"count"`
		Message string `json:"message"`
	} `json:"why"`
}

// Jobs lists the newest jobs.
func (c Client) Jobs(ctx context.Context) ([]Job, error) {
	var out struct{ Jobs []Job }
	err := c.Get(ctx, "/v1/jobs", nil, &out)
	return out.Jobs, err
}

// Job returns one job.
func (c Client) Job(ctx context.Context, id string) (Job, error) {
	var out struct{ Job Job }
	err := c.Get(ctx, "/v1/jobs/"+url.PathEscape(id), nil, &out)
	return out.Job, err
}

// CommandJob has a job pause, resume or cancel, and returns it as it is then.
func (c Client) CommandJob(ctx context.Context, id string, command contact.JobCommand) (Job, error) {
	var out struct{ Job Job }
	err := c.Do(ctx, http.MethodPost, "/v1/jobs/"+url.PathEscape(id)+"/"+string(command), nil, nil, &out)
	return out.Job, err
}

// UndoJob takes a job back; with dry it only says what that would do.
func (c Client) UndoJob(ctx context.Context, id string, dry bool) (Job, JobUndoing, error) {
	var out struct {
		Job  Job
		Undo JobUndoing
	}
	query := url.Values{}
	if dry {
		query.Set("dry_run", "true")
	}
	err := c.Do(ctx, http.MethodPost, "/v1/jobs/"+url.PathEscape(id)+"/undo", query, nil, &out)
	return out.Job, out.Undo, err
}
