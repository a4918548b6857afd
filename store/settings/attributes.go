package settings

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
)

// Attribute is a custom attribute that contacts may have.
type Attribute struct {
	Name      string
	Type      intake.AttributeType
	CreatedAt time.Time
	UpdatedAt time.Time
}

// ErrInUse says that contacts have values that the change would leave wrong.
var ErrInUse = errors.New("in use")

const attributeColumns = `name, type, created_at, updated_at`

// PutAttribute defines an attribute, and reports whether it is new, as one is that was
// removed. The error ErrInUse means that contacts have values of another type; values that
// one source gave and a stronger one hides count, for they may show again. ErrRemoving means
// that values of one that was removed are still there.
func (s *Settings) PutAttribute(ctx context.Context, name string, kind intake.AttributeType) (a Attribute, created bool, err error) {
	rows, err := s.db.Other.Query(ctx, `
INSERT INTO attributes AS a (name, type)
VALUES (@name, @type)
ON CONFLICT (name) DO UPDATE
SET type = excluded.type, removed_at = NULL,
    created_at = CASE WHEN a.removed_at IS NULL THEN a.created_at ELSE now() END,
    updated_at = CASE WHEN a.removed_at IS NULL THEN clock_timestamp() ELSE now() END
WHERE a.removing_after IS NULL
  AND (a.type = excluded.type OR a.removed_at IS NOT NULL
       OR NOT EXISTS (SELECT FROM claims WHERE field = 'attributes.' || @name AND value IS NOT NULL))
RETURNING `+attributeColumns, store.Named{"name": name, "type": string(kind)})
	if err == nil {
		a, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Attribute])
	}
	if errors.Is(err, pgx.ErrNoRows) {
		err = s.notDefined(ctx, name)
	}
	if err != nil {
		return Attribute{}, false, fmt.Errorf("put attribute %s: %w", name, err)
	}
	return a, a.CreatedAt.Equal(a.UpdatedAt), nil
}

// DefineAttributes defines those of some attributes that are not, and returns the type
// that each has now: one that somebody else has defined keeps its own.
func (s *Settings) DefineAttributes(ctx context.Context, wanted intake.Definitions) (intake.Definitions, error) {
	names, kinds := wanted.Names(), []string{}
	for _, name := range names {
		kinds = append(kinds, string(wanted[name]))
	}
	args := store.Named{"names": names, "types": kinds}
	_, err := s.db.Other.Exec(ctx, `
INSERT INTO attributes (name, type)
SELECT * FROM unnest(@names::text[], @types::text[])
ON CONFLICT (name) DO UPDATE SET type = excluded.type, removed_at = NULL
WHERE attributes.removed_at IS NOT NULL AND attributes.removing_after IS NULL`, args)
	defined := make(intake.Definitions, len(wanted))
	if err == nil {
		var rows pgx.Rows
		if rows, err = s.db.Other.Query(ctx, definitionsSQL+` AND name = ANY(@names)`, args); err == nil {
			err = collectDefinitions(rows, defined)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("define attributes: %w", err)
	}
	return defined, nil
}

// Attribute returns one attribute or ErrNotFound.
func (s *Settings) Attribute(ctx context.Context, name string) (Attribute, error) {
	rows, err := s.db.Other.Query(ctx, `SELECT `+attributeColumns+` FROM attributes WHERE name = @name AND removed_at IS NULL`,
		store.Named{"name": name})
	return store.CollectOne(rows, err, pgx.RowToStructByName[Attribute], "get attribute %s", name)
}

// Attributes lists every attribute by name.
func (s *Settings) Attributes(ctx context.Context) ([]Attribute, error) {
	rows, err := s.db.Other.Query(ctx, `SELECT `+attributeColumns+` FROM attributes WHERE removed_at IS NULL ORDER BY name`)
	return store.Collect(rows, err, pgx.RowToStructByName[Attribute], "list attributes")
}

const definitionsSQL = `SELECT name, type FROM attributes WHERE removed_at IS NULL`

// Definitions returns the type of every attribute by name.
func (s *Settings) Definitions(ctx context.Context) (intake.Definitions, error) {
	definitions := make(intake.Definitions)
	rows, err := s.db.Intake.Query(ctx, definitionsSQL)
	if err == nil {
		err = collectDefinitions(rows, definitions)
	}
	if err != nil {
		return nil, fmt.Errorf("read the attributes: %w", err)
	}
	return definitions, nil
}

func collectDefinitions(rows pgx.Rows, into intake.Definitions) error {
	var name, kind string
	_, err := pgx.ForEachRow(rows, []any{&name, &kind}, func() error {
		into[name] = intake.AttributeType(kind)
		return nil
	})
	return err
}
