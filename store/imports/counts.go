package imports

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/luluchat/contacts/store"
)

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

// countsSQL counts rows of an import.
const countsSQL = `count(*) AS total, count(*) FILTER (WHERE status = 'pending') AS pending,
           count(*) FILTER (WHERE status = 'created') AS created, count(*) FILTER (WHERE status = 'updated') AS updated,
           count(*) FILTER (WHERE status = 'unchanged') AS unchanged, count(*) FILTER (WHERE status = 'merged') AS merged,
           count(*) FILTER (WHERE status = 'failed') AS failed, count(*) FILTER (WHERE status = 'cancelled') AS cancelled,
           count(*) FILTER (WHERE undone = 'removed') AS removed, count(*) FILTER (WHERE undone = 'restored') AS restored,
           count(*) FILTER (WHERE undone = 'left') AS left`

// The statuses of an import that has ended, as contact.ImportStatus.Ended has them;
// once: and of which nothing has been undone.
const (
	endedOnceSQL = `('completed', 'cancelled', 'failed')`
	endedSQL     = `('completed', 'cancelled', 'failed', 'undone')`
)

// keptSQL are the counts of the import i that are kept, if they are what readers are
// shown: it has not ended, or it was counted since. settledSQL finds imports none of
// whose rows changes any more once none is pending. What an undo that was stopped has
// recorded is decided later, and nobody waits for it.
const (
	keptSQL    = `FROM import_counts c WHERE c.import_id = i.id AND (c.final OR i.status NOT IN ` + endedSQL + `)`
	settledSQL = `(i.status = 'undone' OR i.status IN ` + endedOnceSQL + ` AND i.undo IS NULL)`
)

// shownCountsSQL are the counts that readers of the import i are shown. Rows are
// only counted where the kept counts do not do: one time in a thousand, and
// PostgreSQL does not look at the rows otherwise.
const shownCountsSQL = `
    SELECT c.total, c.pending, c.created, c.updated, c.unchanged, c.merged, c.failed, c.cancelled, c.removed, c.restored, c.left
    ` + keptSQL + `
    UNION ALL
    SELECT ` + countsSQL + `
    FROM import_rows
    WHERE import_id = i.id
    HAVING NOT EXISTS (SELECT ` + keptSQL + `)`

// countSQL writes the counts anew, unless nothing can have changed.
const countSQL = `
UPDATE import_counts c
SET total = r.total, pending = r.pending, created = r.created, updated = r.updated, unchanged = r.unchanged, merged = r.merged,
    failed = r.failed, cancelled = r.cancelled, removed = r.removed, restored = r.restored, "left" = r.left,
    final = @ends OR r.pending = 0 AND ` + settledSQL + `
FROM imports i, (SELECT ` + countsSQL + ` FROM import_rows WHERE import_id = @id) AS r
WHERE c.import_id = @id AND i.id = @id AND NOT c.final`

// keepCountsSQL has counts to be kept of an import that an earlier version took in.
const keepCountsSQL = `INSERT INTO import_counts (import_id) SELECT id FROM imports WHERE id = @id ON CONFLICT DO NOTHING`

// countPatience is how long whoever counts waits for somebody else who does. Who
// takes longer hangs, and must not keep an import from going on.
const countPatience = "2s"

// How a lock is taken that somebody else has.
const (
	waitForIt = ""
	passOver  = "SKIP LOCKED"
)

// Count counts the rows of an import, for those who read it. Where somebody else
// hangs who does, it is left to a sweep.
func (im *Imports) Count(ctx context.Context, id uuid.UUID) error {
	_, err := im.count(ctx, id, waitForIt)
	return err
}

// TryCount is Count, but reports false if somebody else counts just now.
func (im *Imports) TryCount(ctx context.Context, id uuid.UUID) (counted bool, err error) {
	return im.count(ctx, id, passOver)
}

// count locks the counts and counts then, in a statement that sees what was
// committed meanwhile: so what is kept never goes back.
func (im *Imports) count(ctx context.Context, id uuid.UUID, locked string) (counted bool, err error) {
	args := store.Named{"id": id, "patience": countPatience, "ends": false}
	err = im.db.InTx(ctx, func(tx pgx.Tx) error {
		b := &pgx.Batch{}
		b.Queue(`SELECT set_config('lock_timeout', @patience, true)`, args)
		b.Queue(keepCountsSQL, args)
		b.Queue(`SELECT FROM import_counts WHERE import_id = @id FOR NO KEY UPDATE `+locked, args).Exec(func(tag pgconn.CommandTag) error {
			counted = tag.RowsAffected() > 0
			return nil
		})
		if err := tx.SendBatch(ctx, b).Close(); err != nil || !counted {
			return err
		}
		_, err := tx.Exec(ctx, countSQL, args)
		return err
	})
	if store.IsCode(err, "55P03") {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("count the rows of import %s: %w", id, err)
	}
	return counted, nil
}

// endedAtOnce is how many imports CountEnded counts at most.
const endedAtOnce = 20

// CountEnded counts imports that have ended, and that nobody has counted since the
// last of their rows was decided: the latest first, some of them.
func (im *Imports) CountEnded(ctx context.Context) error {
	rows, err := im.db.Other.Query(ctx, `
SELECT i.id
FROM imports i LEFT JOIN import_counts c ON c.import_id = i.id
WHERE c.final IS NOT TRUE AND `+settledSQL+`
  AND NOT EXISTS (SELECT FROM import_rows r WHERE r.import_id = i.id AND r.status = 'pending')
ORDER BY i.created_at DESC, i.id DESC
LIMIT @limit`, store.Named{"limit": endedAtOnce})
	ended, err := store.Collect(rows, err, pgx.RowTo[uuid.UUID], "list imports that are to be counted")
	for _, id := range ended {
		if _, err := im.TryCount(ctx, id); err != nil {
			return err
		}
	}
	return err
}
