package api

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/api/gate"
	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
	"github.com/luluchat/contacts/starter"
	"github.com/luluchat/contacts/store/book"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/storetest"
	"github.com/luluchat/contacts/whatsapp"
)

const (
	adasNumber = "60123456789"
	leadSecret = "the-form's-secret"

	publicAddress = "https://public.example/contacts"
)

// intakeRig serves the routes of forms and integrations on a database of its
// own, with a channel, the form lead, the trigger till and some attributes.
type intakeRig struct {
	*API
	store  *storetest.Store
	t      *testing.T
	router *gin.Engine
}

func newIntakeRig(t *testing.T) intakeRig {
	t.Helper()
	r := intakeOn(t, storetest.Open(t, storetest.URL(t)))
	_, _, err := r.store.Settings.PutChannel(t.Context(), "main", "Main", "410000000000001")
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

func intakeOn(t *testing.T, db *storetest.Store) intakeRig {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	// Recording needs no Temporal.
	recorder := starter.NewRecorder(db.Ledger, db.Imports, starter.New(nil, "contacts"), starter.NewHub(), log)
	a := &API{Service: service.New(service.Dependencies{DB: db.DB, Ledger: db.Ledger, Recorder: recorder, Log: log, Token: bootstrap}), PublicURL: publicAddress, DB: db.DB, Ledger: db.Ledger, Erasures: db.Erasures, Log: log,
		Limits: gate.Settings{Tries: 100_000}} // as in apiOf
	router, ok := a.Handler().(*gin.Engine)
	require.True(t, ok)
	return intakeRig{a, db, t, router}
}

// in returns the rig for a subtest.
func (r intakeRig) in(t *testing.T) intakeRig {
	r.t = t
	return r
}

func (r intakeRig) do(method, path, body string, header map[string]string) *httptest.ResponseRecorder {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), time.Minute)
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

// submitKey returns the key of a form, as an admin is told it.
func (r intakeRig) submitKey(form string) string {
	r.t.Helper()
	return r.get("/v1/forms/" + form)["submit_key"].(string)
}

// accepted requires a 202 and returns the event that it names.
func (r intakeRig) accepted(w *httptest.ResponseRecorder) (book.EventRow, map[string]any) {
	r.t.Helper()
	return r.answered(w, http.StatusAccepted)
}

// answered requires a status and returns the event that the answer names.
func (r intakeRig) answered(w *httptest.ResponseRecorder, status int) (book.EventRow, map[string]any) {
	r.t.Helper()
	require.Equal(r.t, status, w.Code, w.Body.String())
	answer := r.object(w)
	id, err := uuid.Parse(answer["event_id"].(string))
	require.NoError(r.t, err)
	all, _, err := r.store.Book.Events(r.t.Context(), book.EventFilter{}, uuid.Nil, 1000)
	require.NoError(r.t, err)
	for _, e := range all {
		if e.ID == id {
			return e, answer
		}
	}
	require.Fail(r.t, "the event is not in the ledger")
	return book.EventRow{}, nil
}

func (r intakeRig) events() int {
	r.t.Helper()
	all, _, err := r.store.Book.Events(r.t.Context(), book.EventFilter{}, uuid.Nil, 1000)
	require.NoError(r.t, err)
	return len(all)
}

// decide does what the workflow of a key does, and returns the contact.
func (r intakeRig) decide(key string) book.ContactRow {
	r.t.Helper()
	ctx := r.t.Context()
	var last uuid.UUID
	for {
		next, err := r.store.Ledger.Lookup(ctx, "main", key)
		require.NoError(r.t, err)
		if next.Step == contact.StepNothing {
			break
		}
		task := ledger.Task{ChannelID: "main", Key: key, EventID: next.EventID, Keys: next.Keys}
		if next.Step == contact.StepCreate {
			_, err = r.store.Ledger.CreateContact(ctx, task)
			require.NoError(r.t, err)
		}
		decided, err := r.store.Ledger.Decide(ctx, task, ledger.MaxRun)
		require.NoError(r.t, err)
		last = decided.Decisions[len(decided.Decisions)-1].ContactID
	}
	c, err := r.store.Book.Contact(ctx, last)
	require.NoError(r.t, err)
	return c
}
