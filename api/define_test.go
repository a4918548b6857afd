package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAnImportNamesTheAttributesThatAreNotDefined refuses a file at once, and keeps
// nothing of it.
func TestAnImportNamesTheAttributesThatAreNotDefined(t *testing.T) {
	t.Parallel()
	s := importServer(t)
	s.do(http.MethodPut, "/v1/attributes/city", `{"type":"string"}`, bearer(apiToken))
	file, channel := part{"file", "phone,Town,attributes.Size,attributes.city\n+60123456789,Ipoh,7,KL\n"}, part{"channel_id", shop}
	mapping := part{"mapping", `{"Town": "attributes.town"}`}
	a := s.upload(nil, file, channel, mapping)
	require.Contains(t, a.problem(t, http.StatusUnprocessableEntity), "town (column Town), Size (column attributes.Size)")
	p := a.object(t)
	require.Equal(t, "undefined_attributes", p["code"])
	require.Equal(t, []any{
		map[string]any{"name": "town", "column": "Town"}, map[string]any{"name": "Size", "column": "attributes.Size"},
	}, p["undefined_attributes"])
	require.Empty(t, s.read("/v1/imports")["imports"])
	require.Len(t, s.read("/v1/attributes")["attributes"], 1)

	require.Contains(t, s.upload(nil, file, channel, mapping, part{"define_attributes", "perhaps"}).problem(t, http.StatusUnprocessableEntity), "true or false")
	require.Equal(t, http.StatusUnprocessableEntity, s.upload(nil, file, channel, mapping, part{"define_attributes", "false"}).status)
	require.Equal(t, http.StatusAccepted, s.upload(nil, file, channel, part{"mapping", `{"Town": "attributes.city", "attributes.Size": "", "attributes.city": ""}`}).status)
	taken := s.upload(nil, file, channel, mapping, part{"define_attributes", "true"}).object(t)["import"].(map[string]any)
	require.Equal(t, true, taken["define_attributes"])
	require.Nil(t, taken["defined_attributes"], "until the file is read")
}

// TestAnImportDefinesAttributes has each defined with the type that its values have,
// of a dry run once it is confirmed.
func TestAnImportDefinesAttributes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "define-api")
	types := func() object {
		all := object{}
		for _, a := range w.read("/v1/attributes")["attributes"].(list) {
			all[a.(object)["name"].(string)] = a.(object)["type"]
		}
		return all
	}
	limited := tokenWith("Content-Type", "")
	limited.Set("Authorization", "Bearer "+w.made(http.MethodPost, "/v1/tokens", object{"name": "files", "scopes": list{"imports"}})["secret"].(string))
	file := "phone,attributes.size,attributes.since,attributes.town,attributes.code,attributes.vip\n" +
		"60131120001,7,2026-05-01,Ipoh,007,TRUE\n60131120002,2.5,2026-05-02,50450,12,FALSE\nnobody,,,,,\n"

	header, body := w.upload(file, object{"define_attributes": true, "dry_run": true})
	header.Set("Authorization", limited.Get("Authorization"))
	a := w.do(http.MethodPost, "/v1/imports", body, header)
	require.Equal(t, http.StatusAccepted, a.status, a.body)
	dry := w.becomes(a.object(t)["import"].(object)["id"].(string), "awaiting_confirmation")
	want := object{"size": "number", "since": "date", "town": "string", "code": "string", "vip": "string"}
	require.Equal(t, want, w.read("/v1/imports/" + dry)["import"].(object)["defined_attributes"])
	require.Empty(t, types(), "a dry run defines nothing")
	require.EqualValues(t, 2, w.read("/v1/imports/" + dry)["import"].(object)["preview"].(object)["create"])

	w.made(http.MethodPut, "/v1/attributes/size", object{"type": "string"})
	a = w.do(http.MethodPost, "/v1/imports/"+dry+"/confirm", "", bearer(apiToken))
	require.Contains(t, a.problem(t, http.StatusConflict), "somebody has defined size with another type")
	w.made(http.MethodPut, "/v1/attributes/size", object{"type": "number"})
	w.ended(w.told(dry, "confirm"))
	require.Equal(t, want, types())
	require.Equal(t, object{"size": 7.0, "since": "2026-05-01", "town": "Ipoh", "code": "007", "vip": "TRUE"},
		w.read("/v1/contacts/" + w.contactOf("60131120001"))["attributes"])

	done := w.ended(w.imported("phone,attributes.shoe,attributes.size\n60131120001,41,8\n60131120002,,9\n", object{"define_attributes": true}))
	require.Equal(t, object{"shoe": "number"}, w.read("/v1/imports/" + done)["import"].(object)["defined_attributes"])
	require.Equal(t, "number", types()["shoe"])
	require.EqualValues(t, 41, w.read("/v1/contacts/" + w.contactOf("60131120001"))["attributes"].(object)["shoe"])
}
