package web

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// JobsPage are the jobs, newest first.
type JobsPage struct {
	Jobs  []service.Job
	Pager Pager
}

// JobPage is one job: how far it is, and what became of its contacts.
type JobPage struct {
	JobProgress
	Whom    Whom
	Refused []service.JobRefusal
	List    string // leads to the list from which it was begun
	History string // its workflow in the Temporal UI
	CanUndo bool
}

// JobProgress is how far a job is.
type JobProgress struct {
	service.Job
	Live        bool // it has not ended: also a paused one goes on when somebody else says so
	Done, Of    int64
	Rate        int64         // contacts a second, on average
	Rest        time.Duration // until the end, if it goes on so; zero: nobody knows
	Why         string        // nothing moves; empty: something does
	Parts       []JobCount
	UndoneParts []JobCount
}

// JobCount is how many contacts became something, and the list of them.
type JobCount struct {
	Count       int64
	Words, Href string
}

// Moves reports whether something changes by itself.
func (p JobsPage) Moves() bool {
	return slices.ContainsFunc(p.Jobs, func(j service.Job) bool { return !j.Status.Ended() })
}

func (s *Site) showJobs(v *Visit) error {
	cursor := v.URL.Query().Get("cursor")
	found, err := s.Service.ListJobs(v.Context(), v.Who, service.Paging{Cursor: cursor})
	if err != nil {
		return err
	}
	page := JobsPage{Jobs: found.Rows}
	if cursor != "" {
		page.Pager.First = v.With(nil)
	}
	if found.Next != "" {
		page.Pager.Next = v.With(map[string]string{"cursor": found.Next})
	}
	return v.Show("jobs", "Jobs", page)
}

// jobOf reads the job that the path names.
func (s *Site) jobOf(v *Visit) (service.Job, error) {
	id, err := uuid.Parse(v.PathValue("id"))
	if err != nil || id == uuid.Nil {
		return service.Job{}, &service.Error{Code: service.NotFound, Message: "There is no job with this id. The list of jobs has all that there are."}
	}
	return s.Service.GetJob(v.Context(), v.Who, id)
}

func (s *Site) showJob(v *Visit) error {
	j, err := s.jobOf(v)
	if err != nil {
		return err
	}
	list, err := url.ParseQuery(v.URL.Query().Get("list"))
	if err != nil {
		list = nil // it is no list of ours
	}
	page := JobPage{
		List:        s.address("/app/contacts", list),
		JobProgress: s.jobProgressAndWhy(v, j), Whom: v.whomOf(j), History: s.historyURL(service.JobWorkflow(j.ID), ""),
		CanUndo: j.Action.CanUndo() && j.Changed > 0 && j.Status.Takes(contact.UndoJob) == contact.Obeys && j.Status != contact.JobIsUndoing,
	}
	if page.Refused, err = s.Service.ListJobRefusals(v.Context(), v.Who, j.ID); err != nil {
		return err
	}
	return v.Show("job", v.jobWords(j), page)
}

// May reports whether the job obeys a command as it is.
func (p JobProgress) May(command string) bool {
	return p.Status.Takes(contact.JobCommand(command)) == contact.Obeys
}

// Percent is how much is done, of 100.
func (p JobProgress) Percent() int64 { return percent(p.Done, p.Of) }

// What counts a number of what the job is for: contacts, or events.
func (p JobProgress) What(n int64) string { return whatOf(p.Action, n) }

func whatOf(action contact.JobAction, n int64) string {
	if action == contact.JobReplays {
		return count(n, "event", "events")
	}
	return count(n, "contact", "contacts")
}

// Lasting is the time left, in words.
func (p JobProgress) Lasting() string { return lasting(p.Rest) }

// jobProgressAndWhy reads how far a job is, and has it say why it waits.
func (s *Site) jobProgressAndWhy(v *Visit, j service.Job) JobProgress {
	why := ""
	if !j.Status.Ended() {
		why = v.why(s.Service.WhyJobWaits, j.ID)
	}
	return s.jobProgress(j, why)
}

func (s *Site) jobProgress(j service.Job, why string) JobProgress {
	p := JobProgress{Job: j, Live: !j.Status.Ended(), Why: why}
	p.Done, p.Of = jobDone(j)
	if p.Waits() || p.Before() {
		return p
	}
	for _, c := range []struct {
		n              int64
		words, outcome string
		always         bool
	}{
		{j.Changed, "changed", "changed", true}, {j.Unchanged, "so already", "unchanged", false},
		{j.Failed, "not done", "failed", false}, {j.Cancelled, "cancelled", "cancelled", false},
	} {
		switch {
		case c.outcome != "changed":
		case j.Action == contact.JobDeletes:
			c.words = "deleted"
		case j.Action == contact.JobReplays:
			c.words = "decided again"
		}
		if c.n > 0 || c.always {
			count := JobCount{Count: c.n, Words: c.words}
			if c.n > 0 {
				count.Href = s.jobContacts(j, c.outcome)
			}
			p.Parts = append(p.Parts, count)
		}
	}
	if j.Removed+j.Restored+j.Left > 0 || j.Status == contact.JobIsUndone {
		p.UndoneParts = []JobCount{{Count: j.Removed, Words: "removed"}, {Count: j.Restored, Words: "restored"}, {Count: j.Left, Words: "left"}}
	}
	if j.Status == contact.JobIsRunning {
		p.Rate, p.Rest = pace(j.StartedAt, p.Done, j.Pending)
	}
	return p
}

// pollJob answers with how far a job is.
func (s *Site) pollJob(v *Visit) error {
	j, err := s.jobOf(v)
	if err != nil {
		return err
	}
	return v.Fragment("job", "job-progress", s.jobProgressAndWhy(v, j))
}

// streamJob sends how far a job is, until it has ended.
func (s *Site) streamJob(v *Visit) error {
	j, err := s.jobOf(v)
	if err != nil {
		return err
	}
	return follow(v, "job", "job-progress", func(ctx context.Context) iter.Seq2[service.Job, error] {
		return s.Service.WatchJob(ctx, v.Who, j.ID)
	}, func() string { return v.why(s.Service.WhyJobWaits, j.ID) }, s.jobProgress)
}

// commandJob has a job do what a button says.
func (s *Site) commandJob(command contact.JobCommand, done string) handler {
	return func(v *Visit) error {
		j, err := s.jobOf(v)
		if err != nil {
			return err
		}
		var after service.Job
		if command == contact.UndoJob {
			after, _, _, err = s.Service.UndoJob(v.Context(), v.Who, j.ID, false)
		} else {
			after, err = s.Service.CommandJob(v.Context(), v.Who, j.ID, command)
		}
		var refused *service.Error
		if errors.As(err, &refused) && refused.Code == service.JobStatusWrong { // it has gone on meanwhile, and its page says how it is
			return v.Redirect("/app/jobs/"+j.ID.String(), Flash{Text: refused.Message})
		}
		if err != nil {
			return err
		}
		return v.Redirect("/app/jobs/"+j.ID.String(), Flash{Text: jobTold(command, j, after, done)})
	}
}

// JobUndoPage is what undoing a job would do, before it is done.
type JobUndoPage struct {
	service.Job
	Would service.JobUndoing
}

// askUndo says what undoing a job would do.
func (s *Site) askUndo(v *Visit) error {
	j, err := s.jobOf(v)
	if err != nil {
		return err
	}
	j, would, _, err := s.Service.UndoJob(v.Context(), v.Who, j.ID, true)
	if err != nil {
		return err
	}
	return v.Show("jobundo", fmt.Sprintf("Undo: %s", v.jobWords(j)), JobUndoPage{j, would})
}

// jobRoutes registers the pages of jobs.
func (s *Site) jobRoutes() {
	const one = "/app/jobs/{id}"
	s.page("POST /app/contacts/select", service.ContactsRead, s.selectContacts)
	s.page("GET /app/jobs", service.ContactsRead, s.showJobs)
	s.page("GET /app/jobs/new", service.ContactsRead, s.askForJob)
	s.page("POST /app/jobs", service.ContactsWrite, s.createJob)
	s.page("GET "+one, service.ContactsRead, s.showJob)
	s.page("GET "+one+"/progress", service.ContactsRead, s.pollJob)
	s.page("GET "+one+"/stream", service.ContactsRead, s.streamJob)
	s.page("GET "+one+"/undo", service.ContactsWrite, s.askUndo)
	for command, done := range map[contact.JobCommand]string{
		contact.PauseJob: "It pauses. Contacts that were begun with are finished.", contact.ResumeJob: "It goes on.",
		contact.CancelJob: "It is cancelled. Contacts that were begun with are finished.", contact.UndoJob: "Undoing has begun.",
	} {
		s.page("POST "+one+"/"+string(command), service.ContactsWrite, s.commandJob(command, done))
	}
}
