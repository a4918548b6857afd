package e2e

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/demo"
	"github.com/luluchat/contacts/whatsapp"
)

// sendMessages has people write, in messages of all kinds, and returns the id of
// somebody of whom there is much.
func (l *leak) sendMessages() (contactID string) {
	l.t.Helper()
	first := l.number()
	bsuid := "MY." + l.say("bsuid")
	l.same(first, bsuid)
	who := demo.Sender{WaID: first, UserID: bsuid, Name: l.say("profile"), Username: l.say("username")}
	l.send("text", who, demo.Text(l.say("text")), map[string]any{
		"source_id": "120210000000000001", "source_type": "ad", "source_url": "https://fb.me/" + l.say("ad"), "headline": l.say("headline"),
		"body": l.say("ad"), "ctwa_clid": l.say("click"),
	})
	l.finish()
	other := l.numbered("60137759999") // on a card
	for kind, body := range map[string]any{
		"image":    map[string]any{"id": "1", "caption": l.say("caption")},
		"document": map[string]any{"id": "2", "filename": l.say("file"), "caption": l.say("caption")},
		"location": map[string]any{"latitude": 3.1, "longitude": 101.6, "name": l.say("place"), "address": l.say("address")},
		"contacts": []any{map[string]any{
			"name": map[string]any{"formatted_name": l.say("card")}, "phones": []any{map[string]any{"phone": "+60 13-775 9999", "wa_id": other}},
			"emails": []any{map[string]any{"email": l.say("mail") + "@example.com"}},
		}},
		"button":      map[string]any{"text": l.say("button"), "payload": l.say("payload")},
		"reaction":    map[string]any{"message_id": "wamid.leak.1", "emoji": l.say("reaction")},
		"hologram":    map[string]any{"body": l.say("unknown type")},
		"unsupported": map[string]any{"type": l.say("subtype")},
		"interactive": map[string]any{"type": "list_reply", "list_reply": map[string]any{"id": l.say("list id"), "title": l.say("list title")}},
		"order":       map[string]any{"catalog_id": "1", "text": l.say("order")},
	} {
		l.send(kind, who, body, nil)
	}
	// Several in one batch, of people whose numbers are written in several ways.
	mexican, brazilian := l.numbered("5215512340001"), l.numbered("551187654321")
	for _, number := range []string{mexican, brazilian} {
		l.send("text", demo.Sender{WaID: number, Name: l.say("name")}, demo.Text(l.say("text")), nil)
	}
	l.send("text", demo.Sender{UserID: "MY." + l.say("bsuid"), Name: l.say("hidden")}, demo.Text(l.say("text")), nil)
	l.send("text", demo.Sender{WaID: l.say("odd") + " sender"}, demo.Text(l.say("text")), nil)
	// About people who are there.
	l.mustPost(l.p, l.optOut(first, l.at))
	leaver, arrived := l.number(), l.number()
	l.same(leaver, arrived)
	l.send("text", demo.Sender{WaID: leaver, Name: l.say("leaver")}, demo.Text(l.say("text")), nil)
	l.finish()
	l.mustPost(l.p, l.numberChange(leaver, arrived, l.at))
	l.mustPost(l.p, []byte(fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{
"messaging_product":"whatsapp","metadata":{"display_phone_number":"1","phone_number_id":%q},
"statuses":[{"id":"wamid.out","status":"failed","timestamp":"%d","recipient_id":%q,"errors":[{"code":131026,"title":%q}]}]}}]}]}`,
		l.phoneNumberID, l.at.Unix(), first, l.say("error"))))
	for field, value := range map[string]map[string]any{
		"smb_message_echoes": {"message_echoes": []any{map[string]any{
			"from": "15550000001", "to": first, "id": "wamid.echo", "timestamp": fmt.Sprint(l.at.Unix()), "type": "text", "text": map[string]any{"body": l.say("echo")},
		}}},
		"smb_app_state_sync": {"state_sync": []any{map[string]any{
			"type": "contact", "action": "add", "contact": map[string]any{"full_name": l.say("address book"), "phone_number": l.number()},
			"metadata": map[string]any{"timestamp": fmt.Sprint(l.at.Unix())},
		}}},
		"calls":             {"calls": []any{map[string]any{"id": "wacid.1", "from": first, "to": "15550000001", "event": "connect", "timestamp": fmt.Sprint(l.at.Unix())}}},
		l.say("some field"): {"messages": []any{map[string]any{"from": first, "id": "wamid.field", "text": map[string]any{"body": l.say("text")}}}},
	} {
		l.mustPost(l.p, l.webhook(field, value))
	}
	l.finish()
	return l.found(l.p, first)
}

// sendWhatIsRefused sends what is quarantined or not taken at all.
func (l *leak) sendWhatIsRefused() {
	l.t.Helper()
	who := demo.Sender{WaID: l.number(), Name: l.say("name")}
	lost := demo.Message{From: who, ID: "wamid.lost", At: l.at, Type: "text", Body: demo.Text(l.say("to nobody"))}
	l.mustPost(l.p, demo.Webhook("499999999999999", lost))
	l.mustPost(l.p, l.webhook("messages", map[string]any{"messages": []any{
		map[string]any{"from": who.WaID, "id": "wamid.bad", "timestamp": l.say("timestamp"), "type": "text", "text": map[string]any{"body": l.say("text")}},
		map[string]any{"id": l.say("id"), "timestamp": "1", "type": "text", "text": map[string]any{"body": l.say("text")}},
		l.say("no object"),
	}}))
	status, _ := l.p.post([]byte(`{"entry": "` + l.say("not JSON")))
	require.Equal(l.t, http.StatusBadRequest, status)
	body := demo.Webhook(l.phoneNumberID, lost)
	for _, signature := range []string{"", l.secret("a wrong signature", "sha256=hush"), whatsapp.Sign("wrong", body)} {
		req, err := http.NewRequest(http.MethodPost, l.p.URL+"/webhooks/whatsapp", strings.NewReader(string(body)))
		require.NoError(l.t, err)
		req.Header.Set("X-Hub-Signature-256", signature)
		resp, err := poster.Do(req)
		require.NoError(l.t, err)
		require.NoError(l.t, resp.Body.Close())
		require.Equal(l.t, http.StatusUnauthorized, resp.StatusCode)
	}
	l.status("/webhooks/whatsapp?hub.mode=subscribe&hub.challenge=1&hub.verify_token="+l.secret("a wrong verify token", "hush-wrong"), "", http.StatusForbidden)
	l.status("/v1/contacts", l.secret("a wrong token", "lc_hush"), http.StatusUnauthorized)
	l.status("/v1/contacts/"+l.say("id"), apiToken, http.StatusBadRequest, http.StatusNotFound)
	l.status("/"+l.say("path")+"?phone="+l.number(), apiToken, http.StatusNotFound)
	l.finish()
}

// status reads a path with a token, for its status alone.
func (l *leak) status(path, token string, wanted ...int) {
	l.t.Helper()
	req, err := http.NewRequest(http.MethodGet, l.p.URL+path, http.NoBody)
	require.NoError(l.t, err)
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := poster.Do(req)
	require.NoError(l.t, err)
	_, err = io.Copy(io.Discard, resp.Body)
	require.NoError(l.t, err)
	require.NoError(l.t, resp.Body.Close())
	require.Contains(l.t, wanted, resp.StatusCode, path)
}

// callTriggers does as lead services do.
func (l *leak) callTriggers() {
	l.t.Helper()
	trigger := l.channel + "-trigger"
	l.do(http.MethodPut, "/v1/triggers/"+trigger, map[string]any{"channel_id": l.channel, "name": l.say("trigger")})
	made := l.do(http.MethodPost, "/v1/tokens", map[string]any{"name": l.say("token"), "scopes": []string{"triggers"}})
	token := l.secret("of a token", made["secret"].(string))
	for _, phone := range []string{"+" + l.number(), l.number(), l.say("no number"), "+6" + l.number()} {
		status, _ := l.p.call(l.t, http.MethodPost, "/v1/triggers/"+trigger, map[string]any{
			"contact_number": phone, "name": l.say("lead"), "city": l.say("city"), "size": l.say("no number"), "note": l.say("note"), "consent": l.say("neither yes nor no"), "consent_text": l.say("consent"), "email": l.say("mail") + "@example.com",
		}, "Authorization", "Bearer "+token, "Idempotency-Key", l.say("key"))
		require.NotEqual(l.t, http.StatusUnauthorized, status)
		require.Less(l.t, status, 500)
	}
	l.status("/v1/contacts", token, http.StatusForbidden)
	l.do(http.MethodDelete, "/v1/tokens/"+made["token"].(map[string]any)["id"].(string), nil)
	l.finish()
}

// enterAndEdit adds somebody by hand, edits them well and badly, and returns their id.
func (l *leak) enterAndEdit() (contactID string) {
	l.t.Helper()
	phone := "+" + l.number()
	entry := map[string]any{
		"channel_id": l.channel, "phone": phone, "display_name": l.say("entry"), "remarks": l.say("remarks"),
		"tags": []string{l.say("tag"), l.say("tag")}, "attributes": map[string]any{"city": l.say("city"), "size": 7},
		"consent": map[string]any{"given": true, "source": l.say("consent from"), "text": l.say("consent")},
	}
	key := l.say("key")
	_, answer := l.p.call(l.t, http.MethodPost, "/v1/contacts", entry, "Idempotency-Key", key)
	l.finish()
	id := l.found(l.p, phone[1:])
	if made, ok := answer["contact"].(map[string]any); ok {
		require.Equal(l.t, id, made["id"])
	}
	entry["display_name"] = l.say("another")
	status, _ := l.p.call(l.t, http.MethodPost, "/v1/contacts", entry, "Idempotency-Key", key)
	require.Equal(l.t, http.StatusUnprocessableEntity, status, "the key was for another request")
	for _, bad := range []map[string]any{
		{"phone": l.say("no number")}, {"phone": "+1" + l.number()}, {"phone": "+" + l.number(), "attributes": map[string]any{"size": l.say("no number")}},
		{"phone": "+" + l.number(), "consent": l.say("no consent")}, {"phone": "+" + l.number(), l.say("field"): 1}, {"phone": "+" + l.number(), "channel_id": l.say("channel")},
		{"wa_id": l.say("wa_id")}, {"phone": "+" + l.number(), "display_name": map[string]any{"a": l.say("name")}},
	} {
		if bad["channel_id"] == nil {
			bad["channel_id"] = l.channel
		}
		l.do(http.MethodPost, "/v1/contacts", bad, http.StatusUnprocessableEntity, http.StatusBadRequest)
	}
	path := "/v1/contacts/" + id
	l.do(http.MethodPatch, path, map[string]any{
		"display_name": l.say("edited"), "remarks": l.say("remarks"), "assignee": l.say("agent"), "opted_out": true,
		"tags": map[string]any{"add": []string{l.say("tag")}}, "attributes": map[string]any{"city": l.say("city")},
	})
	status, _ = l.p.call(l.t, http.MethodPatch, path, map[string]any{"remarks": l.say("late")}, "If-Match", `"1"`)
	require.Equal(l.t, http.StatusPreconditionFailed, status)
	var tags []string
	word := l.say("tag")
	for i := range 101 {
		tags = append(tags, fmt.Sprintf("%s %d", word, i))
	}
	l.do(http.MethodPatch, path, map[string]any{"tags": map[string]any{"add": tags}}, http.StatusUnprocessableEntity)
	// Words in an address are words of somebody, too.
	for _, filter := range []string{"q=", "assignee=", "tag=", "not_tag=", "attr.city=", "source=", "sort="} {
		l.do(http.MethodGet, "/v1/contacts?"+filter+l.say("filter"), nil, http.StatusOK, http.StatusBadRequest)
		l.do(http.MethodGet, "/v1/contacts/count?"+filter+l.say("filter"), nil, http.StatusOK, http.StatusBadRequest)
	}
	// The same by a job, and what a job refuses.
	for action, args := range map[string]any{
		"tag": map[string]any{"tags": []string{l.say("tag")}}, "assign": map[string]any{"assignee": l.say("agent")},
		"set": map[string]any{"remarks": l.say("remarks"), "attributes": map[string]any{"city": l.say("city")}},
	} {
		l.do(http.MethodPost, "/v1/jobs", map[string]any{"action": action, "args": args, "ids": []string{id}}, http.StatusAccepted)
		l.do(http.MethodPost, "/v1/jobs", map[string]any{"action": action, "args": args, "filter": map[string]any{"q": l.say("filter")}},
			http.StatusUnprocessableEntity)
	}
	l.do(http.MethodPost, "/v1/jobs", map[string]any{"action": l.say("action"), "filter": map[string]any{l.say("filter"): "x"}},
		http.StatusUnprocessableEntity, http.StatusBadRequest)
	// A list under a name, and what of it is refused.
	l.do(http.MethodPut, "/v1/views/mine", map[string]any{"name": l.say("view"), "filter": map[string]any{"q": l.say("filter")}, "columns": []string{"phone"}},
		http.StatusCreated)
	l.do(http.MethodPut, "/v1/views/mine", map[string]any{"name": l.say("view"), "filter": map[string]any{l.say("filter"): "x"}}, http.StatusBadRequest)
	l.do(http.MethodGet, "/v1/views/mine?owner="+l.say("owner"), nil, http.StatusNotFound)
	// A person who is confirmed by a message.
	l.send("text", demo.Sender{WaID: phone[1:], Name: l.say("confirmed")}, demo.Text(l.say("text")), nil)
	// What is quarantined is replayed, also with a number.
	_, list := l.p.call(l.t, http.MethodGet, "/v1/events?decision=quarantined&source=form", nil)
	for _, e := range list["events"].([]any) {
		event := e.(map[string]any)["id"].(string)
		status, _ := l.p.call(l.t, http.MethodPost, "/v1/events/"+event+"/replay", map[string]any{"phone": "+" + l.number()})
		require.Less(l.t, status, 500)
	}
	l.do(http.MethodPost, "/v1/events/replay", map[string]any{"filter": map[string]any{"source": "form"}, "correction": map[string]any{"default_country": "MY"}})
	// What nobody needs is dismissed, and that is taken back.
	for _, dismiss := range []map[string]any{{"reason": l.say("dismissal")}, {"reason": ""}, {"filter": map[string]any{"origin": l.say("origin")}, "reason": l.say("dismissal")}} {
		l.do(http.MethodPost, "/v1/events/dismiss", dismiss, http.StatusOK, http.StatusUnprocessableEntity)
	}
	l.do(http.MethodPost, "/v1/events/undismiss", map[string]any{})
	l.do(http.MethodPost, "/v1/events/replay", map[string]any{"correction": map[string]any{"phone": l.say("number")}},
		http.StatusAccepted, http.StatusUnprocessableEntity)
	l.finish()
	return id
}

// importFiles imports one file with good and bad rows, whose end is told to an address
// that must not be called; previews one, and takes one back.
func (l *leak) importFiles() {
	l.t.Helper()
	row := func(phone string) string {
		return phone + "," + l.say("row") + "," + l.say("remarks") + "," + l.say("city") + "," + l.say("size") + ",yes," + l.say("consent") + "\n"
	}
	twice := "+" + l.number()
	file := "phone,name,remarks,city,size,consent,consent_text\n" + row("+"+l.number()) + row(l.say("no number")) + row("12") + row("+1"+l.number()) +
		row(twice) + row(twice) + row("") + strings.Replace(row("+"+l.number()), ",", ",=cmd|", 1)
	taken := l.upload(l.p, file, map[string]string{
		"filename": l.say("file") + ".csv", "callback_url": "http://127.0.0.1:1/" + l.say("path") + "?token=" + l.secret("of a callback", "hush-callback"),
	})
	l.world.status(l.p, taken, "completed")
	l.status("/v1/imports/"+taken+"/errors.csv", apiToken, http.StatusOK)
	l.status("/v1/imports/"+taken+"/rejected", apiToken, http.StatusOK)
	l.status("/v1/imports/"+taken+"/rows", apiToken, http.StatusOK)
	previewed := l.upload(l.p, "phone,name\n+"+l.number()+","+l.say("previewed")+"\n", map[string]string{"dry_run": "true", "filename": l.say("file") + ".csv"})
	l.world.status(l.p, previewed, "awaiting_confirmation")
	l.status("/v1/imports/"+previewed+"/samples", apiToken, http.StatusOK)
	l.do(http.MethodPost, "/v1/imports/"+previewed+"/rerun", map[string]any{"mapping": map[string]string{l.say("column"): "phone"}}, http.StatusUnprocessableEntity)
	l.do(http.MethodPost, "/v1/imports/"+previewed+"/rerun", map[string]any{"leave_out": []string{l.say("reason")}}, http.StatusUnprocessableEntity)
	again := l.do(http.MethodPost, "/v1/imports/"+previewed+"/rerun", map[string]any{"mode": "create_only"})["import"].(map[string]any)["id"].(string)
	l.world.status(l.p, again, "awaiting_confirmation")
	l.tell(l.p, again, "cancel")
	l.tell(l.p, previewed, "cancel")
	undone := l.upload(l.p, "phone,name\n+"+l.number()+","+l.say("undone")+"\n", map[string]string{"filename": l.say("file") + ".csv"})
	l.world.status(l.p, undone, "completed")
	l.tell(l.p, undone, "undo")
	l.world.status(l.p, undone, "undone")
	l.world.status(l.p, previewed, "cancelled")
	i := importer{l.world, l.p, l.db()}
	status, _, detail := i.send(l.say("heading")+"\n"+l.say("cell")+"\n", map[string]string{"mapping": `{"` + l.say("column") + `": "phone"}`})
	require.Equal(l.t, http.StatusUnprocessableEntity, status, detail)
	l.inspectFiles()
	l.finish()
}

// inspectFiles has files looked at, of which one is corrected and imported, one is
// refused, and one stays a draft.
func (l *leak) inspectFiles() {
	l.t.Helper()
	file := func() string {
		return l.say("heading") + ",phone,name\n" + l.say("cell") + ",+" + l.number() + "," + l.say("inspected") + "\n,12," + l.say("refused") + "\n"
	}
	fields := func() map[string]string { return map[string]string{"filename": l.say("file") + ".csv"} }
	inspected := func(file string) string {
		var seen struct {
			UploadID string `json:"upload_id"`
		}
		require.Equal(l.t, http.StatusOK, l.sendFile(l.p, "/v1/imports/inspect", file, fields(), &seen))
		return seen.UploadID
	}
	inspected(file())
	draft := inspected(file())
	l.do(http.MethodPatch, "/v1/imports/"+draft, map[string]any{"mapping": map[string]string{l.say("column"): "phone"}}, http.StatusUnprocessableEntity)
	l.do(http.MethodPatch, "/v1/imports/"+draft, map[string]any{"sheet": l.say("sheet")}, http.StatusUnprocessableEntity)
	l.do(http.MethodPatch, "/v1/imports/"+draft, map[string]any{l.say("member"): true}, http.StatusBadRequest)
	l.do(http.MethodPatch, "/v1/imports/"+draft, map[string]any{"mapping": map[string]string{"name": "remarks"}})
	l.status("/v1/imports/"+draft+"/inspection", apiToken, http.StatusOK)
	l.do(http.MethodPost, "/v1/imports", map[string]any{"upload_id": draft})
	l.world.status(l.p, draft, "completed")
	require.Equal(l.t, http.StatusUnprocessableEntity, l.sendFile(l.p, "/v1/imports/inspect", "\x89PNG"+l.say("picture"), fields(), &struct{}{}))
}

// readEverything asks for all that can be shown.
func (l *leak) readEverything(contactID string) {
	l.t.Helper()
	for _, path := range []string{
		"/v1/contacts", "/v1/contacts?q=" + l.say("search"), "/v1/contacts?tag=" + l.say("tag"), "/v1/contacts/" + contactID, "/v1/contacts/" + contactID + "/messages",
		"/v1/contacts/" + contactID + "/timeline", "/v1/contacts/export.csv", "/v1/contacts/export.xlsx?q=" + l.say("search"), "/v1/contacts/number?phone=%2B" + l.number() + "&channel_id=" + l.channel, "/v1/events?limit=100",
		"/v1/explain?phone=" + l.numbers[0], "/v1/explain?phone=%2B" + l.number(), "/v1/explain?user_id=MY." + l.say("bsuid"), "/v1/explain?message_id=" + l.say("message"),
		"/v1/explain?contact_id=" + contactID, "/v1/imports", "/v1/quarantine", "/v1/events?dismissed=true", "/v1/conflicts?all=true", "/v1/duplicates", "/v1/ads", "/v1/tags", "/v1/tokens", "/v1/forms", "/v1/triggers",
	} {
		l.status(path, apiToken, http.StatusOK)
	}
	l.status("/v1/contacts?limit="+l.say("limit"), apiToken, http.StatusBadRequest)
	l.status("/v1/contacts?cursor="+l.say("cursor"), apiToken, http.StatusBadRequest)
	l.status("/v1/explain?phone="+l.say("no number"), apiToken, http.StatusOK, http.StatusUnprocessableEntity, http.StatusBadRequest)
	metrics := l.p.metrics(l.t)
	require.Empty(l.t, l.in(metrics))
}

// letPeopleIn adds people and has them sign in, rightly and wrongly.
func (l *leak) letPeopleIn() {
	l.t.Helper()
	name, password := l.say("colleague"), l.secret("a password", "hush password of a colleague")
	l.do(http.MethodPut, "/v1/people/colleague", map[string]any{"name": name, "email": name + "@example.com", "scopes": []string{"contacts:read"}})
	l.do(http.MethodPut, "/v1/people/other", map[string]any{"name": name, "email": name, "scopes": []string{"contacts:read"}}, http.StatusUnprocessableEntity)
	link := l.do(http.MethodPost, "/v1/people/colleague/invitation", nil)["url"].(string)
	_, invitation, _ := strings.Cut(link, "/app/invite/")
	l.secret("an invitation", invitation)
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer browser.CloseIdleConnections()
	send := func(path string, form url.Values, cookie string, status int) http.Header {
		req, err := http.NewRequestWithContext(l.t.Context(), http.MethodPost, l.p.URL+path, strings.NewReader(form.Encode()))
		require.NoError(l.t, err)
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Cookie", "contacts_session="+cookie)
		resp, err := browser.Do(req)
		require.NoError(l.t, err)
		_ = resp.Body.Close()
		require.Equal(l.t, status, resp.StatusCode, path)
		return resp.Header
	}
	chosen := send("/app/invite/"+invitation, url.Values{"password": {password}}, "", http.StatusSeeOther)
	session := l.secret("a session", strings.TrimPrefix(strings.Split(chosen.Get("Set-Cookie"), ";")[0], "contacts_session="))
	send("/app/invite/"+invitation, url.Values{"password": {password}}, "", http.StatusNotFound)
	for _, form := range []url.Values{
		{"email": {name + "@example.com"}, "password": {l.secret("a wrong password", "hush wrong password")}},
		{"email": {l.say("nobody") + "@example.com"}, "password": {password}}, {"token": {l.secret("another wrong token", "lc_hush_of_a_page")}},
	} {
		send("/app/login", form, "", http.StatusUnauthorized)
	}
	send("/app/settings/tokens", url.Values{"name": {l.say("token")}}, session, http.StatusForbidden)
	kept := send("/app/settings/tokens", url.Values{"name": {l.say("token")}}, "", http.StatusSeeOther) // until somebody signs in
	require.Contains(l.t, kept.Get("Location"), "post=")
	l.do(http.MethodDelete, "/v1/sessions?person=colleague", nil)
}
