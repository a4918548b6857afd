package book

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
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
	Decision     *string // nil while it is pending
	Reason       *string
	Detail       *string
	ContactID    *uuid.UUID
	WorkflowID   *string
	RunID        *string
	Facts        *string // of an event that tells how something of it was read, or is quarantined
	Raw          *string // of one that is quarantined: what it came as, unless it is very long
	Erased       bool    // it is about somebody who was deleted: its words are gone, or go
}

const eventRowSQL = `
SELECT e.id, e.channel_id, e.origin, e.source, e.kind, e.external_id, e.key, e.occurred_at, e.received_at, e.decided_at,
       e.redeliveries, e.decision, e.reason, e.detail, e.contact_id, e.workflow_id, e.run_id,
       CASE WHEN strpos(e.facts, '"understood":') > 0 OR strpos(e.facts, '"note":') > 0 OR e.decision = 'quarantined' THEN e.facts END AS facts,
       CASE WHEN e.decision = 'quarantined' AND octet_length(e.raw) <= 65536 THEN e.raw END AS raw, ` + store.ErasedEventSQL + ` AS erased
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

// Note says what else of the event was understood in some way, and how.
func (e EventRow) Note() string {
	var facts struct {
		Note string `json:"note"`
	}
	if e.Facts == nil || json.Unmarshal([]byte(*e.Facts), &facts) != nil {
		return ""
	}
	return facts.Note
}

// hide takes the words off an event whose person was deleted, as erasing it does.
func (e *EventRow) hide() {
	if e.Erased {
		e.ExternalID, e.Key, e.Detail, e.WorkflowID, e.Facts, e.Raw = nil, nil, nil, nil, nil, nil
	}
}

// Event returns one event or ErrNotFound.
func (b *Book) Event(ctx context.Context, id uuid.UUID) (EventRow, error) {
	args := store.Named{"id": id}
	rows, err := b.db.Other.Query(ctx, eventRowSQL+` WHERE e.id = @id AND `+b.in.Where("e.channel_id", args), args)
	e, err := store.CollectOne(rows, err, pgx.RowToStructByName[EventRow], "get event %s", id)
	e.hide()
	return e, err
}
