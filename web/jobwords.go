package web

import (
	"encoding/json"
	"net/url"
	"strings"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// jobStates are the statuses of a job in words, and whether each is good.
var jobStates = map[contact.JobStatus]struct{ Words, Class string }{
	contact.JobIsScheduled:  {"Not begun yet", ""},
	contact.JobIsRunning:    {"Under way", ""},
	contact.JobIsPaused:     {"Paused", "warn"},
	contact.JobIsCancelling: {"Being cancelled", "warn"},
	contact.JobIsCompleted:  {"Done", "good"},
	contact.JobIsCancelled:  {"Cancelled", "warn"},
	contact.JobIsUndoing:    {"Being undone", ""},
	contact.JobIsUndone:     {"Undone", ""},
}

// JobState is a status in words, and JobClass how it is coloured.
func (p *Page) JobState(s contact.JobStatus) string { return jobStates[s].Words }

// JobClass is how a status is coloured.
func (p *Page) JobClass(s contact.JobStatus) string { return jobStates[s].Class }

// JobWords is what a job does, in words.
func (p *Page) JobWords(j service.Job) string { return p.Visit.jobWords(j) }

func (v *Visit) jobWords(j service.Job) string {
	var args struct {
		Tags     []string `json:"tags"`
		Assignee *string  `json:"assignee"`
	}
	_ = json.Unmarshal(j.Args, &args) // of another action they are others
	switch j.Action {
	case contact.JobTags:
		return "Tag with " + orNothing(strings.Join(args.Tags, ", "))
	case contact.JobUntags:
		return "Remove the tag " + orNothing(strings.Join(args.Tags, ", "))
	case contact.JobAssigns:
		if args.Assignee == nil || *args.Assignee == "" {
			return "Assign to nobody"
		}
		return "Assign to " + v.personName(*args.Assignee)
	case contact.JobSets:
		return "Set fields"
	case contact.JobOptsOut:
		return "Opt out of marketing"
	case contact.JobDeletes:
		return "Delete"
	case contact.JobReplays:
		return "Decide again"
	}
	return spaced(string(j.Action))
}

// orNothing stands for words that went with the person whom they were about.
func orNothing(words string) string {
	if words == "" {
		return "–"
	}
	return words
}

// Whom says for whom a job is.
type Whom struct {
	All      bool   // everybody whom a filter finds
	Query    string // what was searched for
	Chips    []Chip // the filters
	Excepted int
}

// whomOf reads it from a job.
func (v *Visit) whomOf(j service.Job) Whom {
	if len(j.Filter) == 0 || string(j.Filter) == "null" {
		return Whom{}
	}
	f, err := service.ReadContactFilterJSON(j.Filter)
	if err != nil { // it is one of events
		return Whom{All: true}
	}
	return v.whom(Listing{Filter: f}, j.Excepted)
}

func (v *Visit) whom(l Listing, excepted int) Whom {
	return Whom{All: true, Query: l.Filter.Query, Chips: v.chips(l), Excepted: excepted}
}

// jobDone is how many contacts of a job are done, or taken back.
func jobDone(j service.Job) (done, total int64) {
	if j.Status == contact.JobIsUndoing || j.Status == contact.JobIsUndone {
		return j.Removed + j.Restored + j.Left, j.Changed
	}
	return j.Total - j.Pending, j.Total
}

// jobContacts is the list of the contacts of a job of whom something became; empty where
// there is none: the job deleted them, or was for events.
func (s *Site) jobContacts(j service.Job, outcome string) string {
	if j.Action == contact.JobReplays || j.Action == contact.JobDeletes {
		return ""
	}
	return s.address("/app/contacts", url.Values{"job": {j.ID.String()}, "outcome": {outcome}})
}
