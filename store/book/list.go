package book

import (
	"context"
	"fmt"
	"maps"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// Contacts lists contacts in the order of the filter, at most limit of them, beginning
// after a position (nil: at the start).
func (b *Book) Contacts(ctx context.Context, f ContactFilter, after *store.Position, limit int) ([]ContactRow, error) {
	n, err := b.narrow(ctx, f)
	if err != nil {
		return nil, fmt.Errorf("list contacts: %w", err)
	}
	return b.listed(ctx, n, n.parts(f.Sort, after), limit)
}

// listed reads parts of a list, one after another, until there are enough.
func (b *Book) listed(ctx context.Context, n *narrowing, parts []part, limit int) (found []ContactRow, err error) {
	between, err := b.fewBetween(ctx, n)
	if err != nil {
		return nil, err
	}
	for _, p := range parts {
		if len(found) == limit {
			break
		}
		args := maps.Clone(n.args)
		maps.Copy(args, p.args)
		args["limit"] = limit - len(found)
		// What stands beside a contact is read for those of the page alone.
		from, gathered := `(SELECT c.* FROM `+n.from+` WHERE `+n.where(p.where...)+` ORDER BY `+p.order+` LIMIT @limit) AS c`, ""
		switch {
		case between:
			gathered = n.betweenSQL(p)
		case (n.sorted || n.near) && limit < exportPage: // a page of an export is so large that it is read in order
			gathered = n.gatheredSQL(p, args)
		}
		if gathered != "" {
			from = "(" + gathered + ") AS found JOIN contacts c ON c.id = found.id"
		}
		more, err := store.List(ctx, b.db, strings.Replace(contactRowSQL, "FROM contacts c", "FROM "+from, 1)+`
ORDER BY `+strings.NewReplacer(n.createdAt, "c.created_at", n.id, "c.id").Replace(p.order)+`
LIMIT @limit`, args, pgx.RowToStructByName[ContactRow], "list contacts")
		if err != nil {
			return nil, err
		}
		found = append(found, more...)
	}
	return found, nil
}

// part is a part of a list that one statement reads, in one order.
type part struct {
	where []string
	order string
	args  store.Named
}

// after lets a part begin behind a position.
func (p *part) after(condition string, args store.Named) {
	p.where, p.args = append(p.where, condition), args
}

// parts are those of a list from a position on. Who wrote last first has two: the hour
// of the last message has an index, and within an hour contacts are sorted. Those who
// never wrote would be one hour, and are a list of their own.
func (n *narrowing) parts(sort contact.Sort, after *store.Position) []part {
	newest := part{order: n.createdAt + " DESC, " + n.id + " DESC"}
	switch sort {
	case contact.ByName:
		byName := part{order: sortNameSQL + ` COLLATE "C", c.id`}
		if after != nil {
			byName.after(`(`+sortNameSQL+` COLLATE "C", c.id) > (@name, @id)`, store.Named{"name": after.Name, "id": after.ID})
		}
		return []part{byName}
	case contact.ByConversed:
		wrote := part{where: []string{wroteSQL}, order: "c.conversed_hour DESC, c.last_conversed_at DESC, c.id DESC"}
		newest.where = []string{neverWroteSQL}
		switch {
		case after == nil && n.neverWrote:
			return []part{newest}
		case after != nil && after.Never:
			newest.older(n, after)
			return []part{newest}
		case after != nil:
			wrote.after(`(c.conversed_hour, c.last_conversed_at, c.id) < (date_trunc('hour', @at, 'UTC'), @at, @id)`,
				store.Named{"at": after.At, "id": after.ID})
		}
		return []part{wrote, newest}
	}
	if after != nil {
		newest.older(n, after)
	}
	return []part{newest}
}

func (p *part) older(n *narrowing, than *store.Position) {
	p.after("("+n.createdAt+", "+n.id+") < (@at, @id)", store.Named{"at": than.At, "id": than.ID})
}

// PositionOf returns where a list of some order goes on after a contact.
func PositionOf(c ContactRow, sort contact.Sort) store.Position {
	switch {
	case sort == contact.ByName:
		return store.Position{Name: c.SortName, ID: c.ID}
	case sort == contact.ByConversed && c.LastConversedAt != nil:
		return store.Position{At: *c.LastConversedAt, ID: c.ID}
	}
	return store.Position{At: c.CreatedAt, ID: c.ID, Never: sort == contact.ByConversed}
}

// exportPage is how many contacts are read at once for an export.
const exportPage = 1000

// EachContact calls f for every contact of a filter, in its order, reading a page at a
// time: memory does not grow with the list, and no transaction stays open while a slow
// reader takes its time.
func (b *Book) EachContact(ctx context.Context, f ContactFilter, each func(ContactRow) error) error {
	var after *store.Position
	for {
		page, err := b.Contacts(ctx, f, after, exportPage)
		if err != nil {
			return err
		}
		for _, c := range page {
			if err := each(c); err != nil {
				return err
			}
		}
		if len(page) < exportPage {
			return nil
		}
		last := PositionOf(page[len(page)-1], f.Sort)
		after = &last
	}
}
