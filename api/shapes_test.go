package api

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/whatsapp"
)

// typeformOf and tallyOf are what these services send of one person.
func typeformOf(token, name string) string {
	return fmt.Sprintf(`{"event_id": "e-%s", "event_type": "form_response", "form_response": {"token": %q,
		"definition": {"fields": [{"id": "t1", "title": "Mobile"}, {"id": "n1", "title": "Your name"}]},
		"answers": [{"type": "phone_number", "phone_number": "+60123456789", "field": {"id": "t1"}},
			{"type": "text", "text": %q, "field": {"id": "n1"}}]}}`, token, token, name)
}

func tallyOf(id, name string) string {
	return fmt.Sprintf(`{"eventId": "e", "data": {"submissionId": %q, "fields": [
		{"key": "t1", "label": "Mobile", "type": "INPUT_PHONE_NUMBER", "value": "+60123456789"},
		{"key": "n1", "label": "Your name", "type": "INPUT_TEXT", "value": %q}]}}`, id, name)
}

func jotformOf(t *testing.T, id, name string) (contentType, body string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	require.NoError(t, w.SetBoundary("jotform"))
	require.NoError(t, w.WriteField("submissionID", id))
	require.NoError(t, w.WriteField("pretty", "Mobile:+60123456789, Your name:"+name))
	require.NoError(t, w.WriteField("rawRequest", fmt.Sprintf(`{"q1_t1": {"full": "+60123456789"}, "q2_n1": %q}`, name)))
	require.NoError(t, w.Close())
	return w.FormDataContentType(), b.String()
}

// shaped makes a form of a shape, with the secret of lead, whose fields are mapped
// by the title of one and the id of another.
func (r intakeRig) shaped(shape, phone, name string) {
	r.t.Helper()
	form := r.put("/v1/forms/"+shape, fmt.Sprintf(`{"channel_id": "main", "shape": %q, "secret": %q, "fields": {%q: "phone", %q: "display_name"}}`,
		shape, leadSecret, phone, name))
	require.Equal(r.t, shape, form["shape"])
}

// TestEachServiceMakesAContact posts what each service posts, with the credential
// that it has.
func TestEachServiceMakesAContact(t *testing.T) {
	t.Parallel()
	rig := newIntakeRig(t)
	jotformType, jotform := jotformOf(t, "j-1", "Ada Tan")
	for _, test := range []struct{ shape, phone, name, contentType, body, id string }{
		{"typeform", "Mobile", "n1", "application/json", typeformOf("tok-1", "Ada Tan"), "tok-1"},
		{"tally", "t1", "Your name", "application/json", tallyOf("s-1", "Ada Tan"), "s-1"},
		{"jotform", "Mobile", "n1", jotformType, jotform, "j-1"},
		{"google", "Mobile", "77", "application/json", `{"submission_id": "g-1", "Mobile": "+60123456789", "77": "Ada Tan"}`, "g-1"},
		{"elementor", "tel", "Your name", "application/x-www-form-urlencoded",
			url.Values{"fields[tel][value]": {"+60123456789"}, "fields[tel][title]": {"Mobile"}, "fields[n][title]": {"Your name"}, "fields[n][value]": {"Ada Tan"}}.Encode(), ""},
	} {
		r := rig.in(t)
		r.shaped(test.shape, test.phone, test.name)
		header, path := map[string]string{"Content-Type": test.contentType}, "/forms/"+test.shape+"/submissions"
		status := http.StatusAccepted
		if test.shape == "elementor" { // which takes 202 for a failure, and tells its visitors so
			status = http.StatusOK
		}
		if shape, _ := intake.ShapeOf(test.shape); shape.SignatureHeader != "" {
			header[shape.SignatureHeader] = shape.Sign(leadSecret, []byte(test.body))
		} else {
			path += "/" + r.submitKey(test.shape)
		}
		e, _ := r.answered(r.do(http.MethodPost, path, test.body, header), status)
		require.Nil(t, e.Decision, test.shape)
		require.Equal(t, "+"+adasNumber, e.Understood().Number, test.shape)
		c := r.decide(adasNumber)
		require.Equal(t, "Ada Tan", c.DisplayName, test.shape)
		require.NotNil(t, r.lastSuccess(test.shape), test.shape)
		if test.id != "" {
			require.Equal(t, test.id, *e.ExternalID, test.shape)
			again, _ := r.accepted(r.do(http.MethodPost, path, test.body, header))
			require.Equal(t, e.ID, again.ID, "%s: the same once more is the same event", test.shape)
		}
	}
}

// TestTheServicesOwnIDTellsSubmissionsApart, as submission_id does.
func TestTheServicesOwnIDTellsSubmissionsApart(t *testing.T) {
	t.Parallel()
	r := newIntakeRig(t)
	r.shaped("tally", "t1", "n1")
	tally, _ := intake.ShapeOf("tally")
	submit := func(body string) (id string) {
		t.Helper()
		e, _ := r.accepted(r.do(http.MethodPost, "/forms/tally/submissions", body, map[string]string{tally.SignatureHeader: tally.Sign(leadSecret, []byte(body))}))
		return e.ID.String()
	}
	first := submit(tallyOf("s-1", "Ada"))
	require.Equal(t, first, submit(tallyOf("s-1", "Ada")))
	require.Equal(t, first, submit(tallyOf("s-1", "Ada")+"\n"), "however it is written")
	require.NotEqual(t, first, submit(tallyOf("s-1", "Ada Tan")), "other answers are a later word")
	require.NotEqual(t, first, submit(tallyOf("s-2", "Ada")), "another submission of somebody who answers the same")
}

func TestWhoSignsAsAServiceDoes(t *testing.T) {
	t.Parallel()
	r := newIntakeRig(t)
	r.shaped("typeform", "Mobile", "Your name")
	r.shaped("tally", "Mobile", "Your name")
	typeform, _ := intake.ShapeOf("typeform")
	tally, _ := intake.ShapeOf("tally")
	body := typeformOf("tok-1", "Ada")
	post := func(form string, header map[string]string) *httptest.ResponseRecorder {
		return r.do(http.MethodPost, "/forms/"+form+"/submissions", body, header)
	}
	refused := func(w *httptest.ResponseRecorder, says string) {
		t.Helper()
		require.Equal(t, 401, w.Code, w.Body.String())
		require.Contains(t, detailOf(t, w), says)
	}
	right := typeform.Sign(leadSecret, []byte(body))
	refused(post("typeform", nil), "Sign the body")
	refused(post("typeform", map[string]string{typeform.SignatureHeader: "sha256=none"}), "Typeform-Signature is not")
	refused(post("typeform", map[string]string{typeform.SignatureHeader: typeform.Sign("another secret of 16", []byte(body))}), "Typeform-Signature is not")
	refused(post("typeform", map[string]string{typeform.SignatureHeader: whatsapp.Sign(leadSecret, []byte(body))}), "Typeform-Signature is not")
	refused(post("typeform", map[string]string{typeform.SignatureHeader: "sha256=none", "Authorization": "Bearer " + bootstrap}), "Typeform-Signature is not")
	refused(post("typeform", map[string]string{tally.SignatureHeader: tally.Sign(leadSecret, []byte(body))}), `"shape": "tally"`)
	refused(post("lead", map[string]string{typeform.SignatureHeader: right}), `"shape": "typeform"`)
	refused(post("none", map[string]string{typeform.SignatureHeader: right}), "Typeform-Signature is not")
	require.Zero(t, r.events(), "nothing was taken in")

	r.accepted(post("typeform", map[string]string{typeform.SignatureHeader: right}))
	r.accepted(post("typeform", map[string]string{"X-Signature-256": whatsapp.Sign(leadSecret, []byte(body))}))
	w := post("tally", map[string]string{tally.SignatureHeader: tally.Sign(leadSecret, []byte(body))})
	require.Equal(t, 400, w.Code)
	require.Contains(t, detailOf(t, w), "which Tally sends")
	require.Contains(t, detailOf(t, w), "PUT /v1/forms/tally with another shape")
}

func TestAFormKeepsItsShape(t *testing.T) {
	t.Parallel()
	r := newIntakeRig(t)
	require.Equal(t, "flat", r.get("/v1/forms/lead")["shape"])
	r.put("/v1/forms/lead", `{"channel_id": "main", "shape": "jotform"}`)
	require.Equal(t, "jotform", r.put("/v1/forms/lead", `{"channel_id": "main"}`)["shape"])
	require.Equal(t, "flat", r.put("/v1/forms/lead", `{"channel_id": "main", "shape": "flat"}`)["shape"])
	w := r.do(http.MethodPut, "/v1/forms/lead", `{"channel_id": "main", "shape": "wufoo"}`, asAdmin)
	require.Equal(t, 422, w.Code)
	require.Contains(t, detailOf(t, w), "flat, typeform, tally, jotform, google, elementor")
}

// TestASubmissionIsReplayedWhateverTheShapeIsThen: what was read is kept as it was
// read.
func TestASubmissionIsReplayedWhateverTheShapeIsThen(t *testing.T) {
	t.Parallel()
	r := newIntakeRig(t)
	r.shaped("tally", "another", "Your name")
	tally, _ := intake.ShapeOf("tally")
	body := tallyOf("s-1", "Ada")
	e, _ := r.accepted(r.do(http.MethodPost, "/forms/tally/submissions", body, map[string]string{tally.SignatureHeader: tally.Sign(leadSecret, []byte(body))}))
	require.Equal(t, "quarantined", *e.Decision)
	r.put("/v1/forms/tally", `{"channel_id": "main", "shape": "flat", "fields": {"Mobile": "phone", "n1": "display_name"}}`)
	w := r.do(http.MethodPost, "/v1/events/"+e.ID.String()+"/replay", "", asAdmin)
	require.Equal(t, 202, w.Code, w.Body.String()) // no workflow runs here
	require.Equal(t, "Ada", r.decide(adasNumber).DisplayName)
}
