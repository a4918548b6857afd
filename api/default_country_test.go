package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestADefaultCountryIsKeptUntilItIsCleared puts channels, forms and triggers.
func TestADefaultCountryIsKeptUntilItIsCleared(t *testing.T) {
	t.Parallel()
	s := setup(t)
	for path, rest := range map[string]object{
		"/v1/channels/abroad": {"phone_number_id": "2"}, "/v1/forms/lead": {"channel_id": shop}, "/v1/triggers/crm": {"channel_id": shop},
	} {
		t.Run(path, func(t *testing.T) {
			s := s.in(t)
			put := func(more object) any {
				t.Helper()
				a := s.do(http.MethodPut, path, encode(with(rest, more)), bearer(apiToken))
				require.Less(t, a.status, 300, a.body)
				out := a.object(t)
				require.Contains(t, out, "default_country")
				require.Equal(t, out["default_country"], s.read(path)["default_country"])
				return out["default_country"]
			}
			require.Nil(t, put(nil), "there is none at first")
			require.Equal(t, "BR", put(object{"default_country": "br"}))
			require.Equal(t, "BR", put(nil), "a PUT that leaves it out keeps it")
			require.Equal(t, "MY", put(object{"default_country": "MY"}))
			require.Nil(t, put(object{"default_country": nil}), "null clears it")
			require.Nil(t, put(nil))
			require.Equal(t, "SG", put(object{"default_country": "SG"}))
			require.Nil(t, put(object{"default_country": ""}))
			for _, wrong := range []any{"XX", "USA", "60", "ZZ", 1, true, list{}, object{}, " MY"} {
				a := s.do(http.MethodPut, path, encode(with(rest, object{"default_country": wrong})), bearer(apiToken))
				require.Contains(t, a.problem(t, http.StatusUnprocessableEntity), "default_country must be the two letters of a country", "%v", wrong)
			}
		})
	}
}

// TestTheMostSpecificCountryCounts reads the digits 51 98765-4321, which are a
// Brazilian's within Brazil, and a Peruvian's with their country code.
func TestTheMostSpecificCountryCounts(t *testing.T) {
	t.Parallel()
	const written, brazil, peru = "51 98765-4321", "5551987654321", "51987654321"
	w := newWorld(t, "countries")
	channel := func(country any) {
		t.Helper()
		w.made(http.MethodPut, "/v1/channels/"+w.channel, object{"phone_number_id": shopNumber, "default_country": country})
	}
	w.made(http.MethodPut, "/v1/forms/plain", object{"channel_id": w.channel, "fields": object{"tel": "phone", "name": "display_name"}})
	w.made(http.MethodPut, "/v1/forms/own", object{"channel_id": w.channel, "fields": object{"tel": "phone"}, "default_country": "BR"})
	w.made(http.MethodPut, "/v1/triggers/plain", object{"channel_id": w.channel})
	w.made(http.MethodPut, "/v1/triggers/own", object{"channel_id": w.channel, "default_country": "BR"})
	submit := func(form string) object {
		return w.made(http.MethodPost, "/forms/"+form+"/submissions", object{"tel": written})
	}
	call := func(trigger string) object {
		return w.made(http.MethodPost, "/v1/triggers/"+trigger, object{"contact_number": written})
	}
	number := func(taken object) any {
		t.Helper()
		w.decide()
		return w.event(taken["event_id"].(string))["understood"]
	}
	enter := func(more object) any {
		return w.entered(with(object{"phone": written}, more))["understood"]
	}
	imported := func(more object) object {
		rows := w.rows(w.ended(w.imported("phone\n"+written+"\n", more)))
		return rows[0]["understood"].(object)
	}
	inBrazil, inPeru := understood(brazil, "BR", "national"), understood(peru, "PE", "international")

	require.Equal(t, inPeru, number(submit("plain")))
	require.Equal(t, inPeru, number(call("plain")))
	require.Equal(t, inPeru, enter(nil))
	require.Equal(t, inPeru, imported(nil))
	require.Equal(t, inBrazil, number(submit("own")))
	require.Equal(t, inBrazil, number(call("own")))
	require.Equal(t, inBrazil, enter(object{"default_country": "BR"}))
	require.Equal(t, inBrazil, imported(object{"default_country": "BR"}))

	channel("BR")
	require.Equal(t, inBrazil, number(submit("plain")))
	require.Equal(t, inBrazil, number(call("plain")))
	require.Equal(t, inBrazil, enter(nil))
	require.Equal(t, inBrazil, enter(object{"default_country": nil}))
	require.Equal(t, inBrazil, imported(nil))
	require.Equal(t, understood(brazil, "BR", "national"), enter(object{"default_country": "BR"}))

	channel("DE")
	require.Equal(t, inBrazil, number(submit("own")), "the form knows better than its channel")
	require.Equal(t, inBrazil, number(call("own")))
	require.Equal(t, inBrazil, enter(object{"default_country": "BR"}))
	require.Equal(t, inBrazil, imported(object{"default_country": "BR"}))
	found := w.read("/v1/explain?channel_id=" + w.channel + "&phone=0151+23456789")
	require.Equal(t, false, found["found"])
	w.entered(object{"phone": "0151 23456789"})
	require.Equal(t, true, w.read("/v1/explain?channel_id=" + w.channel + "&phone=0151+23456789")["found"], "explain reads as the channel does")
}

// event finds an event among the newest.
func (w *world) event(id string) object {
	w.t.Helper()
	for _, ev := range w.read("/v1/events?limit=100")["events"].(list) {
		if ev.(object)["id"] == id {
			return ev.(object)
		}
	}
	require.Fail(w.t, "the event is not in the ledger")
	return nil
}

// entered posts an entry, whether the contact is there or not.
func (w *world) entered(entry object) object {
	w.t.Helper()
	return w.made(http.MethodPost, "/v1/contacts", with(object{"channel_id": w.channel}, entry))
}

// TestAReplayReadsANumberAsItsFormDoes has a submission without a usable number
// replayed with one, and asks for it by the number that was written.
func TestAReplayReadsANumberAsItsFormDoes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "replays")
	w.made(http.MethodPut, "/v1/forms/lead", object{"channel_id": w.channel, "fields": object{"tel": "phone", "name": "display_name"}})
	submit := func(tel string) string {
		return w.made(http.MethodPost, "/forms/lead/submissions", object{"tel": tel, "name": "Aisyah"})["event_id"].(string)
	}
	wrong, later := submit("012-305 0199"), submit("012-305 0177")
	ev := w.event(wrong)
	require.Equal(t, "quarantined", ev["decision"])
	require.Contains(t, ev["detail"], "has no country code, so that it could belong to several countries: write it with one, such as +60123456789, or set a default country for this channel")

	w.made(http.MethodPost, "/v1/events/"+wrong+"/replay", object{"phone": "+60 12-305 0198"})
	w.decide()
	for _, asked := range []string{"012-305+0199", "0123050199", "%2B60123050198"} {
		said := w.read("/v1/explain?phone=" + asked)
		require.Equal(t, true, said["found"], asked)
		require.Len(t, said["events"], 1, asked)
		require.Equal(t, wrong, said["events"].(list)[0].(object)["id"])
		require.Equal(t, "60123050198", said["contact"].(object)["wa_id"], asked)
	}

	w.made(http.MethodPut, "/v1/channels/"+w.channel, object{"phone_number_id": shopNumber, "default_country": "MY"})
	w.made(http.MethodPost, "/v1/events/"+later+"/replay", nil)
	w.decide()
	require.Equal(t, understood("60123050177", "MY", "national"), w.event(later)["understood"], "with a country it needs no correction")
	again := submit("1")
	w.made(http.MethodPost, "/v1/events/"+again+"/replay", object{"phone": "012-305 0166"})
	w.decide()
	require.Equal(t, understood("60123050166", "MY", "national"), w.event(again)["understood"])
}
