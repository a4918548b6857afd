package api_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/internal/dev/devtest"
)

// TestEveryLikenessIsDocumented compares what speaks for two contacts being one with what
// the document lists.
func TestEveryLikenessIsDocumented(t *testing.T) {
	t.Parallel()
	reasons := readContract(t).doc.Components.Schemas["Duplicate"].Value.Properties["reasons"].Value.Items.Value.Properties["reason"].Value.Enum
	var known []any
	for _, l := range contact.Likenesses() {
		known = append(known, string(l))
	}
	require.Equal(t, known, reasons)
}

// TestDuplicates has two contacts found who may be one person, says that they are not,
// takes that back, and merges them.
func TestDuplicates(t *testing.T) {
	t.Parallel()
	w := newWorld(t, devtest.Unique(t))
	id := w.alike(w.channel, "Lovelace", "6012760")
	path := "/v1/duplicates/" + id
	listed := func(query string) list { return w.read("/v1/duplicates?" + query)["duplicates"].(list) }
	d := listed("")[0].(object)
	require.Equal(t, list{object{"reason": "similar_number", "detail": "they have the same name, and numbers that differ in one digit"}}, d["reasons"])
	a, b := d["contact_a"].(object), d["contact_b"].(object)
	require.ElementsMatch(t, list{"60127607010", "60127607011"}, list{a["wa_id"], b["wa_id"]})
	require.Equal(t, "Twin 1 Lovelace", a["display_name"])
	for _, one := range []object{a, b} {
		require.Equal(t, list{d}, listed("contact_id="+one["id"].(string)))
	}
	gone := w.deleted()
	require.Empty(t, listed("contact_id="+gone), "nobody is like who is gone")

	said := w.made(http.MethodPost, path+"/dismiss", nil)
	require.Equal(t, "kept_both", said["outcome"].(object)["reason"])
	require.Empty(t, listed(""))
	require.NotNil(t, listed("dismissed=true")[0].(object)["dismissed_at"])
	require.Equal(t, http.StatusConflict, w.do(http.MethodPost, path+"/dismiss", "", tokenWith()).status)
	first := a["id"].(string)
	told := w.read("/v1/contacts/" + first + "/timeline?limit=1")["events"].(list)[0].(object)
	require.Equal(t, "keep_both", told["kind"])
	require.Contains(t, w.read("/v1/explain?contact_id=" + first)["summary"], "a person said that two contacts are different people: contact "+first)

	back := w.made(http.MethodPost, path+"/undo", nil)
	require.Equal(t, "reconsidered", back["outcome"].(object)["reason"])
	require.Equal(t, list{d}, listed(""))
	require.Contains(t, w.read("/v1/explain?contact_id=" + first)["summary"], "a person took back that two contacts are different people")

	second := b["id"].(string)
	merged := w.made(http.MethodPost, "/v1/contacts/"+second+"/merge", object{"other": first})
	require.Empty(t, listed(""))
	require.Equal(t, http.StatusNotFound, w.do(http.MethodPost, path+"/dismiss", "", tokenWith()).status)
	merges := w.read("/v1/contacts/" + second + "/timeline")["merges"].(list)
	event := merged["outcome"].(object)["event_id"].(string)
	require.Len(t, merges, 1)
	require.Equal(t, event, merges[0].(object)["event_id"])
	require.Equal(t, object{"id": first, "display_name": "Twin 1 Lovelace"}, merges[0].(object)["other"])
	w.made(http.MethodPost, "/v1/merges/"+event+"/undo", nil)
	require.Empty(t, w.read("/v1/contacts/" + second + "/timeline")["merges"])
	require.Equal(t, list{d}, listed(""), "apart they are alike again")

	t.Run("of another channel are nobody's", func(t *testing.T) {
		other := fmt.Sprint(devtest.Unique(t))
		w := w
		w.made(http.MethodPut, "/v1/channels/"+other, object{"name": "Another", "phone_number_id": "410000000000003"})
		token := w.confined(other)
		header := http.Header{"Authorization": {"Bearer " + token}}
		a := w.do(http.MethodGet, "/v1/duplicates?contact_id="+first, "", header)
		require.Equal(t, http.StatusOK, a.status)
		require.Empty(t, a.object(t)["duplicates"])
		require.Equal(t, http.StatusNotFound, w.do(http.MethodPost, path+"/dismiss", "", header).status)
	})
}
