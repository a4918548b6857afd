package api

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAttributesAreKept(t *testing.T) {
	t.Parallel()
	r := newIntakeRig(t)
	made := r.do(http.MethodPut, "/v1/attributes/Size_2", `{"type": "number"}`, asAdmin)
	require.Equal(t, 201, made.Code)
	require.Equal(t, r.object(made), r.get("/v1/attributes/Size_2"))
	require.Equal(t, "number", r.object(made)["type"])
	again := r.do(http.MethodPut, "/v1/attributes/Size_2", `{"type": "string"}`, asAdmin)
	require.Equal(t, 200, again.Code, "nobody has a value yet")
	require.Len(t, r.get("/v1/attributes")["attributes"], 4)

	r.accepted(r.signed(`{"tel": "+60123456789", "years": 42, "interests": "VIP, new"}`))
	r.decide(adasNumber)
	w := r.do(http.MethodPut, "/v1/attributes/age", `{"type": "string"}`, asAdmin)
	require.Equal(t, 409, w.Code)
	require.Contains(t, detailOf(t, w), "Contacts have values")
	require.Equal(t, 200, r.do(http.MethodPut, "/v1/attributes/age", `{"type": "number"}`, asAdmin).Code)
}

func TestTagsAreCounted(t *testing.T) {
	t.Parallel()
	r := newIntakeRig(t)
	require.Equal(t, []any{}, r.get("/v1/tags")["tags"])
	r.accepted(r.signed(`{"tel": "+60123456789", "interests": "VIP, new"}`))
	r.accepted(r.signed(`{"tel": "+60123456780", "interests": "vip"}`))
	r.decide(adasNumber)
	r.decide("60123456780")
	require.Equal(t, []any{
		map[string]any{"name": "new", "contacts": 1.0}, map[string]any{"name": "VIP", "contacts": 2.0},
	}, r.get("/v1/tags")["tags"])
}
