package api_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/store/ledger"
)

// quarantined are the quarantined events that a filter finds, by what their fix is.
func (w *world) quarantined(query string) (found []object) {
	w.t.Helper()
	for _, e := range w.read("/v1/events?limit=100&decision=quarantined" + query)["events"].(list) {
		found = append(found, e.(object))
	}
	return found
}

func (w *world) submits(form string, answers object) string {
	w.t.Helper()
	return w.made(http.MethodPost, "/forms/"+form+"/submissions", answers)["event_id"].(string)
}

// TestWhatIsQuarantinedCanBeRead has what people wrote and answered, and what would help.
func TestWhatIsQuarantinedCanBeRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t, devtest.Unique(t))
	form := devtest.Unique(t)
	w.made(http.MethodPut, "/v1/forms/"+form, object{"channel_id": w.channel, "fields": object{"tel": "phone", "name": "display_name"}})
	for tel, want := range map[string][2]any{"": {"no_phone", "phone"}, "012-345 6789": {"bad_phone", "default_country"}, "+60123": {"bad_phone", "phone"}} {
		id := w.submits(form, object{"tel": tel, "name": "Ada", "interests": list{"a", "b"}, "years": 7})
		e := w.event(id)
		require.Equal(t, want, [2]any{e["reason"], e["fix"].(object)["correction"]}, tel)
		require.NotEmpty(t, e["fix"].(object)["message"])
		require.Equal(t, object{"text": nil, "answers": list{
			object{"name": "interests", "value": `["a","b"]`}, object{"name": "name", "value": "Ada"}, object{"name": "tel", "value": tel}, object{"name": "years", "value": "7"},
		}}, e["content"])
	}
	const stranger = "410000000000077"
	w.receive(body(stranger, messages(nil, text("60123456789", "wamid.s1", 0))))
	w.receive(body(stranger, messages(nil, object{"from": "60123456789", "id": "wamid.s2", "timestamp": at(1), "type": "poll", "poll": object{"name": "Lunch?"}})))
	w.receive(body(shopNumber, messages(nil, object{"from": "601\n", "id": "wamid.s3", "timestamp": at(1), "type": "text", "text": object{"body": "Hi there"}})))
	said := map[string]any{}
	for _, e := range append(w.quarantined("&origin="+stranger), w.quarantined("&origin="+shopNumber)...) {
		said[fmt.Sprint(e["external_id"])] = []any{e["reason"], e["fix"].(object)["correction"], e["content"].(object)["text"]}
	}
	require.Equal(t, []any{"unknown_channel", "channel_id", "Text of wamid.s1"}, said["wamid.s1"])
	require.Equal(t, []any{"bad_sender", nil, "Hi there"}, said["wamid.s3"], "%v", said)
	require.Contains(t, said["wamid.s2"].([]any)[2], "Lunch?")
	for _, e := range w.read("/v1/events?decision=created")["events"].(list) {
		require.Nil(t, e.(object)["content"], "what is decided is read with its contact")
		require.Nil(t, e.(object)["fix"])
	}
	gone := w.quarantined("&reason=no_phone&origin=" + form)[0]["id"].(string)
	w.made(http.MethodDelete, "/v1/events/"+gone, nil)
	require.Nil(t, w.event(gone)["content"], "its words were erased")
	require.Contains(t, w.event(gone)["fix"].(object)["message"], "erased")
}

// TestQuarantinedEventsAreMendedByFilter replays many submissions with one correction.
func TestQuarantinedEventsAreMendedByFilter(t *testing.T) {
	t.Parallel()
	w := newWorld(t, devtest.Unique(t))
	form, another := devtest.Unique(t), devtest.Unique(t)
	for _, id := range []string{form, another} {
		w.made(http.MethodPut, "/v1/forms/"+id, object{"channel_id": w.channel, "fields": object{"tel": "phone", "name": "display_name"}})
	}
	var ids []string
	for _, tel := range []string{"012-305 0100", "012-305 0101", "012-305 0102", "1"} {
		ids = append(ids, w.submits(form, object{"tel": tel, "name": "Aisyah " + tel}))
	}
	other := w.submits(another, object{"tel": "012-305 0109"})
	replay := func(body object) object { return w.made(http.MethodPost, "/v1/events/replay", body) }
	filter := object{"reason": "bad_phone", "origin": form}

	dry := replay(object{"filter": filter, "correction": object{"default_country": "my"}, "dry_run": true})
	require.Equal(t, object{"count": 4.0, "dry_run": true, "job": nil, "replayed": 0.0, "left": 4.0, "waiting": 0.0, "refused": list{}}, dry)
	require.Len(t, w.quarantined("&origin="+form), 4, "nothing is done")

	refused := w.do(http.MethodPost, "/v1/events/replay", encode(object{"filter": filter, "correction": object{"phone": "+60123050100"}}), bearer(apiToken))
	require.Contains(t, refused.problem(t, http.StatusUnprocessableEntity), "one person's")
	require.Equal(t, "correction.phone", refused.object(t)["errors"].(list)[0].(object)["field"])

	done := replay(object{"filter": filter, "correction": object{"default_country": "MY"}})
	require.Equal(t, []any{4.0, 4.0, 0.0}, []any{done["count"], done["replayed"], done["left"]})
	w.decide()
	for _, id := range ids[:3] {
		require.Equal(t, "created", w.event(id)["decision"])
	}
	require.Equal(t, "quarantined", w.event(ids[3])["decision"], "one digit is no number of any country")
	require.Equal(t, "quarantined", w.event(other)["decision"], "another form's is left alone")
	require.EqualValues(t, 1, replay(object{"filter": filter, "dry_run": true})["count"])

	one := replay(object{"filter": filter, "correction": object{"phone": "+60 12-305 0199"}})
	require.Equal(t, []any{1.0, 1.0}, []any{one["count"], one["replayed"]})
	w.decide()
	require.Equal(t, "created", w.event(ids[3])["decision"])
}

// TestACorrectionOfTheChannel gives what belongs to no channel, or to the wrong one, to
// another.
func TestACorrectionOfTheChannel(t *testing.T) {
	t.Parallel()
	w := newWorld(t, devtest.Unique(t))
	second, form := devtest.Unique(t), devtest.Unique(t)
	w.made(http.MethodPut, "/v1/channels/"+second, object{"phone_number_id": "410000000000055", "default_country": "MY"})
	w.made(http.MethodPut, "/v1/forms/"+form, object{"channel_id": w.channel, "fields": object{"tel": "phone"}})
	w.receive(body("410000000000077", messages(map[string]string{"60123051111": "Stray"}, text("60123051111", "wamid.stray", 0))))
	stray := w.quarantined("&reason=unknown_channel")[0]["id"].(string)
	submission := w.submits(form, object{"tel": "012-305 2222"})

	replay := func(id string, correction object) answer {
		return w.do(http.MethodPost, "/v1/events/"+id+"/replay", encode(correction), bearer(apiToken))
	}
	for correction, want := range map[string]string{"phone": "WhatsApp says who wrote", "default_country": "with their country code"} {
		a := replay(stray, object{correction: "MY"})
		require.Contains(t, a.problem(t, http.StatusUnprocessableEntity), want)
		require.Equal(t, correction, a.object(t)["errors"].(list)[0].(object)["field"])
	}
	require.Contains(t, replay(stray, object{"channel_id": "nothing"}).problem(t, http.StatusUnprocessableEntity), "channel_id")
	require.Contains(t, replay(submission, object{"default_country": "Malaysia"}).problem(t, http.StatusUnprocessableEntity), "default_country")
	for _, id := range []string{stray, submission} {
		require.Equal(t, http.StatusAccepted, replay(id, object{"channel_id": second}).status)
	}
	w.decide()
	for id, waID := range map[string]string{stray: "60123051111", submission: "60123052222"} {
		e := w.event(id)
		require.Equal(t, []any{"created", second}, []any{e["decision"], e["channel_id"]}, "with the country of its channel")
		require.Equal(t, waID, w.read("/v1/contacts/" + e["contact_id"].(string))["wa_id"])
	}
}

// TestACorrectionOfWhatACallerGave names another person in place of a number that several
// contacts have.
func TestACorrectionOfWhatACallerGave(t *testing.T) {
	t.Parallel()
	s := setup(t)
	name := "Given"
	_, err := s.store.Ledger.Record(t.Context(), ledger.Batch{Events: []contact.Event{made("given", 1, "60123053333", contact.Fields{DisplayName: &name})}}, 0)
	require.NoError(t, err)
	next, err := s.store.Ledger.Lookup(t.Context(), shop, "60123053333")
	require.NoError(t, err)
	_, err = s.store.Ledger.Quarantine(t.Context(), ledger.Task{ChannelID: shop, Key: "60123053333", EventID: next.EventID, Keys: next.Keys}, contact.AmbiguousPhone, "")
	require.NoError(t, err)
	event := next.EventID.String()
	read := func() object { return s.read("/v1/events")["events"].(list)[0].(object) }
	require.Equal(t, "phone", read()["fix"].(object)["correction"])
	require.Equal(t, list{object{"name": "wa_id", "value": "60123053333"}, object{"name": "display_name", "value": "Given"}}, read()["content"].(object)["answers"])
	replay := func(correction object) answer {
		return s.do(http.MethodPost, "/v1/events/"+event+"/replay", encode(correction), bearer(apiToken))
	}
	require.Contains(t, replay(object{"default_country": "MY"}).problem(t, http.StatusUnprocessableEntity), "give the right number")
	require.Contains(t, replay(object{"phone": "1"}).problem(t, http.StatusUnprocessableEntity), "cannot be used")
	require.Equal(t, http.StatusAccepted, replay(object{"phone": "+60 12-305 4444"}).status)
	s.decide()
	require.Equal(t, "60123054444", s.read("/v1/contacts/" + read()["contact_id"].(string))["wa_id"])
}
