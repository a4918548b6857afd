package store

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
)

// ImportPreview counts what an import would do if it ran now.
type ImportPreview struct {
	Create    int64
	Update    int64
	Unchanged int64
	Reject    int64
	Merged    int64
}

// Add adds what is counted of other rows.
func (p *ImportPreview) Add(o ImportPreview) {
	p.Create += o.Create
	p.Update += o.Update
	p.Unchanged += o.Unchanged
	p.Reject += o.Reject
	p.Merged += o.Merged
}

// PreviewRows counts what the next rows of an import after a row would do, and
// returns the last of them, 0 if there is none. What counts when a row is decided
// is what is true then.
func (s *Store) PreviewRows(ctx context.Context, id uuid.UUID, after, limit int) (p ImportPreview, last int, err error) {
	ctx = patient(ctx)
	err = s.pool.QueryRow(ctx, `
WITH rows AS (
    SELECT r.n, r.status, r.facts::jsonb -> 'fields' AS fields, coalesce(r.facts::jsonb -> 'fields' -> 'clear', '[]') AS clears,
           i.mode, r.facts::jsonb -> 'person' ? 'wa_id' AS numbered,
           (SELECT contact_id FROM identities d
            WHERE d.channel_id = i.channel_id AND d.key = r.key AND d.valid_to = 'infinity'
            LIMIT 1) AS contact_id
    FROM import_rows r JOIN imports i ON i.id = r.import_id
    WHERE r.import_id = @id AND r.n > @after
    ORDER BY r.n
    LIMIT @limit
), judged AS (
    SELECT r.n, CASE
        WHEN r.status = 'merged' THEN 'merged'
        WHEN r.status <> 'pending' THEN 'reject'
        WHEN r.contact_id IS NULL AND (r.mode = 'update_only' OR NOT r.numbered) THEN 'reject'
        WHEN r.contact_id IS NULL THEN 'create'
        WHEN r.mode = 'create_only' THEN 'unchanged'
        -- What a person said is stronger than a file, and clearing changes something
        -- only where something is shown.
        WHEN (c.name_source = 'manual' OR coalesce(r.fields ->> 'display_name', c.display_name) = c.display_name)
         AND NOT (c.name_source = 'import' AND r.clears ? 'display_name')
         AND NOT EXISTS (
             SELECT FROM (
                 SELECT 'remarks' AS field, to_jsonb(c.remarks) AS shown, coalesce(r.fields -> 'remarks', 'null') AS given
                 WHERE r.fields ? 'remarks' OR r.clears ? 'remarks'
                 UNION ALL
                 SELECT 'attributes.' || a.key, c.attributes -> a.key, a.value
                 FROM jsonb_each(coalesce(r.fields -> 'attributes', '{}')) AS a) AS g
             WHERE coalesce(g.shown, 'null') <> g.given
               AND NOT EXISTS (
                   SELECT FROM claims k
                   WHERE k.contact_id = ANY(ARRAY(SELECT id FROM contact_family(c.id) AS id))
                     AND k.field = g.field AND k.source = 'manual'))
         AND NOT EXISTS (
             SELECT FROM jsonb_array_elements_text(coalesce(r.fields -> 'add_tags', '[]')) AS wanted
             WHERE NOT EXISTS (SELECT FROM contact_tags ct JOIN tags t ON t.id = ct.tag_id
                               WHERE ct.contact_id = c.id AND lower(t.name) = lower(wanted)))
        THEN 'unchanged'
        ELSE 'update' END AS would
    FROM rows r LEFT JOIN contacts c ON c.id = r.contact_id
)
SELECT count(*) FILTER (WHERE would = 'create'), count(*) FILTER (WHERE would = 'update'),
       count(*) FILTER (WHERE would = 'unchanged'), count(*) FILTER (WHERE would = 'reject'),
       count(*) FILTER (WHERE would = 'merged'), coalesce(max(n), 0)
FROM judged`, named{"id": id, "after": after, "limit": limit}).
		Scan(&p.Create, &p.Update, &p.Unchanged, &p.Reject, &p.Merged, &last)
	if err != nil {
		return ImportPreview{}, 0, fmt.Errorf("preview import %s: %w", id, err)
	}
	return p, last, nil
}

// SetImportPreview keeps what an import would do, with the time.
func (s *Store) SetImportPreview(ctx context.Context, id uuid.UUID, p ImportPreview) error {
	_, err := s.pool.Exec(ctx, `
UPDATE imports
SET preview = jsonb_build_object(
        'create', @create::bigint, 'update', @update::bigint, 'unchanged', @unchanged::bigint, 'reject', @reject::bigint,
        'merged', @merged::bigint, 'at', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
WHERE id = @id`, named{
		"id": id, "create": p.Create, "update": p.Update, "unchanged": p.Unchanged, "reject": p.Reject, "merged": p.Merged,
	})
	if err != nil {
		return fmt.Errorf("keep the preview of import %s: %w", id, err)
	}
	return nil
}

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
func (s *Store) ImportRows(ctx context.Context, id uuid.UUID, status string, after, limit int) ([]ImportRowView, error) {
	found, err := list(ctx, s, `
SELECT n, cells, status, error, suggested_fix, facts::jsonb ->> 'detail', facts::jsonb -> 'understood', merged_into, event_id, contact_id, undone,
       `+erasedRowSQL+`
FROM import_rows r
WHERE import_id = @id AND n > @after AND (@status = '' OR status = @status)
ORDER BY n
LIMIT @limit`, named{"id": id, "status": status, "after": after, "limit": limit}, pgx.RowToStructByPos[ImportRowView], "list rows of import %s", id)
	for i := range found {
		if r := &found[i]; r.Erased { // as it is once it is emptied
			r.Cells, r.Detail, r.Understood = []string{}, nil, nil
		}
	}
	return found, err
}
