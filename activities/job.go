package activities

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/store/jobs"
	"github.com/luluchat/contacts/store/ledger"
)

// JobRun names a job, or the undoing of one.
type JobRun struct {
	Job  uuid.UUID `json:"job"`
	Undo bool      `json:"undo,omitempty"`
}

// JobBeginning names a job that begins.
type JobBeginning struct {
	JobRun
	// Due says of a scheduled one that it begins now. Else its workflow is told to wait.
	Due bool `json:"due,omitempty"`
}

// BegunJob is what a job's workflow has to know. One that is scheduled has no pages yet: a
// worker that does not know how to wait would begin with them.
type BegunJob struct {
	Pages  int               `json:"pages"`
	Status contact.JobStatus `json:"status"`
	Wait   time.Duration     `json:"wait,omitempty"` // until a scheduled one begins
}

// JobPage names one page of a job.
type JobPage struct {
	JobRun
	Page int `json:"page"`
}

// JobStatus is what a job moves on to.
type JobStatus struct {
	JobRun
	Status contact.JobStatus `json:"status"`
	// Outside says that somebody has ended its workflow in Temporal.
	Outside bool `json:"outside,omitempty"`
}

// What people read of a job that was ended in Temporal.
const (
	jobEndedOutside  = "It was ended in Temporal before it was through. Who was not reached stays as they are."
	undoEndedOutside = "Undoing it was ended in Temporal before it was through. Undo it again to go on."
)

// why has words for how a job has ended, if nobody here has ended it.
func (in JobStatus) why() string {
	switch {
	case !in.Outside || in.Status == contact.JobIsCompleted || in.Status == contact.JobIsUndone:
		return ""
	case in.Undo:
		return undoEndedOutside
	}
	return jobEndedOutside
}

// BeginJob notes that the workflow of a job runs.
func (b *Bulk) BeginJob(ctx context.Context, in JobBeginning) (out BegunJob, err error) {
	err = b.bulk(ctx, func(ctx context.Context, _ *heartbeat) error {
		if in.Due {
			if err := b.Jobs.BeginScheduled(ctx, in.Job); err != nil {
				return err
			}
		}
		r, err := b.Jobs.Begin(ctx, in.Job, in.Undo)
		if out = (BegunJob{Status: r.Status, Wait: r.Wait}); r.Status != contact.JobIsScheduled {
			out.Pages = (r.Total + jobs.Page - 1) / jobs.Page
		}
		return err
	})
	return out, err
}

// SetJobStatus shows whether a job runs.
func (b *Bulk) SetJobStatus(ctx context.Context, in JobStatus) error {
	return b.bulk(ctx, func(ctx context.Context, _ *heartbeat) error { return b.Jobs.SetStatus(ctx, in.Job, in.Status) })
}

// EndJob ends a job, or its undoing. What was not begun is cancelled; what was begun,
// also by a workflow that was ended from outside, is decided before.
func (b *Bulk) EndJob(ctx context.Context, in JobStatus) error {
	return b.bulk(ctx, func(ctx context.Context, h *heartbeat) error {
		if !in.Undo {
			if err := b.closeJob(ctx, h, in.Job); err != nil {
				return err
			}
		}
		return b.Jobs.End(ctx, in.Job, in.Status, in.why())
	})
}

func (b *Bulk) closeJob(ctx context.Context, h *heartbeat, id uuid.UUID) error {
	for more := true; more; {
		var err error
		if more, err = b.Jobs.Cancel(ctx, id); err != nil {
			return err
		}
		h.progress()
	}
	pages, err := b.Jobs.Claimed(ctx, id)
	if err != nil {
		return err
	}
	for _, page := range pages {
		if err := b.changePage(ctx, h, JobPage{JobRun{Job: id}, page}); err != nil {
			return err
		}
	}
	return nil
}

// ChangeJobPage has the contacts of a page changed, or changed back, and waits until each
// is decided.
func (b *Bulk) ChangeJobPage(ctx context.Context, in JobPage) error {
	return b.bulk(ctx, func(ctx context.Context, h *heartbeat) error { return b.changePage(ctx, h, in) })
}

func (b *Bulk) changePage(ctx context.Context, h *heartbeat, in JobPage) error {
	job, err := b.Jobs.Running(ctx, in.Job)
	switch {
	case err != nil:
		return err
	case in.Undo:
		return b.undoJobPage(ctx, h, in)
	case job.Action == contact.JobReplays:
		return b.replayPage(ctx, h, in, job)
	}
	tasks, err := b.Jobs.Claim(ctx, in.Job, in.Page)
	if err != nil {
		return err
	}
	if _, err := b.recordTasks(ctx, h, in, tasks, job.Change, "job"); err != nil {
		return err
	}
	for {
		n, err := b.Jobs.Pending(ctx, in.Job, in.Page)
		if err != nil || n == 0 {
			return err
		}
		h.progress(n)
		if err := h.pause(lookAgainIn(n)); err != nil {
			return err
		}
	}
}

// recordTasks records an event for each contact that is still there.
func (b *Bulk) recordTasks(ctx context.Context, h *heartbeat, in JobPage, tasks []jobs.Task, change, kind string) ([]ledger.Recorded, error) {
	var events []contact.Event
	var gone []int
	for _, task := range tasks {
		if task.ContactID == nil || len(task.Kinds) == 0 {
			gone = append(gone, task.N)
			continue
		}
		ev, err := jobEvent(in, task, change, kind)
		if err != nil {
			return nil, err
		}
		events = append(events, ev)
	}
	if !in.Undo {
		if err := b.Jobs.Finish(ctx, in.Job, gone, "failed", string(contact.NoContact)); err != nil {
			return nil, err
		}
	}
	if len(events) == 0 {
		return nil, nil
	}
	// The first page goes as early as that of an import: a small job waits for no large one.
	early := time.Duration(0)
	if in.Page == 0 {
		early = -imports.BulkHead
	}
	recorded, err := b.Ledger.Record(ctx, ledger.Batch{Events: events}, early)
	if err == nil {
		h.progress()
		b.Wake()
	}
	return recorded, err
}

// jobEvent is the event that changes one contact, the same however often it is made.
func jobEvent(in JobPage, task jobs.Task, change, kind string) (contact.Event, error) {
	f := contact.Facts{}
	if err := json.Unmarshal([]byte(change), &f); err != nil {
		return contact.Event{}, fmt.Errorf("read what job %s does: %w", in.Job, err)
	}
	command := contact.Command{}
	if f.Command != nil {
		command = *f.Command
	}
	command.Contact, command.Job = *task.ContactID, &contact.JobItem{Job: in.Job, N: task.N, Undo: in.Undo}
	for i, kind := range task.Kinds {
		command.Others = append(command.Others, personNamed(contact.IdentityKind(kind), task.Values[i]))
	}
	f.Effect, f.Command, f.Person = contact.Touches, &command, contact.Alone(*task.ContactID)
	switch {
	case task.WaID != nil:
		f.Person = contact.Person{WaID: *task.WaID}
	case task.UserID != nil:
		f.Person = contact.Person{UserID: *task.UserID}.Normalise()
	}
	ev := contact.Event{
		ChannelID: *task.ChannelID, Origin: in.Job.String(), Source: contact.SourceManual, Kind: kind, Priority: contact.Bulk,
		DedupeKey:  contact.DedupeKey(in.Job.String(), kind, fmt.Sprint(task.N), nil),
		OccurredAt: time.Now().UTC().Truncate(time.Microsecond), Facts: f, Raw: []byte(change),
	}
	if task.EventID != nil && !in.Undo {
		ev.ID = *task.EventID
	}
	return ev, nil
}

func personNamed(kind contact.IdentityKind, value string) contact.Person {
	switch kind {
	case contact.WaID:
		return contact.Person{WaID: value}
	case contact.UserID:
		return contact.Person{UserID: value}
	case contact.OwnKey:
		return contact.Person{OwnKey: value}
	}
	return contact.Person{ParentUserID: value}
}

// undoJobPage takes back what a job did to the contacts of a page.
func (b *Bulk) undoJobPage(ctx context.Context, h *heartbeat, in JobPage) error {
	tasks, err := b.Jobs.Changed(ctx, in.Job, in.Page)
	if err != nil {
		return err
	}
	recorded, err := b.recordTasks(ctx, h, in, tasks, "{}", "job_undo")
	if err != nil {
		return err
	}
	for _, r := range recorded {
		for {
			decision, err := b.Ledger.Decision(ctx, r.ID)
			if err != nil {
				return err
			}
			if decision.Kind != contact.Pending {
				break
			}
			h.progress()
			if err := h.pause(pageLook); err != nil {
				return err
			}
		}
	}
	// What was decided without an effect, and who is gone, is left.
	return b.Jobs.Leave(ctx, in.Job, in.Page)
}

// replayPage judges the events of a page anew.
func (b *Bulk) replayPage(ctx context.Context, h *heartbeat, in JobPage, job jobs.Running) error {
	tasks, err := b.Jobs.Claim(ctx, in.Job, in.Page)
	if err != nil {
		return err
	}
	for _, task := range tasks {
		became, reason, err := b.Replay(ctx, *task.Replays, json.RawMessage(job.Change))
		if err != nil {
			return err
		}
		if err := b.Jobs.Finish(ctx, in.Job, []int{task.N}, became, reason); err != nil {
			return err
		}
		h.progress()
	}
	b.Wake()
	return nil
}
