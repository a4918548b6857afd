package book

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// EventFilter narrows a list. Empty fields do not. The decision "pending" finds
// what has none yet.
type EventFilter struct {
	ChannelID string
	Decision  string
	Source    string
	Reason    string
	Origin    string // the phone_number_id, form, trigger or import that it came from
	ContactID uuid.UUID
	IDs       []uuid.UUID // these alone; none: all
	// Dismissed has those that were quarantined, for the Reason, and that a person dismissed.
	Dismissed bool
}

// Pending is the word by which a filter asks for events without a decision.
const Pending = "pending"

// eventsRead is how many events one page of a list reads at most. What a filter
// finds is in the ledger in no order that an index has: one over the channel or
// the decision would cost every event that is recorded or decided.
const eventsRead = 10_000

// Events lists events, newest first, at most limit of them, beginning after the
// event with the given id (zero: at the start). A list that stops because it has
// read enough, and not because it has found enough, returns the event that it
// read last: it goes on after that one.
func (b *Book) Events(ctx context.Context, f EventFilter, after uuid.UUID, limit int) (rows []EventRow, stopped *store.Position, err error) {
	err = b.db.Reading(ctx, func(conn *pgxpool.Conn) error {
		rows, stopped, err = eventPage(ctx, conn, b.in, f, after, limit)
		return err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("list events: %w", err)
	}
	return rows, stopped, nil
}

func eventPage(ctx context.Context, conn *pgxpool.Conn, in store.Channels, f EventFilter, after uuid.UUID, limit int) ([]EventRow, *store.Position, error) {
	q := eventQuery{from: "events e", args: store.Named{
		"limit": limit, "most": eventsRead, "decision": f.Decision, "source": f.Source,
		"contact": f.ContactID, "after": after, "reason": f.Reason, "origin": f.Origin, "ids": f.IDs,
	}}
	short := false
	if f.Decision == Pending {
		rows, err := conn.Query(ctx, `SELECT count(*) < @most FROM (SELECT FROM queue LIMIT @most) AS first`, q.args)
		if err != nil {
			return nil, nil, err
		}
		if short, err = pgx.CollectExactlyOneRow(rows, pgx.RowTo[bool]); err != nil {
			return nil, nil, err
		}
	}
	q.narrow(in, f, short)
	if after != uuid.Nil {
		q.read = append(q.read, "e.id < @after")
	}
	rows, err := conn.Query(ctx, q.sql(), q.args)
	if err != nil {
		return nil, nil, err
	}
	return q.page(rows)
}

// eventQuery reads events in a way that an index has, and of those shows the ones
// that match.
type eventQuery struct {
	from  string
	read  []string // what is read
	match []string // what of that is shown
	args  store.Named
}

// narrow divides a filter into what there is an index for and what there is not.
// in are the channels that the reader sees; queueIsShort says that all that is
// pending can be looked through.
func (q *eventQuery) narrow(in store.Channels, f EventFilter, queueIsShort bool) {
	byIndex := func(way bool, condition string) bool {
		if way {
			q.read = append(q.read, condition)
		}
		return way
	}
	byID := byIndex(len(f.IDs) > 0, "e.id = ANY(@ids::uuid[])")
	if byID && f.ContactID != uuid.Nil {
		q.match = append(q.match, "e.contact_id = @contact")
	}
	byContact := byIndex(!byID && f.ContactID != uuid.Nil,
		// A contact's events are among those of its identities' keys: those are
		// indexed, the decision is not.
		`e.contact_id = ANY(`+familySQL+`)
      AND (e.key, e.channel_id) IN (SELECT key, channel_id FROM identities WHERE contact_id = @contact)`)
	bySource := byIndex(!byID && !byContact && f.Source != "" && f.Source != "message", "e.source = @source")
	if f.Source != "" && !bySource {
		q.match = append(q.match, "e.source = @source")
	}
	own := !byID && !byContact && !bySource // the decision may choose the way
	switch {
	case f.Dismissed, f.Decision == string(contact.Quarantined) && own:
		q.from = quarantined(f)
		if f.Reason != "" { // which the table has
			q.read = append(q.read, "d.reason = @reason")
			f.Reason = ""
		}
	case f.Reason == string(contact.Dismissed) && own && (f.Decision == "" || f.Decision == string(contact.Ignored)):
		q.from, f.Reason = quarantined(EventFilter{Dismissed: true}), ""
	case f.Decision == Pending && own && queueIsShort:
		q.from = "(SELECT DISTINCT event_id FROM queue) AS d JOIN events e ON e.id = d.event_id"
	case f.Decision == Pending:
		q.match = append(q.match, "e.decision IS NULL")
	case f.Decision != "":
		q.match = append(q.match, "e.decision = @decision")
	}
	if f.Reason != "" {
		q.match = append(q.match, "e.reason = @reason")
	}
	if f.Origin != "" {
		q.match = append(q.match, "e.origin = @origin")
	}
	if in = in.Narrow(f.ChannelID); !in.All() {
		q.match = append(q.match, in.Where("e.channel_id", q.args))
	}
}

// sql ends with whether an event is the last that is read, and whether it is
// shown. Reading goes no further than the page does.
func (q *eventQuery) sql() string {
	columns, _, _ := strings.Cut(eventRowSQL, "\nFROM events e")
	read, match := strings.Join(append(q.read, "true"), "\n      AND "), strings.Join(append(q.match, "true"), " AND ")
	if len(q.match) == 0 {
		return columns + `, false AS last, true AS shown
FROM ` + q.from + `
WHERE ` + read + `
ORDER BY e.id DESC
LIMIT @limit`
	}
	return columns + `, e.nth = @most AS last, coalesce(` + match + `, false) AS shown
FROM (
    SELECT e.*, row_number() OVER (ORDER BY e.id DESC) AS nth
    FROM ` + q.from + `
    WHERE ` + read + `
    ORDER BY e.id DESC
    LIMIT @most) AS e
WHERE ` + match + ` OR e.nth = @most
ORDER BY e.id DESC
LIMIT @limit`
}

func (q *eventQuery) page(found pgx.Rows) (page []EventRow, stopped *store.Position, err error) {
	type row struct {
		EventRow
		Last  bool
		Shown bool
	}
	rows, err := pgx.CollectRows(found, pgx.RowToStructByName[row])
	if err != nil {
		return nil, nil, err
	}
	for _, r := range rows {
		r.hide()
		if r.Shown {
			page = append(page, r.EventRow)
		}
		if r.Last {
			stopped = &store.Position{At: r.ReceivedAt, ID: r.ID}
		}
	}
	return page, stopped, nil
}
