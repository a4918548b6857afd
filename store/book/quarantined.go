package book

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/store"
)

// quarantined is where quarantined events are listed, or with Dismissed of a filter those
// that were. Its alias is d.
func quarantined(f EventFilter) string {
	if f.Dismissed {
		return "dismissals d JOIN events e ON e.id = d.event_id"
	}
	return "quarantine d JOIN events e ON e.id = d.event_id"
}

// narrowed are the conditions of a filter on quarantined events.
func (b *Book) narrowed(f EventFilter, args store.Named) string {
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
	if len(f.IDs) > 0 {
		conditions = append(conditions, "d.event_id = ANY(@ids::uuid[])")
		args["ids"] = f.IDs
	}
	return strings.Join(conditions, " AND ")
}

// CountQuarantined counts the quarantined events that a filter finds.
func (b *Book) CountQuarantined(ctx context.Context, f EventFilter) (int64, error) {
	args := store.Named{}
	counted, err := store.List(ctx, b.db, `SELECT count(*) FROM `+quarantined(f)+` WHERE `+b.narrowed(f, args),
		args, pgx.RowTo[int64], "count quarantined events")
	return first(counted), err
}

// QuarantinedIDs are the quarantined events that a filter finds, the oldest first, at most
// limit of them.
func (b *Book) QuarantinedIDs(ctx context.Context, f EventFilter, limit int) ([]uuid.UUID, error) {
	args := store.Named{"limit": limit}
	return store.List(ctx, b.db, `
SELECT d.event_id FROM `+quarantined(f)+`
WHERE `+b.narrowed(f, args)+`
ORDER BY d.event_id
LIMIT @limit`, args, pgx.RowTo[uuid.UUID], "list quarantined events")
}

// QuarantineGroup are the quarantined events of one reason.
type QuarantineGroup struct {
	Reason string
	Events int64
	Oldest time.Time // when the first of them arrived
}

// QuarantineGroups counts quarantined events, or those that were dismissed, by their
// reasons, the most frequent first. An empty channel is all of them.
func (b *Book) QuarantineGroups(ctx context.Context, channelID string, dismissed bool) ([]QuarantineGroup, error) {
	table, args := "quarantine", store.Named{}
	if dismissed {
		table = "dismissals"
	}
	return store.List(ctx, b.db, `
SELECT reason, count(*) AS events, min(received_at) AS oldest
FROM `+table+`
WHERE `+b.in.Narrow(channelID).Where("channel_id", args)+`
GROUP BY reason
ORDER BY count(*) DESC, reason`, args, pgx.RowToStructByName[QuarantineGroup], "count quarantined events by reason")
}

// CountSome counts quarantined events up to a number, and reads no more of them than that.
// An empty channel is all of them.
func (b *Book) CountSome(ctx context.Context, channelID string, most int) (int, error) {
	args := store.Named{"most": most}
	counted, err := store.List(ctx, b.db, `
SELECT count(*) FROM (SELECT FROM quarantine WHERE `+b.in.Narrow(channelID).Where("channel_id", args)+` LIMIT @most) AS few`,
		args, pgx.RowTo[int], "count some quarantined events")
	return first(counted), err
}
