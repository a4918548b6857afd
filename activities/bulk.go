package activities

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/tabular"
)

// Bulk are the activities of imports.
type Bulk struct {
	Store  *store.Store
	Log    *slog.Logger
	Limits tabular.Limits
	// Wake has this process's dispatcher look for what is due.
	Wake func()
}

// StagedImport is what staging found.
type StagedImport struct {
	Pages  int  `json:"pages"`
	Failed bool `json:"failed,omitempty"` // the file cannot be read; the import says why
	// Cancelled says that somebody cancelled it before it started; the import says so.
	Cancelled bool `json:"cancelled,omitempty"`
}

// ImportPage names one page of an import.
type ImportPage struct {
	Import uuid.UUID `json:"import"`
	Page   int       `json:"page"`
}

// ImportStatus is what an import moves on to.
type ImportStatus struct {
	Import uuid.UUID `json:"import"`
	Status string    `json:"status"`
	Error  string    `json:"error,omitempty"` // why it failed, in words
}

// PreviewImport counts what an import would do.
func (b *Bulk) PreviewImport(ctx context.Context, id uuid.UUID) error {
	defer beating(ctx, nil)()
	_, err := b.Store.PreviewImport(ctx, id)
	return b.failed(ctx, err)
}

// SetImportStatus moves an import on.
func (b *Bulk) SetImportStatus(ctx context.Context, in ImportStatus) error {
	defer beating(ctx, nil)()
	return b.failed(ctx, b.Store.SetImportStatus(ctx, in.Import, in.Status, in.Error))
}

// CancelRows cancels what was not recorded.
func (b *Bulk) CancelRows(ctx context.Context, id uuid.UUID) error {
	defer beating(ctx, nil)()
	return b.failed(ctx, b.Store.CancelRows(ctx, id))
}

// RecordPage records the rows of a page as events.
func (b *Bulk) RecordPage(ctx context.Context, in ImportPage) error {
	defer beating(ctx, nil)()
	recorded, err := b.Store.RecordPage(ctx, in.Import, in.Page)
	if recorded > 0 {
		b.Wake()
	}
	return b.failed(ctx, err)
}

// How often a waiting activity looks at its page: the sooner the fewer rows are
// left, since hundreds of pages may wait at once.
const (
	pageLook    = 25 * time.Millisecond  // at most
	pageLookMax = 500 * time.Millisecond // at least
	rowTakes    = 3 * time.Millisecond   // roughly, at best
)

func lookAgainIn(pending int) time.Duration {
	return min(max(time.Duration(pending)*rowTakes, pageLook), pageLookMax)
}

// AwaitPage waits until every row of a page is decided.
func (b *Bulk) AwaitPage(ctx context.Context, in ImportPage) error {
	for {
		pending, err := b.Store.PagePending(ctx, in.Import, in.Page)
		if err != nil || pending == 0 {
			return b.failed(ctx, err)
		}
		if err := pauseBeating(ctx, lookAgainIn(pending), pending); err != nil {
			return err
		}
	}
}

// undoBatch is how many contacts are undone at once.
const undoBatch = 200

// UndoBatch records an event for each of the next contacts of an import and
// waits until each is decided. It reports whether there may be more.
func (b *Bulk) UndoBatch(ctx context.Context, id uuid.UUID) (more bool, err error) {
	defer beating(ctx, nil)()
	if err := b.closeRows(ctx, id); err != nil {
		return false, err
	}
	tasks, err := b.Store.UndoTasks(ctx, id, undoBatch)
	if err != nil {
		return false, b.failed(ctx, err)
	}
	var batch store.Batch
	var gone []int
	for _, task := range tasks {
		ev, found, err := b.undoEvent(ctx, id, task)
		if err != nil {
			return false, b.failed(ctx, err)
		}
		if !found {
			gone = append(gone, task.N)
			continue
		}
		batch.Events = append(batch.Events, ev)
	}
	if len(gone) > 0 {
		if err := b.Store.LeaveRows(ctx, id, gone); err != nil {
			return false, b.failed(ctx, err)
		}
	}
	recorded, err := b.Store.Record(ctx, batch, -store.BulkHead) // as early as an import's rows, or they would go before
	if err != nil {
		return false, b.failed(ctx, err)
	}
	b.Wake()
	for _, r := range recorded {
		for {
			outcome, err := b.Store.Outcome(ctx, r.ID)
			if err != nil {
				return false, b.failed(ctx, err)
			}
			if outcome.Decision != contact.Owed {
				break
			}
			if err := pauseBeating(ctx, pageLook, r.ID); err != nil {
				return false, err
			}
		}
	}
	// What was decided without an effect, such as a contact that is gone, is left.
	left := make([]int, len(tasks))
	for i, task := range tasks {
		left[i] = task.N
	}
	if err := b.Store.LeaveRows(ctx, id, left); err != nil {
		return false, b.failed(ctx, err)
	}
	return len(tasks) == undoBatch, nil
}

// closeRows sees to it that no row is decided after it was undone: an import that
// was ended from outside leaves rows that are recorded, and are decided in any
// case, and rows that are not.
func (b *Bulk) closeRows(ctx context.Context, id uuid.UUID) error {
	if err := b.Store.CancelRows(ctx, id); err != nil {
		return b.failed(ctx, err)
	}
	for {
		pending, err := b.Store.ImportPending(ctx, id)
		if err != nil || pending == 0 {
			return b.failed(ctx, err)
		}
		if err := pauseBeating(ctx, lookAgainIn(pending), pending); err != nil {
			return err
		}
	}
}

func (b *Bulk) undoEvent(ctx context.Context, id uuid.UUID, task store.UndoTask) (ev contact.Event, found bool, err error) {
	people, err := b.Store.People(ctx, task.ContactID)
	if err != nil || len(people) == 0 {
		return contact.Event{}, false, err
	}
	row, err := b.Store.Contact(ctx, task.ContactID)
	if errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrDeleted) {
		return contact.Event{}, false, nil // it was deleted meanwhile
	}
	if err != nil {
		return contact.Event{}, false, err
	}
	return contact.Event{
		ChannelID: row.ChannelID, Origin: id.String(), Source: contact.SourceImport, Kind: "undo", Class: contact.Bulk,
		DedupeKey:  contact.DedupeKey(id.String(), "undo", task.ContactID.String(), nil),
		OccurredAt: time.Now().UTC().Truncate(time.Microsecond), Raw: []byte("{}"),
		Facts: contact.Facts{
			Effect: contact.Touches, Person: people[0],
			Order: &contact.Order{Contact: task.ContactID, UndoImport: id, Others: people},
		},
	}, true, nil
}

// FinishUndo counts what an undo did.
func (b *Bulk) FinishUndo(ctx context.Context, id uuid.UUID) error {
	defer beating(ctx, nil)()
	return b.failed(ctx, b.Store.FinishUndo(ctx, id))
}

// failed turns an error of the store into an activity's error; nil stays nil.
func (b *Bulk) failed(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	return (&Activities{Log: b.Log}).failed(ctx, err)
}
