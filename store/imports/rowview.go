package imports

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// ImportRowView is a row of an import as readers see it.
type ImportRowView struct {
	N            int
	Cells        []string
	Status       string
	Error        *string
	SuggestedFix *string
	Detail       *string // what of the row was left out, and why
	Understood   *contact.Understood
	MergedInto   *int
	EventID      *uuid.UUID
	ContactID    *uuid.UUID
	Undone       *string
	Erased       bool // it is about somebody who was deleted
}

// ImportRows lists rows of an import in order, those of a status or all,
// beginning after a row.
func (im *Imports) ImportRows(ctx context.Context, id uuid.UUID, status string, after, limit int) ([]ImportRowView, error) {
	args := store.Named{"id": id, "status": status, "after": after, "limit": limit}
	found, err := store.List(ctx, im.db, `
SELECT n, cells, status, error, suggested_fix, facts::jsonb ->> 'detail' AS detail, facts::jsonb -> 'understood' AS understood,
       merged_into, event_id, contact_id, undone, `+store.ErasedRowSQL+` AS erased
FROM import_rows r
WHERE import_id = @id AND n > @after AND (@status = '' OR status = @status)
  AND `+im.in.Where("(SELECT channel_id FROM imports WHERE id = @id)", args)+`
ORDER BY n
LIMIT @limit`, args, pgx.RowToStructByName[ImportRowView], "list rows of import %s", id)
	for i := range found {
		if r := &found[i]; r.Erased { // as it is once it is emptied
			r.Cells, r.Detail, r.Understood = []string{}, nil, nil
		}
	}
	return found, err
}
