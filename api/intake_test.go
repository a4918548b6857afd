package api

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/starter"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/storetest"
	"github.com/luluchat/contacts/whatsapp"
)

const (
	adasNumber = "60123456789"
	leadSecret = "the-form's-secret"
)

// intakeRig serves the routes of forms and integrations on a database of its
// own, with a channel, the form lead, the trigger till and some attributes.
type intakeRig struct {
	*API
	t      *testing.T
	router *gin.Engine
}

func newIntakeRig(t *testing.T) intakeRig {
	t.Helper()
	r := intakeOn(t, storetest.Open(t, storetest.URL(t)))
	_, _, err := r.Store.PutChannel(t.Context(), "main", "Main", "410000000000001")
	require.NoError(t, err)
	r.put("/v1/attributes/city", `{"type": "string"}`)
	r.put("/v1/attributes/age", `{"type": "number"}`)
	r.put("/v1/attributes/born", `{"type": "date"}`)
	r.put("/v1/forms/lead", `{"channel_id": "main", "name": "Lead", "secret": "`+leadSecret+`", "fields": {
		"tel": "phone", "name": "display_name", "notes": "remarks", "interests": "tags",
		"town": "attributes.city", "years": "attributes.age", "birthday": "attributes.born"}}`)
	r.put("/v1/triggers/till", `{"channel_id": "main", "name": "Till"}`)
	return r
}

func intakeOn(t *testing.T, db *store.Store) intakeRig {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	// Recording needs no Temporal.
	a := &API{Store: db, Recorder: starter.NewRecorder(db, starter.New(nil, "contacts"), starter.NewHub(), log), Token: bootstrap, Log: log}
	router, ok := a.Handler().(*gin.Engine)
	require.True(t, ok)
	return intakeRig{a, t, router}
}

// in returns the rig for a subtest.
func (r intakeRig) in(t *testing.T) intakeRig {
	r.t = t
	return r
}

func (r intakeRig) do(method, path, body string, header map[string]string) *httptest.ResponseRecorder {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), 10*time.Second)
	defer cancel()
	req := httptest.NewRequestWithContext(ctx, method, path, strings.NewReader(body))
	for name, value := range header {
		req.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	r.router.ServeHTTP(w, req)
	return w
}

var asAdmin = map[string]string{"Authorization": "Bearer " + bootstrap}

// put sends what must be taken in, and returns the answer.
func (r intakeRig) put(path, body string) map[string]any {
	r.t.Helper()
	w := r.do(http.MethodPut, path, body, asAdmin)
	require.Less(r.t, w.Code, 300, w.Body.String())
	return r.object(w)
}

func (r intakeRig) get(path string) map[string]any {
	r.t.Helper()
	w := r.do(http.MethodGet, path, "", asAdmin)
	require.Equal(r.t, 200, w.Code, w.Body.String())
	return r.object(w)
}

func (r intakeRig) object(w *httptest.ResponseRecorder) (out map[string]any) {
	r.t.Helper()
	require.NoError(r.t, json.Unmarshal(w.Body.Bytes(), &out), w.Body.String())
	return out
}

// signed sends a submission of lead with its signature.
func (r intakeRig) signed(body string) *httptest.ResponseRecorder {
	r.t.Helper()
	return r.do(http.MethodPost, "/forms/lead/submissions", body, map[string]string{
		"Content-Type": "application/json", "X-Signature-256": whatsapp.Sign(leadSecret, []byte(body)),
	})
}

// accepted requires a 202 and returns the event that it names.
func (r intakeRig) accepted(w *httptest.ResponseRecorder) (store.EventRow, map[string]any) {
	r.t.Helper()
	require.Equal(r.t, 202, w.Code, w.Body.String())
	answer := r.object(w)
	id, err := uuid.Parse(answer["event_id"].(string))
	require.NoError(r.t, err)
	all, _, err := r.Store.Events(r.t.Context(), store.EventFilter{}, uuid.Nil, 1000)
	require.NoError(r.t, err)
	for _, e := range all {
		if e.ID == id {
			return e, answer
		}
	}
	require.Fail(r.t, "the event is not in the ledger")
	return store.EventRow{}, nil
}

func (r intakeRig) events() int {
	r.t.Helper()
	all, _, err := r.Store.Events(r.t.Context(), store.EventFilter{}, uuid.Nil, 1000)
	require.NoError(r.t, err)
	return len(all)
}

// decide does what the workflow of a key does, and returns the contact.
func (r intakeRig) decide(key string) store.ContactRow {
	r.t.Helper()
	ctx := r.t.Context()
	var last uuid.UUID
	for {
		next, err := r.Store.Lookup(ctx, "main", key)
		require.NoError(r.t, err)
		if next.Step == contact.StepNothing {
			break
		}
		task := store.Task{ChannelID: "main", Key: key, EventID: next.EventID, Keys: next.Keys}
		if next.Step == contact.StepCreate {
			_, err = r.Store.CreateContact(ctx, task)
			require.NoError(r.t, err)
		}
		decided, err := r.Store.Decide(ctx, task, store.MaxRun)
		require.NoError(r.t, err)
		last = decided.Decisions[len(decided.Decisions)-1].ContactID
	}
	c, err := r.Store.Contact(ctx, last)
	require.NoError(r.t, err)
	return c
}

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
	const body = `{"tel": "+60123456789"}`
	good := whatsapp.Sign(leadSecret, []byte(body))
	token := func(scope string) string {
		_, secret, err := r.Store.CreateToken(t.Context(), "test", []string{scope})
		require.NoError(t, err)
		return "Bearer " + secret
	}
	for name, test := range map[string]struct {
		query, signature, authorization string
		status                          int
	}{
		"the right signature":                     {"", good, "", 202},
		"the API_TOKEN":                           {"", "", "Bearer " + bootstrap, 202},
		"a token for triggers":                    {"", "", token(store.ScopeTriggers), 202},
		"the secret in the URL":                   {"?secret=" + url.QueryEscape(leadSecret), "", "", 202},
		"nothing":                                 {"", "", "", 401},
		"a wrong signature":                       {"", whatsapp.Sign("other", []byte(body)), "", 401},
		"the signature of another body":           {"", whatsapp.Sign(leadSecret, []byte(body+" ")), "", 401},
		"a signature that is none":                {"", "sha256=zz", "", 401},
		"a wrong signature beside a right secret": {"?secret=" + url.QueryEscape(leadSecret), whatsapp.Sign("x", []byte(body)), "", 401},
		"a wrong token":                           {"", "", "Bearer wrong", 401},
		"a wrong token beside a right secret":     {"?secret=" + url.QueryEscape(leadSecret), "", "Bearer wrong", 401},
		"a token for something else":              {"", "", token(store.ScopeContactsRead), 403},
		"a wrong secret":                          {"?secret=wrong", "", "", 401},
		"an empty secret":                         {"?secret=", "", "", 401},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := r.in(t)
			w := r.do(http.MethodPost, "/forms/lead/submissions"+test.query, body, map[string]string{
				"X-Signature-256": test.signature, "Authorization": test.authorization,
			})
			require.Equal(t, test.status, w.Code, w.Body.String())
			if test.status != 202 {
				require.NotEmpty(t, detailOf(t, w))
				require.NotContains(t, w.Body.String(), leadSecret)
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

	unsigned := func(body string) uuid.UUID {
		e, _ := r.accepted(r.do(http.MethodPost, "/forms/lead/submissions?secret="+url.QueryEscape(leadSecret), body, nil))
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
			c, _ := gin.CreateTestContext(httptest.NewRecorder())
			c.Request = httptest.NewRequest(http.MethodPost, "/", http.NoBody)
			raw, err := r.Store.RawEvent(t.Context(), e.ID)
			require.NoError(t, err)
			for _, wrong := range []string{"x", "0123456789"} {
				_, err = r.rereadForm(c, raw, correction{Phone: wrong})
				require.ErrorAs(t, err, &cannotReread{})
			}
			again, err := r.rereadForm(c, raw, correction{})
			require.NoError(t, err)
			require.Equal(t, contact.Reason(test.reason), again.Facts.Reason)
			again, err = r.rereadForm(c, raw, correction{Phone: "+60123456789"})
			require.NoError(t, err)
			require.NoError(t, r.Store.Replay(t.Context(), e.ID, again))
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
	for written, key := range map[string]string{"+52 1 55 1234 5678": "525512345678", "+55 11 8765-4321": "5511987654321"} {
		body := `{"tel": "` + written + `"}`
		e, _ := r.accepted(r.signed(body))
		require.Equal(t, "bad_phone", *e.Reason, "of a stranger")
		call := r.do(http.MethodPost, "/v1/triggers/till", `{"contact_number": "`+written+`"}`, asAdmin)
		require.Equal(t, 422, call.Code)

		_, err := r.Recorder.Record(t.Context(), store.Batch{Events: []contact.Event{message(intake.Phone(written).Digits, "")}})
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
	db, err := store.Open(context.Background(), "postgres://nobody@127.0.0.1:1/none?sslmode=disable", store.Options{})
	require.NoError(t, err)
	t.Cleanup(db.Close)
	r := intakeOn(t, db)
	for _, path := range []string{"/forms/lead/submissions", "/v1/triggers/till"} {
		w := r.do(http.MethodPost, path, `{"tel": "+60123456789", "contact_number": "+60123456789"}`, asAdmin)
		require.Equal(t, 503, w.Code, path)
		require.NotEmpty(t, w.Header().Get("Retry-After"))
		require.NotEmpty(t, detailOf(t, w))
	}
}

// message is a message, with the token of a flow if it is not empty.
func message(waID, token string) contact.Event {
	id := uuid.NewString()
	ev := contact.Event{
		Origin: "410000000000001", Source: contact.SourceMessage, Kind: "interactive", ExternalID: "wamid." + id,
		DedupeKey: "message/410000000000001/id:" + id, OccurredAt: now(), Raw: []byte(`{}`),
		Facts: contact.Facts{
			Effect: contact.Creates, Person: contact.Person{WaID: waID, ProfileName: "Profile"},
			Message: &contact.Message{ID: "wamid." + id, Type: "interactive"},
		},
	}
	if token != "" {
		ev.Facts.Flow = &contact.FlowReply{Token: token, Answers: json.RawMessage(`{"flow_token": "x", "name": "Ada", "years": 42}`)}
	}
	return ev
}

func TestFlowsAreSubmissionsToo(t *testing.T) {
	t.Parallel()
	r := newIntakeRig(t)
	_, _, err := r.Store.PutChannel(t.Context(), "other", "Other", "410000000000002")
	require.NoError(t, err)
	r.put("/v1/forms/elsewhere", `{"channel_id": "other"}`)

	refused := message(adasNumber, "lead")
	refused.Facts.Effect = contact.Unjudged
	plain := message(adasNumber, "")
	in := []contact.Event{
		plain, message(adasNumber, "lead"), message("60198765432", "lead:7"), message(adasNumber, "none"),
		message(adasNumber, "elsewhere"), message(adasNumber, "leads"), message(adasNumber, "a\x00b"), message(adasNumber, ":"), refused,
	}
	out, err := r.withFlows(t.Context(), in)
	require.NoError(t, err)
	require.Len(t, out, len(in)+2)
	require.Equal(t, in[1], out[1])
	require.Equal(t, contact.SourceForm, out[2].Source, "right behind its message")
	require.Equal(t, in[2], out[3])
	require.Equal(t, contact.SourceForm, out[4].Source)

	again, err := r.withFlows(t.Context(), in)
	require.NoError(t, err)
	recorded, err := r.Recorder.Record(t.Context(), store.Batch{Events: append(out[:5:5], again[:5]...)})
	require.NoError(t, err)
	require.Equal(t, recorded[:5:5][2].ID, recorded[7].ID, "a message that comes again submits nothing again")
	require.False(t, recorded[7].New)
	c := r.decide(adasNumber)
	require.Equal(t, []string{"Ada", "form"}, []string{c.DisplayName, c.NameSource})
	require.Equal(t, string(contact.SourceMessage), c.Source, "the message created it")
	require.Equal(t, map[string]json.RawMessage{"age": json.RawMessage("42")}, c.Attributes)
	require.Equal(t, "Ada", r.decide("60198765432").DisplayName)
}

func TestABatchWithoutFlowsCostsNoQuery(t *testing.T) {
	t.Parallel()
	db, err := store.Open(context.Background(), "postgres://nobody@127.0.0.1:1/none?sslmode=disable", store.Options{})
	require.NoError(t, err)
	t.Cleanup(db.Close)
	a := &API{Store: db}
	in := []contact.Event{message(adasNumber, ""), {}}
	out, err := a.withFlows(t.Context(), in)
	require.NoError(t, err)
	require.Equal(t, in, out)
	_, err = a.withFlows(t.Context(), []contact.Event{message(adasNumber, "lead")})
	require.True(t, store.Unavailable(err), "%v", err)
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
