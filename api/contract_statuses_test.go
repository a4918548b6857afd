package api_test

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/store/settings"
)

// call is a request and the status it must have.
type call struct {
	name   string
	op     string
	status int

	id     string // of the path
	key    string // its submit_key, or the n of an identity
	query  string
	header http.Header // in place of the API_TOKEN
	body   string

	// fits says that the document allows a request that is answered with 400 or
	// 422: only the program can tell that it is wrong.
	fits bool
	// slow says that nobody decides: Temporal is unavailable.
	slow bool
	// held says that rows of imports wait: nobody delivers them.
	held bool
}

// TestEveryOperationKeepsTheContract sends every operation, so that each of its
// documented statuses is met, and holds requests and answers to the document.
func TestEveryOperationKeepsTheContract(t *testing.T) {
	t.Parallel()
	w := newWorld(t, devtest.Unique(t))
	nowhere := lonely(t, w.database)
	held, _ := newSlowWorld(t, devtest.Unique(t))
	seen := &sightings{statuses: map[string]map[int]bool{}}
	calls := slices.Concat(held.heldCalls(), w.calls(), w.mendCalls(), w.duplicateCalls(), w.settingsCalls(), w.importCalls(), w.withoutCredential())

	t.Run("statuses", func(t *testing.T) {
		for _, c := range calls {
			t.Run(fmt.Sprintf("%s %d %s", c.op, c.status, c.name), func(t *testing.T) {
				t.Parallel()
				s := w.server
				switch {
				case c.slow:
					s = nowhere
				case c.held:
					s = held.server
				}
				w.keeps(t, s, c)
				seen.add(c.op, c.status)
			})
		}
		absent := lonely(t, fmt.Sprintf("postgres://someone@%s/contacts?sslmode=disable", closedPort(t)))
		full := fullServer(t, w.database)
		failing, idle := broken(t), looking(t, setup(t), time.Now().Add(-time.Hour))
		for id, good := range successes(calls) {
			for status, s := range map[int]server{http.StatusServiceUnavailable: absent, http.StatusInternalServerError: failing} {
				if w.operations[id].Operation.Responses.Status(status) == nil {
					continue
				}
				good := good
				good.status = status
				if strings.HasPrefix(id, "healthz") { // which does without the database
					s = idle
				}
				if slices.Contains(templates, id) {
					good.header = bearer("lc_" + strings.Repeat("x", 43)) // who has no other need of the database
				}
				if id == "openapi" {
					s = full
				}
				t.Run(fmt.Sprintf("%s %d", id, status), func(t *testing.T) {
					t.Parallel()
					w.keeps(t, s, good)
					seen.add(id, status)
				})
			}
		}
	})
	t.Run("limits", func(t *testing.T) { w.meetsLimits(t, successes(calls), seen) })
	for id, route := range w.operations {
		for status := range route.Operation.Responses.Map() {
			require.True(t, seen.has(id, status), "no request was answered with the status that is documented: %s %s", id, status)
		}
	}
}

// TestReadinessTellsWhatIsPending needs a world in which nobody decides.
func TestReadinessTellsWhatIsPending(t *testing.T) {
	t.Parallel()
	s := setup(t)
	s.receive(one("60198765441", "wamid.1", 0))
	c, r := readContract(t), request{op: "readyz"}
	a := s.do(http.MethodGet, "/readyz", "", nil)
	require.Equal(t, http.StatusOK, a.status, a.body)
	require.EqualValues(t, 1, a.object(t)["pending"].(object)["live"])
	require.NoError(t, c.answers(t, r, a), a.body)
}

// TestOddRequestsAreTheCallersFault sends what no caller should, and requires
// that it is told so, as documented.
func TestOddRequestsAreTheCallersFault(t *testing.T) {
	t.Parallel()
	s, c := setup(t), readContract(t)
	for name, odd := range map[string]call{
		"a NUL in an id":             {op: "getChannel", status: 404, id: "\x00"},
		"an id that is no UTF-8":     {op: "getChannel", status: 404, id: "\xff"},
		"a NUL in a channel's id":    {op: "createContact", status: 422, body: `{"channel_id": "a\u0000", "phone": "60123456789"}`},
		"a number of spaces":         {op: "explain", status: 400, query: "phone=%20"},
		"a cursor beyond all time":   {op: "listContacts", status: 200, query: "cursor=f_________8BAgMEBQYHCAkKCwwNDg8Q"},
		"a cursor before all time":   {op: "listContacts", status: 400, query: "cursor=gAAAAAAAAAABAgMEBQYHCAkKCwwNDg8Q"},
		"the zero id":                {op: "getContact", status: 404, id: uuid.Nil.String()},
		"the zero id to replay":      {op: "replayEvent", status: 404, id: uuid.Nil.String()},
		"the zero id of an import":   {op: "getImport", status: 404, id: uuid.Nil.String()},
		"the zero id in a filter":    {op: "listEvents", status: 400, query: "contact_id=" + uuid.Nil.String()},
		"a row beyond counting":      {op: "listImportRows", status: 404, id: uuid.NewString(), query: "cursor=99999999999"},
		"a conflict beyond counting": {op: "undoConflict", status: 400, id: "9223372036854775808"},
	} {
		t.Run(name, func(t *testing.T) {
			r := c.request(t, odd)
			a := s.in(t).do(c.operations[odd.op].Method, c.url(t, r), r.body, r.header)
			require.Equal(t, odd.status, a.status, a.body)
			require.NoError(t, c.answers(t, r, a), a.body)
		})
	}
}

// sightings are the statuses that were met.
type sightings struct {
	sync.Mutex
	statuses map[string]map[int]bool
}

func (s *sightings) add(op string, status int) {
	s.Lock()
	defer s.Unlock()
	if s.statuses[op] == nil {
		s.statuses[op] = map[int]bool{}
	}
	s.statuses[op][status] = true
}

func (s *sightings) has(op, status string) bool {
	for met := range s.statuses[op] {
		if fmt.Sprint(met) == status {
			return true
		}
	}
	return false
}

// successes returns the first call of each operation that succeeds.
func successes(calls []call) map[string]call {
	first := map[string]call{}
	for _, c := range calls {
		if _, there := first[c.op]; !there && c.status < 300 && !c.slow {
			first[c.op] = c
		}
	}
	return first
}

// request fills in what goes without saying.
func (c contract) request(t *testing.T, of call) request {
	t.Helper()
	r := request{op: of.op, path: map[string]string{}, header: of.header.Clone(), body: of.body}
	if r.header == nil {
		r.header = http.Header{}
		if scope(c.operations[of.op]) != "" {
			r.header = bearer(apiToken)
		}
	}
	if r.body != "" && r.header.Get("Content-Type") == "" {
		r.header.Set("Content-Type", "application/json")
	}
	for _, p := range parameters(c.operations[of.op]) {
		switch {
		case p.Value.In != openapi3.ParameterInPath:
		case p.Value.Name == "submit_key":
			r.path[p.Value.Name] = of.key
		case p.Value.Name == "n":
			r.path[p.Value.Name] = cmp.Or(of.key, "1")
		default:
			r.path[p.Value.Name] = of.id
		}
	}
	var err error
	r.query, err = url.ParseQuery(of.query)
	require.NoError(t, err)
	return r
}

// keeps sends a call and requires that it keeps the contract.
func (w *world) keeps(t *testing.T, s server, c call) {
	t.Helper()
	r := w.request(t, c)
	err := w.allows(t, r)
	switch c.status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusRequestEntityTooLarge:
	case http.StatusBadRequest, http.StatusUnprocessableEntity:
		if c.fits {
			require.NoError(t, err)
		} else {
			require.Error(t, err, "what the program refuses for its shape, the document does not allow")
		}
	default:
		require.NoError(t, err, "the document allows what the program does")
	}
	ask := s.in(t).insist
	if c.status == http.StatusAccepted {
		ask = s.in(t).do
	}
	send := func() answer { return ask(w.operations[c.op].Method, w.url(t, r), r.body, r.header) }
	a := send()
	for a.status == http.StatusServiceUnavailable && c.status != a.status && strings.Contains(a.body, `"busy"`) {
		time.Sleep(100 * time.Millisecond) // other calls have the places of those who send files
		a = send()
	}
	require.Equal(t, c.status, a.status, a.body)
	require.NoError(t, w.answers(t, r, a), a.body)
}

// withoutCredential are the answers to those who may not: one without a token,
// and one whose token lacks the scope that the document names.
func (w *world) withoutCredential() (calls []call) {
	w.t.Helper()
	_, imports, err := w.store.Settings.CreateToken(w.t.Context(), settings.NewToken{Name: "Imports alone", Scopes: []string{contact.ScopeImports}})
	require.NoError(w.t, err)
	_, triggers, err := w.store.Settings.CreateToken(w.t.Context(), settings.NewToken{Name: "Triggers alone", Scopes: []string{contact.ScopeTriggers}})
	require.NoError(w.t, err)
	for id, route := range w.operations {
		needed := scope(route)
		if needed == "" {
			continue
		}
		secret := imports
		if needed == contact.ScopeImports {
			secret = triggers
		}
		path := "x"
		calls = append(calls,
			call{name: "without a token", op: id, status: 401, id: path, header: http.Header{}},
			call{name: "with a token that is none", op: id, status: 401, id: path, header: bearer("wrong")},
		)
		calls = append(calls, call{name: "without the scope", op: id, status: 403, id: path, header: bearer(secret)})
		a := w.do(route.Method, w.url(w.t, w.request(w.t, call{op: id, id: path})), "", bearer(secret))
		require.Contains(w.t, a.header.Get("WWW-Authenticate"), fmt.Sprintf("scope=%q", needed), "the scope of %s", id)
	}
	return calls
}
