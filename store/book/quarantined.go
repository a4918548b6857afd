package book

import (
	"context"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/store"
)

// quarantined are the conditions of a filter on quarantined events.
func (b *Book) quarantined(f EventFilter, args store.Named) string {
	conditions := []string{b.in.Narrow(f.ChannelID).Where("e.channel_id", args)}
	for _, c := range []struct{ value, sql, name string }{
		{f.Source, "e.source = @source", "source"}, {f.Reason, "d.reason = @reason", "reason"}, {f.Origin, "d.origin = @origin", "origin"},
	} {
		if c.value != "" {
			conditions = append(conditions, c.sql)
			args[c.name] = c.value
		}
	}
	if f.ContactID != uuid.Nil {
		conditions = append(conditions, "e.contact_id = @contact")
		args["contact"] = f.ContactID
	}
	return strings.Join(conditions, " AND ")
}

// CountQuarantined counts the quarantined events that a filter finds.
func (b *Book) CountQuarantined(ctx context.Context, f EventFilter) (int64, error) {
	args := store.Named{}
	counted, err := store.List(ctx, b.db, `SELECT count(*) FROM quarantine d JOIN events e ON e.id = d.event_id WHERE `+b.quarantined(f, args),
		args, pgx.RowTo[int64], "count quarantined events")
	return first(counted), err
}

// QuarantinedIDs are the quarantined events that a filter finds, the oldest first, at most
// limit of them.
func (b *Book) QuarantinedIDs(ctx context.Context, f EventFilter, limit int) ([]uuid.UUID, error) {
	args := store.Named{"limit": limit}
	return store.List(ctx, b.db, `
SELECT d.event_id FROM quarantine d JOIN events e ON e.id = d.event_id
WHERE `+b.quarantined(f, args)+`
ORDER BY d.event_id
LIMIT @limit`, args, pgx.RowTo[uuid.UUID], "list quarantined events")
}
