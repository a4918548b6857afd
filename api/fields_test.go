package api_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/storetest"
)

// TestEveryTextGoesAllTheWay takes each text in the registry through everything
// that is done with one: a new field needs no test of its own.
func TestEveryTextGoesAllTheWay(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "fields-api")
	db, err := pgxpool.New(t.Context(), w.database)
	require.NoError(t, err)
	t.Cleanup(db.Close)
	for _, f := range contact.FieldsOf(contact.SourceAPI) {
		if f.Kind != contact.IsText {
			continue
		}
		t.Run(f.Name, func(t *testing.T) {
			w := *w
			w.server = w.in(t)
			var everybody []string // contacts that have a value of it

			long := strings.Repeat("é", f.Max)
			require.Contains(t, w.refuse(object{"phone": "+60127009999", f.Name: long + "x"}), f.Name)
			entered := w.field(f, "api", func(waID, value string) {
				w.enter(http.StatusCreated, object{"phone": "+" + waID, f.Name: value})
			})
			everybody = append(everybody, entered)
			require.Equal(t, http.StatusOK, w.edit(entered, object{f.Name: long}).status)
			require.Equal(t, long, w.read("/v1/contacts/" + entered)[f.Name])
			require.Equal(t, http.StatusOK, w.edit(entered, object{f.Name: nil}).status)
			require.NotEqual(t, long, w.read("/v1/contacts/" + entered)[f.Name], "null clears")

			if slices.Contains(f.Sources, contact.SourceForm) {
				everybody = append(everybody, w.field(f, "form", func(waID, value string) {
					w.made(http.MethodPut, "/v1/forms/"+w.channel, object{"channel_id": w.channel, "fields": object{"tel": "phone", "said": f.Title()}})
					w.made(http.MethodPost, "/forms/"+w.channel+"/submissions", object{"tel": waID, "said": value})
				}))
			}
			if slices.Contains(f.Sources, contact.SourceTrigger) {
				everybody = append(everybody, w.field(f, "trigger", func(waID, value string) {
					w.made(http.MethodPut, "/v1/triggers/"+w.channel, object{"channel_id": w.channel, "name": "Till"})
					w.made(http.MethodPost, "/v1/triggers/"+w.channel, object{"contact_number": waID, f.NameFor(contact.SourceTrigger): value})
				}))
			}
			if slices.Contains(f.Sources, contact.SourceImport) {
				for _, heading := range []string{f.Title(), f.Synonyms[0]} {
					everybody = append(everybody, w.field(f, "import", func(waID, value string) {
						w.ended(w.imported("phone,"+heading+"\n"+waID+","+value+"\n", nil))
					}))
				}
			}
			var cells []string
			for _, row := range exported(t, w.get("/v1/contacts/export.csv"), "contacts.csv") {
				cells = append(cells, row[f.Title()])
			}
			require.Equal(t, f.Exported, slices.Contains(cells, "their "+f.Name), "exported")

			for _, id := range everybody {
				w.made(http.MethodDelete, "/v1/contacts/"+id, nil)
			}
			require.Eventually(t, func() bool { return len(storetest.Search(t, db, "their "+f.Name)) == 0 }, time.Minute, 50*time.Millisecond,
				"no word of a deleted person remains")
		})
	}
}

// field lets a new person be given a field, requires that the contact shows it and
// that it is known who gave it, and returns the contact's id.
func (w *world) field(f contact.Field, source string, give func(waID, value string)) (id string) {
	w.t.Helper()
	waID, _ := w.person()
	waID = strings.Replace(waID, "6012", "6013", 1) // of nobody who writes
	value := "their " + f.Name
	give(waID, value)
	w.decide()
	id = w.contactOf(waID)
	shown := w.read("/v1/contacts/" + id)
	require.Equal(w.t, value, shown[f.Name], source)
	require.Equal(w.t, source, shown["source"])
	found := w.read("/v1/contacts?limit=100&q=" + url.QueryEscape(strings.ToUpper(value)))["contacts"].(list)
	require.Equal(w.t, f.Searched, slices.ContainsFunc(found, func(c any) bool { return c.(object)["id"] == id }), "searched")
	claim := w.read("/v1/contacts/" + id + "/timeline")["claims"].(list)[0].(object)
	require.Equal(w.t, []any{f.Name, value, true}, []any{claim["field"], claim["value"], claim["shown"]})
	return id
}
