package api_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// requireUTC requires a time of RFC 3339 in UTC.
func requireUTC(t *testing.T, v any) time.Time {
	t.Helper()
	s, ok := v.(string)
	require.True(t, ok, "%v is no time", v)
	at, err := time.Parse(time.RFC3339Nano, s)
	require.NoError(t, err)
	require.True(t, strings.HasSuffix(s, "Z"), "%s is not in UTC", s)
	return at
}

func requireValues(t *testing.T, o, want object) {
	t.Helper()
	for name, value := range want {
		require.Equal(t, value, o[name], name)
	}
}

// requireMembers requires these to be there, if only with null.
func requireMembers(t *testing.T, o any, names string) {
	t.Helper()
	for _, name := range strings.Fields(names) {
		require.Contains(t, o, name, "absent values are null, not missing")
	}
}

const contactMembers = `id channel_id wa_id user_id display_name name_source whatsapp_name source first_message referral tags
	attributes opted_out_at created_at last_conversed_at workflow_id history_url`

// contacts lists the display names that a query finds.
func (s server) contacts(query string) []string {
	s.t.Helper()
	all := []string{}
	for _, c := range s.read("/v1/contacts?" + query)["contacts"].([]any) {
		all = append(all, c.(object)["display_name"].(string))
	}
	return all
}

func TestAContactInJSON(t *testing.T) {
	t.Parallel()
	s := setup(t)
	ad := with(text("5215512345678", "wamid.1", 0), referral("777"))
	ad["from_user_id"] = "MX.ada1"
	value := messages(nil, ad, text("5215512345678", "wamid.2", 60)).(object)
	value["value"].(object)["contacts"] = list{object{
		"wa_id": "5215512345678", "user_id": "MX.ada1", "profile": object{"name": "Ada 👩‍💻", "username": "ada_l"}}}
	s.receive(body(shopNumber, value))
	s.receive(body(shopNumber, messages(nil, object{
		"from_user_id": "MX.bob", "id": "wamid.3", "timestamp": at(5), "type": "image", "image": object{"id": "1"}})))
	s.receive(body(shopNumber, change("user_preferences", object{"user_preferences": list{
		object{"wa_id": "5215512345678", "category": "marketing_messages", "value": "stop", "timestamp": at(90)}}})))
	s.decide()
	all := s.read("/v1/contacts")
	require.Nil(t, all["next_cursor"])
	require.Len(t, all["contacts"], 2)
	bob, ada := all["contacts"].([]any)[0].(object), all["contacts"].([]any)[1].(object)

	t.Run("has every member", func(t *testing.T) {
		requireMembers(t, ada, contactMembers)
		_, err := uuid.Parse(ada["id"].(string))
		require.NoError(t, err)
		requireUTC(t, ada["created_at"])
		requireValues(t, ada, object{
			"channel_id": shop, "wa_id": "5215512345678", "user_id": "MX.ada1", "display_name": "Ada 👩‍💻",
			"name_source": "profile", "whatsapp_name": "Ada 👩‍💻", "source": "message",
			"first_message": object{"id": "wamid.1", "type": "text", "text": "Text of wamid.1", "sent_at": "2025-10-09T09:08:20Z"},
			"referral":      object{"source_id": "777", "source_type": "ad", "source_url": "https://fb.me/777", "headline": "Buy 777", "ctwa_clid": nil},
			"tags":          list{}, "attributes": object{}, "opted_out_at": "2025-10-09T09:09:50Z",
			"last_conversed_at": "2025-10-09T09:09:20Z",
			"workflow_id":       "contact/shop/525512345678",
			"history_url":       uiURL + "/namespaces/default/workflows/contact%2Fshop%2F525512345678",
		})
	})
	t.Run("what it has not is null", func(t *testing.T) {
		requireMembers(t, bob, contactMembers)
		requireValues(t, bob, object{
			"wa_id": nil, "user_id": "MX.bob", "whatsapp_name": nil, "referral": nil, "opted_out_at": nil,
			"display_name": "MX.bob", "workflow_id": "contact/shop/MX.bob",
		})
		requireMembers(t, bob["first_message"], "id type text sent_at")
		require.Nil(t, bob["first_message"].(object)["text"])
	})
	t.Run("by its id it is the same", func(t *testing.T) {
		require.Equal(t, ada, s.in(t).read("/v1/contacts/"+ada["id"].(string)))
	})
	t.Run("its messages, newest last", func(t *testing.T) {
		got := s.in(t).read("/v1/contacts/" + ada["id"].(string) + "/messages")
		require.Nil(t, got["next_cursor"])
		all := got["messages"].([]any)
		require.Len(t, all, 2)
		first := all[0].(object)
		requireMembers(t, first, "id event_id type text referral sent_at")
		require.Equal(t, []any{"wamid.1", "text", "Text of wamid.1", ada["referral"], "2025-10-09T09:08:20Z"},
			[]any{first["id"], first["type"], first["text"], first["referral"], first["sent_at"]})
		last := all[1].(object)
		require.Equal(t, []any{"wamid.2", nil}, []any{last["id"], last["referral"]})
	})
	t.Run("an id that nobody has, or that is none", func(t *testing.T) {
		s := s.in(t)
		for _, path := range []string{"/v1/contacts/%s", "/v1/contacts/%s/messages"} {
			s.get(fmt.Sprintf(path, uuid.New())).problem(t, http.StatusNotFound)
			s.get(fmt.Sprintf(path, "ada")).problem(t, http.StatusBadRequest)
			s.get(fmt.Sprintf(path, "%00")).problem(t, http.StatusBadRequest)
		}
	})
}

func TestTheListOfContacts(t *testing.T) {
	t.Parallel()
	s := setup(t)
	s.put("/v1/channels/second", `{"phone_number_id":"2"}`)
	for i := range 7 {
		waID := fmt.Sprintf("6014%d", i)
		s.receive(body(shopNumber, messages(map[string]string{waID: fmt.Sprint("Person ", i)}, text(waID, "wamid."+waID, i))))
	}
	s.receive(body("2", messages(map[string]string{"60149": "100% Else_where"}, with(text("60149", "wamid.9", 9), referral("777")))))
	s.decide()

	for query, want := range map[string][]string{
		"channel_id=second":            {"100% Else_where"},
		"ad_id=777":                    {"100% Else_where"},
		"q=" + url.QueryEscape("100%"): {"100% Else_where"},
		"q=else_WHERE":                 {"100% Else_where"},
		"q=" + url.QueryEscape("%"):    {"100% Else_where"},
		"q=%2B60143":                   {"Person 3"},
		"q=%00":                        nil, // the same as none
		"q=%ff":                        {},
		"source=import":                {},
		"tag=lead":                     {},
		"created_before=2020-01-01":    {},
		"created_after=2999-01-01T00:00:00%2B08:00":            {},
		"channel_id=second&created_after=2020-01-01T00:00:00Z": {"100% Else_where"},
	} {
		t.Run("by "+query, func(t *testing.T) {
			got := s.in(t).contacts(query)
			if want == nil {
				require.Len(t, got, 8)
			} else {
				require.Equal(t, want, got)
			}
		})
	}

	t.Run("page by page it is complete, newest first", func(t *testing.T) {
		s := s.in(t)
		var got []string
		cursor, pages := "", 0
		for more := true; more; pages++ {
			page := s.read("/v1/contacts?channel_id=shop&limit=3" + cursor)
			for _, c := range page["contacts"].([]any) {
				got = append(got, c.(object)["display_name"].(string))
			}
			var next string
			if next, more = page["next_cursor"].(string); more {
				require.Equal(t, url.QueryEscape(next), next, "a cursor is URL-safe")
				cursor = "&cursor=" + next
			}
		}
		require.Equal(t, 3, pages)
		require.Equal(t, []string{"Person 6", "Person 5", "Person 4", "Person 3", "Person 2", "Person 1", "Person 0"}, got)
	})
	t.Run("a full last page has no next", func(t *testing.T) {
		require.Nil(t, s.in(t).read("/v1/contacts?channel_id=shop&limit=7")["next_cursor"])
	})

	for _, query := range []string{
		"limit=0", "limit=101", "limit=-1", "limit=ten", "limit=1.5", "limit=99999999999999999999",
		"cursor=nonsense", "cursor=AAAA", "cursor=%00",
		"created_after=yesterday", "created_before=2025-13-01", "created_after=1759999999",
	} {
		t.Run("refused: "+query, func(t *testing.T) {
			s.in(t).get("/v1/contacts?"+query).problem(t, http.StatusBadRequest)
		})
	}
}

func TestMessagesPageByPage(t *testing.T) {
	t.Parallel()
	s := setup(t)
	var all []any
	for i := range 7 {
		all = append(all, text("60151", fmt.Sprint("wamid.", i), i/2))
	}
	s.receive(body(shopNumber, messages(nil, all...)))
	s.decide()
	id := s.read("/v1/contacts")["contacts"].([]any)[0].(object)["id"].(string)
	var got []string
	cursor := ""
	for more := true; more; {
		page := s.read("/v1/contacts/" + id + "/messages?limit=3" + cursor)
		var ids []string
		for _, m := range page["messages"].([]any) {
			ids = append(ids, m.(object)["id"].(string))
		}
		got = append(ids, got...)
		var next string
		next, more = page["next_cursor"].(string)
		cursor = "&cursor=" + next
	}
	require.Equal(t, []string{"wamid.0", "wamid.1", "wamid.2", "wamid.3", "wamid.4", "wamid.5", "wamid.6"}, got)
	s.get("/v1/contacts/"+id+"/messages?limit=0").problem(t, http.StatusBadRequest)
	s.get("/v1/contacts/"+id+"/messages?cursor=x").problem(t, http.StatusBadRequest)
}
