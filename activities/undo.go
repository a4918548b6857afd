package activities

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/book"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/store/ledger"
)

// undoBatch is how many contacts are undone at once.
const undoBatch = 200

// UndoBatch records an event for each of the next contacts of an import and
// waits until each is decided. It reports whether there may be more.
func (b *Bulk) UndoBatch(ctx context.Context, id uuid.UUID) (more bool, err error) {
	err = b.bulk(ctx, func(ctx context.Context, h *heartbeat) error {
		more, err = b.undoBatch(ctx, h, id)
		return err
	})
	return more, err
}

func (b *Bulk) undoBatch(ctx context.Context, h *heartbeat, id uuid.UUID) (more bool, err error) {
	// No row may be decided after it was undone: an import that was ended from
	// outside leaves rows that are recorded, and rows that are not.
	if err := b.closeRows(ctx, h, id); err != nil {
		return false, err
	}
	tasks, err := b.Imports.UndoTasks(ctx, id, undoBatch)
	if err != nil {
		return false, err
	}
	h.progress()
	events, gone, err := b.undoEvents(ctx, h, id, tasks)
	if err != nil {
		return false, err
	}
	if len(gone) > 0 {
		if err := b.Imports.LeaveRows(ctx, id, gone); err != nil {
			return false, err
		}
	}
	// As early as an import's rows, or they would go before.
	recorded, err := b.Ledger.Record(ctx, ledger.Batch{Events: events}, -imports.BulkHead)
	if err != nil {
		return false, err
	}
	b.Wake()
	for _, r := range recorded {
		err := b.untilDecided(h, id, func() (int, error) {
			decision, err := b.Ledger.Decision(ctx, r.ID)
			if err != nil || decision.Kind != contact.Pending {
				return 0, err
			}
			return 1, nil
		})
		if err != nil {
			return false, err
		}
	}
	// What was decided without an effect, such as a contact that is gone, is left.
	left := make([]int, len(tasks))
	for i, task := range tasks {
		left[i] = task.N
	}
	return len(tasks) == undoBatch, b.Imports.LeaveRows(ctx, id, left)
}

// undoEvents are the events that undo rows, and the rows whose contact is gone.
func (b *Bulk) undoEvents(ctx context.Context, h *heartbeat, id uuid.UUID, tasks []imports.UndoTask) (events []contact.Event, gone []int, err error) {
	for _, task := range tasks {
		ev, found, err := b.undoEvent(ctx, id, task)
		if err != nil {
			return nil, nil, err
		}
		h.progress()
		if !found {
			gone = append(gone, task.N)
			continue
		}
		events = append(events, ev)
	}
	return events, gone, nil
}

func (b *Bulk) undoEvent(ctx context.Context, id uuid.UUID, task imports.UndoTask) (ev contact.Event, found bool, err error) {
	people, err := b.Book.People(ctx, task.ContactID)
	if err != nil || len(people) == 0 {
		return contact.Event{}, false, err
	}
	row, err := b.Book.Contact(ctx, task.ContactID)
	if errors.Is(err, store.ErrNotFound) || errors.Is(err, book.ErrDeleted) {
		return contact.Event{}, false, nil // it was deleted meanwhile
	}
	if err != nil {
		return contact.Event{}, false, err
	}
	return contact.Event{
		ChannelID: row.ChannelID, Origin: id.String(), Source: contact.SourceImport, Kind: "undo", Priority: contact.Bulk,
		DedupeKey:  contact.DedupeKey(id.String(), "undo", task.ContactID.String(), nil),
		OccurredAt: time.Now().UTC().Truncate(time.Microsecond), Raw: []byte("{}"),
		Facts: contact.Facts{
			Effect: contact.Touches, Person: people[0],
			Command: &contact.Command{Contact: task.ContactID, UndoImport: id, Others: people},
		},
	}, true, nil
}

// FinishUndo ends an undo that is through.
func (b *Bulk) FinishUndo(ctx context.Context, id uuid.UUID) error {
	return b.bulk(ctx, func(ctx context.Context, _ *heartbeat) error { return b.Imports.FinishUndo(ctx, id) })
}

// undoStopped is what an import says whose undoing somebody has stopped.
const undoStopped = "Undoing it was cancelled: what was undone stays so, and the rest is as it was. Undo it again to go on."

// StopUndo ends an undo before it is through.
func (b *Bulk) StopUndo(ctx context.Context, id uuid.UUID) error {
	return b.bulk(ctx, func(ctx context.Context, _ *heartbeat) error { return b.Imports.StopUndo(ctx, id, undoStopped) })
}
