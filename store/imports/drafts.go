package imports

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// ErrStarted says that a draft has become an import.
var ErrStarted = errors.New("the draft has become an import")

// draftColumns are what is kept of how a draft is to be imported.
const draftColumns = `mode = @mode, default_country = @country, dry_run = @dry_run, mapping = nullif(@mapping::jsonb, 'null'),
    callback_url = @callback, options = @options, file = @file, define_attributes = @define`

func (in Import) args() (store.Named, error) {
	mapping, err := json.Marshal(in.Mapping)
	if err != nil {
		return nil, fmt.Errorf("encode the mapping: %w", err)
	}
	return store.Named{
		"id": in.ID, "channel": in.ChannelID, "filename": in.Filename, "mode": in.Mode, "country": store.Null(in.DefaultCountry),
		"dry_run": in.DryRun, "mapping": string(mapping), "callback": store.Null(in.CallbackURL), "options": in.Options, "file": in.File,
		"define": in.DefineAttributes, "key": store.Null(in.IdempotencyKey),
	}, nil
}

// CreateDraft keeps a file, of at most max bytes, that is to be imported later. After
// the time given it is discarded.
func (im *Imports) CreateDraft(ctx context.Context, in Import, file io.Reader, max int64, kept time.Duration) error {
	ctx = store.Patient(ctx)
	args, err := in.args()
	if err != nil {
		return err
	}
	args["kept"] = kept
	err = im.db.InTx(ctx, func(tx pgx.Tx) error {
		// To programs that know no drafts it is an import that was started and has ended.
		_, err := tx.Exec(ctx, `
INSERT INTO imports (id, channel_id, filename, bytes, mode, default_country, dry_run, mapping, callback_url, options, file, define_attributes, status, started_at, finished_at, draft_until)
VALUES (@id, @channel, @filename, 0, @mode, @country, @dry_run, nullif(@mapping::jsonb, 'null'), @callback, @options, @file, @define, 'cancelled', now(), now(), now() + @kept::interval)`, args)
		if err != nil {
			return err
		}
		return keepFile(ctx, tx, in.ID, file, max)
	})
	if errors.Is(err, store.ErrOutcomeUnknown) && im.kept(ctx, in.ID) {
		err = nil
	}
	if err != nil {
		return fmt.Errorf("keep the draft: %w", err)
	}
	return nil
}

// ChangeDraft keeps how a draft is to be imported. The error is ErrStarted if that is
// too late, or store.ErrNotFound.
func (im *Imports) ChangeDraft(ctx context.Context, in Import) error {
	args, err := in.args()
	if err != nil {
		return err
	}
	tag, err := im.db.Other.Exec(ctx, `UPDATE imports SET `+draftColumns+` WHERE id = @id AND draft_until IS NOT NULL AND `+
		im.in.Where("channel_id", args), args)
	if err == nil && tag.RowsAffected() == 0 {
		args["key"] = nil // which no import has
		err = im.startedBy(ctx, im.db.Other, args)
	}
	if err != nil {
		return fmt.Errorf("change draft %s: %w", in.ID, err)
	}
	return nil
}

// StartDraft makes an import of a draft, which is to be started, and reports whether it
// was one until now. Sent again under its idempotency key, or twice at the same time, the
// same request makes one import. The error is ErrStarted if another one has started the
// draft, store.ErrNotFound if it is not there, and ErrKeyReused as for CreateImport.
func (im *Imports) StartDraft(ctx context.Context, in Import) (started bool, err error) {
	ctx = store.Patient(ctx)
	args, err := in.args()
	if err != nil {
		return false, err
	}
	err = im.db.InTx(ctx, func(tx pgx.Tx) error {
		if in.Idempotency != nil {
			b := &pgx.Batch{}
			store.ClaimKey(b, *in.Idempotency)
			if err := tx.SendBatch(ctx, b).Close(); err != nil {
				return err
			}
		}
		tag, err := tx.Exec(ctx, `
UPDATE imports SET `+draftColumns+`, status = 'staging', draft_until = NULL, started_at = NULL, finished_at = NULL, created_at = now(),
    idempotency_key = @key
WHERE id = @id AND draft_until IS NOT NULL AND `+im.in.Where("channel_id", args), args)
		if err != nil {
			return err
		}
		if started = tag.RowsAffected() > 0; !started {
			return im.startedBy(ctx, tx, args)
		}
		// A program that knows no drafts may have counted it as one that has ended.
		_, err = tx.Exec(ctx, `
INSERT INTO import_counts (import_id) VALUES (@id)
ON CONFLICT (import_id) DO UPDATE SET final = false`, args)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("start draft %s: %w", in.ID, err)
	}
	return started, nil
}

// startedBy returns nil if what was a draft has become an import by the request of this
// key.
func (im *Imports) startedBy(ctx context.Context, db interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}, args store.Named) error {
	var same bool
	err := db.QueryRow(ctx, `SELECT coalesce(idempotency_key = @key, false) FROM imports WHERE id = @id AND `+
		im.in.Where("channel_id", args), args).Scan(&same)
	if err == nil && !same {
		return ErrStarted
	}
	return store.OrNotFound(err)
}

// sweptAtOnce is how many drafts are discarded at once: each has a whole file.
const sweptAtOnce = 20

// SweepDrafts discards drafts whose time is over, some at a time.
func (im *Imports) SweepDrafts(ctx context.Context) error {
	_, err := im.db.Other.Exec(ctx, `
DELETE FROM imports
WHERE id = ANY(ARRAY(
    SELECT id FROM imports
    WHERE draft_until <= now()
    LIMIT @limit
    FOR UPDATE SKIP LOCKED))`, store.Named{"limit": sweptAtOnce})
	if err != nil {
		return fmt.Errorf("discard drafts: %w", err)
	}
	return nil
}

// LastMapping returns the mapping with which a file of this header was imported into a
// channel the last time; nil if there was no such file, or it needed none.
func (im *Imports) LastMapping(ctx context.Context, channelID string, header []string) (mapping map[string]string, err error) {
	args := store.Named{"channel": channelID, "header": header, "statuses": []contact.ImportStatus{
		contact.ImportIsRunning, contact.ImportIsPaused, contact.ImportIsCompleted, // of others somebody may have thought better
	}}
	err = im.db.Other.QueryRow(ctx, `
SELECT mapping FROM imports
WHERE channel_id = @channel AND header = @header AND status = ANY(@statuses) AND `+im.in.Where("channel_id", args)+`
ORDER BY created_at DESC, id DESC
LIMIT 1`, args).Scan(&mapping)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return nil, fmt.Errorf("look for the last mapping: %w", err)
	}
	return mapping, nil
}
