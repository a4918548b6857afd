package api_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAnImportThatWaitsIsBegunAnew(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "rerun")
	previewed := func(id string) {
		t.Helper()
		require.Eventually(t, func() bool {
			now := w.read("/v1/imports/" + id)["import"].(object)
			return now["status"] == "awaiting_confirmation" && now["preview"] != nil
		}, time.Minute, 20*time.Millisecond)
	}
	file := "phone,name,second\n60198709901,Nurul,\n012-345 6702,Ann,\n012-345 6703,Bee,\n,Cid,\nabc,Dee,60198709904\n"
	id := w.tried(file)
	rerun := func(id string, body object, header http.Header) answer {
		return w.do(http.MethodPost, "/v1/imports/"+id+"/rerun", encode(body), header)
	}
	remedies := func(id string) map[string]any {
		all := map[string]any{}
		for _, group := range w.read("/v1/imports/" + id + "/rejected")["rejected"].(list) {
			group := group.(object)
			all[group["error"].(string)] = group["remedy"]
		}
		return all
	}
	counts := func(id string) object {
		preview := w.read("/v1/imports/" + id)["import"].(object)["preview"].(object)
		delete(preview, "at")
		return preview
	}
	require.Equal(t, map[string]any{
		"phone_no_country_code": object{"kind": "country", "change": object{"default_country": "MY"}},
		"phone_missing":         object{"kind": "leave_out", "change": object{"leave_out": list{"phone_missing"}}},
		"phone_letters":         object{"kind": "column", "change": object{"mapping": object{"phone": "phone", "second": "phone"}}},
	}, remedies(id))

	asked := tokenWith("Idempotency-Key", "anew")
	a := rerun(id, object{"default_country": "MY"}, asked)
	require.Equal(t, http.StatusAccepted, a.status, a.body)
	again := a.object(t)["import"].(object)["id"].(string)
	require.NotEqual(t, id, again)
	w.becomes(id, "cancelled")
	require.Equal(t, again, rerun(id, object{"default_country": "MY"}, asked).object(t)["import"].(object)["id"], "it is begun once")
	rerun(id, object{"default_country": "SG"}, tokenWith()).problem(t, http.StatusConflict)
	previewed(again)
	require.Equal(t, object{"create": 3.0, "update": 0.0, "unchanged": 0.0, "reject": 2.0, "merged": 0.0}, counts(again))

	for _, reason := range []string{"phone_letters", "phone_missing"} { // the reasons add up
		require.Contains(t, remedies(again), reason)
		a = rerun(again, remedies(again)[reason].(object)["change"].(object), tokenWith())
		require.Equal(t, http.StatusAccepted, a.status, a.body)
		again = a.object(t)["import"].(object)["id"].(string)
		previewed(again)
	}
	require.Equal(t, object{"create": 4.0, "update": 0.0, "unchanged": 0.0, "reject": 0.0, "merged": 0.0}, counts(again))
	require.Empty(t, remedies(again))
	left := w.read("/v1/imports/" + again + "/rows?status=cancelled")["rows"].(list)
	require.Len(t, left, 1)
	require.Equal(t, []any{5.0, "phone_missing"}, []any{left[0].(object)["row"], left[0].(object)["error"]})
	require.Equal(t, list{"phone_missing"}, w.read("/v1/imports/" + again)["import"].(object)["options"].(object)["leave_out"])
	rerun(again, object{"leave_out": list{"everything"}}, tokenWith()).problem(t, http.StatusUnprocessableEntity)
	w.becomes(w.told(again, "confirm"), "completed")
	require.Nil(t, remedies(w.ended(w.imported("phone\n12\n", nil)))["phone_too_short"], "its file is gone")
}
