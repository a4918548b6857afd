package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestReadingANumber reads numbers before anything is done with them.
func TestReadingANumber(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "numbers")
	w.made(http.MethodPut, "/v1/channels/"+w.channel, object{"phone_number_id": shopNumber, "default_country": "MY"})
	id := w.entered(object{"phone": "+60123456789", "display_name": "Grace"})["contact"].(object)["id"]
	read := func(query string) object { return w.read("/v1/contacts/number?channel_id=" + w.channel + "&" + query) }

	a := read("phone=012-345+6789")
	require.Equal(t, understood("60123456789", "MY", "national"), a["understood"])
	require.Equal(t, id, a["contact"].(object)["id"])
	a = read("phone=%2B52+1+55+3160+1020")
	require.Equal(t, "MX", a["understood"].(object)["country"])
	require.Nil(t, a["contact"])
	w.entered(object{"wa_id": "5215531601020"})
	require.NotNil(t, read("phone=%2B52+55+3160+1020")["contact"], "another of its national variants")

	w.made(http.MethodPut, "/v1/channels/another", object{"phone_number_id": "410000000000002"})
	other := w.do(http.MethodGet, "/v1/contacts/number?phone=%2B60123456789&channel_id="+w.channel, "", bearer(w.confined("another")))
	require.Equal(t, http.StatusNotFound, other.status, other.body)
}

// TestAContactThatIsToBeNew is entered with If-None-Match: *.
func TestAContactThatIsToBeNew(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "new")
	enter := func(key, name string) answer {
		return w.insist(http.MethodPost, "/v1/contacts", encode(object{"channel_id": w.channel, "phone": "+60123456789", "display_name": name}),
			tokenWith("If-None-Match", "*", "Idempotency-Key", key))
	}
	first := enter("one", "Ada")
	require.Equal(t, http.StatusCreated, first.status, first.body)
	id := first.object(t)["contact"].(object)["id"].(string)
	again := enter("one", "Ada")
	require.Less(t, again.status, 300, "the same request became the same: %s", again.body)
	require.Equal(t, id, again.object(t)["contact"].(object)["id"])

	refused := enter("two", "Grace")
	require.Equal(t, http.StatusConflict, refused.status, refused.body)
	require.Equal(t, "already_there", refused.object(t)["code"])
	require.Equal(t, id, refused.object(t)["contact_id"])
	require.Equal(t, "Ada", w.read("/v1/contacts/" + id)["display_name"], "who is there stays as they are")
}

// TestAnEventTellsWhoAndWhat reads the timeline of a contact that was edited.
func TestAnEventTellsWhoAndWhat(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "told")
	id := w.entered(object{"phone": "+60123456789", "display_name": "Ada", "remarks": "first"})["contact"].(object)["id"].(string)
	w.made(http.MethodPatch, "/v1/contacts/"+id, object{"remarks": "second", "assignee": nil})
	events := w.read("/v1/contacts/" + id + "/timeline")["events"].(list)
	edit, entry := events[0].(object), events[1].(object)
	require.Equal(t, "API_TOKEN", edit["by"])
	require.Equal(t, list{
		object{"field": "remarks", "was": "first", "value": "second"}, object{"field": "assignee", "was": nil, "value": nil},
	}, edit["changes"])
	require.Contains(t, entry["changes"], object{"field": "remarks", "was": nil, "value": "first"})
}
