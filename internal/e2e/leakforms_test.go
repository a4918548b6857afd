package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/internal/demo"
	"github.com/luluchat/contacts/whatsapp"
)

// submitForms fills forms in, with every credential, well and badly, and by a flow.
func (l *leak) submitForms() {
	l.t.Helper()
	l.do(http.MethodPut, "/v1/attributes/city", map[string]any{"type": "string"})
	l.do(http.MethodPut, "/v1/attributes/size", map[string]any{"type": "number"})
	form := l.channel + "-form"
	made := l.do(http.MethodPut, "/v1/forms/"+form, map[string]any{
		"channel_id": l.channel, "name": l.say("form"), "public": true,
		"fields": map[string]string{"phone": "phone", "name": "display_name", "more": "remarks", "city": "attributes.city", "size": "attributes.size", "offers": "consent"},
	})
	secret := l.secret("of a form", made["secret"].(string))
	key := l.secret("with which a form is submitted", made["submit_key"].(string))
	path := "/forms/" + form + "/submissions"
	answers := func(phone string) map[string]any {
		return map[string]any{
			"phone": phone, "name": l.say("lead"), "more": l.say("remarks"), "city": l.say("city"), "size": l.say("no number"),
			"email": l.say("mail") + "@example.com", "submission_id": l.say("submission"), "tags": l.say("tag"),
			"offers": "I agree to " + l.say("consent"),
		}
	}
	l.do(http.MethodPost, path, answers("+60 13-"+l.number()[4:7]+" 9998"))
	l.numbered("60137749998")
	l.do(http.MethodPost, path+"/"+key, answers("none"))
	for _, bad := range []any{l.say("no number"), "12", "+1" + l.number(), 60137749997, nil} {
		in := answers("")
		in["phone"] = bad
		l.do(http.MethodPost, path, in)
	}
	l.numbered("60137749997")
	body := url.Values{"phone": {"+" + l.number()}, "name": {l.say("signed")}}.Encode()
	sends := func(body, signature string, wanted int) {
		l.t.Helper()
		l.submit(path, formEncoded, body, "X-Signature-256", signature, wanted)
	}
	sends(body, whatsapp.Sign(secret, []byte(body)), http.StatusAccepted)
	sends(body, whatsapp.Sign("wrong", []byte(body)), http.StatusUnauthorized)
	broken := "name=" + l.say("broken") + "&phone=%zz"
	sends(broken, whatsapp.Sign(secret, []byte(broken)), http.StatusBadRequest)
	l.send("interactive", demo.Sender{WaID: l.number(), Name: l.say("flow")}, map[string]any{"type": "nfm_reply", "nfm_reply": map[string]any{
		"name": "flow", "body": "Sent", "response_json": fmt.Sprintf(`{"flow_token":%q,"name":%q,"city":%q,"email":"%s@example.com"}`,
			form, l.say("flow name"), l.say("city"), l.say("mail")),
	}}, nil)
	// By the form's own page: well, with a number that cannot be used, and as programs do.
	public := func(phone, website string, wanted int) {
		l.t.Helper()
		l.submit("/f/"+form, formEncoded, url.Values{"phone": {phone}, "name": {l.say("public")}, "website": {website}}.Encode(), "Origin", "https://shop.example", wanted)
	}
	public("+"+l.number(), "", http.StatusOK) // behind the redirect
	public(l.say("no number"), "", http.StatusUnprocessableEntity)
	public("+"+l.number(), l.say("website"), http.StatusOK)
	l.do(http.MethodPost, "/v1/forms/"+form+"/try", answers("+"+l.number()))
	l.do(http.MethodPost, "/v1/channels/"+l.channel+"/test-message", map[string]any{"phone": "+" + l.number(), "name": l.say("tester"), "text": l.say("test")})
	l.submitAsServicesDo()
	l.finish()
}

// submitAsServicesDo posts a submission in every shape, a broken one, and one with
// the body of another service, and reads what each form tells of its refusals.
func (l *leak) submitAsServicesDo() {
	l.t.Helper()
	secret := l.secret("with which a service signs", "hush-hush-of-a-service")
	tel, name := func() string { return "+" + l.number() }, func() string { return l.say("lead") }
	bodies := map[string][]string{ // content type, body
		"typeform": {asJSON, fmt.Sprintf(`{"form_response": {"token": %q, "hidden": {"campaign": %q}, "definition": {"fields": [{"id": "f1", "title": %q}]},
			"answers": [{"type": "phone_number", "phone_number": %q, "field": {"id": "f1", "ref": "tel"}}, {"type": "text", "text": %q, "field": {"id": "n", "ref": "name"}}]}}`,
			l.say("token"), l.say("campaign"), l.say("title"), tel(), name())},
		"tally": {asJSON, fmt.Sprintf(`{"data": {"submissionId": %q, "fields": [{"key": "tel", "label": %q, "value": %q}, {"key": "name", "value": %q}]}}`,
			l.say("submission"), l.say("title"), tel(), name())},
		"jotform": {formEncoded, url.Values{"submissionID": {l.say("submission")}, "ip": {l.say("ip")}, "pretty": {l.say("pretty")},
			"rawRequest": {fmt.Sprintf(`{"q1_tel": {"full": %q}, "q2_name": {"first": %q}}`, tel(), name())}}.Encode()},
		"google":    {asJSON, fmt.Sprintf(`{"tel": %q, "name": %q, %q: [%q]}`, tel(), name(), l.say("title"), l.say("ticked"))},
		"elementor": {formEncoded, url.Values{"fields[tel][value]": {tel()}, "fields[tel][title]": {l.say("title")}, "form_fields[name]": {name()}}.Encode()},
	}
	for _, shape := range intake.ShapeNames() {
		if shape == intake.ShapeFlat {
			continue
		}
		form := l.channel + "-" + shape
		made := l.do(http.MethodPut, "/v1/forms/"+form, map[string]any{
			"channel_id": l.channel, "shape": shape, "secret": secret, "fields": map[string]string{"tel": "phone", "name": "display_name"},
		})
		path, contentType, body := "/forms/"+form+"/submissions", bodies[shape][0], bodies[shape][1]
		refused := fmt.Sprintf(`[%q]`, l.say("of no service"))
		known, _ := intake.ShapeOf(shape)
		taken := http.StatusAccepted
		if known.WantsOK {
			taken = http.StatusOK
		}
		if known.SignatureHeader == "" {
			l.submit(path+"/"+l.secret("of a service's address", made["submit_key"].(string)), contentType, body, "", "", taken)
			l.submit(path+"/"+l.secret("a wrong submit key", "hush-key"), contentType, body, "", "", http.StatusUnauthorized)
			l.submit(path+"/"+made["submit_key"].(string), asJSON, refused, "", "", http.StatusBadRequest)
		} else {
			l.submit(path, contentType, body, known.SignatureHeader, known.Sign(secret, []byte(body)), taken)
			l.submit(path, contentType, body, known.SignatureHeader, known.Sign("wrong", []byte(body)), http.StatusUnauthorized)
			l.submit(path, asJSON, refused, known.SignatureHeader, known.Sign(secret, []byte(refused)), http.StatusBadRequest)
		}
		told := l.do(http.MethodGet, "/v1/forms/"+form, nil)["health"].(map[string]any)
		require.Len(l.t, told["refusals"], 2, form)
		require.NotNil(l.t, told["last_success_at"], form)
		require.Empty(l.t, l.in(fmt.Sprint(told)), "what a form tells of its refusals is nobody's word")
	}
}

const asJSON, formEncoded = "application/json", "application/x-www-form-urlencoded"

// submit posts a submission with a header, which may be none.
func (l *leak) submit(path, contentType, body, header, value string, wanted int) {
	l.t.Helper()
	req, err := http.NewRequest(http.MethodPost, l.p.URL+path, strings.NewReader(body))
	require.NoError(l.t, err)
	req.Header.Set("Content-Type", contentType)
	if header != "" {
		req.Header.Set(header, value)
	}
	resp, err := poster.Do(req)
	require.NoError(l.t, err)
	require.NoError(l.t, resp.Body.Close())
	require.Equal(l.t, wanted, resp.StatusCode, path)
}
