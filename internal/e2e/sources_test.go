package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// call sends a request with the API token and returns the answer. Where nobody has
// decided yet what it asks for, it asks again, as the document says: on a busy machine
// that may take longer than one request waits.
func (p *process) call(t *testing.T, method, path string, body any, header ...string) (status int, answer map[string]any) {
	t.Helper()
	eventually(t, method+" "+path+" is decided", func() bool {
		status, answer = p.callOnce(t, method, path, body, header...)
		outcome, _ := answer["outcome"].(map[string]any)
		id, waits := outcome["event_id"].(string)
		if waits = waits && status == http.StatusAccepted; waits && !slices.Contains(header, "Idempotency-Key") {
			header = append(header, "Idempotency-Key", id)
		}
		return !waits
	})
	return status, answer
}

// callOnce is call for what may be left undecided.
func (p *process) callOnce(t *testing.T, method, path string, body any, header ...string) (status int, answer map[string]any) {
	t.Helper()
	var encoded []byte
	if body != nil {
		var err error
		encoded, err = json.Marshal(body)
		require.NoError(t, err)
	}
	req, err := http.NewRequest(method, p.URL+path, bytes.NewReader(encoded))
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+apiToken)
	req.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := poster.Do(req)
	require.NoError(t, err)
	defer func() { _ = resp.Body.Close() }()
	read, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	if len(read) > 0 {
		require.NoError(t, json.Unmarshal(read, &answer), "%s %s: %s", method, path, read)
	}
	return resp.StatusCode, answer
}

// TestOnePersonByEveryWayInAtOnce has people come in by message, form, trigger
// and API at the same time.
func TestOnePersonByEveryWayInAtOnce(t *testing.T) {
	t.Parallel()
	const people, each = 20, 50
	w := newWorld(t)
	servers := []*process{w.serve(), w.start("serve")}
	form, trigger := w.channel+"-lead", w.channel+"-zap"
	status, made := servers[0].call(t, http.MethodPut, "/v1/forms/"+form, map[string]any{
		"channel_id": w.channel, "name": "Lead", "fields": map[string]string{"mobile": "phone", "full_name": "display_name"},
	})
	require.Less(t, status, 300)
	submit := strings.TrimPrefix(made["submit_url"].(string), servers[0].URL)
	require.True(t, strings.HasPrefix(submit, "/forms/"), "without PUBLIC_URL it begins with where the server listens: %s", submit)
	status, _ = servers[0].call(t, http.MethodPut, "/v1/triggers/"+trigger, map[string]any{"channel_id": w.channel, "name": "Zap"})
	require.Less(t, status, 300)

	at := time.Now().Truncate(time.Second)
	var waysIn []func(p *process) int
	for i := range each {
		who := fmt.Sprintf("6012700%04d", i%people)
		waysIn = append(waysIn,
			func(p *process) int {
				status, _ := p.post(w.text(who, fmt.Sprintf("wamid.%d", i), at))
				return status
			},
			func(p *process) int {
				status, _ := p.call(t, http.MethodPost, submit, map[string]any{
					"mobile": "+" + who[:2] + " " + who[2:4] + "-" + who[4:], "full_name": "Form of " + who, "submission_id": fmt.Sprint(i),
				})
				return status
			},
			func(p *process) int {
				status, _ := p.call(t, http.MethodPost, "/v1/triggers/"+trigger, map[string]any{
					"contact_number": who, "name": "Form of " + who,
				})
				return status
			},
			func(p *process) int {
				status, _ := p.call(t, http.MethodPost, "/v1/contacts", map[string]any{
					"channel_id": w.channel, "phone": "+" + who, "display_name": "API of " + who,
				})
				return status
			},
		)
	}
	rand.Shuffle(len(waysIn), func(i, j int) { waysIn[i], waysIn[j] = waysIn[j], waysIn[i] })
	work := make(chan int)
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			for i := range work {
				if status := waysIn[i](servers[i%2]); status >= 300 {
					t.Errorf("a request was answered with %d", status)
				}
			}
		})
	}
	for i := range waysIn {
		work <- i
	}
	close(work)
	wg.Wait()
	db := w.db()
	w.decided(db)

	require.Equal(t, people, count(t, db, `SELECT count(*) FROM contacts`))
	require.Equal(t, 4*each, count(t, db, `SELECT count(*) FROM events WHERE decision IN ('created', 'updated', 'attached')`))
	require.Equal(t, 4*each, count(t, db, `SELECT count(*) FROM events`))
	require.Equal(t, people, count(t, db, `SELECT count(*) FROM events WHERE decision = 'created'`))
	require.Equal(t, each, count(t, db, `SELECT count(*) FROM messages`))
	require.Equal(t, people, count(t, db, `
SELECT count(*) FROM contacts
WHERE display_name = 'API of ' || wa_id AND name_source = 'manual' AND whatsapp_name = 'Name of ' || wa_id`))
	require.Equal(t, 3*people, count(t, db, `
SELECT count(*) FROM claims k JOIN contacts c ON c.id = k.contact_id
WHERE (k.source, k.value) IN (('manual', 'API of ' || c.wa_id), ('form', 'Form of ' || c.wa_id), ('profile', 'Name of ' || c.wa_id))`))

	for _, who := range []string{"60127000000", "60127000019"} {
		e := w.explain(servers[0], url.Values{"phone": {who}})
		require.True(t, e.Found)
		decided := map[string]bool{}
		for _, ev := range e.Events {
			require.NotNil(t, ev.Decision)
			decided[ev.Kind] = true
		}
		require.Equal(t, map[string]bool{"text": true, "form": true, "trigger": true, "entry": true}, decided)
		w.requireNoPersonalData(w.history(who, ""))
	}
}

// TestAPersonsOrders walks through what a person does with a contact: add, edit
// with a version, merge, take back, delete.
func TestAPersonsOrders(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.serve()
	db := w.db()
	at := time.Now().Truncate(time.Second)

	// A lead by hand, in another spelling than WhatsApp's.
	status, answer := p.call(t, http.MethodPost, "/v1/contacts", map[string]any{
		"channel_id": w.channel, "phone": "+52 55 1234 5678", "display_name": "Lead", "tags": []string{"vip", "VIP", "new"},
	}, "Idempotency-Key", "k1")
	require.Equal(t, http.StatusCreated, status, answer)
	id := answer["contact"].(map[string]any)["id"].(string)
	status, again := p.call(t, http.MethodPost, "/v1/contacts", map[string]any{
		"channel_id": w.channel, "phone": "+52 55 1234 5678", "display_name": "Lead", "tags": []string{"vip", "VIP", "new"},
	}, "Idempotency-Key", "k1")
	require.Equal(t, http.StatusCreated, status, "the same request has the same answer")
	require.Equal(t, answer["outcome"], again["outcome"])
	status, _ = p.call(t, http.MethodPost, "/v1/contacts", map[string]any{"channel_id": w.channel, "phone": "5215512345678"})
	require.Equal(t, http.StatusOK, status, "already there, in its other variant")

	// Their first message confirms WhatsApp's spelling, and joins the lead.
	w.mustPost(p, w.text("5215512345678", "wamid.1", at))
	w.decided(db)
	_, contact := p.call(t, http.MethodGet, "/v1/contacts/"+id, nil)
	require.Equal(t, "5215512345678", contact["wa_id"])
	require.Equal(t, "Lead", contact["display_name"])
	require.Equal(t, []any{"new", "vip"}, contact["tags"])
	_, timeline := p.call(t, http.MethodGet, "/v1/contacts/"+id+"/timeline", nil)
	require.NotNil(t, timeline["lead"].(map[string]any)["seconds"])

	// An edit of the newest version, and of one that is not.
	version := fmt.Sprintf(`"%v"`, contact["version"])
	status, answer = p.call(t, http.MethodPatch, "/v1/contacts/"+id, map[string]any{
		"remarks": "called", "tags": map[string]any{"remove": []string{"NEW"}}, "opted_out": true,
	}, "If-Match", version)
	require.Equal(t, http.StatusOK, status, answer)
	edited := answer["contact"].(map[string]any)
	require.Equal(t, "called", edited["remarks"])
	require.Equal(t, []any{"vip"}, edited["tags"])
	require.NotNil(t, edited["opted_out_at"])
	status, _ = p.call(t, http.MethodPatch, "/v1/contacts/"+id, map[string]any{"remarks": "late"}, "If-Match", version)
	require.Equal(t, http.StatusPreconditionFailed, status)
	status, answer = p.call(t, http.MethodPatch, "/v1/contacts/"+id, map[string]any{"display_name": nil})
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, "Name of 5215512345678", answer["contact"].(map[string]any)["display_name"], "the next source's name shows again")

	// Somebody known by a BSUID, who turns out to be the same.
	w.mustPost(p, w.webhook("messages", message("", "MX.abc", "wamid.2", at.Add(-time.Hour))))
	w.decided(db)
	w.mustPost(p, w.webhook("messages", message("5215512345678", "MX.abc", "wamid.3", at)))
	w.decided(db)
	_, conflicts := p.call(t, http.MethodGet, "/v1/conflicts", nil)
	require.Len(t, conflicts["conflicts"], 1)
	conflict := conflicts["conflicts"].([]any)[0].(map[string]any)
	into := "merge_into_a"
	if conflict["contact_b"].(map[string]any)["id"] == id {
		into = "merge_into_b"
	}
	path := fmt.Sprintf("/v1/conflicts/%v", conflict["id"])
	status, answer = p.call(t, http.MethodPost, path+"/resolve", map[string]any{"resolution": into})
	require.Equal(t, http.StatusOK, status, answer)
	merged := answer["contact"].(map[string]any)
	require.Equal(t, id, merged["id"])
	require.Equal(t, "wamid.2", merged["first_message"].(map[string]any)["id"], "the earlier conversation")
	require.Equal(t, 3, count(t, db, `SELECT count(*) FROM messages WHERE contact_id = $1`, id))
	status, _ = p.call(t, http.MethodPost, path+"/resolve", map[string]any{"resolution": into})
	require.Equal(t, http.StatusConflict, status)
	w.mustPost(p, w.webhook("messages", message("", "MX.abc", "wamid.4", at.Add(time.Minute))))
	w.decided(db)
	require.Equal(t, 4, count(t, db, `SELECT count(*) FROM messages WHERE contact_id = $1`, id), "the other identity leads here now")

	status, answer = p.call(t, http.MethodPost, path+"/undo", nil)
	require.Equal(t, http.StatusOK, status, answer)
	require.Equal(t, 2, count(t, db, `SELECT count(*) FROM messages WHERE contact_id = $1`, id), "wamid.1 and wamid.3")
	_, list := p.call(t, http.MethodGet, "/v1/contacts", nil)
	require.Len(t, list["contacts"], 2)

	// Deleted, with everything about them.
	status, _ = p.call(t, http.MethodDelete, "/v1/contacts/"+id, nil)
	require.Equal(t, http.StatusNoContent, status)
	status, _ = p.call(t, http.MethodDelete, "/v1/contacts/"+id, nil)
	require.Equal(t, http.StatusNoContent, status)
	status, _ = p.call(t, http.MethodGet, "/v1/contacts/"+id, nil)
	require.Equal(t, http.StatusGone, status)
	w.erased()
	for _, table := range []string{"contacts", "identities", "messages", "claims", "events", "queue", "delivery_statuses"} {
		require.Zero(t, count(t, db, `SELECT count(*) FROM `+table+` AS x WHERE x::text ~ '5512345678|Lead|called'`), table)
	}
	w.mustPost(p, w.text("5215512345678", "wamid.1", at))
	require.Zero(t, count(t, db, `SELECT count(*) FROM queue`), "a redelivery brings nobody back")
}

// message is a message of somebody known by a number, a BSUID, or both.
func message(waID, userID, id string, at time.Time) map[string]any {
	m := map[string]any{"id": id, "timestamp": fmt.Sprint(at.Unix()), "type": "text", "text": map[string]any{"body": "hi"}}
	if waID != "" {
		m["from"] = waID
	}
	if userID != "" {
		m["from_user_id"] = userID
	}
	return map[string]any{"messages": []any{m}}
}
