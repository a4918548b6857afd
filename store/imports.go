package store

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
)

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
	// IdempotencyKey is unique: the same file with the same fields, sent again
	// under the same key, has the same.
	IdempotencyKey string
	Idempotency    *contact.Idempotency // of a request that bears a key; nil else
}

// ImportCounts are the rows of an import by what became of them.
type ImportCounts struct {
	Total     int64 `json:"total"`
	Pending   int64 `json:"pending"`
	Created   int64 `json:"created"`
	Updated   int64 `json:"updated"`
	Unchanged int64 `json:"unchanged"`
	Merged    int64 `json:"merged"`
	Failed    int64 `json:"failed"`
	Cancelled int64 `json:"cancelled"`
}

// ImportView is an import as readers see it, counted from its rows.
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
	CreatedAt      time.Time
	StartedAt      *time.Time
	FinishedAt     *time.Time
	Counts         ImportCounts `db:"-"` // scanned beside it
}

// chunkSize is how much of a file one row of import_chunks holds, in bytes.
const chunkSize = 1 << 20

// ErrFileTooLarge says that a file is above the limit.
var ErrFileTooLarge = errors.New("the file is too large")

// CreateImport keeps the file, of at most max bytes, and the import, in one
// transaction. With an idempotency key that is known it returns that import, and
// created is false; ErrKeyReused means that the caller's key stands for another
// request. If the error is ErrOutcomeUnknown it may be kept all the same.
func (s *Store) CreateImport(ctx context.Context, in Import, file io.Reader, max int64) (id uuid.UUID, created bool, err error) {
	ctx = patient(ctx)
	mapping, err := json.Marshal(in.Mapping)
	if err != nil {
		return uuid.Nil, false, fmt.Errorf("encode the mapping: %w", err)
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if in.Idempotency != nil {
			b := &pgx.Batch{}
			claimKey(b, *in.Idempotency)
			if err := tx.SendBatch(ctx, b).Close(); err != nil {
				return err
			}
		}
		err := tx.QueryRow(ctx, `
INSERT INTO imports (id, channel_id, filename, bytes, mode, default_country, dry_run, mapping, callback_url, idempotency_key, status)
VALUES (@id, @channel, @filename, 0, @mode, @country, @dry_run, nullif(@mapping::jsonb, 'null'), @callback, @key, 'staging')
ON CONFLICT (idempotency_key) DO NOTHING
RETURNING id`, named{
			"id": in.ID, "channel": in.ChannelID, "filename": in.Filename, "mode": in.Mode,
			"country": nullable(in.DefaultCountry), "dry_run": in.DryRun, "mapping": string(mapping),
			"callback": nullable(in.CallbackURL), "key": nullable(in.IdempotencyKey),
		}).Scan(&id)
		if errors.Is(err, pgx.ErrNoRows) {
			return tx.QueryRow(ctx, `SELECT id FROM imports WHERE idempotency_key = @key`,
				named{"key": in.IdempotencyKey}).Scan(&id)
		}
		if err != nil {
			return err
		}
		return keepFile(ctx, tx, id, file, max)
	})
	if errors.Is(err, ErrOutcomeUnknown) && s.kept(ctx, id) {
		err = nil
	}
	if err != nil {
		return uuid.Nil, false, fmt.Errorf("keep the import: %w", err)
	}
	return id, id == in.ID, nil
}

// kept reports whether an import is there, as far as that can be learned within
// a moment.
func (s *Store) kept(ctx context.Context, id uuid.UUID) (there bool) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.endPatience)
	defer cancel()
	err := s.pool.QueryRow(ctx, `SELECT EXISTS (SELECT FROM imports WHERE id = @id)`, named{"id": id}).Scan(&there)
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
				named{"id": id, "n": n, "data": buffer[:read]}); err != nil {
				return err
			}
		}
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			_, err := tx.Exec(ctx, `UPDATE imports SET bytes = @size WHERE id = @id`, named{"id": id, "size": size})
			return err
		case err != nil:
			return fmt.Errorf("read the file: %w", err)
		}
	}
}

// ImportFile writes the file of an import to w.
func (s *Store) ImportFile(ctx context.Context, id uuid.UUID, w io.Writer) error {
	for n := 0; ; n++ {
		var data []byte
		err := s.pool.QueryRow(ctx, `SELECT data FROM import_chunks WHERE import_id = @id AND n = @n`,
			named{"id": id, "n": n}).Scan(&data)
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
SELECT i.id, i.channel_id, i.filename, i.bytes, i.mode, i.default_country, i.dry_run, i.mapping, i.callback_url, i.status,
       i.error, i.header, i.columns, i.preview,
       CASE WHEN i.undo IS NOT NULL THEN jsonb_build_object('removed', r.removed, 'restored', r.restored, 'left', r.left) END AS undo,
       i.created_at, i.started_at, i.finished_at,
       r.total, r.pending, r.created, r.updated, r.unchanged, r.merged, r.failed, r.cancelled
FROM imports i
CROSS JOIN LATERAL (
    SELECT count(*) AS total, count(*) FILTER (WHERE status = 'pending') AS pending,
           count(*) FILTER (WHERE status = 'created') AS created, count(*) FILTER (WHERE status = 'updated') AS updated,
           count(*) FILTER (WHERE status = 'unchanged') AS unchanged, count(*) FILTER (WHERE status = 'merged') AS merged,
           count(*) FILTER (WHERE status = 'failed') AS failed, count(*) FILTER (WHERE status = 'cancelled') AS cancelled,
           count(*) FILTER (WHERE undone = 'removed') AS removed, count(*) FILTER (WHERE undone = 'restored') AS restored,
           count(*) FILTER (WHERE undone = 'left') AS left
    FROM import_rows
    WHERE import_id = i.id) AS r`

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
func (s *Store) Import(ctx context.Context, id uuid.UUID) (ImportView, error) {
	rows, err := s.pool.Query(ctx, importViewSQL+` WHERE i.id = @id`, named{"id": id})
	if err != nil {
		return ImportView{}, fmt.Errorf("get import %s: %w", id, err)
	}
	v, err := pgx.CollectExactlyOneRow(rows, scanImportView)
	if err != nil {
		return ImportView{}, fmt.Errorf("get import %s: %w", id, notFound(err))
	}
	return v, nil
}

// Imports lists imports, newest first, beginning after a position.
func (s *Store) Imports(ctx context.Context, after *Position, limit int) ([]ImportView, error) {
	args := named{"limit": limit}
	where := ""
	if after != nil {
		where = "WHERE (i.created_at, i.id) < (@at, @id)"
		args["at"], args["id"] = after.At, after.ID
	}
	return list(ctx, s, importViewSQL+` `+where+`
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
func (s *Store) UnstartedImports(ctx context.Context, after uuid.UUID, limit int) ([]UnstartedImport, error) {
	rows, err := s.pool.Query(ctx, `
SELECT id, channel_id, dry_run FROM imports WHERE started_at IS NULL AND id > @after ORDER BY id LIMIT @limit`,
		named{"after": after, "limit": limit})
	return collect(rows, err, pgx.RowToStructByPos[UnstartedImport], "list unstarted imports")
}

// CancelUnstarted cancels an import whose workflow nobody has started and none
// of whose rows was read, and reports whether it was one. Its workflow is still
// started one day: it finds it cancelled, and ends.
func (s *Store) CancelUnstarted(ctx context.Context, id uuid.UUID) (cancelled bool, err error) {
	err = s.pool.QueryRow(ctx, `
WITH cancelled AS (
    UPDATE imports
    SET status = 'cancelled', finished_at = now()
    WHERE id = @id AND status = 'staging' AND started_at IS NULL AND staging_attempt = 0
    RETURNING id
), dropped AS (
    DELETE FROM import_chunks WHERE import_id IN (SELECT id FROM cancelled)
)
SELECT EXISTS (SELECT FROM cancelled)`, named{"id": id}).Scan(&cancelled)
	if err != nil {
		return false, fmt.Errorf("cancel import %s before it starts: %w", id, err)
	}
	return cancelled, nil
}

// ImportStarted notes that an import's workflow runs.
func (s *Store) ImportStarted(ctx context.Context, id uuid.UUID) error {
	// What was cancelled before it started has not started after its end.
	_, err := s.pool.Exec(ctx, `UPDATE imports SET started_at = least(now(), finished_at) WHERE id = @id AND started_at IS NULL`,
		named{"id": id})
	if err != nil {
		return fmt.Errorf("note that import %s has started: %w", id, err)
	}
	return nil
}

// SetImportStatus moves an import on. An end sets its time and drops the file. One
// that has ended can only be undone: a step that was under way meanwhile does not
// bring it back.
func (s *Store) SetImportStatus(ctx context.Context, id uuid.UUID, status contact.ImportStatus, failure string) error {
	ctx = patient(ctx)
	_, err := s.pool.Exec(ctx, `
WITH moved AS (
    UPDATE imports
    SET status = @status, error = coalesce(@error, error),
        finished_at = CASE WHEN @ends THEN coalesce(finished_at, now()) ELSE finished_at END
    WHERE id = @id AND status = ANY(@after)
    RETURNING id
)
DELETE FROM import_chunks WHERE @ends AND import_id IN (SELECT id FROM moved)`,
		named{"id": id, "status": status, "error": nullable(failure), "ends": status.Ended(), "after": status.After()})
	if err != nil {
		return fmt.Errorf("set import %s to %s: %w", id, status, err)
	}
	return nil
}
