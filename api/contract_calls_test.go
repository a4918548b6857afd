package api_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/store/ledger"
)

// calls makes what they are about, and returns the table.
func (w *world) calls() []call {
	w.t.Helper()
	put := func(path string, body any) object { return w.made(http.MethodPut, path, body) }
	form, trigger, busy := "contact-us", "zapier", "busy"
	attributes := map[string]string{"city": "string", "budget": "number", "birthday": "date"}
	for name, kind := range attributes {
		put("/v1/attributes/"+name, object{"type": kind})
	}
	made := put("/v1/forms/"+form, object{
		"channel_id": w.channel, "name": "Contact us",
		"fields": object{"mobile": "phone", "full_name": "display_name", "city": "attributes.city", "interests": "tags"},
	})
	secret, submitKey := made["secret"].(string), made["submit_key"].(string)
	put("/v1/forms/rotated", object{"channel_id": w.channel})
	put("/v1/triggers/"+trigger, object{"channel_id": w.channel})
	put("/v1/triggers/"+busy, object{"channel_id": w.channel})
	_, err := connect(w.t, w.database).Exec(w.t.Context(),
		`UPDATE triggers SET recent = array_fill(now() + interval '10 minutes', ARRAY[$2::integer]) WHERE id = $1`, busy, ledger.TriggerLimit)
	require.NoError(w.t, err)

	// Somebody of each kind: with everything, with a number alone, deleted.
	full := w.made(http.MethodPost, "/v1/contacts", object{
		"channel_id": w.channel, "phone": "60198765432", "display_name": "Mei Ling", "remarks": "Met at the fair",
		"assignee": "kumar", "tags": list{"vip"}, "attributes": object{"city": "Ipoh", "budget": 2500.5, "birthday": "1990-05-17"},
	})["contact"].(object)["id"].(string)
	failed := object{
		"id": "wamid.out", "status": "failed", "timestamp": at(60), "recipient_id": "60198765432",
		"errors": list{object{"code": 131026, "title": "Message undeliverable"}},
	}
	w.receive(body(shopNumber, change("messages", object{"messaging_product": "whatsapp", "statuses": list{failed}}),
		messages(map[string]string{"60198765432": "Mei"}, with(wrote("60198765432", ""), referral("120210000000000002")),
			with(wrote("60198765432", "MY.777"), object{"type": "reaction", "reaction": object{"message_id": "wamid.out", "emoji": "👍"}}))))
	gone, lead := w.deleted(), w.made(http.MethodPost, "/v1/contacts", object{"channel_id": w.channel, "phone": "60198765433"})
	known := lead["contact"].(object)["id"].(string)
	some, open, merged := w.contacts(6), w.conflicts(4), w.merged(4)
	undone := merged[2]
	undoKey := tokenWith("Idempotency-Key", "undo-422")
	require.Equal(w.t, http.StatusOK, w.insist(http.MethodPost, "/v1/conflicts/"+undone+"/undo", "", undoKey).status)
	quarantined, emptied, spam := []string{w.nobody(form), w.nobody(form), w.nobody(form)}, w.nobody(form), w.nobody(form)
	require.NoError(w.t, w.store.Erasures.EraseEvent(w.t.Context(), uuid.MustParse(emptied)))
	strange := "wamid." + uuid.NewString()
	w.receive(body(shopNumber, messages(nil, with(text("60198765499", strange, 0), object{"type": "hologram"}))))
	unknown := w.read("/v1/explain?message_id=" + strange)["events"].(list)[0].(object)["id"].(string)
	decided := lead["outcome"].(object)["event_id"].(string)
	entry := func(more object) string {
		return encode(with(object{"channel_id": w.channel, "phone": "+60 19-876 5434"}, more))
	}
	judged := entry(object{"phone": "+60 19-876 5448"})
	entryKey := w.refused(http.MethodPost, "/v1/contacts", judged, tokenWith("Idempotency-Key", "entry-409"))
	editKey := w.refused(http.MethodPatch, "/v1/contacts/"+some[0], `{"remarks": "x"}`, tokenWith("Idempotency-Key", "edit-409"))
	deleteKey := w.refused(http.MethodDelete, "/v1/contacts/"+some[0], "", tokenWith("Idempotency-Key", "delete-409", "If-Match", `"99"`))
	w.decide()
	page := func(path string) string { return "limit=1&cursor=" + w.read(path + "?limit=1")["next_cursor"].(string) }

	nothing, number := uuid.NewString(), "999999"
	hook := one("60198765435", "wamid."+uuid.NewString(), 0)
	answers := encode(object{"mobile": "+60 19-876 5436", "full_name": "Siti", "submission_id": 7})
	over := large(1 << 20)
	formKey, callKey := tokenWith("Idempotency-Key", "form-422"), tokenWith("Idempotency-Key", "call-422")
	require.Equal(w.t, http.StatusAccepted, w.do(http.MethodPost, "/forms/"+form+"/submissions", answers, formKey).status)
	require.Equal(w.t, http.StatusAccepted, w.do(http.MethodPost, "/v1/triggers/"+trigger, `{"contact_number": "60198765440"}`, callKey).status)

	return slices.Concat(
		[]call{
			{op: "healthz", status: 200},
			{op: "readyz", status: 200},
			{op: "healthzHead", status: 200},
			{op: "metrics", status: 200},
			{op: "readyzHead", status: 200},
			{op: "openapi", status: 200},
			{op: "handshake", status: 200, query: "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=" + verifyToken},
			{op: "handshake", status: 403, query: "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=wrong"},
			{op: "receiveWebhook", status: 200, body: hook, header: hooked(hook)},
			{op: "receiveWebhook", name: "with a list", status: 400, body: "[]", header: hooked("[]")},
			{op: "receiveWebhook", name: "without entries", status: 400, body: "{}", header: hooked("{}")},
			{op: "receiveWebhook", status: 401, body: hook, header: http.Header{}},
			{op: "receiveWebhook", status: 413, body: large(4 << 20), header: hooked("")},
		},
		w.facebookCalls(),
		[]call{
			{op: "getWebhookHealth", status: 200},
			{op: "listChannels", status: 200},
			{op: "getChannel", status: 200, id: w.channel},
			{op: "getChannel", status: 404, id: "nothing"},
			{op: "sendTestMessage", status: 202, id: w.channel, body: `{"phone": "+60 19-876 5450", "name": "Test", "text": "Hello"}`},
			{op: "sendTestMessage", name: "no JSON", status: 400, id: w.channel, body: "{"},
			{op: "sendTestMessage", status: 404, id: "nothing", body: `{"phone": "+60 19-876 5450"}`},
			{op: "sendTestMessage", status: 413, id: w.channel, body: over},
			{op: "sendTestMessage", status: 422, id: w.channel, body: `{"phone": "call me"}`, fits: true},
			{op: "putChannel", status: 200, id: w.channel, body: encode(object{"phone_number_id": shopNumber})},
			{op: "putChannel", status: 201, id: "another", body: encode(object{"name": "Another", "phone_number_id": "410000000000002"})},
			{op: "putChannel", name: "an id that is none", status: 400, id: "a b", body: encode(object{"phone_number_id": "1"})},
			{op: "putChannel", name: "no JSON", status: 400, id: "more", body: "{"},
			{op: "putChannel", name: "a number for a text", status: 400, id: "more", body: `{"phone_number_id": 1}`},
			{op: "putChannel", status: 409, id: "more", body: encode(object{"phone_number_id": shopNumber})},
			{op: "putChannel", name: "without", status: 422, id: "more", body: `{"name": "More"}`},
			{op: "putChannel", name: "a phone number", status: 422, id: "more", body: `{"phone_number_id": "+60 12-345 6789"}`, fits: true},
			{op: "putChannel", name: "blank", status: 422, id: "more", body: `{"phone_number_id": " "}`, fits: true},
			{op: "putChannel", status: 413, id: "more", body: over},
			{op: "putChannel", name: "a name of 255 bytes", status: 201, id: "long", body: channelNamed(strings.Repeat("x", 255))},
			{op: "putChannel", name: "a name too long", status: 422, id: "more", body: channelNamed(strings.Repeat("x", 256))},
			{op: "putChannel", name: "a name of too many bytes", status: 422, id: "more", body: channelNamed(strings.Repeat("é", 128)), fits: true},
			{op: "putChannel", name: "a NUL in a name", status: 422, id: "more", body: channelNamed("a\x00"), fits: true},
		},
		[]call{
			{op: "listContacts", status: 200},
			{op: "listContacts", name: "the second page", status: 200, query: page("/v1/contacts")},
			{op: "listContacts", name: "by everything", status: 200, query: "channel_id=" + w.channel +
				"&q=mei&tag=VIP&source=api&ad_id=120210000000000002&created_after=2025-10-09T09:08:20%2B08:00&created_before=2100-01-01"},
			{op: "listContacts", name: "a limit that is none", status: 400, query: "limit=many"},
			{op: "listContacts", name: "a limit too small", status: 400, query: "limit=0"},
			{op: "listContacts", name: "a limit too large", status: 400, query: "limit=101"},
			{op: "listContacts", name: "a cursor that is none", status: 400, query: "cursor=next", fits: true},
			{op: "listContacts", name: "a time that is none", status: 400, query: "created_after=yesterday"},
			{op: "createContact", status: 201, body: entry(object{"source": "manual", "tags": object{"add": list{"vip"}}})},
			{op: "createContact", status: 200, body: encode(object{"channel_id": w.channel, "phone": "60198765433", "attributes": nil, "tags": nil})},
			{op: "createContact", status: 202, slow: true, body: encode(object{"channel_id": w.channel, "phone": "60198765437"})},
			{op: "createContact", name: "a list", status: 400, body: "[]"},
			{op: "createContact", status: 413, body: over},
			{op: "createContact", name: "two objects", status: 400, body: entry(nil) + "{}", fits: true},
			{op: "createContact", status: 409, body: judged, header: entryKey},
			{op: "createContact", name: "another under its key", status: 422, body: entry(object{"remarks": "x"}), header: entryKey, fits: true},
			{op: "createContact", name: "an unknown member", status: 422, body: entry(object{"nickname": "Mei"})},
			{op: "createContact", name: "an unknown source", status: 422, body: entry(object{"source": "fax"})},
			{op: "createContact", name: "an unknown channel", status: 422, body: entry(object{"channel_id": "nothing"}), fits: true},
			{op: "createContact", name: "a channel that is no text", status: 422, body: entry(object{"channel_id": 1})},
			{op: "createContact", name: "as WhatsApp writes it", status: 201, body: encode(object{"channel_id": w.channel, "wa_id": "5215531601021"})},
			{op: "createContact", name: "of a country", status: 201, body: entry(object{"phone": "479-312-4560", "default_country": "US"})},
			{op: "createContact", name: "a number twice", status: 422, body: entry(object{"wa_id": "60198765433"}), fits: true},
			{op: "createContact", name: "a wa_id that is none", status: 422, body: encode(object{"channel_id": w.channel, "wa_id": "+60198765433"})},
			{op: "createContact", name: "a country that is none", status: 422, body: entry(object{"default_country": "XX"}), fits: true},
			{op: "createContact", name: "tags without end", status: 422, body: entry(object{"tags": someTags("tag ", 51)})},
			{op: "createContact", name: "a tag without end", status: 422, body: entry(object{"tags": list{strings.Repeat("x", 101)}}), fits: true},
			{op: "createContact", name: "no phone", status: 422, body: encode(object{"channel_id": w.channel})},
			{op: "createContact", name: "a phone without its country", status: 422, body: entry(object{"phone": "0198765434"}), fits: true},
			{op: "createContact", name: "a name too long", status: 422, body: entry(object{"display_name": large(256)})},
			{op: "createContact", name: "with consent", status: 200, body: encode(object{"channel_id": w.channel, "phone": "60198765433", "consent": object{"given": true, "at": "2026-05-01", "source": "call", "text": "Offers"}})},
			{op: "createContact", name: "a consent that is none", status: 422, body: entry(object{"consent": "yes"})},
			{op: "createContact", name: "a consent that lies ahead", status: 422, body: entry(object{"consent": object{"given": true, "at": "2999-01-01"}}), fits: true},
			{op: "createContact", name: "tags that are none", status: 422, body: entry(object{"tags": "vip"})},
			{op: "createContact", name: "attributes that are none", status: 422, body: entry(object{"attributes": "vip"})},
			{op: "createContact", name: "an unknown attribute", status: 422, body: entry(object{"attributes": object{"size": 1}}), fits: true},
			{op: "createContact", name: "in none of the token's channels", status: 404, body: entry(object{"channel_id": "nothing"}), header: bearer(w.confined(w.channel))},
			{op: "createContact", name: "a value that does not fit", status: 422, body: entry(object{"attributes": object{"budget": "a lot"}}), fits: true},
		},
		[]call{
			{op: "getContact", name: "who wrote", status: 200, id: full},
			{op: "getContact", name: "who has not", status: 200, id: known},
			{op: "getContact", status: 400, id: "7"},
			{op: "getContact", status: 404, id: nothing},
			{op: "getContact", status: 410, id: gone},
			{op: "patchContact", status: 200, id: full, header: tokenWith("If-Match", "*"), body: encode(object{
				"display_name": "Mei", "remarks": nil, "tags": object{"add": list{"late"}, "remove": list{"vip"}},
				"attributes": object{"city": nil, "budget": "12"}, "opted_out": true,
			})},
			{op: "patchContact", status: 202, slow: true, id: some[1], body: `{"remarks": "late"}`},
			{op: "patchContact", name: "an id that is none", status: 400, id: "7", body: `{"remarks": "x"}`},
			{op: "patchContact", name: "a version that is none", status: 400, id: full, header: tokenWith("If-Match", "newest"), body: `{}`},
			{op: "patchContact", name: "no object", status: 400, id: full, body: "null"},
			{op: "patchContact", name: "two objects", status: 400, id: full, body: `{"remarks": "x"} {"remarks": "y"}`, fits: true},
			{op: "patchContact", status: 413, id: full, body: over},
			{op: "patchContact", status: 404, id: nothing, body: `{"remarks": "x"}`},
			{op: "patchContact", status: 409, id: some[0], header: editKey, body: `{"remarks": "x"}`},
			{op: "patchContact", name: "another under its key", status: 422, id: some[0], header: editKey, body: `{"remarks": "y"}`, fits: true},
			{op: "patchContact", status: 410, id: gone, body: `{"remarks": "x"}`},
			{op: "patchContact", status: 412, id: known, header: tokenWith("If-Match", `"99"`), body: `{"remarks": "x"}`},
			{op: "patchContact", name: "an unknown member", status: 422, id: known, body: `{"nickname": "Ai"}`},
			{op: "patchContact", name: "opted out with null", status: 422, id: known, body: `{"opted_out": null}`},
			{op: "deleteContact", status: 204, id: some[2]},
			{op: "deleteContact", name: "again", status: 204, id: gone},
			{op: "deleteContact", status: 202, slow: true, id: some[3]},
			{op: "deleteContact", name: "an id that is none", status: 400, id: "7"},
			{op: "deleteContact", name: "a version that is none", status: 400, id: known, header: tokenWith("If-Match", "newest")},
			{op: "deleteContact", status: 404, id: nothing},
			{op: "deleteContact", status: 409, id: some[0], header: deleteKey},
			{op: "deleteContact", name: "another under its key", status: 422, id: some[4], header: deleteKey, fits: true},
			{op: "deleteContact", status: 412, id: known, header: tokenWith("If-Match", `"99"`)},
			{op: "listMessages", status: 200, id: full, query: "limit=1"},
			{op: "listMessages", name: "a limit that is none", status: 400, id: full, query: "limit=0"},
			{op: "listMessages", name: "an id that is none", status: 400, id: "7"},
			{op: "listMessages", status: 404, id: nothing},
			{op: "listMessages", status: 410, id: gone},
			{op: "timeline", name: "of a lead", status: 200, id: full},
			{op: "timeline", name: "of a lead who has not written", status: 200, id: known},
			{op: "timeline", name: "of who wrote", status: 200, id: some[4]},
			{op: "timeline", name: "the second page", status: 200, id: full, query: page("/v1/contacts/" + full + "/timeline")},
			{op: "timeline", name: "a cursor that is none", status: 400, id: full, query: "cursor=x", fits: true},
			{op: "timeline", name: "an id that is none", status: 400, id: "7"},
			{op: "timeline", status: 404, id: nothing},
			{op: "timeline", status: 410, id: gone},
		},
		[]call{
			{op: "listConflicts", status: 200, query: "channel_id=" + w.channel},
			{op: "listConflicts", name: "all, the second page", status: 200, query: "all=true&" + page("/v1/conflicts")},
			{op: "listConflicts", name: "a cursor that is none", status: 400, query: "cursor=x", fits: true},
			{op: "listConflicts", name: "a limit that is none", status: 400, query: "limit=0"},
			{op: "resolveConflict", name: "a merge", status: 200, id: open[0], body: `{"resolution": "merge_into_a"}`},
			{op: "resolveConflict", name: "both", status: 200, id: open[1], body: `{"resolution": "keep_both"}`},
			{op: "resolveConflict", status: 202, slow: true, id: open[2], body: `{"resolution": "merge_into_a"}`},
			{op: "resolveConflict", name: "an id that is none", status: 400, id: "x", body: `{"resolution": "keep_both"}`},
			{op: "resolveConflict", name: "no JSON", status: 400, id: open[3], body: `{`},
			{op: "resolveConflict", status: 413, id: open[3], body: over},
			{op: "resolveConflict", status: 404, id: number, body: `{"resolution": "keep_both"}`},
			{op: "resolveConflict", status: 409, id: undone, body: `{"resolution": "keep_both"}`},
			{op: "resolveConflict", status: 422, id: open[3], body: `{"resolution": "merge"}`},
			{op: "undoConflict", status: 200, id: merged[0]},
			{op: "undoConflict", status: 202, slow: true, id: merged[1]},
			{op: "undoConflict", status: 400, id: "0"},
			{op: "undoConflict", status: 404, id: number},
			{op: "undoConflict", name: "of an open one", status: 409, id: open[3]},
			{op: "undoConflict", name: "again", status: 409, id: undone},
			{op: "undoConflict", name: "the same once more", status: 200, id: undone, header: undoKey},
			{op: "undoConflict", name: "another under its key", status: 422, id: merged[3], header: undoKey, fits: true},
		},
		[]call{
			{op: "listEvents", status: 200, query: "limit=100"},
			{op: "listEvents", name: "the second page", status: 200, query: page("/v1/events")},
			{op: "listEvents", name: "by everything", status: 200, query: "decision=created&source=api&channel_id=" + w.channel + "&contact_id=" + full},
			{op: "listEvents", name: "quarantined", status: 200, query: "decision=quarantined"},
			{op: "listEvents", name: "an unknown decision", status: 400, query: "decision=lost"},
			{op: "listEvents", name: "an unknown source", status: 400, query: "source=fax"},
			{op: "listEvents", name: "a contact that is none", status: 400, query: "contact_id=7"},
			{op: "listEvents", name: "a limit that is none", status: 400, query: "limit=0"},
			{op: "listEvents", name: "a cursor that is none", status: 400, query: "cursor=x", fits: true},
			{op: "replayEvent", name: "with a number", status: 202, id: quarantined[0], body: `{"phone": "60198765438"}`},
			{op: "replayEvent", name: "as it is", status: 202, id: unknown},
			{op: "replayEvent", name: "an id that is none", status: 400, id: "7"},
			{op: "replayEvent", name: "no JSON", status: 400, id: quarantined[1], body: `{`},
			{op: "replayEvent", status: 413, id: quarantined[1], body: over},
			{op: "replayEvent", status: 404, id: nothing},
			{op: "replayEvent", status: 409, id: decided},
			{op: "replayEvent", status: 422, id: quarantined[1], body: `{"phone": "0198765438"}`, fits: true},
			{op: "whyEventWaits", status: 200, id: decided},
			{op: "whyEventWaits", name: "an id that is none", status: 400, id: "7"},
			{op: "whyEventWaits", status: 404, id: nothing},
			{op: "deleteEvent", status: 204, id: quarantined[2]},
			{op: "deleteEvent", name: "again", status: 204, id: emptied},
			{op: "replayEvent", name: "that is erased", status: 409, id: emptied},
			{op: "deleteEvent", name: "an id that is none", status: 400, id: "7"},
			{op: "deleteEvent", status: 404, id: nothing},
			{op: "deleteEvent", status: 409, id: decided},
			{op: "listEvents", name: "that were dismissed", status: 200, query: "dismissed=true&reason=no_phone"},
			{op: "listEvents", name: "one by one", status: 200, query: "id=" + decided + "&id=" + emptied},
			{op: "listEvents", name: "an id that is none", status: 400, query: "id=7"},
			{op: "getQuarantine", status: 200},
			{op: "getQuarantine", name: "of a channel", status: 200, query: "channel_id=" + w.channel},
			{op: "dismissEvent", status: 200, id: spam, body: `{"reason": "A test"}`},
			{op: "dismissEvent", name: "an id that is none", status: 400, id: "7", body: `{"reason": "A test"}`},
			{op: "dismissEvent", name: "no JSON", status: 400, id: quarantined[1], body: `{`},
			{op: "dismissEvent", status: 413, id: quarantined[1], body: over},
			{op: "dismissEvent", status: 404, id: nothing, body: `{"reason": "A test"}`},
			{op: "dismissEvent", status: 409, id: decided, body: `{"reason": "A test"}`},
			{op: "dismissEvent", name: "that is erased", status: 409, id: emptied, body: `{"reason": "A test"}`},
			{op: "dismissEvent", status: 422, id: quarantined[1], body: `{"reason": " "}`, fits: true},
			{op: "undismissEvent", status: 200, id: spam},
			{op: "undismissEvent", name: "an id that is none", status: 400, id: "7"},
			{op: "undismissEvent", status: 404, id: nothing},
			{op: "undismissEvent", status: 409, id: decided},
			{op: "explain", name: "a number", status: 200, query: "phone=%2B60198765432"},
			{op: "explain", name: "a contact", status: 200, query: "contact_id=" + some[5] + "&channel_id=" + w.channel},
			{op: "explain", name: "a message", status: 200, query: "message_id=" + strange},
			{op: "explain", name: "a stranger", status: 200, query: "user_id=MY.999"},
			{op: "explain", name: "nothing", status: 400, fits: true},
			{op: "explain", name: "two things", status: 400, query: "phone=60198765432&user_id=MY.1", fits: true},
			{op: "explain", name: "an id that is none", status: 400, query: "contact_id=7"},
			{op: "countArrivals", status: 200},
			{op: "countArrivals", name: "of a channel, by days of a zone", status: 200, query: "zone=Asia/Kuala_Lumpur&channel_id=" + w.channel},
			{op: "countArrivals", name: "of no zone", status: 400, query: "zone=Mars", fits: true},
			{op: "listAds", status: 200},
			{op: "getAd", status: 200, id: "120210000000000001"},
			{op: "getAd", name: "of a channel, by days of a zone", status: 200, id: "120210000000000001", query: "zone=America/New_York&channel_id=" + w.channel},
			{op: "getAd", name: "of no zone", status: 400, id: "120210000000000001", query: "zone=Mars", fits: true},
			{op: "getAd", status: 404, id: "nothing"},
			{op: "listAds", name: "of a channel", status: 200, query: "channel_id=" + w.channel},
		},
		[]call{
			{op: "submitForm", name: "signed", status: 202, id: form, body: answers, header: signed(secret, answers)},
			{op: "submitForm", name: "with a token", status: 202, id: form, body: answers},
			{op: "submitForm", name: "form-encoded", status: 202, id: form, body: "mobile=%2B60198765439&interests=a&interests=b", header: tokenWith("Content-Type", "application/x-www-form-urlencoded")},
			{op: "submitForm", name: "multipart", status: 202, id: form, header: tokenWith("Content-Type", "multipart/form-data; boundary=b"),
				body: "--b\r\nContent-Disposition: form-data; name=\"mobile\"\r\n\r\n+60198765439\r\n--b--\r\n"},
			{op: "submitForm", name: "broken multipart", status: 400, id: form, body: "--b\r\nx", header: tokenWith("Content-Type", "multipart/form-data; boundary=b")},
			{op: "submitForm", name: "broken form-encoding", status: 400, id: form, body: "mobile=%zz", header: tokenWith("Content-Type", "application/x-www-form-urlencoded")},
			{op: "submitForm", name: "no JSON", status: 400, id: form, body: "mobile"},
			{op: "submitForm", name: "a list", status: 400, id: form, body: "[]"},
			{op: "submitForm", name: "with nothing", status: 401, id: form, body: answers, header: http.Header{}},
			{op: "submitForm", name: "signed by another", status: 401, id: form, body: answers, header: signed("another", answers)},
			{op: "submitForm", name: "with the secret in the address", status: 400, id: form, body: answers, header: http.Header{}, query: "secret=" + url.QueryEscape(secret)},
			{op: "submitForm", status: 404, id: "nothing", body: answers},
			{op: "submitForm", status: 413, id: form, body: over},
			{op: "submitForm", name: "with a key", status: 202, id: form, body: answers, header: formKey},
			{op: "submitForm", name: "another under its key", status: 422, id: form, body: `{"mobile": "+60198765436"}`, header: formKey, fits: true},
			{op: "submitFormByKey", status: 202, id: form, key: submitKey, body: answers, header: http.Header{}},
			{op: "submitFormByKey", name: "beside a token that is none", status: 202, id: form, key: submitKey, body: answers, header: bearer("wrong")},
			{op: "submitFormByKey", name: "no JSON", status: 400, id: form, key: submitKey, body: "mobile"},
			{op: "submitFormByKey", name: "with the secret in the address", status: 400, id: form, key: submitKey, body: answers, query: "secret=" + url.QueryEscape(secret)},
			{op: "submitFormByKey", name: "with another key", status: 401, id: form, key: "another", body: answers},
			{op: "submitFormByKey", name: "with the secret for a key", status: 401, id: form, key: secret, body: answers},
			{op: "submitFormByKey", name: "of no form", status: 401, id: "nothing", key: submitKey, body: answers},
			{op: "submitFormByKey", status: 413, id: form, key: submitKey, body: over},
			{op: "submitFormByKey", name: "another under its key", status: 422, id: form, key: submitKey, body: `{"mobile": "+60198765436"}`, header: keyAlone(formKey), fits: true},
			{op: "rotateSubmitKey", status: 200, id: "rotated"},
			{op: "rotateSubmitKey", status: 404, id: "nothing"},
			{op: "tryForm", status: 200, id: form, body: answers},
			{op: "tryForm", name: "with nobody's number", status: 200, id: form, body: `{"city": "Ipoh", "mobile": "call me", "shoe": 7}`},
			{op: "tryForm", name: "form-encoded", status: 200, id: form, body: "mobile=%2B60198765439&interests=a", header: tokenWith("Content-Type", "application/x-www-form-urlencoded")},
			{op: "tryForm", name: "no JSON", status: 400, id: form, body: "mobile"},
			{op: "tryForm", status: 404, id: "nothing", body: answers},
			{op: "tryForm", status: 413, id: form, body: over},
			{op: "listForms", status: 200},
			{op: "getForm", status: 200, id: form},
			{op: "getForm", status: 404, id: "nothing"},
			{op: "putForm", name: "new", status: 201, id: "new", body: encode(object{"channel_id": w.channel, "name": "New"})},
			{op: "putForm", name: "known", status: 200, id: form, body: encode(object{"channel_id": w.channel})},
			{op: "putForm", name: "with a secret", status: 201, id: "own", body: encode(object{"channel_id": w.channel, "secret": "one of my own, long"})},
			{op: "putForm", name: "that is public", status: 201, id: "open", body: encode(object{"channel_id": w.channel, "public": true, "thanks_url": "https://example.com/thanks"})},
			{op: "putForm", name: "with no address any more", status: 200, id: form, body: encode(object{"channel_id": w.channel, "public": false, "thanks_url": nil})},
			{op: "putForm", name: "with an address that is none", status: 422, id: "more", body: encode(object{"channel_id": w.channel, "thanks_url": "javascript:alert(1)"}), fits: true},
			{op: "putForm", name: "an id that is none", status: 400, id: "a b", body: encode(object{"channel_id": w.channel})},
			{op: "putForm", name: "no JSON", status: 400, id: "more", body: "{"},
			{op: "putForm", status: 413, id: "more", body: over},
			{op: "putForm", name: "an unknown target", status: 422, id: "more", body: encode(object{"channel_id": w.channel, "fields": object{"a": "b"}})},
			{op: "putForm", name: "two answers for one target", status: 422, id: "more", body: encode(object{"channel_id": w.channel, "fields": object{"a": "phone", "b": "phone"}}), fits: true},
			{op: "putForm", name: "an unknown channel", status: 422, id: "more", body: `{"channel_id": "nothing"}`, fits: true},
			{op: "putForm", name: "no channel", status: 422, id: "more", body: `{}`},
			{op: "putForm", name: "a secret too short", status: 422, id: "more", body: encode(object{"channel_id": w.channel, "secret": "15 characters.."})},
			{op: "putForm", name: "a secret too long", status: 422, id: "more", body: encode(object{"channel_id": w.channel, "secret": large(257)})},
		},
		[]call{
			{op: "listTriggers", status: 200},
			{op: "getTrigger", status: 200, id: trigger},
			{op: "getTrigger", status: 404, id: "nothing"},
			{op: "putTrigger", status: 201, id: "new", body: encode(object{"channel_id": w.channel, "name": "New"})},
			{op: "putTrigger", status: 200, id: trigger, body: encode(object{"channel_id": w.channel})},
			{op: "putTrigger", name: "an id that is none", status: 400, id: "a b", body: encode(object{"channel_id": w.channel})},
			{op: "putTrigger", name: "no JSON", status: 400, id: "more", body: "{"},
			{op: "putTrigger", status: 413, id: "more", body: over},
			{op: "putTrigger", status: 422, id: "more", body: `{"channel_id": "nothing"}`, fits: true},
			{op: "callTrigger", status: 202, id: trigger, body: encode(object{"contact_number": "60198765440", "name": "Raj", "city": "Ipoh"})},
			{op: "callTrigger", name: "with what does not fit", status: 202, id: trigger, body: encode(object{"contact_number": 60198765440, "size": 7, "budget": list{1}})},
			{op: "callTrigger", name: "no JSON", status: 400, id: trigger, body: "{"},
			{op: "callTrigger", name: "a list", status: 400, id: trigger, body: "[]"},
			{op: "callTrigger", status: 404, id: "nothing", body: `{"contact_number": "60198765440"}`},
			{op: "callTrigger", status: 413, id: trigger, body: over},
			{op: "callTrigger", name: "no number", status: 422, id: trigger, body: `{"name": "Raj"}`},
			{op: "callTrigger", name: "a number without its country", status: 422, id: trigger, body: `{"contact_number": "0198765440"}`, fits: true},
			{op: "callTrigger", name: "with a key", status: 202, id: trigger, body: `{"contact_number": "60198765440"}`, header: callKey},
			{op: "callTrigger", name: "another under its key", status: 422, id: trigger, body: `{"contact_number": "60198765441"}`, header: callKey, fits: true},
			{op: "callTrigger", status: 429, id: busy, body: `{"contact_number": "60198765440"}`},
		},
		[]call{
			{op: "listAttributes", status: 200},
			{op: "getAttribute", status: 200, id: "city"},
			{op: "getAttribute", status: 404, id: "size"},
			{op: "putAttribute", status: 201, id: "shoe", body: `{"type": "number"}`},
			{op: "putAttribute", status: 200, id: "city", body: `{"type": "string"}`},
			{op: "putAttribute", name: "a name that is none", status: 400, id: "shoe size", body: `{"type": "number"}`},
			{op: "putAttribute", name: "a name that means something else", status: 400, id: "phone", body: `{"type": "number"}`, fits: true},
			{op: "putAttribute", name: "no JSON", status: 400, id: "more", body: "{"},
			{op: "putAttribute", status: 409, id: "birthday", body: `{"type": "number"}`},
			{op: "putAttribute", status: 413, id: "more", body: over},
			{op: "putAttribute", status: 422, id: "more", body: `{"type": "list"}`},
			{op: "listTags", status: 200},
		},
		w.accessCalls(),
		w.formWithoutScope(form, answers),
		w.filterCalls(),
		w.shapeCalls(secret, answers),
	)
}
