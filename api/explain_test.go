package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func (s server) explain(query string) object {
	s.t.Helper()
	said := s.read("/v1/explain?" + query)
	requireMembers(s.t, said, "found summary contact events")
	require.NotEmpty(s.t, said["summary"])
	return said
}

func summary(said object) string { return strings.ToLower(said["summary"].(string)) }

func TestExplain(t *testing.T) {
	t.Parallel()
	s := setup(t)
	s.put("/v1/channels/second", `{"phone_number_id":"2", "name":"The second"}`)
	s.receive(body(shopNumber, messages(map[string]string{"5215512345678": "Ada"}, text("5215512345678", "wamid.1", 0))))
	s.receive(body(shopNumber, messages(nil, object{"from": "60192", "id": "wamid.2", "timestamp": at(0), "type": "reaction",
		"reaction": object{"message_id": "x", "emoji": "👍"}})))
	s.receive(body(shopNumber, messages(nil, object{"from": "60194", "id": "wamid.4", "timestamp": at(0), "type": "request_welcome"})))
	s.receive(body(shopNumber, change("messages", object{"statuses": list{object{
		"id": "wamid.out", "status": "failed", "timestamp": at(9), "recipient_id": "5215512345678",
		"errors": list{object{"code": 131026, "title": "Message undeliverable"}}}}})))
	s.decide()
	s.receive(one("60193", "wamid.3", 5))
	ada := s.read("/v1/contacts?q=Ada")["contacts"].([]any)[0].(object)

	for _, query := range []string{
		"phone=5215512345678", "phone=525512345678", "phone=%2B5215512345678", "phone=+52+55+1234+5678",
		"phone=" + url.QueryEscape("+52 (1) 55-1234.5678"), "message_id=wamid.1", "contact_id=" + ada["id"].(string),
		"phone=525512345678&channel_id=shop",
	} {
		t.Run("a contact is found by "+query, func(t *testing.T) {
			said := s.in(t).explain(query)
			require.Equal(t, true, said["found"])
			require.Equal(t, ada, said["contact"])
			require.Len(t, said["events"], 1)
			requireMembers(t, said["events"].([]any)[0], eventMembers)
			require.Contains(t, said["summary"], "Ada")
			require.Contains(t, said["summary"], "Message undeliverable", "whether the business's own message got through")
		})
	}
	t.Run("a stranger is no error, and the rule is stated", func(t *testing.T) {
		for _, query := range []string{
			"phone=60199", "user_id=MY.none", "message_id=wamid.none", "contact_id=" + uuid.NewString(), "phone=60199&channel_id=none",
		} {
			said := s.in(t).explain(query)
			require.Equal(t, []any{false, nil, list{}}, []any{said["found"], said["contact"], said["events"]}, query)
			require.Contains(t, summary(said), "only a message")
			require.Contains(t, summary(said), "click")
		}
	})
	t.Run("what creates nothing is told with its reason", func(t *testing.T) {
		said := s.in(t).explain("phone=60192")
		require.Equal(t, []any{true, nil}, []any{said["found"], said["contact"]})
		require.Contains(t, summary(said), "reaction")
		require.Contains(t, summary(said), "only a message")
		require.Contains(t, summary(s.in(t).explain("phone=60194")), "opened")
	})
	t.Run("what waits is told to be pending", func(t *testing.T) {
		said := s.in(t).explain("phone=60193")
		require.Equal(t, []any{true, nil}, []any{said["found"], said["contact"]})
		event := said["events"].([]any)[0].(object)
		require.Nil(t, event["decision"])
		require.Equal(t, "contact/shop/60193", event["workflow_id"])
		require.Contains(t, summary(said), "pending")
	})
	t.Run("in the wrong channel the right one is named", func(t *testing.T) {
		said := s.in(t).explain("phone=525512345678&channel_id=second")
		require.Nil(t, said["contact"])
		require.Contains(t, summary(said), "channel the shop: ada")
	})
	t.Run("channels and numbers are told as people say them", func(t *testing.T) {
		s := s.in(t)
		require.Contains(t, s.explain("phone=525512345678&channel_id=second")["summary"], "There is no such contact on channel The second, but")
		require.Contains(t, s.explain("phone=60199&channel_id=second")["summary"], "on channel The second.")
		require.Contains(t, s.explain("phone=5215512345678")["summary"], "of a message to +52 15512345678 is failed")
		s.receive(body("2", messages(map[string]string{"60123456702": ""}, text("60123456702", "wamid.second", 0))))
		require.Contains(t, s.explain("phone=60123456702&channel_id=shop")["summary"], "another channel, The second:")
		s.decide()
		require.Contains(t, s.explain("phone=60123456702")["summary"], "+60 12-345 6702 is a contact on channel The second,")
	})
	t.Run("someone without a number", func(t *testing.T) {
		s := s.in(t)
		s.receive(body(shopNumber, messages(nil, object{
			"from_user_id": "MY.eve", "id": "wamid.5", "timestamp": at(0), "type": "text", "text": object{"body": "hi"}})))
		s.decide()
		for _, query := range []string{"user_id=MY.eve", "phone=MY.eve", "message_id=wamid.5"} {
			require.Equal(t, "MY.eve", s.explain(query)["contact"].(object)["user_id"], query)
		}
	})
	for _, query := range []string{
		"", "channel_id=shop", "phone=60191&message_id=wamid.1", "phone=60191&user_id=MY.a", "contact_id=ada",
	} {
		t.Run("refused: "+query, func(t *testing.T) {
			s.in(t).get("/v1/explain?"+query).problem(t, http.StatusBadRequest)
		})
	}
}
