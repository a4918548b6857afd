package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhatUndoingAnImportWouldDoIsSaidBefore(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "undoask")
	w.ended(w.imported("phone,name\n60198709801,Was\n", nil))
	id := w.ended(w.imported("phone,name\n60198709801,Is\n60198709802,New\n60198709803,Edited\n60198709804,Deleted\n60198709805,Also new\n", nil))
	require.Equal(t, http.StatusOK, w.insist(http.MethodPatch, "/v1/contacts/"+w.contactOf("60198709803"), `{"remarks": "mine"}`, tokenWith()).status)
	require.Equal(t, http.StatusNoContent, w.insist(http.MethodDelete, "/v1/contacts/"+w.contactOf("60198709804"), "", tokenWith()).status)
	ask := func() object {
		a := w.do(http.MethodPost, "/v1/imports/"+id+"/undo?dry_run=true", "", tokenWith())
		require.Equal(t, http.StatusOK, a.status, a.body)
		return a.object(t)
	}
	would := ask()
	require.Equal(t, []any{"completed", 2.0, 1.0, 2.0, true}, []any{
		would["import"].(object)["status"], would["undo"].(object)["removes"], would["undo"].(object)["restores"], would["undo"].(object)["leaves"],
		would["undo"].(object)["whole"]})
	why := map[any]any{}
	for _, reason := range would["undo"].(object)["why"].(list) {
		why[reason.(object)["reason"]] = reason.(object)["count"]
	}
	require.Equal(t, map[any]any{"edited_since": 1.0, "no_contact": 1.0}, why)
	require.Equal(t, "completed", w.read("/v1/imports/" + id)["import"].(object)["status"], "asking does nothing")

	w.becomes(w.told(id, "undo"), "undone")
	require.Equal(t, object{"removed": 2.0, "restored": 1.0, "left": 2.0}, w.read("/v1/imports/" + id)["import"].(object)["undo"])
	again := ask()["undo"].(object)
	require.Equal(t, []any{0.0, 0.0, 0.0}, []any{again["removes"], again["restores"], again["leaves"]})
}
