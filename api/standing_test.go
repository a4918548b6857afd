package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/store/settings"
)

// TestADisabledChannelRefusesWithWords asks for everything that would make something in a
// channel, and enables it.
func TestADisabledChannelRefusesWithWords(t *testing.T) {
	t.Parallel()
	s := setup(t)
	made := func(method, path, body string) map[string]any {
		a := s.do(method, path, body, bearer(apiToken))
		require.Less(t, a.status, 300, a.body)
		return a.object(t)
	}
	made(http.MethodPut, "/v1/forms/lead", `{"channel_id": "shop", "name": "Lead", "fields": {"tel": "phone"}}`)
	made(http.MethodPut, "/v1/triggers/till", `{"channel_id": "shop", "name": "Till"}`)
	s.receive(one("60123456788", "wamid.0", 0))
	s.decide()
	nameless := made(http.MethodPost, "/forms/lead/submissions", `{"name": "Ada"}`)["event_id"].(string)
	known := s.read("/v1/contacts")["contacts"].(list)[0].(object)["id"].(string)
	require.NotEmpty(t, made(http.MethodPost, "/v1/channels/shop/disable", "")["disabled_at"])

	for name, asked := range map[string]struct{ path, body string }{
		"a contact":      {"/v1/contacts", `{"channel_id": "shop", "phone": "+60123456789"}`},
		"a submission":   {"/forms/lead/submissions", `{"tel": "+60123456789"}`},
		"a call":         {"/v1/triggers/till", `{"contact_number": "+60123456789"}`},
		"a test message": {"/v1/channels/shop/test-message", `{"phone": "+60123456789"}`},
		"a replay":       {"/v1/events/" + nameless + "/replay", `{"phone": "+60123456789"}`},
		"a replay in it": {"/v1/events/replay", `{"filter": {"reason": "no_phone"}, "correction": {"channel_id": "shop"}}`},
	} {
		t.Run(name, func(t *testing.T) {
			a := s.in(t).do(http.MethodPost, asked.path, asked.body, bearer(apiToken))
			require.Contains(t, a.problem(t, http.StatusConflict), "/v1/channels/shop/enable")
			require.Equal(t, "disabled", a.object(t)["code"])
		})
	}
	t.Run("an import", func(t *testing.T) {
		a := s.in(t).upload(nil, part{"file", "phone\n+60123456789\n"}, part{"channel_id", shop})
		require.Contains(t, a.problem(t, http.StatusConflict), "disabled")
	})
	t.Run("what is there can be read and changed", func(t *testing.T) {
		require.Equal(t, http.StatusOK, s.get("/v1/contacts/"+known).status)
		require.NotEqual(t, http.StatusConflict, s.do(http.MethodPatch, "/v1/contacts/"+known, `{"remarks": "x"}`, bearer(apiToken)).status)
	})
	health := s.read("/v1/forms/lead")["health"].(object)["refusals"].(list)[0].(object)
	require.Equal(t, "disabled", health["reason"])
	require.Contains(t, health["fix"], "enable")

	s.receive(one("60123456789", "wamid.1", 1))
	waiting := s.read("/v1/events?decision=quarantined&reason=channel_disabled")["events"].(list)
	require.Len(t, waiting, 1)
	event := waiting[0].(object)
	require.Contains(t, event["fix"].(object)["message"], "Enable the channel shop")
	require.NotNil(t, event["content"], "people read what waits")
	a := s.do(http.MethodPost, "/v1/events/"+event["id"].(string)+"/replay", "", bearer(apiToken))
	require.Contains(t, a.problem(t, http.StatusConflict), "enable")
	require.Contains(t, s.read("/v1/explain?phone=60123456789")["summary"], "its channel is disabled")

	require.Nil(t, made(http.MethodPost, "/v1/channels/shop/enable", "")["disabled_at"])
	s.decide()
	require.Equal(t, "created", s.read("/v1/events?decision=created")["events"].(list)[0].(object)["decision"])
	require.Len(t, s.read("/v1/contacts?q=60123456789")["contacts"], 1, "what was kept is taken in by itself")
}

func TestADisabledFormAndTriggerRefuseWithWords(t *testing.T) {
	t.Parallel()
	s := setup(t)
	for path, body := range map[string]string{
		"/v1/forms/lead":    `{"channel_id": "shop", "name": "Lead", "fields": {"tel": "phone"}}`,
		"/v1/triggers/till": `{"channel_id": "shop", "name": "Till"}`,
	} {
		require.Equal(t, http.StatusCreated, s.do(http.MethodPut, path, body, bearer(apiToken)).status)
		require.Equal(t, http.StatusOK, s.do(http.MethodPost, path+"/disable", "", bearer(apiToken)).status)
		require.NotNil(t, s.read(path)["disabled_at"])
	}
	submit := func() answer {
		return s.do(http.MethodPost, "/forms/lead/submissions", `{"tel": "+60123456789"}`, bearer(apiToken))
	}
	call := func() answer {
		return s.do(http.MethodPost, "/v1/triggers/till", `{"contact_number": "+60123456789"}`, bearer(apiToken))
	}
	require.Contains(t, submit().problem(t, http.StatusConflict), "POST /v1/forms/lead/enable")
	require.Contains(t, call().problem(t, http.StatusConflict), "POST /v1/triggers/till/enable")
	require.Empty(t, s.read("/v1/events")["events"], "nothing is kept")
	for _, path := range []string{"/v1/forms/lead", "/v1/triggers/till"} {
		require.Equal(t, http.StatusOK, s.do(http.MethodPost, path+"/enable", "", bearer(apiToken)).status)
	}
	require.Equal(t, http.StatusAccepted, submit().status)
	require.Equal(t, http.StatusAccepted, call().status)

	for _, path := range []string{"/v1/forms/lead", "/v1/triggers/till"} {
		require.Equal(t, http.StatusNoContent, s.do(http.MethodDelete, path, "", bearer(apiToken)).status)
		require.NotNil(t, s.read(path)["deleted_at"])
		require.NotEmpty(t, s.read(path)["name"], "it is named")
		list, _, _ := strings.Cut(strings.TrimPrefix(path, "/v1/"), "/")
		require.Empty(t, s.read("/v1/" + list)[list])
		require.Len(t, s.read("/v1/" + list + "?deleted=true")[list], 1)
	}
	require.Equal(t, http.StatusNotFound, submit().status)
	require.Equal(t, http.StatusNotFound, call().status)
	require.Len(t, s.read("/v1/events")["events"], 2, "what it brought stays")
}

// TestAChannelWithContactsIsDeletedWithTheirNumber is about the count that guards it.
func TestAChannelWithContactsIsDeletedWithTheirNumber(t *testing.T) {
	t.Parallel()
	s := setup(t)
	s.receive(one("60123456789", "wamid.1", 1))
	s.decide()
	del := func(query string) answer {
		return s.do(http.MethodDelete, "/v1/channels/shop"+query, "", bearer(apiToken))
	}
	counted := del("?dry_run=true").object(t)
	require.Equal(t, object{"dry_run": true, "contacts": 1.0, "forms": 0.0, "triggers": 0.0, "imports": 0.0}, counted)
	a := del("")
	require.Contains(t, a.problem(t, http.StatusConflict), "expected 1")
	require.Equal(t, "in_use", a.object(t)["code"])
	a = del("?expected=2")
	a.problem(t, http.StatusConflict)
	require.Equal(t, "count_changed", a.object(t)["code"])
	require.Equal(t, http.StatusOK, del("?expected=1").status)
	require.Equal(t, http.StatusNotFound, del("?expected=1").status)

	require.Empty(t, s.read("/v1/channels")["channels"])
	require.Equal(t, "The shop", s.read("/v1/channels?deleted=true")["channels"].(list)[0].(object)["name"])
	require.Equal(t, "The shop", s.read("/v1/channels/shop")["name"])
	require.Len(t, s.read("/v1/contacts?channel_id=shop")["contacts"], 1)
	a = s.do(http.MethodPost, "/v1/contacts", `{"channel_id": "shop", "phone": "+60123456788"}`, bearer(apiToken))
	require.Contains(t, a.problem(t, http.StatusConflict), "PUT /v1/channels/shop brings it back")
	s.receive(one("60123456788", "wamid.2", 1))
	require.Len(t, s.read("/v1/events?reason=unknown_channel&decision=quarantined")["events"], 1)
	require.Equal(t, http.StatusOK, s.put("/v1/channels/shop", `{"name": "The shop", "phone_number_id": "`+shopNumber+`"}`).status)
	s.decide()
	require.Len(t, s.read("/v1/contacts?channel_id=shop")["contacts"], 2)
}

func TestWhoIsNoAdminChangesNoSettings(t *testing.T) {
	t.Parallel()
	s := setup(t)
	_, secret, err := s.store.Settings.CreateToken(t.Context(), settings.NewToken{Name: "no admin", Scopes: []string{"contacts:write", "imports"}})
	require.NoError(t, err)
	for _, asked := range []string{
		"POST /v1/channels/shop/disable", "DELETE /v1/channels/shop", "POST /v1/forms/x/disable", "DELETE /v1/forms/x",
		"POST /v1/triggers/x/enable", "DELETE /v1/triggers/x", "PATCH /v1/tags/x", "POST /v1/tags/x/merge", "DELETE /v1/attributes/x",
	} {
		method, path, _ := strings.Cut(asked, " ")
		require.Equal(t, http.StatusForbidden, s.do(method, path, "{}", bearer(secret)).status, asked)
	}
}
