package e2e

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/demo"
	"github.com/luluchat/contacts/store/storetest"
)

// erased waits until the erasures of a world are done.
func (w *world) erased() {
	w.t.Helper()
	db := w.db()
	eventually(w.t, "every erasure is done", func() bool {
		return count(w.t, db, `SELECT count(*) FROM erasures WHERE done_at IS NULL`) == 0
	})
}

// found is the contact that a search finds first.
func (w *world) found(p *process, q string) string {
	w.t.Helper()
	_, list := p.call(w.t, http.MethodGet, "/v1/contacts?q="+q, nil)
	require.NotEmpty(w.t, list["contacts"], q)
	return list["contacts"].([]any)[0].(map[string]any)["id"].(string)
}

// TestErasureLeavesNothing has a person come in by every way there is, in words
// that nobody else uses, deletes them, and looks for the words in every column of
// every table.
func TestErasureLeavesNothing(t *testing.T) {
	t.Parallel()
	const (
		waID, second, bsuid = "60177555001", "60177555002", "MY.zz7unmistakable"
		word                = "Zyxquill"
	)
	w := newWorld(t)
	w.env = append(w.env, "ERASURE_KEY=0123456789abcdef0123456789abcdef")
	p := w.serve()
	at := time.Now().Add(-time.Hour)
	do := func(method, path string, body any, header ...string) map[string]any {
		t.Helper()
		status, answer := p.call(t, method, path, body, header...)
		require.Less(t, status, 300, "%s %s: %v", method, path, answer)
		return answer
	}
	says := func(what string) string { return word + " " + what }
	form, trigger := w.channel+"-form", w.channel+"-trigger"
	do(http.MethodPut, "/v1/attributes/city", map[string]any{"type": "string"})
	do(http.MethodPut, "/v1/forms/"+form, map[string]any{"channel_id": w.channel, "fields": map[string]string{"phone": "phone", "name": "display_name", "more": "remarks", "city": "attributes.city"}})
	do(http.MethodPut, "/v1/triggers/"+trigger, map[string]any{"channel_id": w.channel, "name": "Zap"})
	send := func(kind, id string, from demo.Sender, body any) {
		t.Helper()
		w.mustPost(p, demo.Webhook(w.phoneNumberID, demo.Message{From: from, ID: id, At: at, Type: kind, Body: body}))
		w.decided(w.db())
		at = at.Add(time.Second)
	}
	sender := demo.Sender{WaID: waID, UserID: bsuid, Name: says("profile")}

	// Before there is a contact: what is quarantined, and what makes none.
	w.mustPost(p, demo.Webhook("499999999999999", demo.Message{From: sender, ID: "wamid.lost", At: at, Type: "text", Body: demo.Text(says("to an unknown channel"))}))
	send("hologram", "wamid.odd", sender, says("of an unknown type"))
	send("reaction", "wamid.early", sender, map[string]any{"message_id": "wamid.x", "emoji": word})
	// By message, several kinds, from an ad.
	w.mustPost(p, demo.Webhook(w.phoneNumberID, demo.Message{
		From: sender, ID: "wamid.1", At: at, Type: "text", Body: demo.Text(says("text")), Ad: map[string]any{
			"source_id": "ad", "source_type": "ad", "source_url": "https://fb.me/" + word, "headline": says("headline"), "ctwa_clid": "clid",
		},
	}))
	send("reaction", "wamid.2", sender, map[string]any{"message_id": "wamid.1", "emoji": word})
	send("image", "wamid.3", sender, map[string]any{"id": "1", "caption": says("caption")})
	// The business wrote, too.
	w.mustPost(p, []byte(fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{
"messaging_product":"whatsapp","metadata":{"display_phone_number":"1","phone_number_id":%q},
"statuses":[{"id":"wamid.out","status":"failed","timestamp":"%d","recipient_id":%q,"errors":[{"code":131026,"title":%q}]}]}}]}]}`,
		w.phoneNumberID, at.Unix(), waID, says("error"))))
	// By form, trigger, API, edits.
	do(http.MethodPost, "/forms/"+form+"/submissions", map[string]any{"phone": "+" + waID, "name": says("form"), "more": says("remarks"), "city": says("city"), "other": says("unmapped")})
	do(http.MethodPost, "/v1/triggers/"+trigger, map[string]any{"contact_number": "+" + waID, "name": says("trigger"), "note": says("trigger's own")})
	w.decided(w.db())
	waiting := w.upload(p, "phone,remarks\n+"+waID+",Plain\n", map[string]string{"dry_run": "true"}) // its sample says what she shows now
	w.status(p, waiting, "awaiting_confirmation")
	do(http.MethodPost, "/v1/contacts", map[string]any{"channel_id": w.channel, "phone": "+" + waID, "display_name": says("entry")}, "Idempotency-Key", "one")
	id := w.found(p, waID)
	do(http.MethodPatch, "/v1/contacts/"+id, map[string]any{"remarks": says("edit"), "assignee": says("agent"), "opted_out": true, "attributes": map[string]any{"city": says("edited")}})
	// By import: rows that are taken, merged, cancelled, and one that is undone.
	file := "phone,name,remarks,city\n+%s,%s,%s,%s\n+%s,%s,,\n+60177555900,Neighbour,,\n"
	taken := w.upload(p, fmt.Sprintf(file, waID, says("row"), says("row remarks"), says("row city"), waID, says("twin")), nil)
	w.status(p, taken, "completed")
	dropped := w.upload(p, fmt.Sprintf(file, waID, says("cancelled"), "", "", waID, says("cancelled twin")), map[string]string{"dry_run": "true"})
	w.status(p, dropped, "awaiting_confirmation")
	w.tell(p, dropped, "cancel")
	w.status(p, dropped, "cancelled")
	// As two people, of whom one was merged into the other and came back, and again.
	send("text", "wamid.4", demo.Sender{WaID: second, Name: says("second")}, demo.Text(says("of the second number")))
	send("text", "wamid.5", demo.Sender{UserID: "MY.zz8unmistakable", Name: says("third")}, demo.Text(says("without a number")))
	send("text", "wamid.6", demo.Sender{WaID: waID, UserID: "MY.zz8unmistakable", Name: says("both")}, demo.Text(says("of both")))
	_, conflicts := p.call(t, http.MethodGet, "/v1/conflicts", nil)
	conflict := fmt.Sprintf("/v1/conflicts/%v/", conflicts["conflicts"].([]any)[0].(map[string]any)["id"])
	do(http.MethodPost, conflict+"resolve", map[string]any{"resolution": "merge_into_a"})
	send("text", "wamid.7", demo.Sender{UserID: "MY.zz8unmistakable", Name: says("third")}, demo.Text(says("while merged")))
	do(http.MethodPost, conflict+"undo", nil)
	// The other contact, and one whom nobody deletes.
	send("text", "wamid.8", demo.Sender{WaID: "60177555900", Name: "Neighbour"}, demo.Text("Untouched"))

	w.mustPost(p, w.optOut(waID, time.Now())) // it stays, as hashes
	// A submission that names nobody goes by itself, and so does an undone import.
	do(http.MethodPost, "/forms/"+form+"/submissions", map[string]any{"name": says("nameless"), "more": says("no number")})
	w.decided(w.db())
	undone := w.upload(p, "phone,name\n+60177555003,"+says("undone")+"\nno number,"+says("failed")+"\n", nil)
	w.status(p, undone, "completed")
	w.tell(p, undone, "undo")
	w.status(p, undone, "undone")

	require.Subset(t, storetest.Search(t, w.db(), word, waID, "unmistakable"), []string{
		"claims.value", "contacts.display_name", "contacts.remarks", "contacts.referral", "delivery_statuses.error_title",
		"delivery_statuses.recipient", "events.facts", "events.key", "events.raw", "events.user_id",
		"events.workflow_id", "identities.value", "import_rows.cells", "import_samples.changes", "import_rows.facts", "import_rows.key", "messages.referral",
		"messages.text",
	})
	for _, q := range []string{waID, second, "MY.zz8unmistakable"} {
		do(http.MethodDelete, "/v1/contacts/"+w.found(p, q), nil)
	}
	require.Zero(t, count(t, w.db(), `SELECT count(*) FROM import_samples`), "the samples go at once, although the import waits")
	w.tell(p, waiting, "cancel")
	w.status(p, waiting, "cancelled")
	do(http.MethodDelete, "/v1/imports/"+waiting, nil)
	deleteQuarantined := func(reason string) {
		_, listed := p.call(t, http.MethodGet, "/v1/events?decision=quarantined&reason="+reason, nil)
		require.NotEmpty(t, listed["events"])
		for _, e := range listed["events"].([]any) {
			do(http.MethodDelete, "/v1/events/"+e.(map[string]any)["id"].(string), nil)
		}
	}
	deleteQuarantined("no_phone") // nobody's: what was answered is shown, for a person to mend it
	w.requireUnreadable(p, []string{word, waID, second, "unmistakable"}, map[string]int{undone: 1}, taken, dropped, undone)
	do(http.MethodDelete, "/v1/imports/"+undone, nil)
	w.erased()
	_, listed := p.call(t, http.MethodGet, "/v1/events?decision=quarantined", nil)
	require.Empty(t, listed["events"], "what of the person could not be decided went with the person")
	w.gone(word, waID, second, "60177555003", "unmistakable")
	require.NotZero(t, count(t, w.db(), `SELECT count(*) FROM erased_opt_outs`))
	require.NotEmpty(t, storetest.Search(t, w.db(), "Untouched"), "of the neighbour everything is there")
	require.Len(t, do(http.MethodGet, "/v1/contacts/"+w.found(p, "60177555900")+"/messages", nil)["messages"], 1)
	require.Contains(t, p.metrics(t), "contacts_erasures_pending 0")
}

// requireUnreadable reads every route for words. Of the named imports so many
// rows may still be shown: those that failed.
func (w *world) requireUnreadable(p *process, words []string, failed map[string]int, imports ...string) {
	w.t.Helper()
	paths := []string{"/v1/contacts", "/v1/contacts/export.csv", "/v1/events?limit=100", "/v1/conflicts?all=true", "/v1/duplicates", "/v1/ads"}
	for _, word := range words {
		paths = append(paths, "/v1/contacts?q="+word)
	}
	for _, q := range []string{"phone=60177555001", "phone=60177555002", "user_id=MY.zz8unmistakable", "message_id=wamid.1", "message_id=wamid.early"} {
		paths = append(paths, "/v1/explain?"+q)
	}
	for _, id := range imports {
		if failed[id] == 0 {
			paths = append(paths, "/v1/imports/"+id+"/rows", "/v1/imports/"+id+"/errors.csv")
		}
	}
	for _, path := range paths {
		req, err := http.NewRequest(http.MethodGet, p.URL+path, nil)
		require.NoError(w.t, err)
		req.Header.Set("Authorization", "Bearer "+apiToken)
		resp, err := poster.Do(req)
		require.NoError(w.t, err)
		answer := readAll(w.t, resp)
		_ = resp.Body.Close()
		require.Equal(w.t, http.StatusOK, resp.StatusCode, path)
		for _, word := range words {
			asked := strings.Contains(path, word) // explain repeats the question
			require.True(w.t, asked || !strings.Contains(answer, word), "%s tells %s: %s", path, word, answer)
		}
	}
}

// TestAnErasureSurvivesACrash holds the erasure of a person, kills the process
// that does it, and has another one start it again and end it. Until then nothing
// of the person is shown.
func TestAnErasureSurvivesACrash(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.serve()
	const waID = "60177555011"
	w.mustPost(p, w.text(waID, "wamid.1", time.Now()))
	w.decided(w.db())
	held := w.hold(`SELECT * FROM messages FOR UPDATE`)
	status, answer := p.call(t, http.MethodDelete, "/v1/contacts/"+w.found(p, waID), nil)
	require.Equal(t, http.StatusNoContent, status, answer)
	w.waiting(1)
	w.requireUnreadable(p, []string{waID}, nil)
	require.NotEmpty(t, storetest.Search(t, w.db(), waID))
	require.Contains(t, p.metrics(t), "contacts_erasures_pending 1")
	p.kill()
	held.release()
	w.start("serve")
	w.erased()
	w.gone(waID, "Name of", "Text of")
}

// gone waits until no column holds any of the words. The lease of a key goes last: that
// of a process which was killed has to run out.
func (w *world) gone(words ...string) {
	w.t.Helper()
	eventually(w.t, "nothing of the person is left", func() bool {
		return len(storetest.Search(w.t, w.db(), words...)) == 0
	})
}

// TestAKilledUploadLeavesNoFile kills a process that has half of a file.
func TestAKilledUploadLeavesNoFile(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.temp = t.TempDir()
	p := w.serve()
	body, done := newUpload(w.channel)
	defer done()
	req, err := http.NewRequest(http.MethodPost, p.URL+"/v1/imports", body)
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+apiToken)
	req.Header.Set("Content-Type", "multipart/form-data; boundary=b")
	go func() {
		if resp, err := poster.Do(req); err == nil {
			_ = resp.Body.Close()
		}
	}()
	w.keepsPart(p)
	p.kill()
	left, err := os.ReadDir(w.temp)
	require.NoError(t, err)
	require.Empty(t, left)
}

// TestRecordErasure keeps the history of an erasure.
func TestRecordErasure(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.serve()
	w.mustPost(p, w.text("60177555021", "wamid.1", time.Now()))
	w.decided(w.db())
	id := w.found(p, "60177555021")
	status, _ := p.call(t, http.MethodDelete, "/v1/contacts/"+id, nil)
	require.Equal(t, http.StatusNoContent, status)
	h := w.closedHistory("erase/" + id)
	w.requireNoPersonalData(h)
	for _, e := range h.GetEvents() {
		require.NotContains(t, e.String(), "60177555021", "not even the key")
	}
	keep(t, "erase", h)
	_, err := w.client().DescribeWorkflowExecution(context.Background(), "erase/"+id, "")
	require.NoError(t, err)
}
