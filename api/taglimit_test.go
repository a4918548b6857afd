package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// someTags makes n tags up, which no other prefix has.
func someTags(prefix string, n int) []string {
	tags := make([]string, n)
	for i := range tags {
		tags[i] = fmt.Sprint(prefix, i)
	}
	return tags
}

// edit patches a contact and returns the answer.
func (w *world) edit(id string, body object) answer {
	w.t.Helper()
	return w.insist(http.MethodPatch, "/v1/contacts/"+id, encode(body), bearer(apiToken))
}

// tagsOf are a contact's.
func (w *world) tagsOf(id string) list {
	w.t.Helper()
	return w.read("/v1/contacts/" + id)["tags"].(list)
}

func TestACallerGivesNoMoreTagsThanThereMayBe(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "tags-api")
	ann := object{"phone": "+60123456789"}
	for name, tags := range map[string]any{
		"fifty-one":           someTags("a ", 51),
		"fifty-one to add":    object{"add": someTags("a ", 51)},
		"fifty-one at all":    object{"add": someTags("a ", 26), "remove": someTags("b ", 25)},
		"one too long":        []string{strings.Repeat("é", 101)},
		"one too long to add": object{"add": []string{"x", strings.Repeat("é", 101)}},
	} {
		require.Contains(t, w.refuse(with(object{"tags": tags}, ann)), "is the most", name)
	}
	longest := strings.Repeat("é", 100)
	got := w.enter(http.StatusCreated, with(object{"tags": append(someTags("a ", 49), " "+longest+" ")}, ann))["contact"].(object)
	id := got["id"].(string)
	require.Len(t, got["tags"], 50)
	require.Contains(t, got["tags"], longest)

	for _, prefix := range []string{"b ", "c ", "d "} {
		require.Equal(t, http.StatusOK, w.edit(id, object{"tags": someTags(prefix, 50)}).status)
	}
	require.Len(t, w.tagsOf(id), 200)
	before := w.read("/v1/contacts/" + id)
	for name, a := range map[string]answer{
		"an edit":  w.edit(id, object{"tags": []string{"one more"}, "display_name": "Ann"}),
		"an entry": w.insist(http.MethodPost, "/v1/contacts", encode(with(object{"channel_id": w.channel, "tags": []string{"one more"}, "display_name": "Ann"}, ann)), bearer(apiToken)),
	} {
		require.Contains(t, a.problem(t, http.StatusUnprocessableEntity), "more than 200 tags", name)
	}
	require.Equal(t, before, w.read("/v1/contacts/"+id), "nothing of it was set")
	refused := w.read("/v1/events")["events"].(list)[0].(object)
	require.Equal(t, []any{"ignored", "too_many_tags"}, []any{refused["decision"], refused["reason"]})

	require.Equal(t, http.StatusOK, w.edit(id, object{"tags": []string{"A 1", "b 2"}}).status, "what is there needs no room")
	require.Equal(t, http.StatusOK, w.edit(id, object{"tags": object{"add": []string{"one more"}, "remove": []string{longest}}}).status)
	require.Len(t, w.tagsOf(id), 200)
}

// TestAFormSetsTheTagsThatFit has one credential give a person tags without end.
func TestAFormSetsTheTagsThatFit(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "tags-forms")
	w.made(http.MethodPut, "/v1/forms/lead", object{"channel_id": w.channel, "fields": object{"mobile": "phone", "interests": "tags", "name": "display_name"}})
	send := func(prefix string, n int) object {
		id := w.made(http.MethodPost, "/forms/lead/submissions",
			object{"mobile": "+60123456789", "name": "Ann " + prefix, "interests": strings.Join(someTags(prefix, n), ",")})["event_id"]
		w.decide()
		ev := w.read("/v1/events")["events"].(list)[0].(object)
		require.Equal(t, id, ev["id"])
		return ev
	}
	require.Contains(t, send("a ", 60)["detail"], "skipped: interests (10 tags left out: 50 is the most)")
	for _, prefix := range []string{"b ", "c "} {
		send(prefix, 50)
	}
	send("d ", 30)
	id := w.contactOf("60123456789")
	require.Len(t, w.tagsOf(id), 180)
	last := send("e ", 51)
	require.Len(t, w.tagsOf(id), 200)
	require.Equal(t, "updated", last["decision"])
	require.Equal(t, "skipped: interests (1 tags left out: 50 is the most); "+
		"tags (30 left out: at most 50 are added at a time, and a contact has at most 200)", last["detail"])
	require.Equal(t, "Ann e ", w.read("/v1/contacts/" + id)["display_name"].(string)+" ", "the rest of the answers is set")
	require.Contains(t, send("f ", 1)["detail"], "1 left out")
}

func TestAFileSetsTheTagsThatFit(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "tags-files")
	cell := func(tags ...string) string { return `"` + strings.Join(tags, ",") + `"` }
	file := "phone,tags,name\n+60123456789," + cell(someTags("a ", 60)...) + ",Ann\n+60123456790," + cell(append(someTags("b ", 3), strings.Repeat("x", 101))...) + ",Bob\n" +
		"+60123456791," + cell(someTags("c ", 40)...) + ",Cem\n+60123456791," + cell(someTags("d ", 201)...) + ",\n"
	rows := w.rows(w.ended(w.imported(file, nil)))
	require.Equal(t, []any{"created", "created", "created", "merged"}, []any{rows[0]["status"], rows[1]["status"], rows[2]["status"], rows[3]["status"]})
	require.Contains(t, rows[0]["detail"], "tags (10 left out")
	require.Contains(t, rows[1]["detail"], "a tag has 101 characters")
	require.Contains(t, rows[3]["detail"], "1 tags left out: 200 is the most")
	require.Contains(t, rows[2]["detail"], "left out")
	ann := rows[0]["contact_id"].(string)
	require.Len(t, w.tagsOf(ann), 50)
	require.Len(t, w.tagsOf(rows[1]["contact_id"].(string)), 3)
	require.Len(t, w.tagsOf(rows[2]["contact_id"].(string)), 50)
	ev := w.read("/v1/explain?contact_id=" + ann)["events"].(list)[0].(object)
	require.Equal(t, rows[0]["detail"], ev["detail"], "the event says so, too")

	// More of them, one after the other, and then what is there comes back.
	for _, prefix := range []string{"e ", "f ", "g "} {
		w.ended(w.imported("phone,tags\n+60123456789,"+cell(someTags(prefix, 50)...)+"\n", nil))
	}
	require.Len(t, w.tagsOf(ann), 200)
	more := w.rows(w.ended(w.imported("phone,tags\n+60123456789,one more\n", nil)))
	require.Equal(t, "unchanged", more[0]["status"])
	require.Contains(t, more[0]["detail"], "tags (1 left out")
	again := w.rows(w.ended(w.imported(w.get("/v1/contacts/export.csv").body, nil)))
	for _, row := range again {
		require.Equal(t, []any{"unchanged", nil}, []any{row["status"], row["detail"]})
	}
}

// TestOneContactDoesNotCostTheFileOfAll has one with more and longer tags than
// there may be: a cell of a sheet cannot hold them.
func TestOneContactDoesNotCostTheFileOfAll(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "tags-export")
	var all []any
	for n := range 5 {
		all = append(all, text(fmt.Sprint("6012345678", n), fmt.Sprint("wamid.", n), 0))
	}
	w.receive(body(shopNumber, messages(map[string]string{"60123456780": "Ann \u0001\ufffe", "60123456784": "Eve"}, all...)))
	w.decide()
	id := w.contactOf("60123456782")
	tags := make([]string, 400)
	for i := range tags {
		tags[i] = fmt.Sprintf("%03d %s", i, strings.Repeat("長", 96))
	}
	db, err := pgx.Connect(t.Context(), w.database)
	require.NoError(t, err)
	_, err = db.Exec(t.Context(), `
WITH made AS (INSERT INTO tags (name) SELECT unnest($2::text[]) RETURNING id)
INSERT INTO contact_tags (contact_id, tag_id) SELECT $1, id FROM made`, id, tags)
	require.NoError(t, err)
	require.NoError(t, db.Close(t.Context()))

	for _, kind := range []string{"csv", "xlsx"} {
		rows := exported(t, w.get("/v1/contacts/export."+kind), "contacts."+kind)
		require.Len(t, rows, 5, kind)
		for _, row := range rows {
			require.NotEmpty(t, row["created_at"], "whole, to its last column")
			switch {
			case row["phone"] != "+60123456782":
				require.Empty(t, row["tags"])
			case kind == "csv":
				require.Equal(t, strings.Join(tags, ", "), row["tags"])
			default:
				require.True(t, strings.HasPrefix(row["tags"], tags[0]+", "+tags[1]+", "))
				require.True(t, strings.HasSuffix(row["tags"], "…"), "it says that it is not all")
				require.Len(t, []rune(row["tags"]), 32_767)
			}
		}
	}
	require.Len(t, w.tagsOf(id), 400, "who has more keeps them")
	require.Contains(t, w.edit(id, object{"tags": []string{"more"}}).problem(t, http.StatusUnprocessableEntity), "more than 200")
	require.Equal(t, http.StatusOK, w.edit(id, object{"tags": object{"remove": tags[:50]}}).status)
	require.Len(t, w.tagsOf(id), 350)
}
