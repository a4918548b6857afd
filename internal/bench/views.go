package bench

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
)

// deepPage is the page of the list that somebody reaches who turns over and over.
const deepPage = 1000

// view is a page that somebody opens: its kind, its address, and what must stand on it.
type view struct{ kind, address, holds string }

// pageViews are the pages that people open.
type pageViews struct{ lists, searches, contacts []view }

const (
	aRow     = `<tr id="c-`
	aContact = `<h2 id="told">`
)

// listed is a page of the list of contacts.
func listed(kind, holds string, narrowed url.Values) view {
	narrowed.Set("channel", manyChannel)
	return view{kind, "/app/contacts?" + narrowed.Encode(), holds}
}

// pageViews are lists with every kind of filter and order, searches for what few and many
// have, and contacts of any age. The 1,000th page is turned to before.
func (r *rig) pageViews(ctx context.Context, s *site) (all pageViews, err error) {
	turned := r.opts.n(deepPage) - 1
	deep, err := s.server.cursorAfter(ctx, turned)
	if err != nil {
		return all, err
	}
	week := time.Now().AddDate(0, 0, -7).UTC().Format(time.DateOnly)
	for _, narrowed := range []url.Values{
		{},
		{"tag": {"Regular"}},
		{"cursor": {deep}, "start": {strconv.Itoa(50 * turned)}},
		{"source": {"import"}},
		{"sort": {"-conversed"}},
		{"tag": {"Lead"}, "attr.city": {"Ipoh"}, "wrote": {"true"}},
		{"assignee": {"Kumar"}},
		{"attr.city": {"Gopeng"}},
		{"sort": {"name"}},
		{"attr.budget.gte": {"5000"}, "attr.budget.lte": {"6000"}},
		{"tag": {"Regular"}, "not_tag": {"Lead"}, "created_after": {week}},
		{"ad_id": {"ad-3"}},
		{"opted_out": {"true"}},
		{"wrote": {"false"}, "sort": {"-conversed"}},
		{"conversed_after": {week}, "without": {"assignee"}},
	} {
		all.lists = append(all.lists, listed("list", aRow, narrowed))
	}
	for _, q := range []string{
		number(r.many() / 2), "+" + number(r.many() / 4)[:9], "Chloé Fischer", "garcia ana", "hana", "kof", "ha",
	} {
		all.searches = append(all.searches, listed("search", aRow, url.Values{"q": {q}}))
	}
	all.searches = append(all.searches, listed("search", "", url.Values{"q": {"Nobody Whatsoever"}}))
	all.searches = append(all.searches, listed("search", aRow, url.Values{"q": {"lena"}, "tag": {"Regular"}}))
	rows, err := s.pool.Query(ctx, `SELECT id::text FROM contacts TABLESAMPLE BERNOULLI (least(100, 100 * 1000.0 / $1::int)) REPEATABLE (7) WHERE channel_id = $2`,
		r.many(), manyChannel)
	if err != nil {
		return all, err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
	for i, id := range ids {
		from := url.Values{"list": {"channel=" + manyChannel}, "n": {strconv.Itoa(i + 1)}} // as the list leads there
		all.contacts = append(all.contacts, view{"contact", "/app/contacts/" + id + "?" + from.Encode(), aContact})
	}
	if err == nil && len(all.contacts) < 100 {
		err = fmt.Errorf("only %d contacts are there to be opened", len(all.contacts))
	}
	return all, err
}

// mixed are n pages in turn: two lists, a search and a contact.
func (p pageViews) mixed(n int) (views []view) {
	for i := range n {
		turn := i / 4
		switch i % 4 {
		case 0:
			views = append(views, p.lists[2*turn%len(p.lists)])
		case 1:
			views = append(views, p.searches[turn%len(p.searches)])
		case 2:
			views = append(views, p.lists[(2*turn+1)%len(p.lists)])
		default:
			views = append(views, p.contacts[turn%len(p.contacts)])
		}
	}
	return views
}
