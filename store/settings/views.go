package settings

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/store"
)

// View is a view of the list of contacts as it is kept.
type View struct {
	Owner     string
	Slug      string
	Name      string
	Filter    json.RawMessage
	Sort      string
	Columns   []string
	ChannelID *string
	Shared    bool
	CreatedAt time.Time
	UpdatedAt time.Time
}

const viewColumns = `owner, slug, name, filter, sort, columns, channel_id, shared, created_at, updated_at`

// seenViews is the condition of the views that somebody sees: their own, and those that
// others share. What is shared for all channels may tell of any of them.
func (s *Settings) seenViews(owner string, args store.Named) string {
	args["owner"] = owner
	return `(owner = @owner OR shared AND ` + s.in.Where("channel_id", args) + `)`
}

// PutView creates a view of an owner or changes it, and reports whether it is new.
func (s *Settings) PutView(ctx context.Context, v View) (out View, created bool, err error) {
	rows, err := s.db.Other.Query(ctx, `
INSERT INTO views (owner, slug, name, filter, sort, columns, channel_id, shared)
VALUES (@owner, @slug, @name, @filter, @sort, coalesce(@columns::text[], '{}'), @channel, @shared)
ON CONFLICT (owner, slug) DO UPDATE
SET name = excluded.name, filter = excluded.filter, sort = excluded.sort, columns = excluded.columns,
    channel_id = excluded.channel_id, shared = excluded.shared, updated_at = clock_timestamp()
RETURNING `+viewColumns, store.Named{
		"owner": v.Owner, "slug": v.Slug, "name": v.Name, "filter": string(v.Filter), "sort": v.Sort, "columns": v.Columns,
		"channel": v.ChannelID, "shared": v.Shared,
	})
	if err == nil {
		out, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[View])
	}
	if err != nil {
		return View{}, false, fmt.Errorf("put a view: %w", err)
	}
	return out, out.CreatedAt.Equal(out.UpdatedAt), nil
}

// View returns a view that somebody sees, or ErrNotFound: of a certain owner, or else
// their own before the oldest that is shared.
func (s *Settings) View(ctx context.Context, who, slug, of string) (View, error) {
	args := store.Named{"slug": slug, "of": store.Null(of)}
	rows, err := s.db.Other.Query(ctx, `
SELECT `+viewColumns+` FROM views
WHERE slug = @slug AND (@of::text IS NULL OR owner = @of) AND `+s.seenViews(who, args)+`
ORDER BY owner = @owner DESC, created_at, owner
LIMIT 1`, args)
	return store.CollectOne(rows, err, pgx.RowToStructByName[View], "get a view")
}

// Views lists the views that somebody sees: their own, and then those of others, each by
// name.
func (s *Settings) Views(ctx context.Context, who string) ([]View, error) {
	args := store.Named{}
	rows, err := s.db.Other.Query(ctx, `
SELECT `+viewColumns+` FROM views WHERE `+s.seenViews(who, args)+`
ORDER BY owner = @owner DESC, lower(name), slug, owner`, args)
	return store.Collect(rows, err, pgx.RowToStructByName[View], "list views")
}

// DeleteView removes a view. One that is not there is ErrNotFound.
func (s *Settings) DeleteView(ctx context.Context, owner, slug string) error {
	tag, err := s.db.Other.Exec(ctx, `DELETE FROM views WHERE owner = @owner AND slug = @slug`, store.Named{"owner": owner, "slug": slug})
	if err == nil && tag.RowsAffected() == 0 {
		err = store.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("delete a view: %w", err)
	}
	return nil
}
