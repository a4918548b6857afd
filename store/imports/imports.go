// Package imports is the bulk imports: their files, their rows from staging to the
// end, and the reading side of undoing them.
package imports

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
)

// Imports is the bulk imports with their rows.
type Imports struct {
	db *store.DB
	in store.Channels
}

// New returns the imports of a database, into all of its channels.
func New(db *store.DB) *Imports { return &Imports{db, store.AllChannels()} }

// In returns the imports as who sees certain channels alone may look at them and
// delete them: one into another channel is in no list, and is store.ErrNotFound. It
// makes no difference to what the import's own workflow does.
func (im *Imports) In(channels store.Channels) *Imports { return &Imports{im.db, channels} }

// Import is a bulk import as it is asked for.
type Import struct {
	ID             uuid.UUID
	ChannelID      string
	Filename       string
	Mode           string // upsert, create_only or update_only
	DefaultCountry string // two letters; empty: numbers need their country code
	DryRun         bool
	Mapping        map[string]string // column → target; nil: by the header's words
	CallbackURL    string
	Options        json.RawMessage // how the file is to be read; nil: as it is found to be
	File           json.RawMessage // what the file was found to be
	// DefineAttributes says that attributes that its columns are mapped to may be defined.
	DefineAttributes bool
	// IdempotencyKey is unique: the same file with the same fields, sent again
	// under the same key, has the same.
	IdempotencyKey string
	Idempotency    *contact.Idempotency // of a request that bears a key; nil else
}

// ImportView is an import as readers see it.
type ImportView struct {
	ID             uuid.UUID
	ChannelID      string
	Filename       string
	Bytes          int64
	Mode           string
	DefaultCountry *string
	DryRun         bool
	Mapping        map[string]string
	CallbackURL    *string
	Status         contact.ImportStatus
	Error          *string
	Header         []string
	Columns        map[string]string
	Preview        json.RawMessage
	Undo           json.RawMessage
	Options        json.RawMessage
	File           json.RawMessage
	// Whether it may define attributes, and those that it has defined, or will once it is confirmed.
	DefineAttributes  bool
	DefinedAttributes intake.Definitions
	CreatedAt         time.Time
	DraftUntil        *time.Time // of a draft: when it is discarded
	StartedAt         *time.Time
	FinishedAt        *time.Time
	Counts            ImportCounts `db:"-"` // scanned beside it; see Count
}

// Moves reports whether the import changes by itself, for a person who looks at it.
func (v ImportView) Moves() bool {
	switch v.Status {
	case contact.ImportIsStaging, contact.ImportIsRunning, contact.ImportIsUndoing:
		return true
	case contact.ImportAwaits:
		return len(v.Preview) == 0
	}
	return false
}

// chunkSize is how much of a file one row of import_chunks holds, in bytes.
const chunkSize = 1 << 20

// ErrFileTooLarge says that a file is above the limit.
var ErrFileTooLarge = errors.New("the file is too large")

// CreateImport keeps the file, of at most max bytes, and the import, in one
// transaction. With an idempotency key that is known it returns that import, and
// created is false; ErrKeyReused means that the caller's key stands for another
// request. If the error is ErrOutcomeUnknown it may be kept all the same.
func (im *Imports) CreateImport(ctx context.Context, in Import, file io.Reader, max int64) (id uuid.UUID, created bool, err error) {
	ctx = store.Patient(ctx)
	args, err := in.args()
	if err != nil {
		return uuid.Nil, false, err
	}
	err = im.db.InTx(ctx, func(tx pgx.Tx) error {
		if in.Idempotency != nil {
			b := &pgx.Batch{}
			store.ClaimKey(b, *in.Idempotency)
			if err := tx.SendBatch(ctx, b).Close(); err != nil {
				return err
			}
		}
		err := tx.QueryRow(ctx, `
INSERT INTO imports (id, channel_id, filename, bytes, mode, default_country, dry_run, mapping, callback_url, options, file, define_attributes, idempotency_key, status)
VALUES (@id, @channel, @filename, 0, @mode, @country, @dry_run, nullif(@mapping::jsonb, 'null'), @callback, @options, @file, @define, @key, 'staging')
ON CONFLICT (idempotency_key) DO NOTHING
RETURNING id`, args).Scan(&id)
		if errors.Is(err, pgx.ErrNoRows) {
			return tx.QueryRow(ctx, `SELECT id FROM imports WHERE idempotency_key = @key`,
				store.Named{"key": in.IdempotencyKey}).Scan(&id)
		}
		if err == nil {
			_, err = tx.Exec(ctx, `INSERT INTO import_counts (import_id) VALUES (@id)`, store.Named{"id": id})
		}
		if err != nil {
			return err
		}
		return keepFile(ctx, tx, id, file, max)
	})
	if errors.Is(err, store.ErrOutcomeUnknown) && im.kept(ctx, id) {
		err = nil
	}
	if err != nil {
		return uuid.Nil, false, fmt.Errorf("keep the import: %w", err)
	}
	return id, id == in.ID, nil
}

// ByKey returns the import that was asked for under a key, or store.ErrNotFound.
func (im *Imports) ByKey(ctx context.Context, key string) (ImportView, error) {
	args := store.Named{"key": key}
	rows, err := im.db.Other.Query(ctx, importViewSQL+` WHERE i.idempotency_key = @key AND `+im.in.Where("i.channel_id", args), args)
	return store.CollectOne(rows, err, scanImportView, "get the import of a request")
}

// kept reports whether an import is there, as far as that can be learned within
// a moment.
func (im *Imports) kept(ctx context.Context, id uuid.UUID) (there bool) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), im.db.EndPatience)
	defer cancel()
	err := im.db.Other.QueryRow(ctx, `SELECT EXISTS (SELECT FROM imports WHERE id = @id)`, store.Named{"id": id}).Scan(&there)
	return err == nil && there
}

func keepFile(ctx context.Context, tx pgx.Tx, id uuid.UUID, file io.Reader, max int64) error {
	buffer := make([]byte, chunkSize)
	var size int64
	for n := 0; ; n++ {
		read, err := io.ReadFull(file, buffer)
		size += int64(read)
		if size > max {
			return ErrFileTooLarge
		}
		if read > 0 {
			if _, err := tx.Exec(ctx, `INSERT INTO import_chunks (import_id, n, data) VALUES (@id, @n, @data)`,
				store.Named{"id": id, "n": n, "data": buffer[:read]}); err != nil {
				return err
			}
		}
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			_, err := tx.Exec(ctx, `UPDATE imports SET bytes = @size WHERE id = @id`, store.Named{"id": id, "size": size})
			return err
		case err != nil:
			return fmt.Errorf("read the file: %w", err)
		}
	}
}

// ImportFile writes the file of an import to w.
func (im *Imports) ImportFile(ctx context.Context, id uuid.UUID, w io.Writer) error {
	for n := 0; ; n++ {
		var data []byte
		err := im.db.Other.QueryRow(ctx, `SELECT data FROM import_chunks WHERE import_id = @id AND n = @n`,
			store.Named{"id": id, "n": n}).Scan(&data)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read the file of import %s: %w", id, err)
		}
		if _, err := w.Write(data); err != nil {
			return fmt.Errorf("write the file of import %s: %w", id, err)
		}
	}
}

const importViewSQL = `
SELECT i.id, i.channel_id, i.filename, i.bytes, i.mode, i.default_country, i.dry_run, i.mapping, i.callback_url,
       CASE WHEN i.draft_until IS NULL THEN i.status ELSE 'draft' END AS status, i.draft_until,
       i.error, i.header, i.columns, i.preview,
       CASE WHEN i.undo IS NOT NULL THEN jsonb_build_object('removed', r.removed, 'restored', r.restored, 'left', r.left) END AS undo,
       i.options, i.file, i.define_attributes, i.defined_attributes, i.created_at, CASE WHEN i.draft_until IS NULL THEN i.started_at END AS started_at,
       CASE WHEN i.draft_until IS NULL THEN i.finished_at END AS finished_at,
       r.total, r.pending, r.created, r.updated, r.unchanged, r.merged, r.failed, r.cancelled
FROM imports i
CROSS JOIN LATERAL (` + shownCountsSQL + `) AS r`

func scanImportView(row pgx.CollectableRow) (ImportView, error) {
	type viewRow struct {
		ImportView
		ImportCounts
	}
	r, err := pgx.RowToStructByName[viewRow](row)
	r.Counts = r.ImportCounts
	return r.ImportView, err
}

// Import returns one import or ErrNotFound.
func (im *Imports) Import(ctx context.Context, id uuid.UUID) (ImportView, error) {
	args := store.Named{"id": id}
	rows, err := im.db.Other.Query(ctx, importViewSQL+` WHERE i.id = @id AND `+im.in.Where("i.channel_id", args), args)
	return store.CollectOne(rows, err, scanImportView, "get import %s", id)
}

// List lists imports of a status, newest first, beginning after a position. Without a
// status it lists all but drafts.
func (im *Imports) List(ctx context.Context, status contact.ImportStatus, after *store.Position, limit int) ([]ImportView, error) {
	args := store.Named{"limit": limit, "status": status}
	where := "WHERE " + im.in.Where("i.channel_id", args)
	switch status {
	case "":
		where += " AND i.draft_until IS NULL"
	case contact.ImportIsDraft:
		where += " AND i.draft_until IS NOT NULL"
	default:
		where += " AND i.draft_until IS NULL AND i.status = @status"
	}
	if after != nil {
		where += " AND (i.created_at, i.id) < (@at, @id)"
		args["at"], args["id"] = after.At, after.ID
	}
	return store.List(ctx, im.db, importViewSQL+` `+where+`
ORDER BY i.created_at DESC, i.id DESC
LIMIT @limit`, args, scanImportView, "list imports")
}

// UnstartedImport is an import whose workflow nobody has started: Temporal was
// away, or the process died.
type UnstartedImport struct {
	ID        uuid.UUID
	ChannelID string
	DryRun    bool
}

// UnstartedImports lists them in the order of their ids, beginning after one.
func (im *Imports) UnstartedImports(ctx context.Context, after uuid.UUID, limit int) ([]UnstartedImport, error) {
	rows, err := im.db.Other.Query(ctx, `
SELECT id, channel_id, dry_run FROM imports WHERE started_at IS NULL AND id > @after ORDER BY id LIMIT @limit`,
		store.Named{"after": after, "limit": limit})
	return store.Collect(rows, err, pgx.RowToStructByName[UnstartedImport], "list unstarted imports")
}

// CancelUnstarted cancels an import whose workflow nobody has started and none
// of whose rows was read, and reports whether it was one. Its workflow is still
// started one day: it finds it cancelled, and ends.
func (im *Imports) CancelUnstarted(ctx context.Context, id uuid.UUID) (cancelled bool, err error) {
	err = im.db.Other.QueryRow(ctx, `
WITH cancelled AS (
    UPDATE imports
    SET status = 'cancelled', finished_at = now()
    WHERE id = @id AND status = 'staging' AND started_at IS NULL AND staging_attempt = 0
    RETURNING id
), dropped AS (
    DELETE FROM import_chunks WHERE import_id IN (SELECT id FROM cancelled)
)
SELECT EXISTS (SELECT FROM cancelled)`, store.Named{"id": id}).Scan(&cancelled)
	if err != nil {
		return false, fmt.Errorf("cancel import %s before it starts: %w", id, err)
	}
	return cancelled, nil
}

// ImportStarted notes that an import's workflow runs.
func (im *Imports) ImportStarted(ctx context.Context, id uuid.UUID) error {
	// What was cancelled before it started has not started after its end.
	_, err := im.db.Other.Exec(ctx, `UPDATE imports SET started_at = least(now(), finished_at) WHERE id = @id AND started_at IS NULL`,
		store.Named{"id": id})
	if err != nil {
		return fmt.Errorf("note that import %s has started: %w", id, err)
	}
	return nil
}

// SetImportStatus moves an import on. An end sets its time and drops the file. One
// that has ended can only be undone: a step that was under way meanwhile does not
// bring it back. The rows are counted then. Before its rows run, what it defines is
// defined: a dry run has waited with that, and what the dry run has rejected is judged
// again. Its samples go once it waits no more.
func (im *Imports) SetImportStatus(ctx context.Context, id uuid.UUID, status contact.ImportStatus, failure string) error {
	ctx = store.Patient(ctx)
	begins := status != contact.ImportIsStaging && status != contact.ImportAwaits
	args := store.Named{
		"id": id, "status": status, "error": store.Null(failure), "ends": status.Ended(), "after": status.After(),
		"undoes": status == contact.ImportIsUndoing, "runs": status == contact.ImportIsRunning, "begins": begins,
		"applies": status == contact.ImportIsRunning || status == contact.ImportIsPaused,
	}
	b := &pgx.Batch{}
	b.Queue(`SELECT FROM imports WHERE id = @id FOR NO KEY UPDATE`, args) // by itself: the next one sees what others have committed
	b.Queue(judgeAgainSQL, args)
	b.Queue(`
WITH moved AS (
    UPDATE imports
    SET status = @status, error = coalesce(@error, error),
        finished_at = CASE WHEN @ends THEN coalesce(finished_at, now()) ELSE finished_at END
    WHERE id = @id AND status = ANY(@after)
    RETURNING id, defined_attributes
), defining AS (
    INSERT INTO attributes (name, type)
    SELECT a.key, a.value FROM moved CROSS JOIN LATERAL jsonb_each_text(moved.defined_attributes) AS a
    WHERE @runs
    ON CONFLICT (name) DO NOTHING
), unsampled AS (
    DELETE FROM import_samples WHERE @begins AND import_id IN (SELECT id FROM moved)
), changing AS (
    UPDATE import_counts SET final = false WHERE @undoes AND import_id IN (SELECT id FROM moved)
)
DELETE FROM import_chunks WHERE @ends AND import_id IN (SELECT id FROM moved)`, args)
	if err := im.db.Other.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("set import %s to %s: %w", id, status, err)
	}
	return im.Count(ctx, id)
}
