package api_test

import (
	"net/http"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store/settings"
)

// signedAs signs a body as the service of a shape does.
func signedAs(name, secret, body string) http.Header {
	shape, _ := intake.ShapeOf(name)
	return http.Header{shape.SignatureHeader: {shape.Sign(secret, []byte(body))}}
}

// shapeCalls makes a form of every shape, and posts to it what its service posts.
func (w *world) shapeCalls(secret, answers string) []call {
	w.t.Helper()
	shaped := func(shape string) string {
		return w.made(http.MethodPut, "/v1/forms/"+shape, object{
			"channel_id": w.channel, "shape": shape, "secret": secret, "fields": object{"mobile": "phone"},
		})["submit_key"].(string)
	}
	shaped("typeform")
	shaped("tally")
	elementorKey, jotformKey, googleKey := shaped("elementor"), shaped("jotform"), shaped("google")
	require.Equal(w.t, http.StatusUnauthorized, w.do(http.MethodPost, "/forms/jotform/submissions", "{}", nil).status)
	typeform := encode(object{"form_response": object{"token": "t", "answers": list{object{
		"type": "phone_number", "phone_number": "+60198765439", "field": object{"id": "f", "ref": "mobile"},
	}}}})
	tally := encode(object{"data": object{"submissionId": "s", "fields": list{object{"key": "k", "label": "mobile", "value": "+60198765439"}}}})
	return []call{
		{op: "submitForm", name: "of Typeform", status: 202, id: "typeform", body: typeform, header: signedAs("typeform", secret, typeform)},
		{op: "submitForm", name: "of Typeform to Tally", status: 401, id: "tally", body: typeform, header: signedAs("typeform", secret, typeform)},
		{op: "submitForm", name: "of Tally", status: 202, id: "tally", body: tally, header: signedAs("tally", secret, tally)},
		{op: "submitForm", name: "of another than Tally", status: 400, id: "tally", body: answers, header: signedAs("tally", secret, answers), fits: true},
		{op: "submitForm", name: "of Elementor", status: 200, id: "elementor", body: "fields%5Bmobile%5D%5Bvalue%5D=%2B60198765439",
			header: tokenWith("Content-Type", "application/x-www-form-urlencoded")},
		{op: "submitFormByKey", name: "of Elementor", status: 200, id: "elementor", key: elementorKey, body: "form_fields%5Bmobile%5D=%2B60198765439",
			header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}},
		{op: "submitFormByKey", name: "of Jotform", status: 202, id: "jotform", key: jotformKey, header: http.Header{"Content-Type": {"multipart/form-data; boundary=b"}},
			body: "--b\r\nContent-Disposition: form-data; name=\"rawRequest\"\r\n\r\n{\"q1_mobile\": {\"full\": \"+60198765439\"}}\r\n--b--\r\n"},
		{op: "submitFormByKey", name: "of another than Jotform", status: 400, id: "jotform", key: jotformKey, body: answers, header: http.Header{}, fits: true},
		{op: "submitFormByKey", name: "of Google", status: 202, id: "google", key: googleKey, body: answers, header: http.Header{}},
		{op: "getForm", name: "that refused", status: 200, id: "jotform"},
		{op: "putForm", name: "of a shape", status: 201, id: "shaped", body: encode(object{"channel_id": w.channel, "shape": "tally"})},
		{op: "putForm", name: "of an unknown shape", status: 422, id: "more", body: encode(object{"channel_id": w.channel, "shape": "wufoo"})},
	}
}

// formWithoutScope submits with a token that may do something else.
func (w *world) formWithoutScope(form, answers string) []call {
	w.t.Helper()
	_, secret, err := w.store.Settings.CreateToken(w.t.Context(), settings.NewToken{Name: "Reading alone", Scopes: []string{contact.ScopeContactsRead}})
	require.NoError(w.t, err)
	return []call{{op: "submitForm", status: 403, id: form, body: answers, header: bearer(secret)}}
}
