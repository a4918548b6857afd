package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/dev/devtest"
)

// TestViews keeps lists under names: each belongs to who made it.
func TestViews(t *testing.T) {
	t.Parallel()
	w := newWorld(t, devtest.Unique(t))
	second := devtest.Unique(t)
	w.made(http.MethodPut, "/v1/channels/"+second, object{"name": "Second", "phone_number_id": "410000000000002"})
	ada, kumar, confined := bearer(w.writing()), bearer(w.writing()), bearer(w.confined(second))
	ask := func(t *testing.T, method, path string, who http.Header, body any, want int) object {
		t.Helper()
		sent := ""
		if body != nil {
			sent = encode(body)
		}
		a := w.in(t).do(method, path, sent, who)
		require.Equal(t, want, a.status, a.body)
		if a.body == "" {
			return nil
		}
		return a.object(t)
	}
	slugs := func(t *testing.T, who http.Header) (found []string) {
		t.Helper()
		for _, v := range ask(t, http.MethodGet, "/v1/views", who, nil, 200)["views"].(list) {
			found = append(found, v.(object)["name"].(string))
		}
		return found
	}
	filter := object{"tag": list{"vip"}, "without": list{"assignee"}, "created_after": "2026-03-01", "zone": "Asia/Kuala_Lumpur", "opted_out": false}

	t.Run("a view comes back as it was kept", func(t *testing.T) {
		v := ask(t, http.MethodPut, "/v1/views/vip", ada, object{
			"name": " VIPs  of nobody ", "filter": filter, "sort": "name", "columns": list{"phone", "attributes.city"}, "channel_id": w.channel,
		}, 201)
		require.Equal(t, "VIPs of nobody", v["name"])
		require.Equal(t, filter, v["filter"])
		require.Equal(t, "name", v["sort"])
		require.Equal(t, list{"phone", "attributes.city"}, v["columns"])
		require.Equal(t, w.channel, v["channel_id"])
		require.Equal(t, []any{true, false}, []any{v["mine"], v["shared"]})
		require.Equal(t, v, ask(t, http.MethodGet, "/v1/views/vip", ada, nil, 200))
	})
	t.Run("one that is not shared is its owner's alone", func(t *testing.T) {
		require.Empty(t, slugs(t, kumar))
		ask(t, http.MethodGet, "/v1/views/vip", kumar, nil, 404)
		ask(t, http.MethodDelete, "/v1/views/vip", kumar, nil, 404)
	})
	t.Run("nobody overwrites another's, also under the same slug", func(t *testing.T) {
		shared := ask(t, http.MethodPut, "/v1/views/vip", ada, object{"name": "VIPs", "filter": filter, "channel_id": w.channel, "shared": true}, 200)
		require.Equal(t, []string{"VIPs"}, slugs(t, kumar))
		require.Equal(t, "VIPs", ask(t, http.MethodGet, "/v1/views/vip", kumar, nil, 200)["name"])
		ask(t, http.MethodPut, "/v1/views/vip", kumar, object{"name": "Kumar's"}, 201)
		require.Equal(t, []string{"Kumar's", "VIPs"}, slugs(t, kumar), "one's own first")
		require.Equal(t, "Kumar's", ask(t, http.MethodGet, "/v1/views/vip", kumar, nil, 200)["name"])
		owner := "?owner=" + shared["owner"].(string)
		require.Equal(t, "VIPs", ask(t, http.MethodGet, "/v1/views/vip"+owner, kumar, nil, 200)["name"])
		ask(t, http.MethodDelete, "/v1/views/vip"+owner, kumar, nil, 403)
		require.Equal(t, []string{"VIPs"}, slugs(t, ada), "and she does not see what he keeps for himself")
		ask(t, http.MethodDelete, "/v1/views/vip", kumar, nil, 204)
		require.Equal(t, "VIPs", ask(t, http.MethodGet, "/v1/views/vip", kumar, nil, 200)["name"])
	})
	t.Run("who sees certain channels sees the views of these", func(t *testing.T) {
		require.Empty(t, slugs(t, confined))
		ask(t, http.MethodGet, "/v1/views/vip", confined, nil, 404)
		ask(t, http.MethodDelete, "/v1/views/vip", confined, nil, 404)
		ask(t, http.MethodPut, "/v1/views/all", ada, object{"name": "Of all channels", "filter": object{"q": "Ada"}, "shared": true}, 201)
		require.Empty(t, slugs(t, confined), "what is for all channels may tell of any")
		ask(t, http.MethodPut, "/v1/views/second", ada, object{"name": "Second", "channel_id": second, "shared": true}, 201)
		ask(t, http.MethodPut, "/v1/views/own", confined, object{"name": "Own"}, 201)
		require.Equal(t, []string{"Own", "Second"}, slugs(t, confined))
	})
	t.Run("an admin may remove what somebody shares", func(t *testing.T) {
		ask(t, http.MethodDelete, "/v1/views/all", tokenWith(), nil, 204)
		require.Equal(t, []string{"Second", "VIPs"}, slugs(t, ada))
	})
	t.Run("with a person go the person's own views, and not what the others see", func(t *testing.T) {
		for slug, shared := range map[string]bool{"mine": false, "ours": true} {
			_, err := connect(t, w.database).Exec(t.Context(), `
INSERT INTO views (owner, slug, name, filter, sort, columns, shared) VALUES ('person/grace', $1, $1, '{}', '', '{}', $2)`, slug, shared)
			require.NoError(t, err)
		}
		w.made(http.MethodPut, "/v1/people/grace", object{"name": "Grace", "email": "grace@example.com", "scopes": list{"contacts:read"}})
		ask(t, http.MethodDelete, "/v1/people/grace", tokenWith(), nil, 204)
		require.Equal(t, []string{"Second", "VIPs", "ours"}, slugs(t, ada))
	})
}

// writing is a token that may read and write contacts.
func (w *world) writing() string {
	w.t.Helper()
	made := w.made(http.MethodPost, "/v1/tokens", object{"name": "writes", "scopes": list{"contacts:write"}})
	return made["secret"].(string)
}
