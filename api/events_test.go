package api_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

const eventMembers = `id channel_id source external_id kind occurred_at received_at decided_at redeliveries decision reason
	contact_id workflow_id run_id history_url`

func TestEventsInJSON(t *testing.T) {
	t.Parallel()
	s := setup(t)
	s.receive(one("60161", "wamid.1", 0))
	s.decide()
	s.receive(one("60161", "wamid.2", 60))
	s.receive(body("999", messages(nil, text("60161", "wamid.3", 90))))
	all := s.read("/v1/events")
	require.Nil(t, all["next_cursor"])
	list := all["events"].([]any)
	require.Len(t, list, 3)
	unknown, pending, created := list[0].(object), list[1].(object), list[2].(object)

	t.Run("one that is decided", func(t *testing.T) {
		requireMembers(t, created, eventMembers)
		contactID := s.in(t).read("/v1/contacts")["contacts"].([]any)[0].(object)["id"]
		requireValues(t, created, object{
			"channel_id": shop, "source": "message", "external_id": "wamid.1", "kind": "text",
			"occurred_at": "2025-10-09T09:08:20Z", "redeliveries": 0.0, "decision": "created", "reason": "first_message",
			"contact_id": contactID, "workflow_id": "contact/shop/60161", "run_id": "a-run",
			"history_url": uiURL + "/namespaces/default/workflows/contact%2Fshop%2F60161/a-run/history",
		})
		requireUTC(t, created["received_at"])
		requireUTC(t, created["decided_at"])
	})
	t.Run("one that is pending names the workflow that will decide it", func(t *testing.T) {
		requireMembers(t, pending, eventMembers)
		requireValues(t, pending, object{
			"decision": nil, "reason": nil, "decided_at": nil, "contact_id": nil, "run_id": nil,
			"workflow_id": "contact/shop/60161",
			"history_url": uiURL + "/namespaces/default/workflows/contact%2Fshop%2F60161",
		})
	})
	t.Run("one that no workflow ever saw", func(t *testing.T) {
		requireMembers(t, unknown, eventMembers)
		requireValues(t, unknown, object{
			"decision": "quarantined", "reason": "unknown_channel", "channel_id": nil, "workflow_id": nil, "history_url": nil,
		})
		requireUTC(t, unknown["decided_at"])
	})
	t.Run("by contact", func(t *testing.T) {
		s := s.in(t)
		require.Equal(t, []string{"wamid.1 created first_message"}, s.events("contact_id="+created["contact_id"].(string)))
		require.Empty(t, s.events("contact_id="+uuid.NewString()))
	})
	for query, want := range map[string][]string{
		"decision=pending":               {"wamid.2 - -"},
		"decision=created":               {"wamid.1 created first_message"},
		"decision=quarantined":           {"wamid.3 quarantined unknown_channel"},
		"decision=attached":              {},
		"channel_id=shop&source=message": {"wamid.2 - -", "wamid.1 created first_message"},
		"source=form":                    {},
		"channel_id=none":                {},
	} {
		t.Run("by "+query, func(t *testing.T) { require.Equal(t, want, s.in(t).events(query)) })
	}
	for _, query := range []string{"decision=perhaps", "source=telepathy", "contact_id=ada", "limit=101", "cursor=x"} {
		t.Run("refused: "+query, func(t *testing.T) {
			s.in(t).get("/v1/events?"+query).problem(t, http.StatusBadRequest)
		})
	}
}

func TestEventsPageByPage(t *testing.T) {
	t.Parallel()
	s := setup(t)
	for i := range 5 {
		s.receive(one("60171", fmt.Sprint("wamid.", i), i))
	}
	var got []any
	cursor := ""
	for more := true; more; {
		page := s.read("/v1/events?limit=2" + cursor)
		for _, e := range page["events"].([]any) {
			got = append(got, e.(object)["external_id"])
		}
		var next string
		next, more = page["next_cursor"].(string)
		cursor = "&cursor=" + next
	}
	require.Equal(t, []any{"wamid.4", "wamid.3", "wamid.2", "wamid.1", "wamid.0"}, got)
}

func TestAds(t *testing.T) {
	t.Parallel()
	s := setup(t)
	require.Equal(t, object{"ads": list{}}, s.read("/v1/ads"))
	s.receive(body(shopNumber, messages(nil,
		with(text("60181", "wamid.1", 0), referral("777")), with(text("60182", "wamid.2", 10), referral("777")),
		with(text("60181", "wamid.3", 20), referral("777")), text("60183", "wamid.4", 30))))
	s.decide()
	require.Equal(t, object{"ads": list{object{
		"ad_id": "777", "channel_id": shop, "source_type": "ad", "headline": "Buy 777", "messages": 3.0, "contacts": 2.0,
		"first_message_at": "2025-10-09T09:08:20Z", "last_message_at": "2025-10-09T09:08:40Z",
	}}}, s.read("/v1/ads?channel_id=shop"))
	require.Equal(t, object{"ads": list{}}, s.read("/v1/ads?channel_id=none"))
}
