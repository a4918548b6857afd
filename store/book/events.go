package book

import (
	"context"
	"encoding/json"
	"strings"
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
	Facts        *string // of an event that tells who sent it, what it gives or how something of it was read, or is quarantined
	Raw          *string // of one that is quarantined, or was dismissed: what it came as, unless it is very long
	Dismissal    *Dismissal
	Erased       bool // it is about somebody who was deleted: its words are gone, or go
}

// Dismissal says that a person dismissed an event that was quarantined.
type Dismissal struct {
	Words string    `json:"words"` // why
	By    string    `json:"by"`
	At    time.Time `json:"at"`
	Was   string    `json:"was"` // the reason for which it was quarantined
}

const eventRowSQL = `
SELECT e.id, e.channel_id, e.origin, e.source, e.kind, e.external_id, e.key, e.occurred_at, e.received_at, e.decided_at,
       e.redeliveries, e.decision, e.reason, e.detail, e.contact_id, e.workflow_id, e.run_id,
       CASE WHEN e.facts ~ '"(understood|note|by|fields)":' OR e.decision = 'quarantined' OR e.reason = 'dismissed' THEN e.facts END AS facts,
       CASE WHEN (e.decision = 'quarantined' OR e.reason = 'dismissed') AND octet_length(e.raw) <= 65536 THEN e.raw END AS raw,
       CASE WHEN e.reason = 'dismissed' THEN (
           SELECT json_build_object('words', s.words, 'by', s.by, 'at', s.at, 'was', s.reason) FROM dismissals s WHERE s.event_id = e.id)
       END AS dismissal, ` + store.ErasedEventSQL + ` AS erased
FROM events e`

// says is what the event's facts tell readers; nothing where they tell nothing.
func (e EventRow) says() (f contact.Facts) {
	if e.Facts == nil || json.Unmarshal([]byte(*e.Facts), &f) != nil {
		return contact.Facts{}
	}
	return f
}

// Understood says how the event's number was read, nil where nobody wrote one.
func (e EventRow) Understood() *contact.Understood { return e.says().Understood }

// Note says what else of the event was understood in some way, and how; of one that a
// person dismissed, why.
func (e EventRow) Note() string {
	note := e.says().Note
	if d := e.Dismissal; d != nil {
		note = strings.TrimPrefix(note+"; "+d.By+" wrote: "+d.Words, "; ")
	}
	return note
}

// By is the name of the caller whose entry or command the event is; empty for others,
// and for those of before it was kept.
func (e EventRow) By() string { return e.says().By }

// Person is who the event is about, as it named them; nobody where its facts are not read.
func (e EventRow) Person() contact.Person { return e.says().Person }

// Givens are the fields that the event gives.
func (e EventRow) Givens() []contact.Given { return e.says().Givens() }

// Tags returns the tags that the event adds, and those that it removes.
func (e EventRow) Tags() (added, removed []string) {
	if f := e.says().Fields; f != nil {
		return f.AddTags, f.RemoveTags
	}
	return nil, nil
}

// hide takes the words off an event whose person was deleted, as erasing it does.
func (e *EventRow) hide() {
	if e.Erased {
		e.ExternalID, e.Key, e.Detail, e.WorkflowID, e.Facts, e.Raw, e.Dismissal = nil, nil, nil, nil, nil, nil, nil
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
