package service

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/starter"
)

func (s *Service) whyWaits(ctx context.Context, who Caller, what heldUp) (Wait, error) {
	w := Wait{Still: what.still}
	work, err := s.recorder.Work(ctx, what.workflow)
	if err != nil {
		s.log.WarnContext(ctx, "cannot ask Temporal how work stands", "error", err)
	}
	if w.Cause, w.Message = stopped(work, err); w.Cause.Stops() || what.still < patience {
		return w, nil
	}
	if what.id == uuid.Nil {
		return s.whyEventsWait(ctx, w)
	}
	if err := s.whoGoesFirst(ctx, who, what.id, &w); err != nil || w.Cause != WaitsUnknown {
		return w, err
	}
	if step := work.Step; !step.Begun.IsZero() {
		w.Cause = WaitsWorking
		w.Message = fmt.Sprintf("A worker is at its step “%s”, and told of it %s ago.", stepWords(step.Name), ago(step.Heard))
	}
	return w, nil
}

// stopped is what stops everything of this kind, or that nobody knows of anything.
func stopped(work starter.Work, err error) (WaitCause, string) {
	step := work.Step
	switch {
	case err != nil:
		return WaitsForTemporal, "Temporal cannot be reached, so nothing is decided. Nothing is lost: it goes on by itself as soon as Temporal is back."
	case work.Workers == 0:
		return WaitsForWorker, "No worker is running, so nothing is decided. Nothing is lost: start “contacts serve” or “contacts worker”, and it goes on by itself."
	case work.Throttled:
		return WaitsForRoom, "Temporal takes no more work at the moment: its limits for this namespace are reached. It goes on by itself."
	case step.Failure != "":
		return WaitsForStep, fmt.Sprintf("Its step “%s” fails and is tried again by itself, by now for the %s time. The last failure: %s.",
			stepWords(step.Name), ordinal(step.Attempt), strings.TrimSuffix(contact.Clean(step.Failure, 300), "."))
	}
	return WaitsUnknown, "PostgreSQL, Temporal and a worker answer, and nothing is known that stands in its way. It goes on by itself; if it does not, its history in the Temporal UI and the worker’s log say more."
}

// unheard is the error of what needs a workflow at once, and had no answer. Nobody knows
// whether it was heard; such requests may be sent twice.
func (s *Service) unheard(ctx context.Context, err error) error {
	why := "Temporal did not answer in time."
	work, away := s.recorder.Work(context.WithoutCancel(ctx), "") // the caller's time may be over
	if cause, words := stopped(work, away); cause.Stops() {
		why = words
	}
	return &Error{Code: TemporalUnavailable, RetryAfter: retryAfter, Err: err,
		Message: why + " Nobody knows whether this was heard. Sending it again is safe: it is done once."}
}

// whyEventsWait says what else waits for its decision.
func (s *Service) whyEventsWait(ctx context.Context, w Wait) (Wait, error) {
	counts, err := s.ledger.PendingCounts(ctx)
	if err != nil {
		return w, err
	}
	if n := counts.Live + counts.Bulk; n > 1 {
		w.Cause = WaitsForMessages
		w.Message = eventsWait(n) + " for a decision. They are decided in turn."
	}
	return w, nil
}

func eventsWait(n int64) string {
	if n == 1 {
		return "1 event waits"
	}
	return fmt.Sprintf("%d events wait", n)
}

// whoGoesFirst looks for messages, and for other imports and jobs that the caller sees.
func (s *Service) whoGoesFirst(ctx context.Context, who Caller, id uuid.UUID, w *Wait) error {
	counts, err := s.ledger.PendingCounts(ctx)
	if err != nil {
		return err
	}
	if counts.Live > 0 {
		w.Cause = WaitsForMessages
		w.Message = "What people write goes first: " + eventsWait(counts.Live) + " for a decision."
		return nil
	}
	if who.May(Imports) == nil {
		others, err := s.imports(who).List(ctx, "", nil, lookedThrough)
		if err != nil {
			return err
		}
		for _, one := range others {
			if one.ID != id && one.Moves() {
				w.Cause, w.ImportID = WaitsForOthers, &one.ID
				w.Message = fmt.Sprintf("Another import is under way, %s, with %d rows left.", contact.Clean(one.Filename, 100), one.Counts.Pending)
				return nil
			}
		}
	}
	jobs, err := s.jobs(who).List(ctx, nil, lookedThrough)
	if err != nil {
		return err
	}
	for _, j := range jobs {
		if j.ID != id && (j.Status == contact.JobIsRunning || j.Status == contact.JobIsUndoing) {
			w.Cause, w.JobID = WaitsForOthers, &j.ID
			w.Message = fmt.Sprintf("A job over many contacts is under way, with %d left.", j.Pending)
			return nil
		}
	}
	return nil
}

// lookedThrough is how many imports and jobs, the newest ones, are looked at for one that
// goes first.
const lookedThrough = 20

// stepWords are the words in the name of an activity: StageImport is stage import.
func stepWords(name string) string {
	var b strings.Builder
	for n, r := range name {
		if unicode.IsUpper(r) && n > 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

func ago(t time.Time) string { return time.Since(t).Round(time.Second).String() }

func ordinal(n int) string {
	switch {
	case n%100 >= 11 && n%100 <= 13:
	case n%10 == 1:
		return fmt.Sprint(n, "st")
	case n%10 == 2:
		return fmt.Sprint(n, "nd")
	case n%10 == 3:
		return fmt.Sprint(n, "rd")
	}
	return fmt.Sprint(n, "th")
}
