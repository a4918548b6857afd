package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
)

// PreviewImport counts what an import would do if it ran now, without writing
// anything else. What counts when a row is decided is what is true then.
func (s *Store) PreviewImport(ctx context.Context, id uuid.UUID) (json.RawMessage, error) {
	ctx = patient(ctx)
	var preview json.RawMessage
	err := s.pool.QueryRow(ctx, `
WITH rows AS (
    SELECT r.n, r.status, r.facts::jsonb -> 'fields' AS fields, coalesce(r.facts::jsonb -> 'fields' -> 'clear', '[]') AS clears,
           i.mode, r.facts::jsonb -> 'person' ? 'wa_id' AS numbered,
           (SELECT contact_id FROM identities d
            WHERE d.channel_id = i.channel_id AND d.key = r.key AND d.valid_to = 'infinity'
            LIMIT 1) AS contact_id
    FROM import_rows r JOIN imports i ON i.id = r.import_id
    WHERE r.import_id = @id
), judged AS (
    SELECT CASE
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
UPDATE imports
SET preview = (SELECT jsonb_build_object(
        'create', count(*) FILTER (WHERE would = 'create'), 'update', count(*) FILTER (WHERE would = 'update'),
        'unchanged', count(*) FILTER (WHERE would = 'unchanged'), 'reject', count(*) FILTER (WHERE would = 'reject'),
        'merged', count(*) FILTER (WHERE would = 'merged'), 'at', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
    FROM judged)
WHERE id = @id
RETURNING preview`, named{"id": id}).Scan(&preview)
	if err != nil {
		return nil, fmt.Errorf("preview import %s: %w", id, notFound(err))
	}
	return preview, nil
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
