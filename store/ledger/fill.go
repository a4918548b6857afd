package ledger

import (
	"context"
	"fmt"

	"github.com/luluchat/contacts/store"
)

// FillSome gives some contacts from before migration 30 what lists go by: the hour in
// which they wrote last, and a row for each attribute. It returns how many. What is being
// decided about is left for another time.
func (l *Ledger) FillSome(ctx context.Context) (filled int64, err error) {
	tag, err := l.db.Other.Exec(ctx, `
WITH free AS (
    SELECT id, attributes, created_at, last_conversed_at FROM contacts
    WHERE conversed_hour IS NULL
    ORDER BY id
    LIMIT @limit
    FOR NO KEY UPDATE SKIP LOCKED
), attributed AS (
    INSERT INTO contact_attributes (contact_id, name, value, number, created_at)
    SELECT f.id, v.name, v.value, v.number, f.created_at
    FROM free f CROSS JOIN LATERAL attribute_values(f.attributes) AS v
    ON CONFLICT DO NOTHING
)
UPDATE contacts c
SET conversed_hour = coalesce(date_trunc('hour', f.last_conversed_at, 'UTC'), '-infinity')
FROM free f
WHERE c.id = f.id`, store.Named{"limit": foldBatch})
	if err != nil {
		return 0, fmt.Errorf("fill contacts: %w", err)
	}
	return tag.RowsAffected(), nil
}
