package api_test

import (
	"net/http"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/store/access"
)

// accessCalls are about tokens, people and their sessions.
func (w *world) accessCalls() []call {
	w.t.Helper()
	spare := w.made(http.MethodPost, "/v1/tokens", object{"name": "Spare", "scopes": list{"imports"}})["token"].(object)["id"].(string)
	const ada = "ada"
	personWith := func(more object) string {
		return encode(with(object{"name": "Ada", "email": "ada@example.com", "scopes": list{"contacts:write"}, "channels": list{w.channel}}, more))
	}
	for slug, scope := range map[string]string{ada: "imports", "boss": "admin", "leaver": "imports"} {
		w.made(http.MethodPut, "/v1/people/"+slug, object{"name": slug, "email": slug + "@example.com", "scopes": list{scope}})
	}
	_, err := w.store.Access.Begin(w.t.Context(), access.Owner{Person: "boss"}, "a browser")
	require.NoError(w.t, err)
	session := w.read("/v1/sessions")["sessions"].(list)[0].(object)["id"].(string)
	nothing, over := uuid.NewString(), large(1<<20)
	return []call{
		{op: "listTokens", status: 200},
		{op: "createToken", status: 201, body: `{"name": "Reports", "scopes": ["contacts:read", "triggers"]}`},
		{op: "createToken", name: "with everything", status: 201, body: encode(object{
			"name": "Agency", "scopes": list{"contacts:read"}, "channels": list{w.channel}, "expires_at": "2999-12-31T23:59:59+08:00"})},
		{op: "createToken", name: "with nothing of it", status: 201, body: `{"name": "Agency", "scopes": ["imports"], "channels": null, "expires_at": null}`},
		{op: "createToken", name: "of no channels", status: 201, body: `{"name": "Agency", "scopes": ["admin"], "channels": []}`},
		{op: "createToken", status: 400, body: "{"},
		{op: "createToken", name: "channels in one text", status: 400, body: `{"name": "Agency", "scopes": ["imports"], "channels": "a"}`},
		{op: "createToken", name: "a time that is none", status: 422, body: `{"name": "Agency", "scopes": ["imports"], "expires_at": "90d"}`},
		{op: "createToken", name: "a time that is past", status: 422, body: `{"name": "Agency", "scopes": ["imports"], "expires_at": "2025-01-01T00:00:00Z"}`, fits: true},
		{op: "createToken", name: "an unknown channel", status: 422, body: `{"name": "Agency", "scopes": ["imports"], "channels": ["nothing"]}`, fits: true},
		{op: "createToken", name: "a channel that is none", status: 422, body: `{"name": "Agency", "scopes": ["imports"], "channels": ["a b"]}`},
		{op: "createToken", name: "admin of a channel", status: 422, body: encode(object{"name": "Agency", "scopes": list{"admin"}, "channels": list{w.channel}}), fits: true},
		{op: "createToken", name: "an unknown member", status: 422, body: `{"name": "Agency", "scopes": ["imports"], "channel": "shop"}`},
		{op: "createToken", status: 413, body: over},
		{op: "createToken", name: "without a name", status: 422, body: `{"name": "", "scopes": ["imports"]}`},
		{op: "createToken", name: "without scopes", status: 422, body: `{"name": "Reports", "scopes": []}`},
		{op: "createToken", name: "an unknown scope", status: 422, body: `{"name": "Reports", "scopes": ["all"]}`},
		{op: "revokeToken", status: 204, id: spare},
		{op: "revokeToken", status: 400, id: "7"},
		{op: "revokeToken", status: 404, id: nothing},
		{op: "listPeople", status: 200},
		{op: "getPerson", status: 200, id: ada},
		{op: "getPerson", status: 404, id: "nothing"},
		{op: "putPerson", status: 201, id: "grace", body: personWith(object{"email": "grace@example.com"})},
		{op: "putPerson", status: 200, id: ada, body: personWith(nil)},
		{op: "putPerson", name: "of no channels", status: 200, id: ada, body: personWith(object{"channels": nil})},
		{op: "putPerson", name: "an id that is none", status: 400, id: "a b", body: personWith(nil)},
		{op: "putPerson", name: "no JSON", status: 400, id: "more", body: "{"},
		{op: "putPerson", status: 409, id: "more", body: personWith(nil)},
		{op: "putPerson", name: "the last admin", status: 409, id: "boss", body: personWith(object{"email": "boss@example.com"})},
		{op: "putPerson", status: 413, id: "more", body: over},
		{op: "putPerson", name: "no address", status: 422, id: "more", body: personWith(object{"email": "Ada <ada@example.com>"}), fits: true},
		{op: "putPerson", name: "without a name", status: 422, id: "more", body: personWith(object{"name": ""})},
		{op: "putPerson", name: "without scopes", status: 422, id: "more", body: personWith(object{"scopes": list{}})},
		{op: "putPerson", name: "an unknown scope", status: 422, id: "more", body: personWith(object{"scopes": list{"all"}})},
		{op: "putPerson", name: "an unknown channel", status: 422, id: "more", body: personWith(object{"channels": list{"nothing"}}), fits: true},
		{op: "putPerson", name: "admin of a channel", status: 422, id: "more", body: personWith(object{"scopes": list{"admin"}, "channels": list{w.channel}}), fits: true},
		{op: "putPerson", name: "an unknown member", status: 422, id: "more", body: personWith(object{"channel": w.channel})},
		{op: "invitePerson", status: 201, id: ada},
		{op: "invitePerson", status: 404, id: "nothing"},
		{op: "listSessions", status: 200},
		{op: "endSession", status: 204, id: session},
		{op: "endSession", status: 400, id: "7"},
		{op: "endSession", status: 404, id: nothing},
		{op: "endSessions", status: 204, query: "person=" + ada},
		{op: "endSessions", status: 400, query: "person=a+b"},
		{op: "deletePerson", status: 204, id: "leaver"},
		{op: "deletePerson", status: 404, id: "nothing"},
		{op: "deletePerson", name: "the last admin", status: 409, id: "boss"},
	}
}
