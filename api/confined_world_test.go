package api_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/store/facebook"
	"github.com/luluchat/contacts/store/settings"
)

// furnished is a channel that has something of every kind.
type furnished struct {
	channel string
	mark    string              // stands in every text of the channel, and in no other's
	ids     map[string][]string // of its things, by the path that leads to them
	asks    []string            // questions that only this channel has an answer to
	words   []string            // that nobody may read who does not see the channel
}

// furnish puts a channel and something of every kind into it. digits begins the
// numbers of its people, and has seven digits.
func (w *world) furnish(channel, phoneNumberID, mark, digits string) furnished {
	w.t.Helper()
	f := furnished{channel: channel, mark: mark, words: []string{channel, mark, digits}}
	number := func(n int) string { return fmt.Sprintf("%s%04d", digits, n) }
	userID := func(n int) string { return fmt.Sprintf("MY.%s%d", mark, n) }
	says := func(waID, userID string, more object) object {
		m := with(wrote(waID, userID), object{"id": "wamid." + mark + uuid.NewString(), "text": object{"body": "Hello " + mark}})
		return with(m, more)
	}
	w.made(http.MethodPut, "/v1/channels/"+channel, object{"name": "The " + mark + " shop", "phone_number_id": phoneNumberID})
	form, trigger := mark+"-form", mark+"-trigger"
	w.made(http.MethodPut, "/v1/forms/"+form, object{"channel_id": channel, "name": mark, "fields": object{"mobile": "phone", "full_name": "display_name"}})
	w.made(http.MethodPut, "/v1/views/"+mark+"-view", object{"name": mark, "filter": object{"q": mark}, "channel_id": channel, "shared": true})
	person := mark + "-person"
	w.made(http.MethodPut, "/v1/people/"+person, object{"name": mark, "email": mark + "@example.com", "scopes": list{"contacts:read"}, "channels": list{channel}})
	w.made(http.MethodPut, "/v1/triggers/"+trigger, object{"channel_id": channel, "name": mark})

	for _, gone := range []string{"/v1/forms/" + mark + "-gone", "/v1/triggers/" + mark + "-gone"} {
		w.made(http.MethodPut, gone, object{"channel_id": channel, "name": mark})
		require.Equal(w.t, http.StatusNoContent, w.do(http.MethodDelete, gone, "", bearer(apiToken)).status)
	}

	ads, told := mark+"-ads", digits+"9001" // a form of Facebook's, and a lead that is not fetched yet
	w.made(http.MethodPut, "/v1/forms/"+ads, object{"channel_id": channel, "name": mark, "shape": "facebook", "facebook_form_id": digits + "9000"})
	_, err := w.store.Facebook.Record(w.t.Context(), []facebook.Told{{ID: told, PageID: "520000000000020", FormID: digits + "9000", CreatedAt: time.Now()}}, false)
	require.NoError(w.t, err)

	first := says(number(1), "", referral(mark+"-ad"))
	w.receive(body(phoneNumberID, messages(map[string]string{number(1): "Ada " + mark}, first,
		says(number(2), "", nil), says("", userID(2), nil), says(number(3), "", nil), says("", userID(3), nil), says(number(4), "", nil))))
	w.decide()
	w.receive(body(phoneNumberID, messages(nil, says(number(2), userID(2), nil), says(number(3), userID(3), nil))))
	w.decide()
	failed := object{"id": "wamid." + mark, "status": "failed", "timestamp": at(60), "recipient_id": number(1)}
	w.receive(body(phoneNumberID, change("messages", object{"messaging_product": "whatsapp", "statuses": list{failed}})))

	ada, gone := w.contactOf(number(1)), w.contactOf(number(4))
	w.made(http.MethodPatch, "/v1/contacts/"+ada, object{"remarks": "About " + mark, "tags": list{mark + "-tag"}})
	w.made(http.MethodDelete, "/v1/contacts/"+gone, nil)
	conflicts := w.read("/v1/conflicts?channel_id=" + channel)["conflicts"].(list)
	require.Len(w.t, conflicts, 2)
	open, merged := conflicts[0].(object), conflicts[1].(object)
	merge := w.made(http.MethodPost, fmt.Sprintf("/v1/conflicts/%v/resolve", merged["id"]), object{"resolution": "merge_into_a"})
	absorbed := merged["contact_b"].(object)["id"].(string)

	entered := w.made(http.MethodPost, "/v1/contacts", object{"channel_id": channel, "phone": number(5), "display_name": "Entered " + mark})
	nameless := w.made(http.MethodPost, "/forms/"+form+"/submissions", object{"full_name": "Nobody " + mark})["event_id"].(string)
	into := object{"channel_id": channel}
	done := w.ended(w.imported("phone,name\n"+number(6)+",Imported "+mark+"\ncall me,Refused "+mark+"\n", into))
	waiting := w.becomes(w.imported("phone,name\n"+number(7)+",Tried "+mark+"\n", with(into, object{"dry_run": true})), "awaiting_confirmation")
	draft := w.drafted("phone,name\n"+number(8)+",Inspected "+mark+"\n", into)
	w.decide()

	alike, apart := w.alike(channel, mark, digits), w.alike(channel, mark+" too", digits)
	w.made(http.MethodPost, "/v1/duplicates/"+apart+"/dismiss", nil)

	f.ids = map[string][]string{
		"/v1/duplicates/": {alike, apart},
		"/v1/channels/":   {channel},
		"/v1/jobs/":       {w.jobOf(object{"action": "assign", "args": object{"assignee": "of " + mark}, "ids": list{ada}})},
		"/v1/views/":      {mark + "-view"},
		"/v1/contacts/":   {ada, absorbed, gone},
		"/v1/conflicts/":  {fmt.Sprint(open["id"]), fmt.Sprint(merged["id"])},
		"/v1/merges/":     {merge["outcome"].(object)["event_id"].(string)},
		"/v1/events/":     {nameless, entered["outcome"].(object)["event_id"].(string)},
		"/v1/imports/":    {done, waiting, draft},
		"/v1/forms/":      {form, ads},
		"/v1/triggers/":   {trigger},
		"/v1/people/":     {person},
		"/forms/":         {form},
		"/v1/ads/":        {mark + "-ad"},
	}
	f.asks = []string{
		"phone=" + number(1), "phone=" + number(5), "phone=" + number(6), "user_id=" + userID(2), "message_id=" + first["id"].(string),
		"lead_id=" + told,
		"contact_id=" + ada, "contact_id=" + absorbed, "contact_id=" + gone,
	}
	for _, path := range []string{"/v1/contacts/", "/v1/events/", "/v1/imports/"} {
		f.words = append(f.words, f.ids[path]...)
	}
	for _, ev := range w.read("/v1/events?limit=100&channel_id=" + channel)["events"].(list) {
		f.words = append(f.words, ev.(object)["id"].(string))
	}
	return f
}

// alike makes two contacts of a channel who may be one person, and returns the id of the
// pair.
func (w *world) alike(channel, name, digits string) string {
	w.t.Helper()
	var one string
	w.pairs++
	for n := range 2 {
		made := w.made(http.MethodPost, "/v1/contacts", object{
			"channel_id": channel, "phone": fmt.Sprintf("+%s7%02d%d", digits, w.pairs, n), "display_name": fmt.Sprintf("Twin %d %s", w.pairs, name),
		})
		one = made["contact"].(object)["id"].(string)
	}
	for ended := false; !ended; {
		looked, err := w.store.Duplicates.Look(w.t.Context(), 100)
		require.NoError(w.t, err)
		ended = looked.Ended
	}
	found := w.read("/v1/duplicates?contact_id=" + one)["duplicates"].(list)
	require.Len(w.t, found, 1)
	return fmt.Sprint(found[0].(object)["id"])
}

// confined makes a token that may do everything in certain channels.
func (w *world) confined(channels ...string) (secret string) {
	w.t.Helper()
	_, secret, err := w.store.Settings.CreateToken(w.t.Context(), settings.NewToken{
		Name: "confined", Scopes: []string{"contacts:write", "imports", "triggers"}, Channels: channels,
	})
	require.NoError(w.t, err)
	return secret
}

// stateOf is what a channel's things are, apart from what goes on by itself.
func (w *world) stateOf(channel string) (state []string) {
	w.t.Helper()
	rows, err := connect(w.t, w.database).Query(w.t.Context(), `
SELECT concat_ws(' ', id, version, deleted_at, merged_into) FROM contacts WHERE channel_id = $1
UNION ALL SELECT concat_ws(' ', id, decision, reason, redeliveries) FROM events WHERE channel_id = $1
UNION ALL SELECT concat_ws(' ', id, status) FROM imports WHERE channel_id = $1
UNION ALL SELECT concat_ws(' ', id, resolution, resolved_event) FROM conflicts WHERE channel_id = $1
UNION ALL SELECT f::text FROM forms f WHERE channel_id = $1
UNION ALL SELECT t::text FROM triggers t WHERE channel_id = $1
UNION ALL SELECT c::text FROM channels c WHERE id = $1
ORDER BY 1`, channel)
	require.NoError(w.t, err)
	for rows.Next() {
		var line string
		require.NoError(w.t, rows.Scan(&line))
		state = append(state, line)
	}
	require.NoError(w.t, rows.Err())
	require.Greater(w.t, len(state), 20)
	return state
}

// hears sends an operation with a token, and requires that the answer keeps the
// contract.
func (w *world) hears(t *testing.T, token string, c call) answer {
	t.Helper()
	header := c.header.Clone()
	if header == nil {
		header = http.Header{}
	}
	header.Set("Authorization", "Bearer "+token)
	c.header = header
	r := w.request(t, c)
	a := w.in(t).insist(w.operations[c.op].Method, w.url(t, r), r.body, r.header)
	require.NoError(t, w.answers(t, r, a), "%s %s %s: %s", c.op, c.id, c.query, a.body)
	return a
}

// told is what an answer tells its reader.
func (a answer) told(t *testing.T) string {
	t.Helper()
	if !strings.Contains(a.header.Get("Content-Type"), "spreadsheetml") {
		return a.body
	}
	file, err := zip.NewReader(bytes.NewReader([]byte(a.body)), int64(len(a.body)))
	require.NoError(t, err)
	var b strings.Builder
	for _, part := range file.File {
		opened, err := part.Open()
		require.NoError(t, err)
		_, err = io.Copy(&b, opened)
		require.NoError(t, err)
	}
	return b.String()
}

// tells is everything that a reader can tell two answers apart by.
func (a answer) tells(t *testing.T) []string {
	t.Helper()
	all := []string{fmt.Sprint(a.status), a.told(t)}
	for _, name := range append([]string{"Content-Type"}, documentedHeaders...) {
		all = append(all, a.header.Get(name))
	}
	return all
}

// silentAbout requires that an answer says nothing that only a channel knows.
func (f furnished) silentAbout(t *testing.T, told, what string) {
	t.Helper()
	for _, word := range f.words {
		require.NotContains(t, told, word, what)
	}
}

// isIn reports whether an answer says something that only a channel knows.
func (f furnished) isIn(told string) bool {
	return slices.ContainsFunc(f.words, func(word string) bool { return strings.Contains(told, word) })
}
