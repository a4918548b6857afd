package book

import (
	"cmp"
	"context"
	"encoding/json"
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
	for _, p := range parts {
		if len(found) == limit {
			break
		}
		args := maps.Clone(n.args)
		maps.Copy(args, p.args)
		args["limit"] = limit - len(found)
		from, where := n.from, n.where(p.where...)
		if n.sorted && limit < exportPage { // a page of an export is so large that it is read in order
			from, where = "("+n.gatheredSQL(p, args)+") AS found JOIN contacts c ON c.id = found.id", "true"
		}
		more, err := store.List(ctx, b.db, strings.Replace(contactRowSQL, "FROM contacts c", "FROM "+from, 1)+`
WHERE `+where+`
ORDER BY `+p.order+`
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

// CountContacts counts the contacts that a filter finds: exactly up to most, and above
// that as PostgreSQL estimates them.
func (b *Book) CountContacts(ctx context.Context, f ContactFilter, most int64) (count int64, exact bool, err error) {
	n, err := b.narrow(ctx, f)
	if err != nil {
		return 0, false, fmt.Errorf("count contacts: %w", err)
	}
	return b.count(ctx, n, most)
}

// Effort is how much work a count may be.
type Effort struct {
	Most int64   // up to which is counted exactly
	Few  int64   // up to which is counted where counting to Most is dear
	Dear float64 // the cost from which it is, as PostgreSQL's planner reckons
}

// CountWithin counts as CountContacts does, but where that is dear only up to a few. In a
// small database nothing is dear.
func (b *Book) CountWithin(ctx context.Context, f ContactFilter, e Effort) (count int64, exact bool, err error) {
	n, err := b.narrow(ctx, f)
	if err != nil {
		return 0, false, fmt.Errorf("count contacts: %w", err)
	}
	if n.few { // to find them is the work
		return b.count(ctx, n, e.Most)
	}
	plan, err := b.plan(ctx, n.counted(), n.upTo(e.Most))
	if err != nil {
		return 0, false, err
	}
	if plan.Cost > e.Dear {
		return b.count(ctx, n, e.Few)
	}
	return b.count(ctx, n, e.Most)
}

func (n *narrowing) matching() string { return "SELECT FROM " + n.from + " WHERE " + n.where() }

func (n *narrowing) counted() string {
	if n.few {
		return n.countedFewSQL()
	}
	matching := n.matching()
	if n.channelAlone {
		// There is an index in this order. Without it PostgreSQL reads others as well, and
		// does not know where those of a channel are.
		matching += " ORDER BY c.created_at DESC, c.id DESC"
	}
	return `SELECT count(*) FROM (` + matching + ` LIMIT @most::bigint + 1) AS counted`
}

func (n *narrowing) upTo(most int64) store.Named {
	args := maps.Clone(n.args)
	args["most"] = most
	return args
}

func (b *Book) count(ctx context.Context, n *narrowing, most int64) (count int64, exact bool, err error) {
	counted, err := store.List(ctx, b.db, n.counted(), n.upTo(most), pgx.RowTo[int64], "count contacts")
	if err != nil || counted[0] <= most {
		return first(counted), true, err
	}
	plan, err := b.plan(ctx, n.matching(), n.args)
	return max(int64(plan.Rows), most+1), false, err
}

// plan is what PostgreSQL expects of a statement.
type plan struct {
	Rows float64 `json:"Plan Rows"`
	Cost float64 `json:"Total Cost"`
}

func (b *Book) plan(ctx context.Context, sql string, args store.Named) (plan, error) {
	plans, err := store.List(ctx, b.db, `EXPLAIN (FORMAT JSON) `+sql, args, pgx.RowTo[json.RawMessage], "estimate contacts")
	if err != nil {
		return plan{}, err
	}
	var all []struct{ Plan plan }
	if err := json.Unmarshal(first(plans), &all); err != nil || len(all) == 0 {
		return plan{}, fmt.Errorf("read the estimate of contacts: %w", cmp.Or(err, errNoPlan))
	}
	return all[0].Plan, nil
}

var errNoPlan = fmt.Errorf("PostgreSQL tells no plan")

func first[T any](rows []T) (one T) {
	if len(rows) > 0 {
		one = rows[0]
	}
	return one
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
