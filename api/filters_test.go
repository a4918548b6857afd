package api_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/api"
	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/service"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/storetest"
)

// filtered serves a shop with an attribute of each type, Ada who wrote, and Bob and Cleo
// whom the API made.
func filtered(t *testing.T) server {
	t.Helper()
	s := setup(t)
	for name, kind := range map[string]string{"city": "string", "age": "number", "born": "date"} {
		require.Equal(t, http.StatusCreated, s.put("/v1/attributes/"+name, `{"type": "`+kind+`"}`).status)
	}
	bob, cleo := "Bob", "Cleo"
	ada := contacttest.Text("a", 1, contacttest.Called(contacttest.Number("60301111111"), "Ada"))
	ada.Origin = shopNumber
	_, err := s.store.Ledger.Record(t.Context(), ledger.Batch{Events: []contact.Event{
		ada,
		made("b", 2, "60302222222", contact.Fields{DisplayName: &bob, AddTags: []string{"vip", "fair"}, Attributes: map[string]json.RawMessage{
			"city": []byte(`"Ipoh"`), "age": []byte(`30`), "born": []byte(`"1996-02-29"`)}}),
		made("c", 3, "60303333333", contact.Fields{DisplayName: &cleo, AddTags: []string{"vip"}, Attributes: map[string]json.RawMessage{"age": []byte(`9.5`)}}),
	}}, 0)
	require.NoError(t, err)
	s.decide()
	return s
}

// made is an event by which the API makes a contact of the shop.
func made(id string, at int, waID string, fields contact.Fields) contact.Event {
	ev := contacttest.Text(id, at, contact.Person{WaID: waID, Unconfirmed: true})
	ev.ChannelID, ev.Source, ev.Facts.Message, ev.Facts.Fields = shop, contact.SourceAPI, nil, &fields
	return ev
}

func TestContactsByFilter(t *testing.T) {
	t.Parallel()
	s := filtered(t)
	for query, want := range map[string][]string{
		"tag=vip&tag=FAIR":                   {"Bob"},
		"tag=vip&not_tag=fair":               {"Cleo"},
		"without=attr.city&without=tag":      {"Ada"},
		"without=tag":                        {"Ada"},
		"wrote=false&sort=name":              {"Bob", "Cleo"},
		"attr.city=ipoh":                     {"Bob"},
		"attr.age=30.0":                      {"Bob"},
		"attr.age.gte=9.5&attr.age.lte=10":   {"Cleo"},
		"attr.born.gte=1996-02-29":           {"Bob"},
		"attr.born.lte=1996-02-29T00:00:00Z": {"Bob"},
		"sort=-conversed&limit=1":            {"Ada"},
		"q=0301111111":                       {"Ada"},
		"q=1111":                             {"Ada"},
		"q=bo":                               {"Bob"},
		"q=ob":                               {},
	} {
		require.ElementsMatch(t, want, s.contacts(query), query)
		count := s.read("/v1/contacts/count?" + query)
		require.Equal(t, true, count["exact"], query)
		if query != "sort=-conversed&limit=1" {
			require.EqualValues(t, len(want), count["count"], query)
		}
	}
	csv := s.get("/v1/contacts/export.csv?wrote=false&sort=name").body
	require.Regexp(t, `(?s)^[^\n]*\n[^\n]*Bob[^\n]*\n[^\n]*Cleo[^\n]*\n$`, csv, "an export has the same filters and order")
}

// TestPagesInEveryOrder reads lists one contact at a time; no cursor leads into a list
// of another order.
func TestPagesInEveryOrder(t *testing.T) {
	t.Parallel()
	s := filtered(t)
	cursors := map[string]string{}
	for sort, want := range map[string][]string{
		"-created": {"Cleo", "Bob", "Ada"}, "-conversed": {"Ada", "Cleo", "Bob"}, "name": {"Ada", "Bob", "Cleo"},
	} {
		var names []string
		for cursor := ""; ; {
			page := s.read("/v1/contacts?limit=1&sort=" + sort + "&cursor=" + cursor)
			for _, c := range page["contacts"].(list) {
				names = append(names, c.(object)["display_name"].(string))
			}
			next, _ := page["next_cursor"].(string)
			if next == "" {
				break
			}
			require.Equal(t, next, url.QueryEscape(next))
			cursor, cursors[sort] = next, next
		}
		require.ElementsMatch(t, want, names)
		if sort != "-created" { // those of one batch were made at one time
			require.Equal(t, want[0], names[0], sort)
		}
	}
	for sort := range cursors {
		for other, cursor := range cursors {
			a := s.get("/v1/contacts?sort=" + sort + "&cursor=" + cursor)
			if sort == other {
				require.Equal(t, http.StatusOK, a.status)
			} else {
				require.Contains(t, a.problem(t, http.StatusBadRequest), "cursor", "%s in %s", other, sort)
			}
		}
	}
}

// TestAFilterThatIsWrongIsNamed has every part that is wrong in the problem.
func TestAFilterThatIsWrongIsNamed(t *testing.T) {
	t.Parallel()
	s := filtered(t)
	for query, want := range map[string][]string{
		"source=fax&wrote=perhaps":              {"source", "wrote"},
		"attr.shoes=44":                         {"attr.shoes"},
		"attr.age=many&attr.born.gte=yesterday": {"attr.age", "attr.born.gte"},
		"attr.city.gte=A":                       {"attr.city.gte"},
		"attr.a-b=c":                            {"attr.a-b"},
		"without=attr.shoes&attr.hat=1":         {"without", "attr.hat"},
	} {
		for _, path := range []string{"/v1/contacts", "/v1/contacts/count", "/v1/contacts/export.csv", "/v1/contacts/export.xlsx"} {
			a := s.get(path + "?" + query)
			a.problem(t, http.StatusBadRequest)
			o := a.object(t)
			require.Equal(t, "invalid_parameter", o["code"])
			var fields []string
			for _, e := range o["errors"].(list) {
				require.Equal(t, "invalid_parameter", e.(object)["code"])
				require.NotEmpty(t, e.(object)["message"])
				fields = append(fields, e.(object)["field"].(string))
			}
			require.Equal(t, want, fields, "%s?%s", path, query)
		}
	}
}

// TestASlowListSaysWhatToNarrow has a list wait for a table that somebody holds.
func TestASlowListSaysWhatToNarrow(t *testing.T) {
	t.Parallel()
	s := filtered(t)
	url := s.store.DB.Other.Config().ConnString()
	short, err := storetest.OpenWith(t.Context(), url, store.Options{Lists: store.Limits{Statement: 300 * time.Millisecond}})
	require.NoError(t, err)
	t.Cleanup(short.DB.Close)
	hurried := serveWith(t, url, func(a *api.API) {
		a.Service = apiOf(service.Dependencies{DB: short.DB, Ledger: short.Ledger, ImportLimits: smallFiles}, nil).Service
	})
	tx, err := s.store.DB.Other.Begin(t.Context())
	require.NoError(t, err)
	defer func() { _ = tx.Rollback(t.Context()) }()
	_, err = tx.Exec(t.Context(), `LOCK TABLE contacts`)
	require.NoError(t, err)
	for query, want := range map[string]string{
		"tag=vip&not_tag=lost": "not_tag", "attr.age.gte=3": "attr.age.gte", "q=ada": "q", "channel_id=shop&sort=name": "channel_id",
	} {
		for _, path := range []string{"/v1/contacts", "/v1/contacts/count", "/v1/contacts/export.csv"} {
			a := hurried.get(path + "?" + query)
			require.Contains(t, a.problem(t, http.StatusServiceUnavailable), "What "+want+" lets through")
			require.Equal(t, "slow", a.object(t)["code"])
			require.Equal(t, want, a.object(t)["errors"].(list)[0].(object)["field"])
		}
	}
	require.NotContains(t, hurried.get("/v1/contacts").problem(t, http.StatusServiceUnavailable), "lets through", "nothing to narrow")
}

// TestListsWaitForContactsFromBefore asks for a list that would leave people out.
func TestListsWaitForContactsFromBefore(t *testing.T) {
	t.Parallel()
	s := filtered(t)
	f := storetest.Fixture{T: t, Pool: s.store.DB.Other}
	f.Exec(`UPDATE contacts SET conversed_hour = NULL WHERE display_name = 'Bob'`)
	for _, query := range []string{"attr.city=Ipoh", "sort=-conversed", "wrote=false", "conversed_after=2026-01-01"} {
		a := s.get("/v1/contacts?" + query)
		require.Contains(t, a.problem(t, http.StatusServiceUnavailable), "still being prepared")
		require.Equal(t, "30", a.header.Get("Retry-After"))
	}
	_, err := s.store.Ledger.FillSome(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"Bob"}, s.contacts("attr.city=Ipoh"))
}
