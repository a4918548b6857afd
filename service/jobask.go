package service

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/book"
	"github.com/luluchat/contacts/store/jobs"
)

// mostBeginsIn is how many seconds later a job may begin.
const mostBeginsIn = 24 * 60 * 60

// JobArgs is what an action needs to know.
type JobArgs map[string]json.RawMessage

// jobArgs are the members of args by action.
var jobArgs = map[contact.JobAction][]string{
	contact.JobTags: {"tags"}, contact.JobUntags: {"tags"}, contact.JobAssigns: {"assignee"}, contact.JobSets: {"remarks", "attributes"},
	contact.JobOptsOut: {}, contact.JobDeletes: {}, contact.JobReplays: {"default_country", "channel_id"},
}

// readJob reads what a job does to each of its contacts.
func (s *Service) readJob(ctx context.Context, who Caller, in NewJob) (jobs.Job, error) {
	out := jobs.Job{Action: in.Action, Expected: in.Expected}
	known, there := jobArgs[in.Action]
	if !there {
		return out, invalid("action", "action must be one of %s.", actionWords())
	}
	for name := range in.Args {
		if !slices.Contains(known, name) {
			return out, &Error{Code: UnknownField, Field: "args." + contact.Clean(name, 64), Message: "For this action args may have " + argWords(known) + "."}
		}
	}
	given := 0
	for _, is := range []bool{in.Filter != nil, in.Events != nil, len(in.IDs) > 0} {
		if is {
			given++
		}
	}
	if given != 1 {
		return out, invalid("filter", "Give either filter or ids. The filter {} finds everybody.")
	}
	if len(in.Except) > 0 && in.Filter == nil {
		return out, invalid("except", "except leaves contacts of a filter out: give filter, or leave them out of ids.")
	}
	if len(in.Except) > mostIDs {
		return out, invalid("except", "except has %d ids, and %d is the most: narrow the filter.", len(in.Except), mostIDs)
	}
	if in.BeginsIn < 0 || in.BeginsIn > mostBeginsIn {
		return out, invalid("begin_in_s", "begin_in_s must be from 0, which is at once, to %d, a day.", mostBeginsIn)
	}
	out.Excepted, out.BeginsIn = len(in.Except), time.Duration(in.BeginsIn)*time.Second
	var change any
	var err error
	if in.Action == contact.JobReplays {
		change, err = s.correctionOf(ctx, who, in)
	} else {
		change, err = s.changeOf(ctx, in)
	}
	if err != nil {
		return out, err
	}
	if out.Change, err = json.Marshal(change); err != nil {
		return out, err
	}
	if out.Args, err = json.Marshal(orNone(in.Args)); err != nil {
		return out, err
	}
	switch {
	case in.Filter != nil:
		out.Filter, err = json.Marshal(in.Filter)
	case in.Events != nil:
		out.Filter, err = json.Marshal(eventFilterMembers(*in.Events))
	}
	return out, err
}

func orNone(args JobArgs) JobArgs {
	if args == nil {
		return JobArgs{}
	}
	return args
}

func actionWords() string {
	var words []string
	for _, a := range contact.JobActions() {
		words = append(words, string(a))
	}
	return strings.Join(words, ", ")
}

func argWords(known []string) string {
	if len(known) == 0 {
		return "no members"
	}
	return strings.Join(known, " and ")
}

// changeOf is what changes each contact, as the facts of an edit or a deletion.
func (s *Service) changeOf(ctx context.Context, in NewJob) (f contact.Facts, err error) {
	entry := Entry{}
	switch in.Action {
	case contact.JobDeletes:
		return contact.Facts{Command: &contact.Command{Delete: true}}, nil
	case contact.JobOptsOut:
		optOut := true
		return contact.Facts{OptOut: &optOut, Fields: &contact.Fields{}}, nil
	case contact.JobUntags:
		if tags, there := in.Args["tags"]; there {
			entry["tags"] = json.RawMessage(`{"remove": ` + string(tags) + `}`)
		}
	default:
		for name, value := range in.Args {
			entry[name] = value
		}
	}
	fields, err := s.fields(ctx, entry)
	if err != nil {
		e := ErrorOf(err)
		if e.Field != "" {
			e.Field = "args." + e.Field
		}
		for i := range e.Errors {
			e.Errors[i].Field = "args." + e.Errors[i].Field
		}
		return f, e
	}
	if len(fields.AddTags)+len(fields.RemoveTags)+len(fields.Clear)+len(fields.Attributes) == 0 && fields.Assignee == nil && fields.Remarks == nil {
		return f, invalid("args", "args says nothing to do: for this action it has %s.", argWords(jobArgs[in.Action]))
	}
	return contact.Facts{Fields: fields}, nil
}

// correctionOf is the correction with which events are judged anew. A phone number is one
// person's, and none of a job's.
func (s *Service) correctionOf(ctx context.Context, who Caller, in NewJob) (fix Correction, err error) {
	if in.Events == nil {
		return fix, invalid("filter", "What is replayed are quarantined events: give a filter of events, such as {\"reason\": \"bad_phone\"}.")
	}
	for name, into := range map[string]*string{"default_country": &fix.DefaultCountry, "channel_id": &fix.ChannelID} {
		if given, there := in.Args[name]; there && json.Unmarshal(given, into) != nil {
			return fix, invalid("args."+name, "%s must be a string.", name)
		}
	}
	return fix, s.mayCorrect(ctx, who, fix)
}

// choose returns the contacts, or events, that a job is for.
func (s *Service) choose(ctx context.Context, who Caller, in NewJob) ([]book.Chosen, error) {
	switch {
	case in.Events != nil:
		f, err := ofQuarantine(*in.Events)
		if err != nil {
			return nil, err
		}
		return s.book(who).ChooseQuarantined(ctx, f, mostInJob)
	case in.Filter != nil:
		f, err := s.findable(ctx, *in.Filter)
		if err != nil {
			return nil, err
		}
		f.Except = in.Except
		found, err := s.book(who).Choose(ctx, f, mostInJob)
		return found, tooWide(f, err)
	}
	if len(in.IDs) > mostIDs {
		return nil, invalid("ids", "ids has %d ids, and %d is the most: use a filter, or send several jobs.", len(in.IDs), mostIDs)
	}
	found, err := s.book(who).ChooseByID(ctx, in.IDs)
	if err != nil {
		return nil, err
	}
	if in.SkipGone {
		return found, nil
	}
	return found, missing(len(in.IDs), len(found))
}

// mostIDs is how many contacts may be named one by one.
const mostIDs = 10_000

// eventFilterMembers writes a filter of events as it is asked for.
func eventFilterMembers(f EventFilter) map[string]any {
	out := map[string]any{}
	for name, value := range map[string]string{
		"channel_id": f.ChannelID, "source": f.Source, "reason": f.Reason, "origin": f.Origin, "decision": f.Decision,
	} {
		if value != "" {
			out[name] = value
		}
	}
	if f.ContactID != uuid.Nil {
		out["contact_id"] = f.ContactID.String()
	}
	if len(f.IDs) > 0 {
		out["id"] = f.IDs
	}
	return out
}

// ReplayForJob returns what a worker judges an event of a job anew with. It asks nobody:
// who asked for the job might. What becomes of the job's item is changed, failed with a
// reason, or unchanged where the event waits for somebody else's answer.
func (s *Service) ReplayForJob() func(ctx context.Context, event uuid.UUID, correction json.RawMessage) (became, reason string, err error) {
	return func(ctx context.Context, event uuid.UUID, correction json.RawMessage) (string, string, error) {
		var fix Correction
		if err := json.Unmarshal(correction, &fix); err != nil {
			return "", "", err
		}
		waits, err := s.replay(ctx, event, fix)
		switch why := ErrorOf(err); {
		case waits:
			return "unchanged", string(contact.LeadUnavailable), nil
		case err == nil, why.Code == NotQuarantined, why.Code == NotFound: // somebody else was faster
			return "changed", "", nil
		case why.RetryAfter > 0 || why.Code == Internal:
			return "", "", err
		default:
			return "failed", string(why.Code), nil
		}
	}
}
