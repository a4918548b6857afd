package imports

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// samplesOfEach is how many rows of each outcome a dry run keeps as samples: the first ones.
const samplesOfEach = 5

// Sample is a row that shows what would become of others like it.
type Sample struct {
	Reason  contact.Reason // why; empty of a row that staging refused, which says it itself
	Fix     string         // what would help a row that fails
	Contact uuid.UUID      // that is there already; zero else
	Changes []contact.Given
}

// sampled reports whether another row of this status is to be a sample.
func (p *ImportPreview) sampled(status string) bool {
	return status != "merged" && *p.of(status) < samplesOfEach
}

// ForgetSamples removes the samples behind a row, which are found anew.
func (im *Imports) ForgetSamples(ctx context.Context, id uuid.UUID, after int) error {
	_, err := im.db.Other.Exec(ctx, `DELETE FROM import_samples WHERE import_id = @id AND n > @after`, store.Named{"id": id, "after": after})
	if err != nil {
		return fmt.Errorf("forget samples of import %s: %w", id, err)
	}
	return nil
}

// keepSamplesSQL keeps no sample of an import that waits no more, and none about somebody who
// is deleted. Neither happens until the transaction has ended.
const keepSamplesSQL = `
WITH waiting AS MATERIALIZED (
    SELECT id FROM imports WHERE id = @id AND status IN ('staging', 'awaiting_confirmation') FOR SHARE
), people AS MATERIALIZED (
    SELECT id FROM contacts WHERE id = ANY(@contacts::uuid[]) AND deleted_at IS NULL ORDER BY id FOR SHARE
)
INSERT INTO import_samples (import_id, n, outcome, reason, suggested_fix, contact_id, changes)
SELECT w.id, s.n, s.outcome, s.reason, s.fix, s.contact_id, s.changes
FROM waiting w
CROSS JOIN jsonb_to_recordset(@samples::jsonb) AS s (n integer, outcome text, reason text, fix text, contact_id uuid, changes jsonb)
WHERE s.contact_id IS NULL OR s.contact_id IN (SELECT id FROM people)
ON CONFLICT (import_id, n) DO NOTHING`

// KeepSamples keeps those of some rows that are samples.
func (im *Imports) KeepSamples(ctx context.Context, id uuid.UUID, rows []PreviewedRow) error {
	type kept struct {
		N         int             `json:"n"`
		Outcome   string          `json:"outcome"`
		Reason    contact.Reason  `json:"reason"`
		Fix       string          `json:"fix"`
		ContactID *uuid.UUID      `json:"contact_id"`
		Changes   []contact.Given `json:"changes"`
	}
	var all []kept
	var contacts []uuid.UUID
	for _, row := range rows {
		if row.Sample == nil {
			continue
		}
		k := kept{row.N, row.Status, row.Sample.Reason, row.Sample.Fix, nil, append([]contact.Given{}, row.Sample.Changes...)}
		if row.Sample.Contact != uuid.Nil {
			k.ContactID = &row.Sample.Contact
			contacts = append(contacts, row.Sample.Contact)
		}
		all = append(all, k)
	}
	if len(all) == 0 {
		return nil
	}
	samples, err := json.Marshal(all)
	if err != nil {
		return fmt.Errorf("encode samples of import %s: %w", id, err)
	}
	if _, err := im.db.Other.Exec(ctx, keepSamplesSQL, store.Named{"id": id, "samples": string(samples), "contacts": contacts}); err != nil {
		return fmt.Errorf("keep samples of import %s: %w", id, err)
	}
	return nil
}

// SampleView is a sample as readers see it, with its row.
type SampleView struct {
	N           int
	Outcome     string // as the status of a row
	Reason      string // empty of a row that staging refused without one
	Fix         string
	ContactID   *uuid.UUID
	ContactName *string
	Changes     []contact.Given
	Gives       *contact.Fields // of a row that would create somebody
	Cells       []string
	Name        *string // that the row gives, together with those that were merged into it
	Understood  *contact.Understood
}

// Samples lists the samples of an import in the order of its file.
func (im *Imports) Samples(ctx context.Context, id uuid.UUID) ([]SampleView, error) {
	args := store.Named{"id": id}
	return store.List(ctx, im.db, `
SELECT s.n, s.outcome, coalesce(nullif(s.reason, ''), r.error, '') AS reason, coalesce(nullif(s.suggested_fix, ''), r.suggested_fix, '') AS fix,
       s.contact_id, c.display_name AS contact_name, s.changes,
       CASE WHEN s.outcome = 'created' THEN r.facts::jsonb -> 'fields' END AS gives,
       r.cells, r.facts::jsonb -> 'fields' ->> 'display_name' AS name, r.facts::jsonb -> 'understood' AS understood
FROM import_samples s
JOIN import_rows r ON r.import_id = s.import_id AND r.n = s.n
LEFT JOIN contacts c ON c.id = s.contact_id AND NOT c.hidden
WHERE s.import_id = @id AND NOT `+store.ErasedRowSQL+`
  AND `+im.in.Where("(SELECT channel_id FROM imports WHERE id = @id)", args)+`
ORDER BY s.n`, args, pgx.RowToStructByName[SampleView], "list samples of import %s", id)
}
