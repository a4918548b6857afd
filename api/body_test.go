package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// TestBodiesAreOneJSONValue sends every route that takes JSON more than that:
// what stands behind the first value must not be passed over.
func TestBodiesAreOneJSONValue(t *testing.T) {
	t.Parallel()
	s := setup(t)
	s.receive(body(shopNumber, messages(nil, wrote("60123456789", ""), wrote("", "MY.13491208655302741918"))))
	s.decide()
	s.receive(body(shopNumber, messages(nil, wrote("60123456789", "MY.13491208655302741918"))))
	s.decide()
	contact := s.read("/v1/contacts?limit=1")["contacts"].(list)[0].(object)["id"].(string)
	conflicts := s.read("/v1/conflicts")["conflicts"].(list)
	require.Len(t, conflicts, 1)
	for _, route := range []struct{ method, path, body string }{
		{http.MethodPut, "/v1/channels/more", `{"phone_number_id": "410000000000002"}`},
		{http.MethodPost, "/v1/contacts", `{"channel_id": "shop", "phone": "+60123456790"}`},
		{http.MethodPatch, "/v1/contacts/" + contact, `{"display_name": "Mei"}`},
		{http.MethodPost, "/v1/conflicts/1/resolve", `{"resolution": "keep_both"}`},
		{http.MethodPost, "/v1/events/" + uuid.NewString() + "/replay", `{"phone": "+60123456790"}`},
		{http.MethodPut, "/v1/forms/more", `{"channel_id": "shop"}`},
		{http.MethodPut, "/v1/triggers/more", `{"channel_id": "shop"}`},
		{http.MethodPut, "/v1/attributes/more", `{"type": "string"}`},
		{http.MethodPost, "/v1/tokens", `{"name": "more", "scopes": ["contacts:read"]}`},
	} {
		for _, surplus := range []string{"}", "]", " {}", route.body, "x", "\x00"} {
			s.do(route.method, route.path, route.body+surplus, bearer(apiToken)).problem(t, http.StatusBadRequest)
		}
		long := route.body + strings.Repeat(" ", 1<<20)
		s.do(route.method, route.path, long, bearer(apiToken)).problem(t, http.StatusRequestEntityTooLarge)
	}
	require.Len(t, s.read("/v1/contacts")["contacts"], 2, "none of it was done")
	require.Len(t, s.read("/v1/channels")["channels"], 1)
}
