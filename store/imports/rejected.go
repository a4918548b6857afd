package imports

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/store"
)

// RejectedRows are the rows of an import that failed for one reason.
type RejectedRows struct {
	Error string
	Fix   string // that the first of them suggests
	Rows  int64
	Row   int // the first of them, by its number in the file
}

// Rejected counts the rows of an import that failed by what is wrong with them, the most
// frequent first.
func (im *Imports) Rejected(ctx context.Context, id uuid.UUID) ([]RejectedRows, error) {
	args := store.Named{"id": id}
	return store.List(ctx, im.db, `
SELECT coalesce(error, '') AS error, coalesce((array_agg(suggested_fix ORDER BY n))[1], '') AS fix, count(*) AS rows, min(n)::int AS row
FROM import_rows
WHERE import_id = @id AND status = 'failed'
  AND `+im.in.Where("(SELECT channel_id FROM imports WHERE id = @id)", args)+`
GROUP BY coalesce(error, '')
ORDER BY count(*) DESC, 1`, args, pgx.RowToStructByName[RejectedRows], "count the rejected rows of import %s", id)
}
