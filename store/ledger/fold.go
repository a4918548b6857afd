package ledger

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// foldBatch is how many contacts are folded at once: few enough for a statement that
// is soon done, since it locks them.
const foldBatch = 500

// FoldSome folds what is searched of some contacts that nobody has folded: those from
// before there was a folded text, and those that an older program has written. It
// returns how many it folded. Who is being decided about is left for another time.
func (l *Ledger) FoldSome(ctx context.Context) (folded int64, err error) {
	rows, err := l.db.Other.Query(ctx, store.ContactSQL+` WHERE folded IS NULL ORDER BY id LIMIT @limit`, store.Named{"limit": foldBatch})
	found, err := store.Collect(rows, err, store.ScanContact, "find contacts to fold")
	if err != nil || len(found) == 0 {
		return 0, err
	}
	ids, versions, texts := foldedOf(found)
	tag, err := l.db.Other.Exec(ctx, `
WITH free AS (
    SELECT id FROM contacts WHERE id = ANY(@ids) AND folded IS NULL ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE contacts c
SET folded = f.folded
FROM unnest(@ids::uuid[], @versions::bigint[], @texts::text[]) AS f (id, version, folded)
WHERE c.id = f.id AND c.version = f.version AND c.folded IS NULL AND c.id IN (SELECT id FROM free)`,
		store.Named{"ids": ids, "versions": versions, "texts": texts})
	if err != nil {
		return 0, fmt.Errorf("fold contacts: %w", err)
	}
	return tag.RowsAffected(), nil
}

func foldedOf(contacts []contact.Contact) (ids []uuid.UUID, versions []int64, texts []string) {
	for i := range contacts {
		c := &contacts[i]
		ids, versions, texts = append(ids, c.ID), append(versions, c.Version), append(texts, c.Folded())
	}
	return ids, versions, texts
}
