package api

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/settings"
	"github.com/luluchat/contacts/store/storetest"
	"github.com/luluchat/contacts/whatsapp"
)

func TestASubmissionInEveryEncoding(t *testing.T) {
	t.Parallel()
	var files bytes.Buffer
	parts := multipart.NewWriter(&files)
	for _, field := range [][2]string{
		{"tel", "+60 12-345 6789"}, {"name", "Ada"}, {"interests", "VIP"}, {"interests", "new"}, {"years", "42"},
	} {
		require.NoError(t, parts.WriteField(field[0], field[1]))
	}
	file, err := parts.CreateFormFile("cv", "cv.pdf")
	require.NoError(t, err)
	_, err = io.WriteString(file, "a file")
	require.NoError(t, err)
	require.NoError(t, parts.Close())

	const asJSON = `{"tel": "+60 12-345 6789", "name": "Ada", "interests": "VIP, new", "years": 42}`
	for name, test := range map[string]struct{ kind, body string }{
		"JSON":                           {"application/json", asJSON},
		"JSON with a charset":            {"application/json; charset=utf-8", asJSON},
		"JSON that does not say so":      {"", asJSON},
		"JSON that says it is text":      {"text/plain", asJSON},
		"form-encoded, with boxes":       {"application/x-www-form-urlencoded", "tel=%2B60+12-345+6789&name=Ada&interests=VIP&interests=new&years=42"},
		"multipart, with boxes and file": {parts.FormDataContentType(), files.String()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newIntakeRig(t)
			e, answer := r.accepted(r.do(http.MethodPost, "/forms/lead/submissions", test.body, map[string]string{
				"Content-Type": test.kind, "X-Signature-256": whatsapp.Sign(leadSecret, []byte(test.body)),
			}))
			require.Equal(t, "contact/main/"+adasNumber, answer["workflow_id"])
			require.Nil(t, e.Decision, "recorded, and pending")
			require.Equal(t, []string{"form", "form", "lead"}, []string{e.Source, e.Kind, e.Origin})
			c := r.decide(adasNumber)
			require.Equal(t, "Ada", c.DisplayName)
			require.Equal(t, []string{"VIP", "new"}, c.Tags)
			require.Equal(t, map[string]json.RawMessage{"age": json.RawMessage("42")}, c.Attributes)
		})
	}
}

func TestWhoMaySubmit(t *testing.T) {
	t.Parallel()
	r := newIntakeRig(t)
	r.put("/v1/forms/other", `{"channel_id": "main", "fields": {"tel": "phone"}}`)
	const body = `{"tel": "+60123456789"}`
	good := whatsapp.Sign(leadSecret, []byte(body))
	token := func(scope string) string {
		_, secret, err := r.store.Settings.CreateToken(t.Context(), settings.NewToken{Name: "test", Scopes: []string{scope}})
		require.NoError(t, err)
		return "Bearer " + secret
	}
	key := "/" + r.submitKey("lead")
	secret := "?secret=" + url.QueryEscape(leadSecret)
	for name, test := range map[string]struct {
		more, signature, authorization string
		status                         int
	}{
		"the right signature":                        {"", good, "", 202},
		"the API_TOKEN":                              {"", "", "Bearer " + bootstrap, 202},
		"a token for triggers":                       {"", "", token(contact.ScopeTriggers), 202},
		"the submit key":                             {key, "", "", 202},
		"the submit key, and signed by another rule": {key, "t=1,v1=abc", "", 202},
		"the submit key, and a token of somebody":    {key, "", "Bearer wrong", 202},
		"nothing":                                      {"", "", "", 401},
		"a wrong signature":                            {"", whatsapp.Sign("other", []byte(body)), "", 401},
		"a wrong signature beside a right token":       {"", whatsapp.Sign("x", []byte(body)), "Bearer " + bootstrap, 401},
		"the signature of another body":                {"", whatsapp.Sign(leadSecret, []byte(body+" ")), "", 401},
		"a signature that is none":                     {"", "sha256=zz", "", 401},
		"a wrong token":                                {"", "", "Bearer wrong", 401},
		"a token for something else":                   {"", "", token(contact.ScopeContactsRead), 403},
		"a wrong key":                                  {"/wrong", "", "", 401},
		"a wrong key beside a right signature":         {"/wrong", good, "", 401},
		"a wrong key beside a right token":             {"/wrong", "", "Bearer " + bootstrap, 401},
		"the key, shortened":                           {key[:len(key)-1], "", "", 401},
		"the key of another form":                      {"/" + r.submitKey("other"), "", "", 401},
		"the secret for a key":                         {"/" + url.PathEscape(leadSecret), "", "", 401},
		"the key as a token":                           {"", "", "Bearer " + key[1:], 401},
		"an empty key":                                 {"/", "", "", 404},
		"the secret in the address":                    {secret, "", "", 400},
		"a wrong secret in the address":                {"?secret=wrong", "", "", 400},
		"an empty secret in the address":               {"?secret=", "", "", 400},
		"the secret in the address beside a signature": {secret, good, "", 400},
		"the secret in the address beside a token":     {secret, "", "Bearer " + bootstrap, 400},
		"the secret in the address beside the key":     {key + secret, "", "", 400},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := r.in(t)
			w := r.do(http.MethodPost, "/forms/lead/submissions"+test.more, body, map[string]string{
				"X-Signature-256": test.signature, "Authorization": test.authorization,
			})
			require.Equal(t, test.status, w.Code, w.Body.String())
			if test.status != 202 {
				require.NotEmpty(t, detailOf(t, w))
				require.NotContains(t, w.Body.String(), leadSecret)
				require.NotContains(t, w.Body.String(), key)
			}
		})
	}
}

func TestWhatSubmissionsAreRefused(t *testing.T) {
	t.Parallel()
	r := newIntakeRig(t)
	for name, test := range map[string]struct {
		path, kind, body string
		status           int
	}{
		"of an unknown form":             {"/forms/none/submissions", "application/json", `{}`, 404},
		"of what cannot be a form":       {"/forms/a%00b/submissions", "application/json", `{}`, 404},
		"an empty body":                  {"", "application/json", ``, 400},
		"broken JSON":                    {"", "application/json", `{"tel": `, 400},
		"JSON that is no object":         {"", "application/json", `[{"tel": "+60123456789"}]`, 400},
		"two objects":                    {"", "application/json", `{}{}`, 400},
		"a form that claims to be JSON":  {"", "application/json", `tel=1`, 400},
		"a broken form":                  {"", "application/x-www-form-urlencoded", `tel=%zz`, 400},
		"a broken multipart form":        {"", "multipart/form-data; boundary=x", `--x`, 400},
		"a multipart form without bound": {"", "multipart/form-data", `--x--`, 400},
		"a body that is too large":       {"", "application/json", `{"a": "` + strings.Repeat("x", 1<<20) + `"}`, 413},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := r.in(t)
			path := test.path
			if path == "" {
				path = "/forms/lead/submissions"
			}
			w := r.do(http.MethodPost, path, test.body, map[string]string{
				"Content-Type": test.kind, "Authorization": "Bearer " + bootstrap,
			})
			require.Equal(t, test.status, w.Code, w.Body.String())
			require.NotEmpty(t, detailOf(t, w))
		})
	}
	require.Zero(t, r.events())
}

func TestSubmissionsThatArriveTwice(t *testing.T) {
	t.Parallel()
	r := newIntakeRig(t)
	const body = `{"tel": "+60123456789", "name": "Ada"}`
	first, answer := r.accepted(r.signed(body))
	_, again := r.accepted(r.signed(body))
	require.Equal(t, answer, again, "a replayed signature is the same event")
	r.decide(adasNumber)
	decided, again := r.accepted(r.signed(body))
	require.Equal(t, answer, again, "also after it was decided")
	require.Equal(t, first.ID, decided.ID)
	require.Equal(t, 2, decided.Redeliveries)
	require.Equal(t, 1, r.events())

	byKey := "/forms/lead/submissions/" + r.submitKey("lead")
	unsigned := func(body string) uuid.UUID {
		e, _ := r.accepted(r.do(http.MethodPost, byKey, body, nil))
		return e.ID
	}
	one, two := unsigned(body), unsigned(body)
	require.NotEqual(t, one, two, "two people may answer the same")
	const numbered = `{"tel": "+60123456789", "submission_id": 7}`
	one, two = unsigned(numbered), unsigned(numbered)
	require.Equal(t, one, two)
	e, _ := r.accepted(r.signed(`{"submission_id": "7", "tel": "+60123456789"}`))
	require.Equal(t, one, e.ID, "whatever the way it came")
	require.Equal(t, "7", *e.ExternalID)
	e, _ = r.accepted(r.signed(`{"submission_id": "7", "other": true}`))
	require.NotEqual(t, one, e.ID, "other answers are another event")
	require.Equal(t, "7", *e.ExternalID)
}

func TestASubmissionWithoutAUsableNumber(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ tel, reason, detail string }{
		"no phone":             {``, "no_phone", "is missing"},
		"letters":              {`"tel": "call me",`, "bad_phone", "has letters"},
		"too short":            {`"tel": "+60123",`, "bad_phone", "too short"},
		"without country code": {`"tel": "012-345 6789",`, "bad_phone", "could belong to several countries"},
		"nested":               {`"tel": {"number": "+60123456789"},`, "bad_phone", "list or an object"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newIntakeRig(t)
			e, answer := r.accepted(r.signed(`{` + test.tel + ` "name": "Ada", "years": "old"}`))
			require.Contains(t, answer, "workflow_id")
			require.Nil(t, answer["workflow_id"], "no workflow will decide it")
			require.Equal(t, []string{"quarantined", test.reason, "main"}, []string{*e.Decision, *e.Reason, *e.ChannelID})
			require.Contains(t, *e.Detail, test.detail)
			require.Contains(t, *e.Detail, "skipped: years")

			// It can be replayed with a number.
			replay := "/v1/events/" + e.ID.String() + "/replay"
			for _, wrong := range []string{"x", "0123456789"} {
				w := r.do(http.MethodPost, replay, `{"phone": "`+wrong+`"}`, asAdmin)
				require.Equal(t, 422, w.Code, w.Body.String())
				require.Contains(t, detailOf(t, w), "phone cannot be used")
			}
			w := r.do(http.MethodPost, replay, "", asAdmin)
			require.Equal(t, 202, w.Code, w.Body.String())
			require.Equal(t, test.reason, r.object(w)["event"].(map[string]any)["reason"])
			w = r.do(http.MethodPost, replay, `{"phone": "+60123456789"}`, asAdmin)
			require.Equal(t, 202, w.Code, w.Body.String())
			require.Equal(t, "Ada", r.decide(adasNumber).DisplayName)
		})
	}
}

func TestWhatDoesNotFitIsInTheEventsDetail(t *testing.T) {
	t.Parallel()
	r := newIntakeRig(t)
	e, _ := r.accepted(r.signed(`{"tel": 60123456789, "name": {"first": "Ada"}, "town": "` + strings.Repeat("x", 256) +
		`", "years": "1,5", "birthday": "31.12.1990", "page": {"url": ["x"]}}`))
	for _, part := range []string{"name (it is an object", "town (it has 256 characters", "years (it is no number", "birthday (it is no date"} {
		require.Contains(t, *e.Detail, part)
	}
	require.NotContains(t, *e.Detail, "page", "what goes nowhere is no mistake")
	require.Equal(t, adasNumber, r.decide(adasNumber).DisplayName)
}

// WhatsApp's own spelling of some numbers is not valid by the rules of their
// countries. Who is a contact already can submit and be called with it.
func TestANumberThatIsKnownIsAccepted(t *testing.T) {
	t.Parallel()
	r := newIntakeRig(t)
	for written, key := range map[string]string{"+60 12 345 678 901": "6012345678901", "+999 123 456 789": "999123456789"} {
		body := `{"tel": "` + written + `"}`
		e, _ := r.accepted(r.signed(body))
		require.Equal(t, "bad_phone", *e.Reason, "of a stranger")
		call := r.do(http.MethodPost, "/v1/triggers/till", `{"contact_number": "`+written+`"}`, asAdmin)
		require.Equal(t, 422, call.Code)

		message := contact.Event{
			Origin: "410000000000001", Source: contact.SourceMessage, Kind: "text", ExternalID: "wamid." + key,
			DedupeKey: "message/410000000000001/id:" + key, OccurredAt: time.Now(), Raw: []byte(`{}`),
			Facts: contact.Facts{
				Effect: contact.Creates, Person: contact.Person{WaID: intake.Phone(written).Digits},
				Message: &contact.Message{ID: "wamid." + key, Type: "text"},
			},
		}
		_, err := r.store.Ledger.Record(t.Context(), ledger.Batch{Events: []contact.Event{message}}, 0)
		require.NoError(t, err)
		known := r.decide(key)
		e, _ = r.accepted(r.signed(body + " "))
		require.Nil(t, e.Decision)
		r.accepted(r.do(http.MethodPost, "/v1/triggers/till", `{"contact_number": "`+written+`"}`, asAdmin))
		require.Equal(t, known.ID, r.decide(key).ID)
	}
}

func TestIntakeWithoutTheDatabase(t *testing.T) {
	t.Parallel()
	db, err := storetest.OpenWith(context.Background(), "postgres://nobody@127.0.0.1:1/none?sslmode=disable", store.Options{})
	require.NoError(t, err)
	t.Cleanup(db.DB.Close)
	r := intakeOn(t, db)
	for _, path := range []string{"/forms/lead/submissions", "/v1/triggers/till"} {
		w := r.do(http.MethodPost, path, `{"tel": "+60123456789", "contact_number": "+60123456789"}`, asAdmin)
		require.Equal(t, 503, w.Code, path)
		require.NotEmpty(t, w.Header().Get("Retry-After"))
		require.NotEmpty(t, detailOf(t, w))
	}
}

// TestWhoHasHungUp is not taken for one who was served: a client that closes its
// half of the connection still reads the answer.
func TestWhoHasHungUp(t *testing.T) {
	t.Parallel()
	r := newIntakeRig(t)
	over, cancel := context.WithCancel(t.Context())
	cancel()
	accepted := 0
	for path, body := range map[string]string{
		"/v1/triggers/till":       `{"contact_number": "60123456789"}`,
		"/forms/lead/submissions": `{"tel": "60123456789"}`,
		"/v1/contacts":            `{"channel_id": "main", "phone": "60123456789"}`,
	} {
		req := httptest.NewRequestWithContext(over, http.MethodPost, path, strings.NewReader(body))
		req.Header.Set("Authorization", "Bearer "+bootstrap)
		w := httptest.NewRecorder()
		r.router.ServeHTTP(w, req)
		if w.Code == http.StatusAccepted { // it had begun
			accepted++
			continue
		}
		require.Equal(t, http.StatusServiceUnavailable, w.Code, "%s: %s", path, w.Body)
	}
	require.Equal(t, accepted, r.events())
}
