package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// events lists what a path of /v1/events says, newest first, as
// "external_id decision reason".
func (s server) events(query string) []string {
	s.t.Helper()
	all := []string{}
	for _, e := range s.read("/v1/events?" + query)["events"].([]any) {
		word := func(name string) string {
			if v, ok := e.(object)[name].(string); ok {
				return v
			}
			return "-"
		}
		all = append(all, word("external_id")+" "+word("decision")+" "+word("reason"))
	}
	return all
}

func TestEveryItemOfABatchIsJudgedByItself(t *testing.T) {
	t.Parallel()
	s := setup(t)
	payload := body(shopNumber,
		messages(map[string]string{"60111": "Ada", "60112": "Bob"},
			text("60111", "wamid.1", 0),
			text("60112", "wamid.2", 1),
			object{"from": "60111", "timestamp": at(2), "type": "text", "text": object{"body": "no id"}},
			object{"from": "60111", "id": "wamid.3", "timestamp": "noon", "type": "text", "text": object{"body": "x"}},
			object{"id": "wamid.4", "timestamp": at(2), "type": "text", "text": object{"body": "nobody"}},
			object{"from": "60113", "id": "wamid.5", "timestamp": at(2), "type": "hologram"},
			"not even an object",
			object{"from": "60111", "id": "wamid.6", "timestamp": at(3), "type": "reaction", "reaction": object{"message_id": "wamid.1", "emoji": "👍"}},
			with(text("60114", "wamid.7", 4), object{"group_id": "g"})),
		change("messages", object{"statuses": list{
			object{"id": "wamid.out", "status": "sent", "timestamp": at(0), "recipient_id": "60111"},
			object{"id": "wamid.out", "status": "delivered", "timestamp": at(0), "recipient_id": "60111"}}}),
		change("user_preferences", object{"user_preferences": list{
			object{"wa_id": "60112", "category": "marketing_messages", "value": "stop", "timestamp": at(5)}}}),
		change("smb_message_echoes", object{"message_echoes": list{
			object{"from": "60300000001", "to": "60115", "id": "wamid.8", "timestamp": at(6), "type": "text", "text": object{"body": "hi"}}}}),
		change("account_update", object{"event": "VERIFIED_ACCOUNT"}))
	said := s.receive(payload)
	require.Equal(t, []any{12.0, 12.0, 2.0}, []any{said["events"], said["new"], said["statuses"]})
	require.Equal(t, []string{
		"- quarantined not_an_object", "wamid.5 quarantined unknown_type", "wamid.4 quarantined no_sender",
		"wamid.3 quarantined bad_timestamp", "- quarantined missing_id",
	}, s.events("decision=quarantined"))
	s.decide()
	require.Equal(t, []string{"wamid.2 created first_message", "wamid.1 created first_message"}, s.events("decision=created"))
	require.Equal(t, []string{"- updated opted_out"}, s.events("decision=updated"))
	require.ElementsMatch(t, []string{
		"- ignored not_about_a_contact", "wamid.8 ignored echo", "wamid.7 ignored group_message", "wamid.6 ignored reaction",
	}, s.events("decision=ignored"))
	require.Len(t, s.read("/v1/contacts")["contacts"], 2)

	t.Run("delivered again it changes nothing", func(t *testing.T) {
		s := s.in(t)
		said := s.receive(payload)
		require.Equal(t, []any{12.0, 0.0}, []any{said["events"], said["new"]})
		s.decide()
		require.Len(t, s.read("/v1/contacts")["contacts"], 2)
		first := s.read("/v1/events?decision=created")["events"].([]any)[0].(object)
		require.EqualValues(t, 1, first["redeliveries"])
	})
}

func TestAMessageForAChannelThatIsAddedLater(t *testing.T) {
	t.Parallel()
	s := setup(t)
	s.receive(body("555", messages(nil, text("60121", "wamid.early", 0))))
	require.Equal(t, []string{"wamid.early quarantined unknown_channel"}, s.events(""))
	require.Equal(t, http.StatusCreated, s.put("/v1/channels/late", `{"name":"Late","phone_number_id":"555"}`).status)
	require.Equal(t, []string{"wamid.early - -"}, s.events("channel_id=late&decision=pending"), "it is pending at once")
	s.decide()
	require.Equal(t, []string{"wamid.early created first_message"}, s.events("channel_id=late"))
}
