package imports

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// Rejection is why the rules reject a row, and what would help.
type Rejection struct {
	Reason contact.Reason
	Fix    string
}

// keepRejectionsSQL changes no row of an import that waits no more. It does not cease to
// wait until the transaction has ended.
const keepRejectionsSQL = `
WITH waiting AS MATERIALIZED (
    SELECT id FROM imports WHERE id = @id AND status IN ` + waitsSQL + ` FOR SHARE
), rejected AS MATERIALIZED (
    SELECT w.id, x.*
    FROM waiting w CROSS JOIN unnest(@rows::int[], @statuses::text[], @reasons::text[], @fixes::text[]) AS x (n, status, reason, fix)
), merged AS (
    UPDATE import_rows r
    SET status = 'cancelled'
    FROM rejected x
    WHERE x.status = 'cancelled' AND r.import_id = x.id AND r.merged_into = x.n AND r.status = 'merged'
)
UPDATE import_rows r
SET status = x.status, error = x.reason, suggested_fix = x.fix
FROM rejected x
WHERE r.import_id = x.id AND r.n = x.n AND r.status = 'pending'`

// KeepRejections has those of some rows that the rules reject stand as rejected, or as left
// out with what was merged into them, while the import waits: with the others that are, they
// are counted, listed and mended. Once it is confirmed what is rejected is judged again, see
// judgeAgainSQL.
func (im *Imports) KeepRejections(ctx context.Context, id uuid.UUID, rows []PreviewedRow) error {
	var numbers []int
	var statuses, reasons, fixes []string
	for _, row := range rows {
		if why := row.Rejected; why != nil {
			numbers, statuses = append(numbers, row.N), append(statuses, row.Status)
			reasons, fixes = append(reasons, string(why.Reason)), append(fixes, why.Fix)
		}
	}
	if len(numbers) == 0 {
		return nil
	}
	_, err := im.db.Other.Exec(store.Patient(ctx), keepRejectionsSQL,
		store.Named{"id": id, "rows": numbers, "statuses": statuses, "reasons": reasons, "fixes": fixes})
	if err != nil {
		return fmt.Errorf("keep which rows of import %s are rejected: %w", id, err)
	}
	return nil
}

// waitsSQL are the statuses of an import that waits for a person, or will.
const waitsSQL = `('staging', 'awaiting_confirmation')`

// judgeAgainSQL has the rows that a dry run has rejected wait for their decision, since what
// is true then counts. What staging has refused has no facts, and stays so. It is for the
// moment in which an import waits no more: later a row that is rejected is decided.
const judgeAgainSQL = `
UPDATE import_rows r
SET status = 'pending', error = NULL, suggested_fix = NULL
FROM imports i
WHERE i.id = @id AND @applies AND i.status IN ` + waitsSQL + `
  AND r.import_id = i.id AND r.status = 'failed' AND r.facts IS NOT NULL`
