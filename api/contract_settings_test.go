package api_test

import (
	"net/http"
	"strings"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// settingsCalls disable, delete, rename and merge what is made for that.
func (w *world) settingsCalls() []call {
	w.t.Helper()
	put := func(path string, body any) object { return w.made(http.MethodPut, path, body) }
	for id, number := range map[string]string{"switched": "510000000000001", "shut": "510000000000002", "empty": "510000000000003", "full": "510000000000004"} {
		put("/v1/channels/"+id, object{"phone_number_id": number})
	}
	for _, id := range []string{"form-switched", "form-gone"} {
		put("/v1/forms/"+id, object{"channel_id": w.channel})
	}
	for _, id := range []string{"trigger-switched", "trigger-gone"} {
		put("/v1/triggers/"+id, object{"channel_id": w.channel})
	}
	key := put("/v1/forms/shut", object{"channel_id": "shut", "fields": object{"mobile": "phone"}})["submit_key"].(string)
	put("/v1/triggers/shut", object{"channel_id": "shut"})
	put("/v1/attributes/shoes", object{"type": "string"})
	put("/v1/attributes/hat", object{"type": "string"})
	people := w.contacts(1)
	w.made(http.MethodPatch, "/v1/contacts/"+people[0], object{"tags": list{"renamed", "counted", "merged", "kept"}, "attributes": object{"shoes": "44"}})
	a := w.insist(http.MethodPost, "/v1/contacts", encode(object{"channel_id": "full", "phone": "60198765777"}), tokenWith())
	require.Equal(w.t, http.StatusCreated, a.status, a.body)
	w.decide()
	w.made(http.MethodPost, "/v1/channels/shut/disable", nil)
	over := large(1 << 20)
	inspected, file := w.upload(leads("60198705001"), object{"channel_id": "shut"})
	answers := `{"mobile": "60198765436"}`
	calls := []call{
		{op: "listChannels", name: "those that are deleted", status: 200, query: "deleted=true"},
		{op: "listForms", name: "those that are deleted", status: 200, query: "deleted=true"},
		{op: "listTriggers", name: "those that are deleted", status: 200, query: "deleted=true"},
		{op: "disableChannel", status: 200, id: "switched"},
		{op: "enableChannel", status: 200, id: "switched"},
		{op: "deleteChannel", name: "counted", status: 200, id: "full", query: "dry_run=true"},
		{op: "deleteChannel", status: 200, id: "empty"},
		{op: "deleteChannel", name: "with contacts", status: 409, id: "full"},
		{op: "deleteChannel", name: "with others", status: 409, id: "full", query: "expected=7"},
		{op: "deleteChannel", name: "neither true nor false", status: 400, id: "full", query: "dry_run=perhaps"},
		{op: "deleteChannel", name: "a number that is none", status: 400, id: "full", query: "expected=some"},
		{op: "disableForm", status: 200, id: "form-switched"},
		{op: "enableForm", status: 200, id: "form-switched"},
		{op: "deleteForm", status: 204, id: "form-gone"},
		{op: "disableTrigger", status: 200, id: "trigger-switched"},
		{op: "enableTrigger", status: 200, id: "trigger-switched"},
		{op: "deleteTrigger", status: 204, id: "trigger-gone"},
		{op: "removeAttribute", name: "counted", status: 200, id: "shoes", query: "dry_run=true"},
		{op: "removeAttribute", status: 202, id: "hat"},
		{op: "removeAttribute", name: "with values", status: 409, id: "shoes"},
		{op: "removeAttribute", name: "neither true nor false", status: 400, id: "shoes", query: "dry_run=perhaps"},
		{op: "renameTag", status: 200, id: "renamed", body: `{"name": "Called anew"}`},
		{op: "renameTag", name: "no JSON", status: 400, id: "kept", body: "{"},
		{op: "renameTag", status: 404, id: "nothing at all", body: `{"name": "x"}`},
		{op: "renameTag", name: "as another", status: 409, id: "kept", body: `{"name": "VIP"}`},
		{op: "renameTag", status: 413, id: "kept", body: over},
		{op: "renameTag", name: "blank", status: 422, id: "kept", body: `{"name": " "}`, fits: true},
		{op: "mergeTag", name: "counted", status: 200, id: "counted", body: `{"into": "kept", "dry_run": true}`},
		{op: "mergeTag", status: 202, id: "merged", body: `{"into": "KEPT", "expected": 1}`},
		{op: "mergeTag", name: "no JSON", status: 400, id: "kept", body: "{"},
		{op: "mergeTag", status: 404, id: "nothing at all", body: `{"into": "kept"}`},
		{op: "mergeTag", name: "without a number", status: 409, id: "kept", body: `{"into": "vip"}`},
		{op: "mergeTag", status: 413, id: "kept", body: `{"into": "` + strings.Repeat("x", 1<<20) + `"}`},
		{op: "mergeTag", name: "into itself", status: 422, id: "kept", body: `{"into": "Kept"}`, fits: true},
		{op: "mergeTag", name: "into nothing", status: 422, id: "kept", body: `{"into": "nothing at all"}`, fits: true},
		{op: "sendTestMessage", name: "to a channel that is disabled", status: 409, id: "shut", body: `{"phone": "+60 19-876 5450"}`},
		{op: "submitForm", name: "of a channel that is disabled", status: 409, id: "shut", body: answers},
		{op: "submitFormByKey", name: "of a channel that is disabled", status: 409, id: "shut", key: key, body: answers, header: http.Header{}},
		{op: "callTrigger", name: "of a channel that is disabled", status: 409, id: "shut", body: `{"contact_number": "60198765436"}`},
		{op: "inspectUpload", name: "for a channel that is disabled", status: 409, header: inspected, body: file},
		{op: "replayEvents", name: "in a channel that is disabled", status: 409, body: `{"filter": {"reason": "bad_phone"}, "correction": {"channel_id": "shut"}}`},
	}
	for _, op := range []string{"disableChannel", "enableChannel", "deleteChannel", "disableForm", "enableForm", "deleteForm", "disableTrigger", "enableTrigger", "deleteTrigger"} {
		calls = append(calls, call{op: op, name: "of nothing", status: 404, id: uuid.NewString()})
	}
	for _, op := range []string{"listChannels", "listForms", "listTriggers"} {
		calls = append(calls, call{op: op, name: "neither true nor false", status: 400, query: "deleted=perhaps"})
	}
	return append(calls, call{op: "removeAttribute", name: "of nothing", status: 404, id: "nothing"})
}
