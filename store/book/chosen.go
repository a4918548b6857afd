package book

import (
	"context"
	"maps"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// Chosen is a contact, or an event, that something is to be done with.
type Chosen struct {
	ID        uuid.UUID
	ChannelID string
}

// chosenPage is how many are read at once.
const chosenPage = 10_000

// Choose returns the contacts that a filter finds, newest first, most+1 of them at most.
// They are read page by page, each within the time that a list has.
func (b *Book) Choose(ctx context.Context, f ContactFilter, most int) (chosen []Chosen, err error) {
	f.Sort = contact.ByCreated
	type row struct {
		Chosen
		store.Position
	}
	n, err := b.narrow(ctx, f)
	if err != nil {
		return nil, err
	}
	var after *store.Position
	for len(chosen) <= most {
		p, limit := n.parts(f.Sort, after)[0], min(chosenPage, most+1-len(chosen))
		args := maps.Clone(n.args)
		maps.Copy(args, p.args)
		args["limit"] = limit
		page, err := store.List(ctx, b.db, `
SELECT c.id, c.channel_id, `+n.createdAt+`
FROM `+n.from+`
WHERE `+n.where(p.where...)+`
ORDER BY `+p.order+`
LIMIT @limit`, args, func(found pgx.CollectableRow) (r row, err error) {
			err = found.Scan(&r.Chosen.ID, &r.ChannelID, &r.At)
			r.Position.ID = r.Chosen.ID
			return r, err
		}, "choose contacts")
		if err != nil {
			return nil, err
		}
		for _, r := range page {
			chosen = append(chosen, r.Chosen)
		}
		if len(page) < limit {
			break
		}
		last := page[len(page)-1].Position
		after = &last
	}
	return chosen, nil
}

// ChooseByID returns the contacts with these ids, of merged ones those that they became
// part of. Who is deleted or not to be seen is left out.
func (b *Book) ChooseByID(ctx context.Context, ids []uuid.UUID) ([]Chosen, error) {
	args := store.Named{"ids": ids}
	return store.List(ctx, b.db, `
SELECT c.id, c.channel_id
FROM (SELECT min(nth) AS nth, live_contact(asked) AS id FROM unnest(@ids::uuid[]) WITH ORDINALITY AS a (asked, nth) GROUP BY 2) AS a
JOIN contacts c ON c.id = a.id AND `+shownSQL+` AND `+b.in.Where("c.channel_id", args)+`
ORDER BY a.nth`, args, pgx.RowToStructByName[Chosen], "choose contacts")
}

// ChooseQuarantined returns the quarantined events that a filter finds, the oldest first,
// most+1 of them at most.
func (b *Book) ChooseQuarantined(ctx context.Context, f EventFilter, most int) ([]Chosen, error) {
	args := store.Named{"limit": most + 1}
	return store.List(ctx, b.db, `
SELECT d.event_id AS id, coalesce(e.channel_id, '') AS channel_id FROM `+quarantined(f)+`
WHERE `+b.narrowed(f, args)+`
ORDER BY d.event_id
LIMIT @limit`, args, pgx.RowToStructByName[Chosen], "choose quarantined events")
}
