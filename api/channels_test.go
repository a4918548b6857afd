package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestChannels(t *testing.T) {
	t.Parallel()
	s := setup(t)

	t.Run("a new one is created", func(t *testing.T) {
		a := s.in(t).put("/v1/channels/kl-2_A", `{"name":" Kuala Lumpur ","phone_number_id":" 1001 "}`)
		require.Equal(t, http.StatusCreated, a.status, a.body)
		got := a.object(t)
		require.Equal(t, []any{"kl-2_A", "Kuala Lumpur", "1001"}, []any{got["id"], got["name"], got["phone_number_id"]})
		requireUTC(t, got["created_at"])
	})
	t.Run("one that is there is changed", func(t *testing.T) {
		s := s.in(t)
		a := s.put("/v1/channels/kl-2_A", `{"name":"KL","phone_number_id":"1002"}`)
		require.Equal(t, http.StatusOK, a.status, a.body)
		read := s.read("/v1/channels/kl-2_A")
		require.Nil(t, read["health"].(object)["last_webhook_at"])
		delete(read, "health")
		require.Equal(t, a.object(t), read)
		require.Equal(t, "1002", s.read("/v1/channels/kl-2_A")["phone_number_id"])
	})
	t.Run("without a name it is called by its id", func(t *testing.T) {
		require.Equal(t, "plain", s.in(t).put("/v1/channels/plain", `{"phone_number_id":"1003"}`).object(t)["name"])
	})
	t.Run("a phone_number_id belongs to one", func(t *testing.T) {
		s := s.in(t)
		s.put("/v1/channels/other", `{"name":"Other","phone_number_id":"1002"}`).problem(t, http.StatusConflict)
		s.get("/v1/channels/other").problem(t, http.StatusNotFound)
	})
	t.Run("all are listed by id", func(t *testing.T) {
		var ids []any
		for _, c := range s.in(t).read("/v1/channels")["channels"].([]any) {
			ids = append(ids, c.(object)["id"])
		}
		require.Equal(t, []any{"kl-2_A", "plain", shop}, ids)
	})
	for _, tc := range []struct {
		name, path, body string
		status           int
	}{
		{"a space in the id", "/v1/channels/a%20b", `{"phone_number_id":"1"}`, http.StatusBadRequest},
		{"a slash in the id", "/v1/channels/a%2Fb", `{"phone_number_id":"1"}`, http.StatusBadRequest},
		{"letters beyond English in the id", "/v1/channels/%C3%A9", `{"phone_number_id":"1"}`, http.StatusBadRequest},
		{"an id that is too long", "/v1/channels/" + strings.Repeat("a", 65), `{"phone_number_id":"1"}`, http.StatusBadRequest},
		{"no body", "/v1/channels/a", ``, http.StatusBadRequest},
		{"no JSON", "/v1/channels/a", `name=x`, http.StatusBadRequest},
		{"a number that is not in quotes", "/v1/channels/a", `{"phone_number_id":1}`, http.StatusBadRequest},
		{"an array", "/v1/channels/a", `[]`, http.StatusBadRequest},
		{"no phone_number_id", "/v1/channels/a", `{"name":"A"}`, http.StatusUnprocessableEntity},
		{"a blank phone_number_id", "/v1/channels/a", `{"name":"A","phone_number_id":"  "}`, http.StatusUnprocessableEntity},
		{"a NUL in the name", "/v1/channels/a", `{"name":"A\u0000","phone_number_id":"1"}`, http.StatusUnprocessableEntity},
	} {
		t.Run("refused: "+tc.name, func(t *testing.T) {
			s := s.in(t)
			s.put(tc.path, tc.body).problem(t, tc.status)
			require.Len(t, s.read("/v1/channels")["channels"], 3)
		})
	}
}
