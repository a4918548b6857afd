package facebook

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/store"
)

// Lead is a lead that Facebook has told of.
type Lead struct {
	ID         string
	PageID     string
	FormID     string // of Facebook; empty while it is not known
	CreatedAt  time.Time
	RecordedAt time.Time
	Missed     bool       // found among the leads of its form, by no webhook
	Problem    *string    // why it is not fetched yet
	StartedAt  *time.Time // when its workflow was last started, since it was last asked for
	EventID    *uuid.UUID // what it became
	Wanted     int        // how often it was to be fetched
	Done       bool
}

const leadColumns = `id, page_id, form_id, created_at, recorded_at, missed, problem, started_at, event_id, wanted, done`

// Told is what is told of a lead before its answers are fetched.
type Told struct {
	ID, PageID, FormID string // FormID is empty if it is not told
	CreatedAt          time.Time
}

// Record keeps leads, and returns how many are new. They are inserted in the order of
// their ids, so that two deliveries cannot lock each other out. One that is there only
// counts a redelivery if a webhook brings it: the job finds each of them again and again.
func (f *Facebook) Record(ctx context.Context, leads []Told, missed bool) (fresh int, err error) {
	if len(leads) == 0 {
		return 0, nil
	}
	ids, pages, forms, created := make([]string, len(leads)), make([]string, len(leads)), make([]string, len(leads)), make([]time.Time, len(leads))
	for i, l := range leads {
		ids[i], pages[i], forms[i], created[i] = l.ID, l.PageID, l.FormID, l.CreatedAt
	}
	err = f.db.Intake.QueryRow(ctx, `
WITH recorded AS (
    INSERT INTO facebook_leads AS l (id, page_id, form_id, created_at, missed)
    SELECT DISTINCT ON (id) id, page_id, form_id, created_at, @missed::boolean
    FROM unnest(@ids::text[], @pages::text[], @forms::text[], @created::timestamptz[]) AS i (id, page_id, form_id, created_at)
    ORDER BY id
    ON CONFLICT (id) DO UPDATE SET redeliveries = l.redeliveries + 1 WHERE NOT excluded.missed
    RETURNING xmax = 0 AS new
)
SELECT count(*) FILTER (WHERE new) FROM recorded`,
		store.Named{"ids": ids, "pages": pages, "forms": forms, "created": created, "missed": missed}).Scan(&fresh)
	if err != nil {
		return 0, fmt.Errorf("record %d leads: %w", len(leads), err)
	}
	return fresh, nil
}

// Lead returns one lead or ErrNotFound.
func (f *Facebook) Lead(ctx context.Context, id string) (Lead, error) {
	rows, err := f.db.Other.Query(ctx, `SELECT `+leadColumns+` FROM facebook_leads WHERE id = @id`, store.Named{"id": id})
	return store.CollectOne(rows, err, pgx.RowToStructByName[Lead], "get lead %s", id)
}

// leadRest is how long a lead whose workflow was started is left alone. If somebody
// ended the workflow from outside, it is started again then.
const leadRest = time.Hour

// Unstarted lists leads whose workflow nobody has started, or started a while ago,
// that are not done.
func (f *Facebook) Unstarted(ctx context.Context) ([]Lead, error) {
	rows, err := f.db.Other.Query(ctx, `
SELECT `+leadColumns+` FROM facebook_leads
WHERE NOT done AND (started_at IS NULL OR started_at < now() - @rest::interval)
ORDER BY started_at NULLS FIRST
LIMIT 100`, store.Named{"rest": leadRest})
	return store.Collect(rows, err, pgx.RowToStructByName[Lead], "list leads")
}

// Started notes that the workflow of a lead runs, unless somebody has asked for it once
// more since it was read.
func (f *Facebook) Started(ctx context.Context, l Lead) error {
	return f.note(ctx, l.ID, `UPDATE facebook_leads SET started_at = now() WHERE id = @id AND wanted = @wanted`, store.Named{"wanted": l.Wanted})
}

// Waits notes why a lead is not fetched yet.
func (f *Facebook) Waits(ctx context.Context, id, why string) error {
	return f.note(ctx, id, `UPDATE facebook_leads SET problem = @why WHERE id = @id AND problem IS DISTINCT FROM @why`, store.Named{"why": why})
}

// Became ends a lead with the event that it became, unless somebody has asked for it
// once more since it was read: it is to be fetched again.
func (f *Facebook) Became(ctx context.Context, l Lead, event uuid.UUID) error {
	return f.note(ctx, l.ID, `UPDATE facebook_leads SET event_id = @event, done = wanted = @wanted, problem = NULL WHERE id = @id`,
		store.Named{"event": event, "wanted": l.Wanted})
}

// Again has a lead fetched again, whose event stays what it is until then.
func (f *Facebook) Again(ctx context.Context, id string) error {
	return f.note(ctx, id, `UPDATE facebook_leads SET wanted = wanted + 1, done = false, started_at = NULL, problem = NULL WHERE id = @id`, nil)
}

func (f *Facebook) note(ctx context.Context, id, sql string, args store.Named) error {
	all := store.Named{"id": id}
	for name, value := range args {
		all[name] = value
	}
	if _, err := f.db.Other.Exec(ctx, sql, all); err != nil {
		return fmt.Errorf("note about lead %s: %w", id, err)
	}
	return nil
}
