package settings

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/store"
)

// TagRow is a tag and how many contacts have it.
type TagRow struct {
	Name     string
	Contacts int64
}

// Tags lists every tag by name, also those that no contact has any more. A
// contact that became part of another is not counted beside it.
func (s *Settings) Tags(ctx context.Context) ([]TagRow, error) {
	return store.List(ctx, s.db, `
SELECT t.name, count(c.id) AS contacts
FROM tags t
LEFT JOIN contact_tags ct ON ct.tag_id = t.id
LEFT JOIN contacts c ON c.id = ct.contact_id AND c.merged_into IS NULL
GROUP BY t.id
ORDER BY lower(t.name), t.id`, nil, pgx.RowToStructByName[TagRow], "count tags")
}
