package web

import (
	"fmt"
	"strings"
	"time"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// deletionWaits is how much later people delete contacts if they do not say at once. Until
// then it can be undone, and never after.
const deletionWaits = 10 * time.Minute

// jobDeeds are what an action will have done to whom a job is for, and its buttons while
// nothing of that is done.
var jobDeeds = map[contact.JobAction]JobDeed{
	contact.JobDeletes: {"deleted", "Nobody", "Undo: delete nobody", "Delete now"},
	contact.JobReplays: {"decided again", "Nothing", "Undo: decide nothing", "Begin now"},
}

// JobDeed is a deed in the words of pages.
type JobDeed struct{ WillBe, Nobody, UndoButton, NowButton string }

// Deed is that of the job's action.
func (p JobProgress) Deed() JobDeed { return jobDeedOf(p.Action) }

func jobDeedOf(action contact.JobAction) JobDeed {
	if deed, ok := jobDeeds[action]; ok {
		return deed
	}
	return JobDeed{"changed", "Nobody", "Undo: change nobody", "Begin now"}
}

// Waits reports whether the job has not begun, since it is to begin later.
func (p JobProgress) Waits() bool { return p.Status == contact.JobIsScheduled }

// Before reports whether the job was cancelled before it began.
func (p JobProgress) Before() bool { return cancelledBefore(p.Job) }

func cancelledBefore(j service.Job) bool {
	return j.NeverBegan() && (j.Status == contact.JobIsCancelling || j.Status == contact.JobIsCancelled)
}

// NowDoes is what NowButton does, with the number, where it cannot be undone.
func (p JobProgress) NowDoes() string {
	if p.Action == contact.JobReplays {
		return "Decide " + p.What(p.Total) + " again"
	}
	return "Delete " + p.What(p.Total)
}

// BeginsIn says in how much time the job begins.
func (p JobProgress) BeginsIn() string { return inTime(time.Until(*p.BeginsAt)) }

func inTime(left time.Duration) string {
	minutes := int64((left + time.Minute - 1) / time.Minute)
	switch {
	case left <= 0:
		return "now"
	case minutes == 1:
		return "in a minute"
	case minutes < 60:
		return fmt.Sprintf("in %d min", minutes)
	case minutes%60 == 0:
		return fmt.Sprintf("in %d h", minutes/60)
	}
	return fmt.Sprintf("in %d h %d min", minutes/60, minutes%60)
}

// Final says what can be taken back of a job whose action cannot be undone.
func (p JobProgress) Final() string {
	const gone = "eleting cannot be undone: nothing is left of who is deleted."
	switch {
	case p.Before():
		return ""
	case p.Action == contact.JobReplays:
		return "What was decided again cannot be undone."
	case p.Waits():
		return "Until then they stay contacts, with whatever they write. Once it has begun, d" + gone
	case p.Live:
		return "D" + gone + " Whom it has not come to yet stays if you cancel it."
	case p.Changed == 0:
		return "Nobody was deleted."
	}
	return "D" + gone
}

// jobTold says what a command has done: done, unless the job had not begun, or had ended.
func jobTold(command contact.JobCommand, before, after service.Job, done string) string {
	switch {
	case command == contact.ResumeJob && before.Status == contact.JobIsScheduled:
		return "It begins now."
	case command == contact.CancelJob && cancelledBefore(after):
		deed := jobDeedOf(after.Action)
		return fmt.Sprintf("Undone: %s is %s.", strings.ToLower(deed.Nobody), deed.WillBe)
	case command == contact.CancelJob && (after.Status == contact.JobIsCompleted || after.Status == contact.JobIsUndone),
		command == contact.ResumeJob && before.Status.Ended():
		return "It had ended before."
	}
	return done
}
