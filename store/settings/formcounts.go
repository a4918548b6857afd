package settings

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/store"
)

// Accepted is the outcome of a submission that was recorded. Every other outcome is
// why one was refused.
const Accepted = "accepted"

// FormCount is how many submissions to a form had an outcome within an hour.
type FormCount struct {
	FormID  string
	Outcome string
	Hour    time.Time
	Count   int64
	LastAt  time.Time
}

// CountForms adds to what is counted, and removes what is older than a day before
// now, but for the last success of each form. What is counted for a form that is not
// there is passed over: anybody can name one.
func (s *Settings) CountForms(ctx context.Context, counts []FormCount, now time.Time) error {
	var forms, outcomes []string
	var hours, last []time.Time
	var n []int64
	for _, c := range counts {
		forms, outcomes, hours = append(forms, c.FormID), append(outcomes, c.Outcome), append(hours, c.Hour)
		n, last = append(n, c.Count), append(last, c.LastAt)
	}
	b := &pgx.Batch{}
	// In order, so that no two processes wait for each other.
	b.Queue(`
INSERT INTO form_counts AS f (form_id, outcome, hour, count, last_at)
SELECT form_id, outcome, hour, count, last_at
FROM unnest(@forms::text[], @outcomes::text[], @hours::timestamptz[], @counts::bigint[], @last::timestamptz[])
     AS n (form_id, outcome, hour, count, last_at)
WHERE EXISTS (SELECT FROM forms WHERE id = n.form_id AND deleted_at IS NULL)
ORDER BY form_id, outcome, hour
ON CONFLICT (form_id, outcome, hour) DO UPDATE
SET count = f.count + excluded.count, last_at = greatest(f.last_at, excluded.last_at)`,
		store.Named{"forms": forms, "outcomes": outcomes, "hours": hours, "counts": n, "last": last})
	b.Queue(`
DELETE FROM form_counts
WHERE (form_id, outcome, hour) IN (
    SELECT o.form_id, o.outcome, o.hour
    FROM form_counts o
    WHERE o.hour < @before AND (o.outcome <> @accepted OR EXISTS (
        SELECT FROM form_counts n WHERE n.form_id = o.form_id AND n.outcome = o.outcome AND n.hour > o.hour))
    FOR UPDATE SKIP LOCKED)`, store.Named{"before": now.Add(-25 * time.Hour), "accepted": Accepted})
	if err := s.db.Other.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("count what became of submissions: %w", err)
	}
	return nil
}

// FormCounts returns what was counted for forms since a time, by outcome, and the last
// success of each whenever that was. Without a form it is for every one.
func (s *Settings) FormCounts(ctx context.Context, form string, since time.Time) ([]FormCount, error) {
	args := store.Named{"form": store.Null(form), "since": since, "accepted": Accepted}
	rows, err := s.db.Other.Query(ctx, `
SELECT form_id, outcome, max(hour) AS hour, sum(count)::bigint AS count, max(last_at) AS last_at
FROM form_counts
WHERE form_id IN (SELECT id FROM forms WHERE id = coalesce(@form, id) AND deleted_at IS NULL AND `+s.in.Where("channel_id", args)+`) AND (last_at > @since OR outcome = @accepted)
GROUP BY form_id, outcome
ORDER BY form_id, outcome`, args)
	return store.Collect(rows, err, pgx.RowToStructByName[FormCount], "read what became of the submissions to form %s", form)
}
