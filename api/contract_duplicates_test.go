package api_test

import (
	"net/http"

	"github.com/stretchr/testify/require"
)

// alikeHere makes two contacts of the world's channel who may be one person.
func (w *world) alikeHere() string { return w.alike(w.channel, "of the contract", "6012750") }

// dismissed makes two contacts of whom a person has said that they are not the same.
func (w *world) dismissed() string {
	id := w.alikeHere()
	w.made(http.MethodPost, "/v1/duplicates/"+id+"/dismiss", nil)
	return id
}

// duplicateCalls are those about contacts who may be one person.
func (w *world) duplicateCalls() []call {
	open, late, done, undone, over := w.alikeHere(), w.alikeHere(), w.dismissed(), w.dismissed(), w.dismissed()
	const nothing = "999999"
	dismissKey, undoKey := tokenWith("Idempotency-Key", "dismiss-422"), tokenWith("Idempotency-Key", "undismiss-422")
	again := w.alikeHere()
	require.Equal(w.t, http.StatusOK, w.insist(http.MethodPost, "/v1/duplicates/"+again+"/dismiss", "", dismissKey).status)
	require.Equal(w.t, http.StatusOK, w.insist(http.MethodPost, "/v1/duplicates/"+undone+"/undo", "", undoKey).status)
	contact := w.read("/v1/duplicates")["duplicates"].(list)[0].(object)["contact_b"].(object)["id"].(string)
	next := w.read("/v1/duplicates?dismissed=true&limit=1")["next_cursor"].(string)
	return []call{
		{op: "listDuplicates", status: 200, query: "channel_id=" + w.channel},
		{op: "listDuplicates", name: "of a contact", status: 200, query: "contact_id=" + contact},
		{op: "listDuplicates", name: "dismissed, the second page", status: 200, query: "dismissed=true&limit=1&cursor=" + next},
		{op: "listDuplicates", name: "a cursor that is none", status: 400, query: "cursor=x", fits: true},
		{op: "listDuplicates", name: "a contact that is none", status: 400, query: "contact_id=7"},
		{op: "dismissDuplicate", status: 200, id: open},
		{op: "dismissDuplicate", status: 202, slow: true, id: late},
		{op: "dismissDuplicate", status: 400, id: "x"},
		{op: "dismissDuplicate", status: 404, id: nothing},
		{op: "dismissDuplicate", name: "again", status: 409, id: again},
		{op: "dismissDuplicate", name: "the same once more", status: 200, id: again, header: dismissKey},
		{op: "dismissDuplicate", name: "another under its key", status: 422, id: undone, header: dismissKey, fits: true},
		{op: "undoDismissal", status: 200, id: done},
		{op: "undoDismissal", status: 202, slow: true, id: over},
		{op: "undoDismissal", status: 400, id: "0"},
		{op: "undoDismissal", status: 404, id: nothing},
		{op: "undoDismissal", name: "again", status: 409, id: undone},
		{op: "undoDismissal", name: "the same once more", status: 200, id: undone, header: undoKey},
		{op: "undoDismissal", name: "another under its key", status: 422, id: over, header: undoKey, fits: true},
	}
}
