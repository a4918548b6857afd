package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
)

// EventRow is an event as readers see it.
type EventRow struct {
	ID           uuid.UUID
	ChannelID    *string
	Origin       string
	Source       string
	Kind         string
	ExternalID   *string
	Key          *string
	OccurredAt   *time.Time
	ReceivedAt   time.Time
	DecidedAt    *time.Time
	Redeliveries int
	Decision     *string // nil while it is owed
	Reason       *string
	Detail       *string
	ContactID    *uuid.UUID
	WorkflowID   *string
	RunID        *string
	Facts        *string // of an event that tells how a number was read
	Erased       bool    // it is about somebody who was deleted: its words are gone, or go
}

const eventRowSQL = `
SELECT e.id, e.channel_id, e.origin, e.source, e.kind, e.external_id, e.key, e.occurred_at, e.received_at, e.decided_at,
       e.redeliveries, e.decision, e.reason, e.detail, e.contact_id, e.workflow_id, e.run_id,
       CASE WHEN strpos(e.facts, '"understood":') > 0 THEN e.facts END, ` + erasedSQL + `
FROM events e`

// Understood says how the event's number was read, nil where nobody wrote one.
func (e EventRow) Understood() *contact.Understood {
	var facts struct {
		Understood *contact.Understood `json:"understood"`
	}
	if e.Facts == nil || json.Unmarshal([]byte(*e.Facts), &facts) != nil {
		return nil
	}
	return facts.Understood
}

// EventFilter narrows a list. Empty fields do not. The decision "owed" finds
// what has none yet.
type EventFilter struct {
	ChannelID string
	Decision  string
	Source    string
	ContactID uuid.UUID
}

// Owed is the word by which a filter asks for events without a decision.
const Owed = "owed"

// Events lists events, newest first, at most limit of them, beginning after the
// event with the given id (zero: at the start).
func (s *Store) Events(ctx context.Context, f EventFilter, after uuid.UUID, limit int) ([]EventRow, error) {
	conditions := []string{"true"}
	args := named{
		"limit": limit, "channel": f.ChannelID, "decision": f.Decision, "source": f.Source, "contact": f.ContactID,
		"after": after,
	}
	if f.ChannelID != "" {
		conditions = append(conditions, "e.channel_id = @channel")
	}
	switch f.Decision {
	case "":
	case Owed:
		conditions = append(conditions, "e.id IN (SELECT event_id FROM owed)")
	case "quarantined":
		conditions = append(conditions, "e.id IN (SELECT event_id FROM quarantine)")
	default:
		conditions = append(conditions, "e.decision = @decision")
	}
	if f.Source != "" {
		conditions = append(conditions, "e.source = @source")
	}
	if f.ContactID != uuid.Nil {
		// A contact's events are among those of its identities' keys: those are
		// indexed, the decision is not.
		conditions = append(conditions, "e.contact_id = ANY("+familySQL+")",
			"(e.key, e.channel_id) IN (SELECT key, channel_id FROM identities WHERE contact_id = @contact)")
	}
	if after != uuid.Nil {
		conditions = append(conditions, "e.id < @after")
	}
	return s.eventRows(ctx, eventRowSQL+`
WHERE `+strings.Join(conditions, "\n  AND ")+`
ORDER BY e.id DESC
LIMIT @limit`, args)
}

func (s *Store) eventRows(ctx context.Context, sql string, args named) ([]EventRow, error) {
	rows, err := s.pool.Query(ctx, sql, args)
	events, err := collect(rows, err, pgx.RowToStructByPos[EventRow], "list events")
	for i := range events {
		if e := &events[i]; e.Erased { // as it is once it is emptied
			e.ExternalID, e.Key, e.Detail, e.WorkflowID, e.Facts = nil, nil, nil, nil, nil
		}
	}
	return events, err
}

// Event returns one event or ErrNotFound.
func (s *Store) Event(ctx context.Context, id uuid.UUID) (EventRow, error) {
	found, err := s.eventRows(ctx, eventRowSQL+` WHERE e.id = @id`, named{"id": id})
	if err != nil {
		return EventRow{}, err
	}
	if len(found) == 0 {
		return EventRow{}, fmt.Errorf("get event %s: %w", id, ErrNotFound)
	}
	return found[0], nil
}
