package api_test

import (
	"net/http"

	"github.com/luluchat/contacts/whatsapp"
)

// fbSecret is that with which Facebook signs, and fbToken that of its handshake.
const (
	fbSecret = "the secret of the page's app"
	fbToken  = "facebook-verify-token"
)

func leadHook(body string) http.Header {
	return http.Header{"X-Hub-Signature-256": {whatsapp.Sign(fbSecret, []byte(body))}}
}

// facebookCalls are those about Lead Ads. No page has leads: nobody answers for Facebook.
func (w *world) facebookCalls() []call {
	w.t.Helper()
	const known, fresh = "520000000000010", "520000000000011"
	w.made(http.MethodPut, "/v1/facebook/pages/"+known, object{"name": "The shop", "token": "EAAG"})
	w.made(http.MethodPut, "/v1/forms/lead-ads", object{
		"channel_id": w.channel, "shape": "facebook", "facebook_form_id": "620000000000010", "fields": object{"phone_number": "phone"},
	})
	told := encode(object{"object": "page", "entry": list{object{"id": known, "changes": list{
		object{"field": "feed", "value": object{}}, object{"field": "leadgen", "value": object{"page_id": known}},
	}}}})
	return []call{
		{op: "facebookHandshake", status: 200, query: "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=" + fbToken},
		{op: "facebookHandshake", status: 403, query: "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=wrong"},
		{op: "receiveLeads", status: 200, body: told, header: leadHook(told)},
		{op: "receiveLeads", name: "another object", status: 400, body: `{"object":"user"}`, header: leadHook(`{"object":"user"}`)},
		{op: "receiveLeads", status: 401, body: told, header: http.Header{}},
		{op: "receiveLeads", status: 413, body: large(4 << 20), header: leadHook("")},
		{op: "listFacebookPages", status: 200},
		{op: "getFacebookPage", status: 200, id: known},
		{op: "getFacebookPage", status: 404, id: "1"},
		{op: "putFacebookPage", status: 200, id: known, body: encode(object{"name": "Another name"})},
		{op: "putFacebookPage", status: 201, id: fresh, body: encode(object{"token": "EAAG"})},
		{op: "putFacebookPage", status: 400, id: "page", body: encode(object{"token": "EAAG"})},
		{op: "putFacebookPage", status: 413, id: known, body: large(1 << 20)},
		{op: "putFacebookPage", status: 422, id: "520000000000012", body: encode(object{"name": "Without a token"}), fits: true},
		{op: "putFacebookPage", name: "a token of two lines", status: 422, id: known, body: encode(object{"token": "EA\nAG"}), fits: true},
		{op: "fetchFacebookLeads", status: 202, id: known},
		{op: "fetchFacebookLeads", name: "from a time on", status: 202, id: known, body: encode(object{"since": "2026-10-01T00:00:00Z"})},
		{op: "fetchFacebookLeads", status: 400, id: known, body: encode(object{"since": "yesterday"})},
		{op: "fetchFacebookLeads", status: 404, id: "1"},
		{op: "fetchFacebookLeads", status: 413, id: known, body: large(1 << 20)},
		{op: "fetchFacebookLeads", status: 503, id: known, slow: true},
		{op: "putForm", name: "of leads", status: 200, id: "lead-ads", body: encode(object{"channel_id": w.channel})},
		{op: "putForm", name: "of leads, without their form", status: 422, id: "more", body: encode(object{"channel_id": w.channel, "shape": "facebook"}), fits: true},
		{op: "putForm", name: "of another's leads", status: 409, id: "more",
			body: encode(object{"channel_id": w.channel, "shape": "facebook", "facebook_form_id": "620000000000010"})},
		{op: "submitForm", name: "to a form of leads", status: 422, id: "lead-ads", body: encode(object{"phone_number": "60123456789"}), fits: true},
		{op: "explain", name: "a lead", status: 200, query: "lead_id=720000000000001"},
	}
}
