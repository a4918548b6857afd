package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/store/storetest"
)

// groups are the reasons for which something is quarantined, or was until it was
// dismissed, and how many there are of each.
func (w *world) groups(kind, query string) (counts map[string]float64) {
	w.t.Helper()
	counts = map[string]float64{}
	for _, g := range w.read("/v1/quarantine" + query)[kind].(list) {
		counts[g.(object)["reason"].(string)] = g.(object)["events"].(float64)
	}
	return counts
}

// TestAnEventIsDismissed has a person say that nobody becomes a contact by an event, and
// take it back.
func TestAnEventIsDismissed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, devtest.Unique(t))
	form := devtest.Unique(t)
	w.made(http.MethodPut, "/v1/forms/"+form, object{"channel_id": w.channel, "fields": object{"tel": "phone", "name": "display_name"}})
	spam, other := w.submits(form, object{"tel": "012-345 6789", "name": "Win a prize"}), w.submits(form, object{"tel": "012-345 6780", "name": "Ada"})
	before := w.event(spam)
	require.Nil(t, before["dismissal"])
	require.Equal(t, map[string]float64{"bad_phone": 2}, w.groups("groups", ""))

	for _, body := range []string{`{}`, `{"reason": " \n "}`, encode(object{"reason": strings.Repeat("x", 256)})} {
		a := w.do(http.MethodPost, "/v1/events/"+spam+"/dismiss", body, bearer(apiToken))
		require.Equal(t, "reason", a.object(t)["errors"].(list)[0].(object)["field"], a.body)
	}
	dismissed := w.made(http.MethodPost, "/v1/events/"+spam+"/dismiss", object{"reason": "  Spam\nand no lead "})["event"].(object)
	require.Equal(t, []any{"ignored", "dismissed"}, []any{dismissed["decision"], dismissed["reason"]})
	said := dismissed["dismissal"].(object)
	require.Equal(t, []any{"Spam and no lead", "API_TOKEN", "bad_phone"}, []any{said["reason"], said["by"], said["was"]})
	requireUTC(t, said["at"])
	require.Contains(t, dismissed["detail"], "Spam and no lead")
	require.NotNil(t, dismissed["content"], "it can be judged once more")
	require.Nil(t, dismissed["fix"])
	again := w.made(http.MethodPost, "/v1/events/"+spam+"/dismiss", object{"reason": "Something else"})["event"].(object)
	require.Equal(t, said, again["dismissal"], "it is dismissed already")

	require.Equal(t, map[string]float64{"bad_phone": 1}, w.groups("groups", ""))
	require.Equal(t, map[string]float64{"bad_phone": 1}, w.groups("dismissed", ""))
	for _, query := range []string{"", "&source=form", "&reason=bad_phone", "&origin=" + form, "&id=" + spam + "&id=" + other} {
		found := w.quarantined(query)
		require.Len(t, found, 1, query)
		require.Equal(t, other, found[0]["id"], query)
	}
	for _, query := range []string{"dismissed=true", "dismissed=true&reason=bad_phone&origin=" + form, "reason=dismissed", "reason=dismissed&source=form", "decision=ignored"} {
		found := w.read("/v1/events?" + query)["events"].(list)
		require.Len(t, found, 1, query)
		require.Equal(t, spam, found[0].(object)["id"], query)
	}
	explained := w.read("/v1/explain?phone=0123456789")["summary"]
	require.Contains(t, explained, "said that it makes no contact")
	require.Contains(t, explained, "API_TOKEN wrote: Spam and no lead")

	// A replay passes it over.
	one := w.do(http.MethodPost, "/v1/events/"+spam+"/replay", encode(object{"default_country": "MY"}), bearer(apiToken))
	require.Contains(t, one.problem(t, http.StatusConflict), "take that back")
	replayed := w.made(http.MethodPost, "/v1/events/replay", object{"filter": object{"origin": form}, "correction": object{"default_country": "MY"}})
	require.Equal(t, []any{1.0, 1.0, 0.0, 0.0}, []any{replayed["count"], replayed["replayed"], replayed["left"], replayed["waiting"]})
	w.decide()
	require.Equal(t, "created", w.event(other)["decision"])
	require.Equal(t, "dismissed", w.event(spam)["reason"])
	for id, want := range map[string]string{other: "dismiss", spam: "dismiss"} {
		status := w.do(http.MethodPost, "/v1/events/"+id+"/"+want, `{"reason": "x"}`, bearer(apiToken)).status
		require.Equal(t, map[string]int{other: http.StatusConflict, spam: http.StatusOK}[id], status)
	}
	require.Equal(t, "not_dismissed", w.do(http.MethodPost, "/v1/events/"+other+"/undismiss", "", bearer(apiToken)).object(t)["code"])

	back := w.made(http.MethodPost, "/v1/events/"+spam+"/undismiss", nil)["event"].(object)
	for _, member := range []string{"decision", "reason", "detail", "fix", "content", "dismissal"} {
		require.Equal(t, before[member], back[member], member)
	}
	require.Equal(t, back["reason"], w.made(http.MethodPost, "/v1/events/"+spam+"/undismiss", nil)["event"].(object)["reason"], "it is taken back already")
	require.Empty(t, w.groups("dismissed", ""))
	w.made(http.MethodPost, "/v1/events/"+spam+"/replay", object{"default_country": "MY"})
	w.decide()
	require.Equal(t, "created", w.event(spam)["decision"])
}

// TestManyEventsAreDismissed dismisses by a filter, and takes it back by one.
func TestManyEventsAreDismissed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, devtest.Unique(t))
	form, another := devtest.Unique(t), devtest.Unique(t)
	for _, id := range []string{form, another} {
		w.made(http.MethodPut, "/v1/forms/"+id, object{"channel_id": w.channel, "fields": object{"tel": "phone"}})
	}
	var ids list
	for range 3 {
		ids = append(ids, w.submits(form, object{"tel": "1"}))
	}
	w.submits(another, object{"tel": ""})
	do := func(what string, body object) object { return w.made(http.MethodPost, "/v1/events/"+what, body) }
	filter := object{"reason": "bad_phone"}
	require.Equal(t, object{"count": 3.0, "dry_run": true, "dismissed": 0.0, "left": 3.0}, do("dismiss", object{"filter": filter, "reason": "Spam", "dry_run": true}))
	require.Equal(t, object{"count": 2.0, "dry_run": false, "dismissed": 2.0, "left": 0.0}, do("dismiss", object{"filter": object{"id": ids[:2]}, "reason": "Spam"}))
	require.EqualValues(t, 1, do("replay", object{"filter": filter, "dry_run": true})["count"])
	require.EqualValues(t, 1, do("dismiss", object{"filter": filter, "reason": "Spam"})["dismissed"])
	require.Equal(t, map[string]float64{"no_phone": 1}, w.groups("groups", ""))
	require.Equal(t, object{"count": 1.0, "dry_run": false, "quarantined": 1.0, "left": 0.0}, do("undismiss", object{"filter": object{"id": ids[:1]}}))
	require.EqualValues(t, 2, do("undismiss", object{"filter": filter})["quarantined"])
	require.Equal(t, map[string]float64{"bad_phone": 3, "no_phone": 1}, w.groups("groups", ""))
	for filter, field := range map[string]string{`{"dismissed": true}`: "filter.dismissed", `{"decision": "created"}`: "filter.decision"} {
		a := w.do(http.MethodPost, "/v1/events/dismiss", `{"reason": "Spam", "filter": `+filter+`}`, bearer(apiToken))
		require.Equal(t, field, a.object(t)["errors"].(list)[0].(object)["field"], a.body)
	}
}

// TestDismissingInOneChannel has who sees one channel count, dismiss and take back what is
// of it, and nothing else.
func TestDismissingInOneChannel(t *testing.T) {
	t.Parallel()
	w := newWorld(t, devtest.Unique(t))
	second := devtest.Unique(t)
	w.made(http.MethodPut, "/v1/channels/"+second, object{"phone_number_id": "410000000000055"})
	events := map[string]string{}
	for _, channel := range []string{w.channel, second} {
		form := devtest.Unique(t)
		w.made(http.MethodPut, "/v1/forms/"+form, object{"channel_id": channel, "fields": object{"tel": "phone"}})
		events[channel] = w.submits(form, object{"tel": ""})
	}
	w.receive(body("410000000000077", messages(nil, text("60123456789", "wamid.nowhere", 0)))) // of no channel
	token := bearer(w.confined(second))
	counts := func(header http.Header, query string) int {
		n := 0
		for _, g := range w.do(http.MethodGet, "/v1/quarantine"+query, "", header).object(t)["groups"].(list) {
			n += int(g.(object)["events"].(float64))
		}
		return n
	}
	require.Equal(t, []int{3, 1, 1, 0}, []int{
		counts(bearer(apiToken), ""), counts(bearer(apiToken), "?channel_id="+second), counts(token, ""), counts(token, "?channel_id="+w.channel),
	})
	done := w.do(http.MethodPost, "/v1/events/dismiss", `{"reason": "Spam"}`, token).object(t)
	require.Equal(t, []any{1.0, 1.0}, []any{done["count"], done["dismissed"]})
	require.Equal(t, http.StatusNotFound, w.do(http.MethodPost, "/v1/events/"+events[w.channel]+"/dismiss", `{"reason": "Spam"}`, token).status)
	require.Equal(t, 2, counts(bearer(apiToken), ""))
	w.made(http.MethodPost, "/v1/events/dismiss", object{"reason": "Spam"})
	require.Zero(t, counts(bearer(apiToken), ""))
	require.EqualValues(t, 1, w.do(http.MethodPost, "/v1/events/undismiss", `{}`, token).object(t)["count"])
	require.Equal(t, 1, counts(bearer(apiToken), ""))

	// What belongs to no channel stays dismissed when the channel comes, and is decided when
	// that is taken back.
	w.made(http.MethodPut, "/v1/channels/"+devtest.Unique(t), object{"phone_number_id": "410000000000077"})
	stray := w.read("/v1/events?dismissed=true&reason=unknown_channel")["events"].(list)
	require.Len(t, stray, 1)
	id := stray[0].(object)["id"].(string)
	w.made(http.MethodPost, "/v1/events/"+id+"/undismiss", nil)
	_, err := w.store.Ledger.SweepUnknownChannels(t.Context())
	require.NoError(t, err)
	w.decide()
	require.Equal(t, "created", w.event(id)["decision"])
}

// TestADismissedEventIsErased takes the words out of one, and what a person wrote of it.
func TestADismissedEventIsErased(t *testing.T) {
	t.Parallel()
	w := newWorld(t, devtest.Unique(t))
	form := devtest.Unique(t)
	w.made(http.MethodPut, "/v1/forms/"+form, object{"channel_id": w.channel, "fields": object{"tel": "phone"}})
	id := w.submits(form, object{"tel": "1", "name": "Confidential"})
	w.made(http.MethodPost, "/v1/events/"+id+"/dismiss", object{"reason": "Confidential is nobody"})
	for range 2 {
		w.made(http.MethodDelete, "/v1/events/"+id, nil)
	}
	e := w.event(id)
	require.Equal(t, []any{"dismissed", nil, nil}, []any{e["reason"], e["content"], e["dismissal"]})
	require.Empty(t, w.groups("dismissed", ""))
	for _, what := range []string{"dismiss", "undismiss"} {
		require.Equal(t, "event_erased", w.do(http.MethodPost, "/v1/events/"+id+"/"+what, `{"reason": "x"}`, bearer(apiToken)).object(t)["code"], what)
	}
	require.Empty(t, storetest.Search(t, w.store.DB.Other, "Confidential"))
}
