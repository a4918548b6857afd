package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/settings"
)

// TestSamplesTellNobodyMoreThanTheyMayRead has a dry run looked at by who may import, and
// may or may not read contacts.
func TestSamplesTellNobodyMoreThanTheyMayRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "samples")
	w.ended(w.imported("phone,name,remarks\n60198709901,Nurul,Was\n", nil)) // what a person entered would stand above the file
	id := w.tried("phone,remarks\n60198709901,Is\n60198709902,New\n12,Bad\n")
	samples := func(scopes ...string) object {
		_, secret, err := w.store.Settings.CreateToken(t.Context(), settings.NewToken{Name: scopes[0], Scopes: scopes})
		require.NoError(t, err)
		a := w.do(http.MethodGet, "/v1/imports/"+id+"/samples", "", bearer(secret))
		require.Equal(t, http.StatusOK, a.status)
		return a.object(t)["samples"].(object)
	}
	both, alone := samples(contact.ScopeImports, contact.ScopeContactsRead), samples(contact.ScopeImports)
	first := func(of object, outcome string) object {
		require.Len(t, of[outcome], 1, outcome)
		return of[outcome].(list)[0].(object)
	}
	updated := first(both, "update")
	require.Equal(t, list{object{"field": "remarks", "was": "Was", "value": "Is"}}, updated["changes"])
	require.Equal(t, []any{2.0, "Nurul", "+60198709901"}, []any{updated["row"], updated["name"], updated["understood"].(object)["number"]})
	rejected := first(both, "reject")
	require.Equal(t, []any{"phone_too_short", "the phone number is too short", "12"}, []any{rejected["reason"], rejected["words"], rejected["phone"]})
	require.Nil(t, first(both, "create")["contact_id"])

	updated = first(alone, "update")
	require.Equal(t, list{object{"field": "remarks", "was": nil, "value": nil}}, updated["changes"])
	require.Nil(t, updated["name"])
}
