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
// contact that became part of another is not counted beside it. Who sees certain
// channels alone sees the tags that contacts of those have: a tag that nobody has
// may have been another channel's.
func (s *Settings) Tags(ctx context.Context) ([]TagRow, error) {
	args := store.Named{"all": s.in.All()}
	return store.List(ctx, s.db, `
SELECT t.name, count(c.id) AS contacts
FROM tags t
LEFT JOIN contact_tags ct ON ct.tag_id = t.id
LEFT JOIN contacts c ON c.id = ct.contact_id AND c.merged_into IS NULL AND `+s.in.Where("c.channel_id", args)+`
WHERE t.merged_into IS NULL
GROUP BY t.id
HAVING @all OR count(c.id) > 0
ORDER BY lower(t.name), t.id`, args, pgx.RowToStructByName[TagRow], "count tags")
}
