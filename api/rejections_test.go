package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestRowsThatOnlyADryRunRejects have a group with a remedy, are listed and downloaded with
// the others, and are left out by the remedy.
func TestRowsThatOnlyADryRunRejects(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "rejections")
	w.ended(w.imported("phone,name\n60198709801,There\n", nil))
	tried := func(file string) string {
		t.Helper()
		return w.becomes(w.imported(file, object{"dry_run": true, "mode": "update_only"}), "awaiting_confirmation")
	}
	counts := func(id string, want ...any) { // which come a moment after the rows
		t.Helper()
		var last []any
		require.Eventually(t, func() bool {
			c := w.read("/v1/imports/" + id)["import"].(object)["counts"].(object)
			last = []any{c["pending"], c["updated"], c["unchanged"], c["failed"], c["cancelled"]}
			return slices.Equal(want, last)
		}, time.Minute, 20*time.Millisecond, "%v; they are %v", want, &last)
	}
	rejected := func(id string) list { return w.read("/v1/imports/" + id + "/rejected")["rejected"].(list) }
	leftOut := func(id string) string {
		t.Helper()
		change := rejected(id)[0].(object)["remedy"].(object)["change"]
		a := w.do(http.MethodPost, "/v1/imports/"+id+"/rerun", encode(change.(object)), tokenWith())
		require.Equal(t, http.StatusAccepted, a.status, a.body)
		again := a.object(t)["import"].(object)["id"].(string)
		require.Eventually(t, func() bool {
			now := w.read("/v1/imports/" + again)["import"].(object)
			return now["status"] == "awaiting_confirmation" && now["preview"] != nil
		}, time.Minute, 20*time.Millisecond)
		return again
	}

	id := tried("phone,name\n60198709801,Again\n60198709802,Stranger\n60198709803,Other\n")
	require.Equal(t, list{object{
		"error": "not_a_contact", "words": "the row could only update a contact, and the person is none",
		"suggested_fix": "import it with the mode upsert, which also creates contacts", "rows": 2.0, "row": 3.0,
		"remedy": object{"kind": "leave_out", "change": object{"leave_out": list{"not_a_contact"}}},
	}}, rejected(id))
	counts(id, 1.0, 0.0, 0.0, 2.0, 0.0)
	require.Len(t, w.read("/v1/imports/" + id + "/rows?status=failed")["rows"], 2)
	file := w.do(http.MethodGet, "/v1/imports/"+id+"/errors.csv", "", tokenWith()).body
	require.Equal(t, 3, strings.Count(file, "\n"), file)
	require.Contains(t, file, "60198709802,Stranger,3,not_a_contact,")

	again := leftOut(id)
	require.Empty(t, rejected(again))
	counts(again, 1.0, 0.0, 0.0, 0.0, 2.0)
	w.becomes(w.told(again, "confirm"), "completed")
	counts(again, 0.0, 1.0, 0.0, 0.0, 2.0)

	nobody := leftOut(tried("phone,name\n60198709804,Stranger\n60198709805,Other\n"))
	w.becomes(w.told(nobody, "confirm"), "completed") // nothing is left of its page
	counts(nobody, 0.0, 0.0, 0.0, 0.0, 2.0)
}
