package service

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
)

// mostReplayed is how many events one request replays. More are replayed by a job.
const mostReplayed = 1000

// Replayed is what came of replaying all events that a filter finds.
type Replayed struct {
	Events   int64 // that the filter finds
	Replayed int
	Refused  []Refused // what could not be judged anew, and stays as it was
	Left     int64     // what the filter still finds, refused and waiting ones included
	Waiting  int64     // of those: what the job is to replay, and leads that Facebook was asked for again
	Job      *Job      // that replays them; nil if they are few
}

// Refused is an event that could not be replayed, and why.
type Refused struct {
	EventID uuid.UUID
	Why     *Error
}

// ReplayEvents judges the quarantined events anew that a filter finds, the oldest first:
// with dry, it only counts them. Many are replayed by a job.
func (s *Service) ReplayEvents(ctx context.Context, who Caller, f EventFilter, fix Correction, dry bool) (Replayed, error) {
	if err := who.May(ContactsWrite); err != nil {
		return Replayed{}, err
	}
	f, err := ofQuarantine(f)
	if err != nil {
		return Replayed{}, err
	}
	if err := s.mayCorrect(ctx, who, fix); err != nil {
		return Replayed{}, err
	}
	count, err := s.book(who).CountQuarantined(ctx, f)
	if err != nil {
		return Replayed{}, err
	}
	if fix.Phone != "" && count > 1 {
		return Replayed{}, invalid("correction.phone", "The filter finds %d events, and a phone number is one person's: replay them one by one, or with another correction.", count)
	}
	out := Replayed{Events: count, Left: count}
	if dry || count == 0 {
		return out, nil
	}
	if count > mostReplayed {
		if out.Job, err = s.replayByJob(ctx, who, f, fix); err == nil {
			out.Waiting = out.Job.Total
		}
		return out, err
	}
	ids, err := s.book(who).QuarantinedIDs(ctx, f, mostReplayed)
	if err != nil {
		return Replayed{}, err
	}
	err = s.replayEach(ctx, ids, fix, &out)
	s.recorder.Wake()
	return out, err
}

// ofQuarantine is a filter on quarantined events alone.
func ofQuarantine(f EventFilter) (EventFilter, error) {
	switch {
	case f.Decision != "" && f.Decision != string(contact.Quarantined):
		return f, invalid("filter.decision", "Only quarantined events are meant here: leave decision out.")
	case f.Dismissed:
		return f, invalid("filter.dismissed", "What was dismissed is left alone: leave dismissed out, or take the dismissals back first.")
	}
	f.Decision = string(contact.Quarantined)
	return f, checkEvents(f)
}

// replayByJob begins a job that replays what a filter finds: where that is more than a job
// may be for, the oldest of it.
func (s *Service) replayByJob(ctx context.Context, who Caller, f EventFilter, fix Correction) (*Job, error) {
	args := JobArgs{}
	for name, value := range map[string]string{"default_country": fix.DefaultCountry, "channel_id": fix.ChannelID} {
		if value != "" {
			encoded, err := json.Marshal(value)
			if err != nil {
				return nil, err
			}
			args[name] = encoded
		}
	}
	made, err := s.CreateJob(ctx, who, NewJob{
		Action: contact.JobReplays, Args: args, Events: &f, oldest: true, Request: Request{Route: "POST /v1/events/replay"},
	})
	return made.Job, err
}

// replayEach replays events one by one. What is refused is told, and keeps no other; what
// is unavailable ends it.
func (s *Service) replayEach(ctx context.Context, ids []uuid.UUID, fix Correction, out *Replayed) error {
	for _, id := range ids {
		waits, err := s.replay(ctx, id, fix)
		switch why := ErrorOf(err); {
		case waits:
			out.Replayed++
			out.Waiting++
		case err == nil:
			out.Replayed++
			out.Left--
		case why.Code == NotQuarantined || why.Code == NotFound: // somebody else was faster
			out.Left--
		case why.RetryAfter > 0 || why.Code == Internal:
			return err
		default:
			out.Refused = append(out.Refused, Refused{id, why})
		}
	}
	return nil
}
