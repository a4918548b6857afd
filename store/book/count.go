package book

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"

	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/store"
)

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
	if n.everybody {
		expected, err := b.plan(ctx, n.matching(), n.args)
		if err != nil || expected.Rows >= surely*float64(e.Most) {
			return int64(expected.Rows), false, err
		}
	}
	most, err := b.within(ctx, n, e)
	if err != nil {
		return 0, false, err
	}
	return b.count(ctx, n, most)
}

// surely is how many times as many as are counted PostgreSQL must expect of everybody, or
// of a channel, for none of them to be counted. It keeps how many of each are shown, in
// the statistics contacts_shown.
const surely = 10

// within is up to which number is counted.
func (b *Book) within(ctx context.Context, n *narrowing, e Effort) (most int64, err error) {
	if n.few { // to find them is the work
		return e.Most, nil
	}
	expected, err := b.plan(ctx, n.counted(), n.upTo(e.Most))
	if expected.Cost > e.Dear {
		return e.Few, err
	}
	return e.Most, err
}

// Counted is how many contacts a filter finds, exactly or as PostgreSQL estimates them.
type Counted struct {
	Contacts int64
	Exact    bool
}

// CountBoth counts a filter as CountWithin does, and all who are searched for by it, whatever
// else it narrows by. They are gone through once, if they are few; of more the first tell
// whether the filter finds many, too.
func (b *Book) CountBoth(ctx context.Context, f ContactFilter, e Effort) (found, all Counted, err error) {
	searched := ContactFilter{Query: f.Query}
	if f.Query != "" {
		found, all, err = b.countSearched(ctx, f, searched, e)
	}
	if err == nil && found == (Counted{}) {
		found.Contacts, found.Exact, err = b.CountWithin(ctx, f, e)
	}
	if err == nil && all == (Counted{}) {
		all.Contacts, all.Exact, err = b.CountWithin(ctx, searched, e)
	}
	return found, all, err
}

// countSearched counts both of a search. Of more than are counted it leaves out those whom
// the filter finds, unless there are more of these, too.
func (b *Book) countSearched(ctx context.Context, f, searched ContactFilter, e Effort) (found, all Counted, err error) {
	n, err := b.narrow(ctx, searched)
	if err != nil {
		return found, all, fmt.Errorf("count contacts: %w", err)
	}
	rest := f
	rest.Query, rest.ChannelID = "", ""
	inside, err := b.narrowing(ctx, rest, gather{few: true})
	if err != nil {
		return found, all, fmt.Errorf("count contacts: %w", err)
	}
	if f.ChannelID != "" {
		inside.add("c.channel_id = @channel", "channel", f.ChannelID)
	}
	most, err := b.within(ctx, n, e)
	if err != nil {
		return found, all, err
	}
	args := n.upTo(most)
	maps.Copy(args, inside.args)
	type both struct{ All, Inside int64 }
	rows, err := store.List(ctx, b.db, n.countedOf(inside.where()+" AS inside", `count(*) AS "all", count(*) FILTER (WHERE inside) AS inside`),
		args, pgx.RowToStructByName[both], "count contacts")
	if err != nil {
		return found, all, err
	}
	counted := first(rows)
	if counted.All <= most {
		return Counted{counted.Inside, true}, Counted{counted.All, true}, nil
	}
	if all.Contacts, err = b.more(ctx, n, most); err != nil {
		return found, all, err
	}
	if n, err = b.narrow(ctx, f); err != nil {
		return found, all, err
	}
	expected, err := b.more(ctx, n, most)
	if sampled := all.Contacts * counted.Inside / counted.All; counted.Inside > most || min(sampled, expected) > likely*most {
		found.Contacts = expected
	}
	return found, all, err
}

// likely is how many times as many as are counted there must be, as the first of them and
// PostgreSQL have it, for none to be counted.
const likely = 3

// CountByChannel counts the contacts that a filter finds in each channel. It reports whether
// all are counted: if there are more than that, it has counted some of them alone.
func (b *Book) CountByChannel(ctx context.Context, f ContactFilter, e Effort) (found map[string]int64, all bool, err error) {
	n, err := b.narrow(ctx, f)
	if err != nil {
		return nil, false, fmt.Errorf("count contacts: %w", err)
	}
	most, err := b.within(ctx, n, e)
	if err != nil {
		return nil, false, err
	}
	type channel struct {
		ChannelID string
		Contacts  int64
	}
	rows, err := store.List(ctx, b.db, n.countedOf("c.channel_id", "channel_id, count(*) AS contacts")+" GROUP BY channel_id",
		n.upTo(most), pgx.RowToStructByName[channel], "count contacts of channels")
	found, sum := map[string]int64{}, int64(0)
	for _, c := range rows {
		found[c.ChannelID], sum = c.Contacts, sum+c.Contacts
	}
	return found, sum <= most, err
}

func (n *narrowing) matching() string { return "SELECT FROM " + n.from + " WHERE " + n.where() }

// counted counts those who match, up to a number.
func (n *narrowing) counted() string { return n.countedOf("c.id", "count(*)") }

// countedOf counts what is selected of them.
func (n *narrowing) countedOf(selected, counts string) string {
	matching := "SELECT " + selected + " FROM " + n.from + " WHERE " + n.where()
	switch {
	case n.channelAlone:
		// There is an index in this order. Without it PostgreSQL reads others as well, and
		// does not know where those of a channel are.
		matching += " ORDER BY c.created_at DESC, c.id DESC"
	case n.few:
		// PostgreSQL finds what is materialized as if all were read, and reads no more than
		// is counted.
		return "WITH found AS MATERIALIZED (" + matching + `)
SELECT ` + counts + ` FROM (SELECT * FROM found LIMIT @most::bigint + 1) AS counted`
	}
	return "SELECT " + counts + " FROM (" + matching + " LIMIT @most::bigint + 1) AS counted"
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
	count, err = b.more(ctx, n, most)
	return count, false, err
}

// more estimates how many there are if that is more than a number.
func (b *Book) more(ctx context.Context, n *narrowing, than int64) (int64, error) {
	expected, err := b.plan(ctx, n.matching(), n.args)
	return max(int64(expected.Rows), than+1), err
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
