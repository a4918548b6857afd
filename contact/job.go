package contact

import "github.com/google/uuid"

// JobAction is what a job does to each of its contacts.
type JobAction string

// The actions.
const (
	JobTags    JobAction = "tag"
	JobUntags  JobAction = "untag"
	JobAssigns JobAction = "assign"
	JobSets    JobAction = "set" // fields
	JobOptsOut JobAction = "opt_out"
	JobDeletes JobAction = "delete"
	JobReplays JobAction = "replay" // quarantined events, not contacts
)

// JobActions lists every action.
func JobActions() []JobAction {
	return []JobAction{JobTags, JobUntags, JobAssigns, JobSets, JobOptsOut, JobDeletes, JobReplays}
}

// CanUndo reports whether what the action did can be taken back.
func (a JobAction) CanUndo() bool { return a != JobDeletes && a != JobReplays }

// JobItem says for which contact of which job an event stands.
type JobItem struct {
	Job  uuid.UUID `json:"job"`
	N    int       `json:"n"`
	Undo bool      `json:"undo,omitempty"` // it takes back what the job did to the contact
}

// JobStatus is how far a job is.
type JobStatus string

// The statuses of a job.
const (
	JobIsScheduled  JobStatus = "scheduled" // it has not begun, and nobody is changed yet
	JobIsRunning    JobStatus = "running"
	JobIsPaused     JobStatus = "paused"
	JobIsCancelling JobStatus = "cancelling" // the pages under way are decided
	JobIsCompleted  JobStatus = "completed"
	JobIsCancelled  JobStatus = "cancelled"
	JobIsUndoing    JobStatus = "undoing"
	JobIsUndone     JobStatus = "undone"
)

// JobStatuses lists every status, in the order in which a job can have them.
func JobStatuses() []JobStatus {
	return []JobStatus{
		JobIsScheduled, JobIsRunning, JobIsPaused, JobIsCancelling, JobIsCompleted, JobIsCancelled, JobIsUndoing, JobIsUndone,
	}
}

// JobCommand is what a person can tell a job. Each may be told twice.
type JobCommand string

// The commands.
const (
	PauseJob  JobCommand = "pause"
	ResumeJob JobCommand = "resume" // or begin now, if it is scheduled
	CancelJob JobCommand = "cancel"
	UndoJob   JobCommand = "undo"
)

// JobCommands lists every command.
func JobCommands() []JobCommand { return []JobCommand{PauseJob, ResumeJob, CancelJob, UndoJob} }

// jobHearings says how a job takes a command; what is not listed is refused. Where a job
// obeys although it does so already, its workflow may have been ended from outside, and
// is started again.
var jobHearings = map[JobCommand]map[JobStatus]Hearing{
	PauseJob:  {JobIsRunning: Obeys, JobIsPaused: Stays},
	ResumeJob: {JobIsScheduled: Obeys, JobIsRunning: Obeys, JobIsPaused: Obeys, JobIsCompleted: Stays},
	CancelJob: {
		JobIsScheduled: Obeys, JobIsRunning: Obeys, JobIsPaused: Obeys, JobIsCancelling: Obeys, JobIsUndoing: Obeys,
		JobIsCompleted: Stays, JobIsCancelled: Stays, JobIsUndone: Stays,
	},
	UndoJob: {JobIsCompleted: Obeys, JobIsCancelled: Obeys, JobIsUndoing: Obeys, JobIsUndone: Stays},
}

// Takes says how a job of this status takes a command.
func (s JobStatus) Takes(c JobCommand) Hearing { return jobHearings[c][s] }

// Ended reports whether nothing happens to the job by itself any more.
func (s JobStatus) Ended() bool {
	return s == JobIsCompleted || s == JobIsCancelled || s == JobIsUndone
}

// JobItemStatus is what became of a contact of a job.
func JobItemStatus(d Decision) string {
	switch {
	case d.Kind == Quarantined, d.Kind == Ignored && d.Reason != NothingNew:
		return "failed"
	case d.Kind == Ignored:
		return "unchanged"
	}
	return "changed"
}
