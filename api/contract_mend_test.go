package api_test

import (
	"fmt"
	"net/http"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// identity is the n of an identity of a contact, the first of a kind or of any.
func (w *world) identity(contactID, kind string) string {
	w.t.Helper()
	for _, i := range w.read("/v1/contacts/" + contactID + "/timeline")["identities"].(list) {
		if kind == "" || i.(object)["kind"] == kind {
			return fmt.Sprintf("%.0f", i.(object)["n"])
		}
	}
	require.FailNow(w.t, "there is no such identity", "%s of %s", kind, contactID)
	return ""
}

// withTwo makes a contact with a number and a user id.
func (w *world) withTwo() string {
	w.t.Helper()
	id := w.contacts(1)[0]
	w.made(http.MethodPost, "/v1/contacts/"+id+"/identities", object{"kind": "user_id", "value": "MY." + fmt.Sprint(uuid.New().ID())})
	return id
}

// mergeOf merges two contacts and returns the event of it.
func (w *world) mergeOf() string {
	w.t.Helper()
	two := w.contacts(2)
	merged := w.made(http.MethodPost, "/v1/contacts/"+two[0]+"/merge", object{"other": two[1]})
	return merged["outcome"].(object)["event_id"].(string)
}

// mendCalls are those by which people say who is who.
func (w *world) mendCalls() []call {
	some, gone, nothing := w.contacts(14), w.deleted(), uuid.NewString()
	two, slow := w.withTwo(), w.withTwo()
	merged, late, undone, another := w.mergeOf(), w.mergeOf(), w.mergeOf(), w.mergeOf()
	over := large(1 << 20)
	undoKey := tokenWith("Idempotency-Key", "undo-merge-422")
	require.Equal(w.t, http.StatusOK, w.insist(http.MethodPost, "/v1/merges/"+undone+"/undo", "", undoKey).status)
	stale, key := tokenWith("If-Match", `"99"`), func(name string) http.Header { return tokenWith("Idempotency-Key", name) }
	identity := func(n int) string { return fmt.Sprintf(`{"kind": "user_id", "value": "MY.22%d"}`, n) }
	other := func(id string) string { return encode(object{"other": id}) }
	taken := encode(object{"kind": "wa_id", "value": w.read("/v1/contacts/" + some[1])["wa_id"]})
	ended := w.withTwo()
	n := w.identity(ended, "user_id")
	require.Equal(w.t, http.StatusOK, w.insist(http.MethodPost, "/v1/contacts/"+ended+"/identities/"+n+"/end", "", key("end-422")).status)
	addKey := w.refused(http.MethodPost, "/v1/contacts/"+some[2]+"/identities", identity(3), key("add-409"))
	mergeKey := w.refused(http.MethodPost, "/v1/contacts/"+some[3]+"/merge", other(some[4]), key("merge-409"))
	return []call{
		{op: "addIdentity", status: 200, id: some[0], body: identity(1)},
		{op: "addIdentity", name: "a number", status: 200, id: some[0], body: `{"kind": "phone", "value": "+60 19-870 5560"}`},
		{op: "addIdentity", status: 202, slow: true, id: some[5], body: identity(2)},
		{op: "addIdentity", name: "an id that is none", status: 400, id: "7", body: identity(4)},
		{op: "addIdentity", status: 404, id: nothing, body: identity(4)},
		{op: "addIdentity", name: "of another", status: 409, id: some[0], body: taken},
		{op: "addIdentity", name: "quarantined", status: 409, id: some[2], body: identity(3), header: addKey},
		{op: "addIdentity", status: 410, id: gone, body: identity(4)},
		{op: "addIdentity", status: 412, id: some[0], body: identity(4), header: stale},
		{op: "addIdentity", status: 413, id: some[0], body: over},
		{op: "addIdentity", name: "a kind that is none", status: 422, id: some[0], body: `{"kind": "fax", "value": "1"}`},
		{op: "addIdentity", name: "a number that is none", status: 422, id: some[0], body: `{"kind": "phone", "value": "12"}`, fits: true},
		{op: "addIdentity", name: "no digits", status: 422, id: some[0], body: `{"kind": "wa_id", "value": "+60 12"}`, fits: true},
		{op: "addIdentity", name: "a user id that is none", status: 422, id: some[0], body: `{"kind": "user_id", "value": "60123456789"}`, fits: true},
		{op: "addIdentity", name: "a parent's that is none", status: 422, id: some[0], body: `{"kind": "parent_user_id", "value": "MY.1"}`, fits: true},
		{op: "endIdentity", status: 200, id: two, key: w.identity(two, "user_id")},
		{op: "endIdentity", status: 202, slow: true, id: slow, key: w.identity(slow, "user_id")},
		{op: "endIdentity", status: 400, id: two, key: "x"},
		{op: "endIdentity", name: "that is not there", status: 404, id: two},
		{op: "endIdentity", status: 404, id: nothing},
		{op: "endIdentity", name: "again", status: 409, id: ended, key: n},
		{op: "endIdentity", name: "the same once more", status: 200, id: ended, key: n, header: key("end-422")},
		{op: "endIdentity", status: 410, id: gone},
		{op: "endIdentity", status: 412, id: ended, key: w.identity(ended, "wa_id"), header: stale},
		{op: "endIdentity", name: "under another's key", status: 422, id: some[6], key: w.identity(some[6], ""), header: key("end-422"), fits: true},
		{op: "endIdentity", name: "the last", status: 200, id: some[13], key: w.identity(some[13], "")},
		{op: "mergeContacts", name: "dry", status: 200, id: some[11], body: encode(object{"other": some[12], "dry_run": true})},
		{op: "mergeContacts", status: 200, id: some[9], body: other(some[10])},
		{op: "mergeContacts", status: 202, slow: true, id: some[7], body: other(some[8])},
		{op: "mergeContacts", status: 400, id: "7", body: other(some[8])},
		{op: "mergeContacts", status: 404, id: nothing, body: other(some[8])},
		{op: "mergeContacts", name: "quarantined", status: 409, id: some[3], body: other(some[4]), header: mergeKey},
		{op: "mergeContacts", status: 410, id: gone, body: other(some[8])},
		{op: "mergeContacts", status: 413, id: some[0], body: over},
		{op: "mergeContacts", name: "with nobody", status: 422, id: some[0], body: other(nothing), fits: true},
		{op: "mergeContacts", name: "with itself", status: 422, id: some[0], body: other(some[0]), fits: true},
		{op: "mergeContacts", name: "without another", status: 422, id: some[0], body: `{}`},
		{op: "undoMerge", status: 200, id: merged},
		{op: "undoMerge", status: 202, slow: true, id: late},
		{op: "undoMerge", status: 400, id: "7"},
		{op: "undoMerge", status: 404, id: nothing},
		{op: "undoMerge", name: "again", status: 409, id: undone},
		{op: "undoMerge", name: "the same once more", status: 200, id: undone, header: undoKey},
		{op: "undoMerge", name: "another under its key", status: 422, id: another, header: undoKey, fits: true},
	}
}
