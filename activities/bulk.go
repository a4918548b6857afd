package activities

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/temporal"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/book"
	"github.com/luluchat/contacts/store/duplicates"
	"github.com/luluchat/contacts/store/erasure"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/store/jobs"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/settings"
	"github.com/luluchat/contacts/tabular"
)

// Bulk are the activities of imports, jobs and other long work.
type Bulk struct {
	Ledger     *ledger.Ledger
	Book       *book.Book
	Imports    *imports.Imports
	Jobs       *jobs.Jobs
	Settings   *settings.Settings
	Erasures   *erasure.Erasures
	Duplicates *duplicates.Duplicates
	Log        *slog.Logger
	Limits     tabular.Limits
	// Replay judges a quarantined event anew with a correction, and returns what becomes of
	// the job's item: its status, and why. It is set before a job can replay anything.
	Replay func(ctx context.Context, event uuid.UUID, correction json.RawMessage) (became, reason string, err error)
	// Wake has this process's dispatcher look for what is due.
	Wake   func()
	counts *counter
}

// NewBulk returns the activities of imports on a database. The ledger is the one of
// the process; wake may be nil where nothing is undone.
func NewBulk(db *store.DB, l *ledger.Ledger, limits tabular.Limits, wake func(), log *slog.Logger) *Bulk {
	im := imports.New(db)
	return &Bulk{
		Ledger: l, Book: book.New(db), Imports: im, Jobs: jobs.New(db), Settings: settings.New(db), Erasures: erasure.New(db), Duplicates: duplicates.New(db),
		Limits: limits, Wake: wake, Log: log, counts: newCounter(im.TryCount, log),
	}
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
	Import uuid.UUID            `json:"import"`
	Status contact.ImportStatus `json:"status"`
	Error  string               `json:"error,omitempty"` // why it failed, in words
}

// previewRows is how many rows of a preview are worked out at once.
const previewRows = 1000

// previewed is how far a preview is: what another attempt goes on from.
type previewed struct {
	Row    int                   `json:"row"` // the last one
	Counts imports.ImportPreview `json:"counts"`
}

// PreviewImport counts what an import would do, and keeps the first rows of each outcome,
// and which rows are rejected. They are in no heartbeat: what they say may be personal.
func (b *Bulk) PreviewImport(ctx context.Context, id uuid.UUID) error {
	return b.bulk(ctx, func(ctx context.Context, h *heartbeat) error {
		var done previewed
		if activity.HasHeartbeatDetails(ctx) && activity.GetHeartbeatDetails(ctx, &done) != nil {
			done = previewed{} // of another release: begin anew
		}
		preview, err := b.Imports.Preview(ctx, id)
		if err != nil {
			return err
		}
		if err := b.Imports.ForgetSamples(ctx, id, done.Row); err != nil {
			return err
		}
		h.progress(done)
		for {
			rows, err := preview.Page(ctx, done.Row, previewRows, &done.Counts)
			if err != nil {
				return err
			}
			if err := b.Imports.KeepSamples(ctx, id, rows); err != nil { // before they are told to be done
				return err
			}
			if err := b.Imports.KeepRejections(ctx, id, rows); err != nil {
				return err
			}
			if len(rows) == 0 {
				// Whoever sees the preview confirms what is left: that is counted by then.
				if err := b.Imports.Count(ctx, id); err != nil {
					return err
				}
				return b.Imports.SetImportPreview(ctx, id, done.Counts)
			}
			done.Row = rows[len(rows)-1].N
			h.progress(done)
		}
	})
}

// SetImportStatus moves an import on.
func (b *Bulk) SetImportStatus(ctx context.Context, in ImportStatus) error {
	return b.bulk(ctx, func(ctx context.Context, _ *heartbeat) error {
		return b.Imports.SetImportStatus(ctx, in.Import, in.Status, in.Error)
	})
}

// CancelRows cancels what was not recorded.
func (b *Bulk) CancelRows(ctx context.Context, id uuid.UUID) error {
	return b.bulk(ctx, func(ctx context.Context, h *heartbeat) error { return b.cancelRows(ctx, h, id) })
}

func (b *Bulk) cancelRows(ctx context.Context, h *heartbeat, id uuid.UUID) error {
	for {
		more, err := b.Imports.CancelRows(ctx, id)
		b.counts.note(id)
		if err != nil || !more {
			return err
		}
		h.progress()
	}
}

// CloseRows sees to it that no row of an import is decided any more: what is not
// recorded is cancelled, and what is recorded is decided in any case, which it waits
// for.
func (b *Bulk) CloseRows(ctx context.Context, id uuid.UUID) error {
	return b.bulk(ctx, func(ctx context.Context, h *heartbeat) error { return b.closeRows(ctx, h, id) })
}

func (b *Bulk) closeRows(ctx context.Context, h *heartbeat, id uuid.UUID) error {
	if err := b.Imports.StopStaging(ctx, id); err != nil {
		return err
	}
	if err := b.cancelRows(ctx, h, id); err != nil {
		return err
	}
	return b.untilDecided(h, id, func() (int, error) { return b.Imports.ImportPending(ctx, id) })
}

// recordTries is how often the rows of a page are recorded together before a row
// that PostgreSQL refuses is looked for.
const recordTries = 2

// RecordPage records the rows of a page as events.
func (b *Bulk) RecordPage(ctx context.Context, in ImportPage) error {
	return b.bulk(ctx, func(ctx context.Context, h *heartbeat) error {
		var recorded int64
		var err error
		if activity.GetInfo(ctx).Attempt <= recordTries {
			recorded, err = b.Imports.RecordPage(ctx, in.Import, in.Page)
		} else {
			recorded, err = b.Imports.RecordRows(ctx, in.Import, in.Page, func() { h.progress() })
		}
		if recorded > 0 {
			b.Wake()
		}
		return err
	})
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

// untilDecided waits until nothing of an import is pending any more. That the database
// answers is progress: rows may wait long for their turn. Readers are told on the way
// how far the import is.
func (b *Bulk) untilDecided(h *heartbeat, id uuid.UUID, pending func() (int, error)) error {
	for {
		n, err := pending()
		if err != nil {
			return err
		}
		b.counts.note(id)
		if n == 0 {
			return nil
		}
		h.progress(n)
		if err := h.pause(lookAgainIn(n)); err != nil {
			return err
		}
	}
}

// AwaitPage waits until every row of a page is decided.
func (b *Bulk) AwaitPage(ctx context.Context, in ImportPage) error {
	return b.bulk(ctx, func(ctx context.Context, h *heartbeat) error {
		return b.untilDecided(h, in.Import, func() (int, error) { return b.Imports.PagePending(ctx, in.Import, in.Page) })
	})
}

// bulk does the work of an import activity with a heartbeat, and turns its error
// into an activity's error.
func (b *Bulk) bulk(ctx context.Context, work func(context.Context, *heartbeat) error) error {
	within, h := working(ctx)
	defer h.stop()
	err := work(within, h)
	var app *temporal.ApplicationError
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil: // Temporal, or the worker, has ended it
		return ctx.Err()
	case errors.As(err, &app):
		return err
	case errors.Is(context.Cause(within), errSilent):
		b.Log.WarnContext(ctx, "an import activity hangs; another attempt goes on", "activity", activity.GetInfo(ctx).ActivityType.Name,
			"workflow_id", activity.GetInfo(ctx).WorkflowExecution.ID, "after", h.patience, "error", err)
		return temporal.NewApplicationError("nothing has moved for "+h.patience.String()+": PostgreSQL does not answer, or somebody holds a lock", ErrUnavailable)
	}
	return b.failed(ctx, err)
}

// failed turns an error of the store into an activity's error; nil stays nil.
func (b *Bulk) failed(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	return (&Activities{Log: b.Log}).failed(ctx, err)
}
