package service

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/workflows"
)

// WaitCause is why something that was told to be done does not move.
type WaitCause string

// The causes.
const (
	WaitsForNothing  WaitCause = "none"                 // it moves, has ended, or waits for a person or its time
	WaitsForTemporal WaitCause = "temporal_unavailable" // nothing can be begun
	WaitsForRoom     WaitCause = "temporal_throttles"   // Temporal takes no more for the moment
	WaitsForWorker   WaitCause = "no_worker"
	WaitsForStep     WaitCause = "step_fails" // what it is at has failed, and is tried again
	WaitsForMessages WaitCause = "messages_first"
	WaitsForOthers   WaitCause = "others_first" // another import or job is under way
	WaitsWorking     WaitCause = "working"      // a worker is at it
	WaitsUnknown     WaitCause = "unknown"
)

// Wait is why something does not move.
type Wait struct {
	Cause   WaitCause
	Message string        // for a person; empty: nothing waits
	Still   time.Duration // for how long nothing has moved, as far as this process has seen
	// The import or job that goes first.
	ImportID, JobID *uuid.UUID
}

// Stops reports whether nothing moves at all before the cause is gone. The other causes
// only make it slower.
func (c WaitCause) Stops() bool {
	switch c {
	case WaitsForTemporal, WaitsForRoom, WaitsForWorker, WaitsForStep:
		return true
	}
	return false
}

// patience is how long something may stand still before it counts as waiting.
const patience = 30 * time.Second

// Tells reports whether whoever looks at it should be told: something stops it, or it has
// stood still for half a minute.
func (w Wait) Tells() bool {
	return w.Message != "" && (w.Cause.Stops() || w.Still >= patience)
}

// WhyImportWaits says why an import does not move.
func (s *Service) WhyImportWaits(ctx context.Context, who Caller, id uuid.UUID) (Wait, error) {
	if err := who.May(Imports); err != nil {
		return Wait{}, err
	}
	one, err := s.imports(who).Import(ctx, id)
	if err != nil {
		return Wait{}, err
	}
	if !one.Moves() {
		return Wait{Cause: WaitsForNothing}, nil
	}
	workflow := workflows.ImportID(id)
	if one.Status == contact.ImportIsUndoing {
		workflow = workflows.ImportUndoID(id)
	}
	still := s.moves.note(id, fmt.Sprint(one.Status, one.Counts, len(one.Preview)))
	return s.whyWaits(ctx, who, heldUp{id, workflow, since(one.StartedAt, one.CreatedAt, still)})
}

// WhyJobWaits says why a job does not move.
func (s *Service) WhyJobWaits(ctx context.Context, who Caller, id uuid.UUID) (Wait, error) {
	if err := who.May(ContactsRead); err != nil {
		return Wait{}, err
	}
	j, err := s.jobs(who).Job(ctx, id)
	if err != nil {
		return Wait{}, err
	}
	asked := j.CreatedAt
	if j.BeginsAt != nil {
		asked = *j.BeginsAt
	}
	if j.Status.Ended() || j.Status == contact.JobIsPaused || j.Status == contact.JobIsScheduled && asked.After(time.Now()) {
		return Wait{Cause: WaitsForNothing}, nil
	}
	still := s.moves.note(id, fmt.Sprint(j.Status, j.Counts))
	return s.whyWaits(ctx, who, heldUp{id, workflows.JobID(id, j.Status == contact.JobIsUndoing), since(j.StartedAt, asked, still)})
}

// WhyEventWaits says why an event is not decided yet.
func (s *Service) WhyEventWaits(ctx context.Context, who Caller, id uuid.UUID) (Wait, error) {
	if err := who.May(ContactsRead); err != nil {
		return Wait{}, err
	}
	ev, err := s.book(who).Event(ctx, id)
	if err != nil {
		return Wait{}, err
	}
	if ev.Decision != nil {
		return Wait{Cause: WaitsForNothing}, nil
	}
	return s.whyWaits(ctx, who, heldUp{still: time.Since(ev.ReceivedAt)})
}

// since is for how long something has stood still. What has not begun has done so since it
// was to begin.
func since(began *time.Time, asked time.Time, still time.Duration) time.Duration {
	if began == nil {
		return max(still, time.Since(asked))
	}
	return still
}

// heldUp is what waits: an import or a job with its workflow, or an event, which has
// none of these.
type heldUp struct {
	id       uuid.UUID
	workflow string
	still    time.Duration
}
