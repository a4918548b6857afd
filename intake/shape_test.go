package intake_test

import (
	"encoding/json"
	"mime/multipart"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/intake"
)

const typeformBody = `{"event_id": "01HEVENT", "event_type": "form_response", "form_response": {
	"form_id": "Ab12", "token": "tok-77", "submitted_at": "2026-03-04T08:09:10Z",
	"hidden": {"branch": "Penang"},
	"variables": [{"key": "score", "type": "number", "number": 7}],
	"definition": {"fields": [
		{"id": "f1", "ref": "whatsapp", "title": "Your\n WhatsApp  number?", "type": "phone_number"},
		{"id": "f2", "title": "Your name", "type": "short_text"},
		{"id": "f3", "title": "Rooms", "type": "multiple_choice"},
		{"id": "f4", "title": "Budget", "type": "number"},
		{"id": "f5", "title": "Newsletter", "type": "yes_no"},
		{"id": "g1", "title": "About you", "type": "group", "properties": {"fields": [{"id": "f6", "title": "Town", "type": "dropdown"}]}},
		{"id": "f7", "title": "Visit", "type": "date"}]},
	"answers": [
		{"type": "phone_number", "phone_number": "+60123456789", "field": {"id": "f1", "ref": "whatsapp", "type": "phone_number"}},
		{"type": "text", "text": "Ada Tan", "field": {"id": "f2"}},
		{"type": "choices", "choices": {"labels": ["Kitchen", "Bath"], "other": "Attic"}, "field": {"id": "f3"}},
		{"type": "number", "number": 12500, "field": {"id": "f4"}},
		{"type": "boolean", "boolean": true, "field": {"id": "f5"}},
		{"type": "choice", "choice": {"id": "c1", "label": "Ipoh"}, "field": {"id": "f6"}},
		{"type": "date", "date": "2026-04-01", "field": {"id": "f7"}}]}}`

const tallyBody = `{"eventId": "ev-1", "eventType": "FORM_RESPONSE", "createdAt": "2026-03-04T08:09:10Z", "data": {
	"responseId": "r-5", "submissionId": "s-5", "formName": "Kitchens", "fields": [
	{"key": "question_tel", "label": "WhatsApp", "type": "INPUT_PHONE_NUMBER", "value": "+60123456789"},
	{"key": "question_name", "label": "Name", "type": "INPUT_TEXT", "value": "Ada Tan"},
	{"key": "question_room", "label": "Rooms", "type": "CHECKBOXES", "value": ["o1", "o3"],
		"options": [{"id": "o1", "text": "Kitchen"}, {"id": "o2", "text": "Bath"}, {"id": "o3", "text": "Attic"}]},
	{"key": "question_room_o1", "label": "Rooms (Kitchen)", "type": "CHECKBOXES", "value": true},
	{"key": "question_town", "label": "Town", "type": "DROPDOWN", "value": "o9", "options": [{"id": "o9", "text": "Ipoh"}]},
	{"key": "question_none", "label": "Remarks", "type": "TEXTAREA", "value": null},
	{"key": "question_plan", "label": null, "type": "FILE_UPLOAD", "value": [{"id": "x", "name": "plan.pdf", "url": "https://files.example/plan.pdf"}]},
	{"key": "question_when", "label": "When", "type": "MATRIX", "value": {"r1": ["c1", "c2"]},
		"rows": [{"id": "r1", "text": "Monday"}], "columns": [{"id": "c1", "text": "early"}, {"id": "c2", "text": "late"}]},
	{"key": "question_utm_1", "label": "utm_source", "type": "HIDDEN_FIELDS", "value": "fair"}]}}`

const googleBody = `{"submission_id": "2_ABaOnud", "1023": "+60 12-345 6789", "WhatsApp number": "+60 12-345 6789", "77": "Ada Tan", "Name": "Ada Tan",
	"Rooms": ["Kitchen", "Bath"], "When": [["early", "late"], null]}`

// jotformParts are what Jotform sends as a form.
var jotformParts = map[string]string{
	"formID": "243", "submissionID": "60123", "formTitle": "Kitchens", "ip": "192.0.2.1", "type": "WEB",
	"pretty": "Your name:Dr Ada Tan, WhatsApp, please:+60 12 3456789, Rooms:Kitchen, Bath, Visit:2026-04-01",
	"rawRequest": `{"slug": "submit/243", "q3_yourName": {"prefix": "Dr", "first": "Ada", "last": "Tan"},
		"q9_blank": "", "q4_whatsapp": {"country": "+60", "area": "12", "phone": "3456789"}, "q5_rooms": ["Kitchen", "Bath"],
		"q6_visit": {"month": "4", "day": "1", "year": "2026"}, "q7_home": {"full": "(03) 2161-1000"}, "q8_work": {"country": "+65", "full": "6123 4567"}, "q11_none": {"full": ""},
		"q12_address": {"addr_line1": "1 Jalan Raya", "addr_line2": "", "city": "Ipoh"},
		"plan": ["https://files.example/plan.pdf"], "event_id": "e1", "timeToSubmit": "12"}`,
}

func multipartOf(t testing.TB, parts map[string]string) (contentType, body string) {
	t.Helper()
	var b strings.Builder
	w := multipart.NewWriter(&b)
	for name, value := range parts {
		require.NoError(t, w.WriteField(name, value))
	}
	require.NoError(t, w.Close())
	return w.FormDataContentType(), b.String()
}

func encoded(pairs ...string) string {
	values := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	return values.Encode()
}

const urlencoded = "application/x-www-form-urlencoded"

// TestEachShapeIsReadByIDAndByTitle has a submission of every service, and what
// people can map of it.
func TestEachShapeIsReadByIDAndByTitle(t *testing.T) {
	t.Parallel()
	jotformType, jotformBody := multipartOf(t, jotformParts)
	for name, test := range map[string]struct {
		shape, contentType, body string
		want                     map[string]any
	}{
		"typeform": {"typeform", "application/json", typeformBody, map[string]any{
			"submission_id": "tok-77", "branch": "Penang", "score": json.Number("7"),
			"f1": "+60123456789", "whatsapp": "+60123456789", "Your WhatsApp number?": "+60123456789",
			"f2": "Ada Tan", "Your name": "Ada Tan", "f3": "Kitchen, Bath, Attic", "Rooms": "Kitchen, Bath, Attic",
			"f4": json.Number("12500"), "Budget": json.Number("12500"), "f5": true, "Newsletter": true,
			"f6": "Ipoh", "Town": "Ipoh", "f7": "2026-04-01", "Visit": "2026-04-01",
		}},
		"tally": {"tally", "application/json", tallyBody, map[string]any{
			"submission_id": "s-5", "question_tel": "+60123456789", "WhatsApp": "+60123456789", "question_name": "Ada Tan", "Name": "Ada Tan",
			"question_room": "Kitchen, Attic", "Rooms": "Kitchen, Attic", "question_room_o1": true, "Rooms (Kitchen)": true,
			"question_town": "Ipoh", "Town": "Ipoh", "question_none": nil, "Remarks": nil,
			"question_plan": "https://files.example/plan.pdf", "question_when": "Monday: early, late", "When": "Monday: early, late",
			"question_utm_1": "fair", "utm_source": "fair",
		}},
		"jotform": {"jotform", jotformType, jotformBody, map[string]any{
			"submission_id": "60123", "q3_yourName": "Dr Ada Tan", "yourName": "Dr Ada Tan", "Your name": "Dr Ada Tan",
			"q9_blank": "", "blank": "", "q4_whatsapp": "+60 12 3456789", "whatsapp": "+60 12 3456789", "WhatsApp, please": "+60 12 3456789",
			"q5_rooms": "Kitchen, Bath", "rooms": "Kitchen, Bath", "Rooms": "Kitchen, Bath",
			"q6_visit": "2026-04-01", "visit": "2026-04-01", "Visit": "2026-04-01",
			"q7_home": "(03) 2161-1000", "home": "(03) 2161-1000", "q8_work": "+65 6123 4567", "work": "+65 6123 4567", "q11_none": "", "none": "",
			"q12_address": "1 Jalan Raya, Ipoh", "address": "1 Jalan Raya, Ipoh", "plan": "https://files.example/plan.pdf",
		}},
		"google": {"google", "application/json", googleBody, map[string]any{
			"submission_id": "2_ABaOnud", "1023": "+60 12-345 6789", "WhatsApp number": "+60 12-345 6789", "77": "Ada Tan", "Name": "Ada Tan",
			"Rooms": "Kitchen, Bath", "When": "early, late",
		}},
		"elementor, with advanced data": {"elementor", urlencoded, encoded("form[id]", "a1", "form[name]", "Kitchens",
			"fields[tel][id]", "tel", "fields[tel][type]", "tel", "fields[tel][title]", "Your WhatsApp", "fields[tel][value]", "+60123456789",
			"fields[tel][raw_value]", "+60123456789", "fields[name][title]", "Name", "fields[name][raw_value]", "Ada Tan"), map[string]any{
			"form[id]": "a1", "form[name]": "Kitchens", "tel": "+60123456789", "Your WhatsApp": "+60123456789", "name": "Ada Tan", "Name": "Ada Tan",
		}},
		"elementor, without": {"elementor", urlencoded, encoded("Your WhatsApp", "+60123456789", "Name", "Ada Tan", "form_id", "a1"), map[string]any{
			"Your WhatsApp": "+60123456789", "Name": "Ada Tan", "form_id": "a1",
		}},
		"elementor, as its own page posts": {"elementor", urlencoded, encoded("form_fields[tel]", "+60123456789", "form_fields[rooms][]", "Kitchen", "form_fields[rooms][]", "Bath"), map[string]any{
			"tel": "+60123456789", "rooms": "Kitchen, Bath",
		}},
		"elementor, as JSON": {"elementor", "application/json", `{"fields": {"tel": {"title": "Mobile", "value": "+60123456789"}}}`, map[string]any{
			"tel": "+60123456789", "Mobile": "+60123456789",
		}},
		"flat":                   {"flat", "application/json", `{"tel": "+60123456789", "rooms": ["Kitchen"]}`, map[string]any{"tel": "+60123456789", "rooms": []any{"Kitchen"}}},
		"no shape":               {"", "application/json", `{"tel": "+60123456789"}`, map[string]any{"tel": "+60123456789"}},
		"one of a later version": {"later", "application/json", `{"tel": "+60123456789"}`, map[string]any{"tel": "+60123456789"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, err := intake.Form{ID: "lead", Shape: test.shape}.Read(test.contentType, []byte(test.body))
			require.NoError(t, err)
			require.Equal(t, test.want, a.Values)
			again, err := intake.ReadJSON(a.Raw)
			require.NoError(t, err)
			require.Equal(t, a.Values, again.Values, "what is kept reads the same")
		})
	}
}

func TestAnAnswerKeepsItsOwnName(t *testing.T) {
	t.Parallel()
	read := func(fields string) map[string]any {
		a, err := intake.Form{Shape: "tally"}.Read("", []byte(`{"data": {"responseId": "r-1", "fields": [`+fields+`]}}`))
		require.NoError(t, err)
		return a.Values
	}
	t.Run("no title takes the place of an id", func(t *testing.T) {
		t.Parallel()
		got := read(`{"key": "a", "label": "b", "value": "of a"}, {"key": "b", "label": "c", "value": "of b"}`)
		require.Equal(t, map[string]any{"a": "of a", "b": "of b", "c": "of b", "submission_id": "r-1"}, got)
	})
	t.Run("of two fields with one title the first that was answered counts", func(t *testing.T) {
		t.Parallel()
		got := read(`{"key": "a", "label": "Phone", "value": ""}, {"key": "b", "label": "Phone", "value": "+601"}, {"key": "c", "label": "Phone", "value": "+602"}`)
		require.Equal(t, "+601", got["Phone"])
	})
	t.Run("no field takes the place of the submission's id", func(t *testing.T) {
		t.Parallel()
		got := read(`{"key": "submission_id", "label": "submission_id", "value": "mine"}`)
		require.Equal(t, "r-1", got["submission_id"])
	})
	t.Run("nothing that nobody can see is in a title", func(t *testing.T) {
		t.Parallel()
		got := read(`{"key": "a", "label": "\u200bPhone\u0000\u00a0 number\n", "value": "+601"}`)
		require.Equal(t, "+601", got["Phone number"])
	})
	t.Run("a title that is longer than one that can be mapped is cut", func(t *testing.T) {
		t.Parallel()
		got := read(`{"key": "a", "label": "` + strings.Repeat("é", 300) + `", "value": "x"}`)
		require.Equal(t, "x", got[strings.Repeat("é", 200)])
	})
}

// TestATitleIsMappedAsPeopleCopyIt, with the spaces of the page it stands on.
func TestATitleIsMappedAsPeopleCopyIt(t *testing.T) {
	t.Parallel()
	for _, title := range []string{"Your WhatsApp number?", " Your WhatsApp  number?\n", "Your\u00a0WhatsApp number?"} {
		form := intake.Form{Shape: "typeform", Fields: map[string]string{title: "phone", "Your\tname": "display_name"}}
		require.NoError(t, intake.CheckFields(form.Fields))
		a, err := form.Read("application/json", []byte(typeformBody))
		require.NoError(t, err)
		number := form.Number(a)
		require.Equal(t, "60123456789", number.Digits, title)
		ev, err := intake.FormSubmission(form, intake.Submission{Answers: a, Number: number}, nil)
		require.NoError(t, err)
		require.Equal(t, "Ada Tan", *ev.Facts.Fields.DisplayName)
	}
}

// TestOptionsThatAreLongStayTheirIDs: many ids of one long text fill no memory.
func TestOptionsThatAreLongStayTheirIDs(t *testing.T) {
	t.Parallel()
	ids := strings.Repeat(`"o", `, 10_000) + `"o"`
	body := `{"data": {"fields": [{"key": "a", "value": [` + ids + `], "options": [{"id": "o", "text": "` + strings.Repeat("x", 10_000) + `"}]}]}}`
	a, err := intake.Form{Shape: "tally"}.Read("", []byte(body))
	require.NoError(t, err)
	require.Less(t, len(a.Raw), 3*len(body))
	require.Contains(t, a.Values["a"], "x, o", "what there is room for is spelled out")
}

// TestATitleThatIsNotCertainIsLeftOut has texts of Jotform in which titles and
// answers cannot be told apart.
func TestATitleThatIsNotCertainIsLeftOut(t *testing.T) {
	t.Parallel()
	for pretty, want := range map[string][]string{
		"Name:Ada, Town:Ipoh":                           {"Name", "Town"},
		"Name:Ada B, Town:Ipoh":                         {}, // another answer than the one that was sent
		"Full: name:Ada, Town:Ipoh":                     {}, // a colon in a title
		"Other:x, Name:Ada":                             {},
		"Name:Ada, Mobile:(012) 345-6789, Town:Ipoh":    {"Name", "Mobile", "Town"}, // another way of writing the number
		"Name:Ada, Mobile:(012) 345-6780, Town:Ipoh":    {"Name"},                   // another number
		"Name:Ada, 1st: mobile:012 345-6789, Town:Ipoh": {"Name"},
		"":            {},
		":Ada, :Ipoh": {},
	} {
		a, err := intake.Form{Shape: "jotform"}.Read(urlencoded, []byte(encoded("pretty", pretty, "rawRequest", `{"q1_n": "Ada", "q3_m": {"area": "012", "phone": "3456789"}, "q2_t": "Ipoh"}`)))
		require.NoError(t, err)
		got := []string{}
		for name := range a.Values {
			if !strings.HasPrefix(name, "q") && name != "n" && name != "m" && name != "t" {
				got = append(got, name)
			}
		}
		require.ElementsMatch(t, want, got, pretty)
	}
}

func TestABodyOfAnotherServiceIsRefusedInWords(t *testing.T) {
	t.Parallel()
	for shape, missing := range map[string]string{"typeform": "form_response", "tally": "data with fields", "jotform": "rawRequest"} {
		for _, body := range []string{`{"tel": "+60123456789"}`, `{}`, `[]`, `null`, ``, `{"form_response": 7, "data": {"fields": {}}, "rawRequest": "x"}`} {
			_, err := intake.Form{ID: "lead", Shape: shape}.Read("application/json", []byte(body))
			require.ErrorIs(t, err, intake.ErrBadAnswers, "%s: %s", shape, body)
			require.ErrorContains(t, err, "PUT /v1/forms/lead with another shape")
		}
		_, err := intake.Form{Shape: shape}.Read("application/json", []byte(`{"tel": "+60123456789"}`))
		require.ErrorContains(t, err, missing)
	}
}

func TestTheSignaturesOfServices(t *testing.T) {
	t.Parallel()
	const secret, body = "a secret of the form", `{"a": 1}`
	const known256 = "9wtpFQ7Eenq379S7GVFXTqNVjEjRt3gHflEjKiX/2Rg=" // of openssl
	for name, want := range map[string]string{"typeform": "sha256=" + known256, "tally": known256} {
		shape, known := intake.ShapeOf(name)
		require.True(t, known)
		signature := shape.Sign(secret, []byte(body))
		require.Equal(t, want, signature)
		require.True(t, shape.Verify(secret, []byte(body), signature))
		require.True(t, shape.IsSignature(signature))
		require.False(t, shape.Verify("another", []byte(body), signature))
		require.False(t, shape.Verify(secret, []byte(body+" "), signature))
		require.False(t, shape.Verify("", []byte(body), shape.Sign("", []byte(body))), "an empty secret verifies nothing")
		for _, none := range []string{"", "sha256=", "x", signature + "=", "sha256=sha256=" + signature, signature[:len(signature)-4]} {
			require.False(t, shape.Verify(secret, []byte(body), none), none)
			require.False(t, shape.IsSignature(none), none)
		}
	}
	flat, _ := intake.ShapeOf("flat")
	require.False(t, flat.Verify(secret, []byte(body), flat.Sign(secret, []byte(body))), "it has no header of its own")
}

// FuzzForms reads whatever a form may be sent, in each shape: nothing panics, what
// is read is kept so that it reads the same again, and every name can be mapped.
func FuzzForms(f *testing.F) {
	jotformType, jotformBody := multipartOf(f, jotformParts)
	for _, body := range []string{`{"submission_id": "\u0000", "a": {"b": [1, {"c": null}]}}`, typeformBody, tallyBody, googleBody, jotformBody, encoded("fields[a][value]", "1", "form_fields[b]", "2", "rawRequest", `{"q1_a": {"full": "x"}}`)} {
		for _, contentType := range []string{"application/json", urlencoded, jotformType} {
			f.Add(contentType, []byte(body))
		}
	}
	f.Fuzz(func(t *testing.T, contentType string, body []byte) {
		for _, shape := range intake.ShapeNames() {
			form := intake.Form{ID: "lead", Shape: shape, Fields: map[string]string{"tel": "phone"}}
			a, err := form.Read(contentType, body)
			if err != nil {
				require.ErrorIs(t, err, intake.ErrBadAnswers)
				continue
			}
			again, err := intake.ReadJSON(a.Raw)
			require.NoError(t, err)
			form.Number(a)
			if shape == intake.ShapeFlat { // whose names are the sender's
				continue
			}
			require.Equal(t, a.Understood(), again.Understood())
			for name := range a.Values {
				require.NoError(t, intake.CheckFields(map[string]string{name: "phone"}), "%q", name)
			}
		}
	})
}
