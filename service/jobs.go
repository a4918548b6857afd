package service

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/starter"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/jobs"
)

// NewJob is a job as it is asked for.
type NewJob struct {
	Action contact.JobAction
	Args   JobArgs
	Filter *ContactFilter // which contacts; nil: those with the ids
	Events *EventFilter   // which quarantined events; of replay alone
	IDs    []uuid.UUID
	Except []uuid.UUID // whom of the filter to leave out
	// SkipGone leaves out ids of contacts that are gone. Else they are refused.
	SkipGone bool
	Expected *int64 // how many contacts the caller has seen that it is; nil: it does not matter
	BeginsIn int64  // seconds, a day at most; zero: at once
	DryRun   bool
	Request  Request
	oldest   bool // of more events than a job may be for
}

// CreatedJob is what came of asking for a job.
type CreatedJob struct {
	Count int64 // how many contacts, or events, it is for
	Job   *Job  // nil of a dry run
}

// mostInJob is how many contacts a job may be for.
const mostInJob = 250_000

// CreateJob has many contacts changed alike, now or later. Which ones is fixed here: who
// comes to fit the filter later is not changed. With DryRun it only counts them. The same job sent
// again under the same key is the one that is there.
func (s *Service) CreateJob(ctx context.Context, who Caller, in NewJob) (CreatedJob, error) {
	if err := who.May(ContactsWrite); err != nil {
		return CreatedJob{}, err
	}
	wanted, err := s.readJob(ctx, who, in)
	if err != nil {
		return CreatedJob{}, err
	}
	r, err := s.identify(ctx, in.Request, who.owner(), struct {
		Action       contact.JobAction
		Args, Filter string
		IDs          []uuid.UUID
		Expected     *int64
		// So that what was kept before there were any stays the same.
		Except   []uuid.UUID `json:",omitempty"`
		BeginsIn int64       `json:",omitempty"`
	}{in.Action, string(wanted.Args), string(wanted.Filter), in.IDs, in.Expected, in.Except, in.BeginsIn})
	if err != nil {
		return CreatedJob{}, err
	}
	if wanted.Items, err = s.chosen(ctx, who, in); err != nil {
		return CreatedJob{}, err
	}
	if in.oldest {
		wanted.Items = wanted.Items[:min(len(wanted.Items), mostInJob)]
	}
	out := CreatedJob{Count: int64(len(wanted.Items))}
	switch {
	case in.Expected != nil && *in.Expected != out.Count:
		return out, &Error{Code: CountChanged, Field: "expected", Message: fmt.Sprintf(
			"%d were expected, and now it is %d. Nothing was done: look at them again, and send the job with expected %d.", *in.Expected, out.Count, out.Count)}
	case in.DryRun:
		return out, nil
	case out.Count == 0:
		return out, &Error{Code: NobodyFound, Field: "filter", Message: "Nobody fits: there is nothing to do."}
	}
	wanted.ID, wanted.IdempotencyKey, wanted.Idempotency = r.id, r.once, r.terms
	id, _, err := s.jobs(who).Create(ctx, wanted)
	if err != nil {
		return out, r.event(err)
	}
	if err := s.recorder.StartJob(ctx, id, false); err != nil {
		s.log.WarnContext(ctx, "Temporal is unavailable; the job is started later", "job_id", id, "error", err)
	}
	job, err := s.jobs(who).Job(ctx, id)
	out.Job = &job
	return out, err
}

// CountChosen counts the contacts that a job would be for, whatever it does to them.
func (s *Service) CountChosen(ctx context.Context, who Caller, in NewJob) (int64, error) {
	if err := who.May(ContactsRead); err != nil {
		return 0, err
	}
	found, err := s.chosen(ctx, who, in)
	return int64(len(found)), err
}

// chosen are the contacts, or events, that a job is for.
func (s *Service) chosen(ctx context.Context, who Caller, in NewJob) (items []jobs.Item, err error) {
	found, err := s.choose(ctx, who, in)
	if err != nil {
		return nil, err
	}
	if len(found) > mostInJob {
		return nil, invalid("filter", "More than %d contacts fit, and a job may be for so many: narrow the filter, such as by created_before, and send several jobs.", mostInJob)
	}
	for _, c := range found {
		items = append(items, jobs.Item(c))
	}
	return items, nil
}

// ListJobs returns the jobs, newest first.
func (s *Service) ListJobs(ctx context.Context, who Caller, p Paging) (Page[Job], error) {
	if err := who.May(ContactsRead); err != nil {
		return Page[Job]{}, err
	}
	size, after, err := p.read()
	if err != nil {
		return Page[Job]{}, err
	}
	rows, err := s.jobs(who).List(ctx, after, size+1)
	if err != nil {
		return Page[Job]{}, err
	}
	return cut(rows, size, func(j Job) string { return cursorOf(j.CreatedAt, j.ID) }), nil
}

// GetJob returns one job.
func (s *Service) GetJob(ctx context.Context, who Caller, id uuid.UUID) (Job, error) {
	if err := who.May(ContactsRead); err != nil {
		return Job{}, err
	}
	return s.jobs(who).Job(ctx, id)
}

// JobRefusal is why something could not be done, and to how many contacts of a job.
type JobRefusal struct {
	jobs.Refusal
	Message string
}

// ListJobRefusals returns why a job could not do something to contacts.
func (s *Service) ListJobRefusals(ctx context.Context, who Caller, id uuid.UUID) ([]JobRefusal, error) {
	if err := who.May(ContactsRead); err != nil {
		return nil, err
	}
	job, err := s.jobs(who).Job(ctx, id)
	if err != nil || job.Failed == 0 {
		return []JobRefusal{}, err
	}
	rows, err := s.jobs(who).Refused(ctx, id)
	refused := make([]JobRefusal, len(rows))
	for i, r := range rows {
		refused[i] = JobRefusal{r, refusalWords(r.Reason)}
	}
	return refused, err
}

// refusalWords says in a sentence why a job could not do something to a contact.
func refusalWords(reason string) string {
	switch why := contact.Reason(reason); {
	case why == contact.NoContact:
		return "They were deleted before the job came to them."
	case why.Known():
		return Sentence(errors.New(why.Words()))
	}
	return "It could not be done to them."
}

// WatchJob is WatchImport for a job.
func (s *Service) WatchJob(ctx context.Context, who Caller, id uuid.UUID) iter.Seq2[Job, error] {
	return func(yield func(Job, error) bool) {
		if err := who.May(ContactsRead); err != nil {
			yield(Job{}, err)
			return
		}
		if _, err := s.jobs(who).Job(ctx, id); err != nil { // all who watch a job share the looks at it
			yield(Job{}, err)
			return
		}
		s.jobWatches.follow(ctx, id, yield)
	}
}

// CommandJob has a job do what a person wants of it: to pause, to resume, which has one
// that is scheduled begin now, or to cancel, which also stops its undoing. It returns the
// job as it is then.
func (s *Service) CommandJob(ctx context.Context, who Caller, id uuid.UUID, command contact.JobCommand) (Job, error) {
	if err := who.May(ContactsWrite); err != nil {
		return Job{}, err
	}
	job, err := s.jobs(who).Job(ctx, id)
	if err != nil {
		return Job{}, err
	}
	switch job.Status.Takes(command) {
	case contact.Stays:
		return job, nil
	case contact.Refuses:
		return Job{}, jobStatus("The job is %s: it cannot %s.", job.Status, command)
	case contact.Obeys:
	}
	certain := false // nothing of it will be done, whatever Temporal says
	if command == contact.CancelJob {
		if certain, err = s.cancelScheduled(ctx, who, job); err != nil {
			return Job{}, err
		}
	}
	telling, done := ctx, context.CancelFunc(func() {})
	if certain {
		telling, done = context.WithTimeout(ctx, tellFor)
	}
	defer done()
	err = s.recorder.CommandJob(telling, id, job.Status == contact.JobIsUndoing, string(command))
	switch {
	case err == nil, errors.Is(err, starter.ErrEnded): // what has ended meanwhile says so
	case certain:
		s.log.WarnContext(ctx, "a job that is cancelled ends later: its workflow does not answer", "job_id", id, "error", err)
	default:
		return Job{}, s.unheard(ctx, err)
	}
	return s.jobs(who).Job(ctx, id)
}

// tellFor is how long the workflow of a job is told of what is certain without it. The
// sweep tells it as well.
const tellFor = 2 * time.Second

// cancelScheduled cancels a job that has not begun, and reports whether it will not begin.
func (s *Service) cancelScheduled(ctx context.Context, who Caller, job Job) (cancelled bool, err error) {
	if job.Status == contact.JobIsScheduled {
		return s.jobs(who).CancelScheduled(ctx, job.ID)
	}
	return job.NeverBegan() && job.Status == contact.JobIsCancelling, nil
}

// UndoJob takes back what a job did, as far as nobody has changed it since. With dry it
// only says what that would be. begun is false if it is taken back already.
func (s *Service) UndoJob(ctx context.Context, who Caller, id uuid.UUID, dry bool) (job Job, would JobUndoing, begun bool, err error) {
	if err := who.May(ContactsWrite); err != nil {
		return Job{}, JobUndoing{}, false, err
	}
	if job, err = s.jobs(who).Job(ctx, id); err != nil {
		return Job{}, JobUndoing{}, false, err
	}
	hears := job.Status.Takes(contact.UndoJob)
	switch {
	case job.Status == contact.JobIsScheduled:
		return Job{}, JobUndoing{}, false, jobStatus("The job has not begun: cancel it, and nothing of it is done.")
	case job.Action == contact.JobDeletes:
		return Job{}, JobUndoing{}, false, jobStatus("Deleting cannot be undone: nothing is left of who was deleted.")
	case !job.Action.CanUndo():
		return Job{}, JobUndoing{}, false, jobStatus("What was replayed is decided, and cannot be undone.")
	case hears == contact.Refuses:
		return Job{}, JobUndoing{}, false, jobStatus("The job is %s: cancel it first, or wait for its end.", job.Status)
	}
	if would, err = s.jobs(who).Undo(ctx, id); err != nil || dry || hears == contact.Stays {
		return job, would, false, err
	}
	if err := s.recorder.StartJob(ctx, id, true); err != nil {
		return Job{}, JobUndoing{}, false, s.unheard(ctx, err)
	}
	// Whoever looks at it from now on sees so.
	if _, err := s.jobs(who).Begin(ctx, id, true); err != nil {
		return Job{}, JobUndoing{}, false, err
	}
	job.Status = contact.JobIsUndoing
	return job, would, true, nil
}

// jobStatus says that a job cannot do something as it is.
func jobStatus(format string, args ...any) error {
	return &Error{Code: JobStatusWrong, Message: fmt.Sprintf(format, args...)}
}

// missing returns an error if not all ids are contacts.
func missing(asked, found int) error {
	if asked == found {
		return nil
	}
	return &Error{Code: InvalidValue, Field: "ids", Err: store.ErrNotFound, Message: fmt.Sprintf(
		"Of the %d ids %d are no contacts, or name a contact twice. Leave them out.", asked, asked-found)}
}
