package api_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/store/storetest"
	"github.com/luluchat/contacts/whatsapp"
)

// waysIn are the ways in which one event is recorded, for a phone number.
var waysIn = map[string]func(phone string) keyable{
	"an entry": func(phone string) keyable {
		return keyable{method: http.MethodPost, path: "/v1/contacts", body: fmt.Sprintf(`{"channel_id": "shop", "phone": %q}`, phone)}
	},
	"a call": func(phone string) keyable {
		return keyable{method: http.MethodPost, path: "/v1/triggers/till", body: fmt.Sprintf(`{"contact_number": %q}`, phone)}
	},
	"a submission": func(phone string) keyable {
		return keyable{method: http.MethodPost, path: "/forms/lead/submissions", body: fmt.Sprintf(`{"tel": %q}`, phone)}
	},
}

// opened serves a database, in which there is what the ways in need.
func opened(t *testing.T, url string) server {
	t.Helper()
	s := lonely(t, url)
	s.put("/v1/channels/shop", `{"phone_number_id": "410000000000001"}`)
	s.put("/v1/triggers/till", `{"channel_id": "shop"}`)
	s.put("/v1/forms/lead", `{"channel_id": "shop", "fields": {"tel": "phone"}}`)
	return s
}

// caller is one who sends a request, and what it was told.
type caller struct {
	keyable
	phone, key string
	told       answer
}

// unknown reports whether a caller was told that nobody knows.
func (c caller) unknown(t *testing.T) bool {
	t.Helper()
	c.told.problem(t, http.StatusServiceUnavailable)
	require.NotEmpty(t, c.told.header.Get("Retry-After"))
	code := c.told.object(t)["code"]
	require.Contains(t, []any{"outcome_unknown", "database_unavailable", "busy"}, code, c.told.body)
	return code == "outcome_unknown"
}

// everybody has all callers send at the same time.
func (s server) everybody(callers []caller) {
	s.t.Helper()
	var wg sync.WaitGroup
	for i := range callers {
		wg.Go(func() { callers[i].told = s.sends(callers[i].keyable, apiToken, callers[i].key) })
	}
	wg.Wait()
}

// quiet waits until no other session of a database has anything under way.
func quiet(t *testing.T, db *pgx.Conn) {
	t.Helper()
	require.Eventually(t, func() bool {
		return counted(t, db, `
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND state <> 'idle'`) == 0
	}, time.Minute, 10*time.Millisecond, "what was under way has ended")
}

// TestTenCallersWhileTheLedgerIsLocked has callers give up while the table of
// events is locked, and come again: there are exactly the events that they were
// told of.
func TestTenCallersWhileTheLedgerIsLocked(t *testing.T) {
	devtest.Long(t)
	t.Parallel()
	for name, way := range waysIn {
		for _, keyed := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, with a key: %t", name, keyed), func(t *testing.T) {
				t.Parallel()
				url := storetest.URL(t)
				s, db, session := opened(t, url), connect(t, url), connect(t, url)
				callers := make([]caller, 10)
				for i := range callers {
					callers[i].phone = fmt.Sprintf("6012345600%d", i)
					callers[i].keyable = way(callers[i].phone)
					if keyed {
						callers[i].key = uuid.NewString()
					}
				}
				events := func(c caller) int {
					return counted(t, db, `SELECT count(*) FROM events WHERE key = $1`, c.phone)
				}
				_, err := session.Exec(t.Context(), `BEGIN; LOCK TABLE events IN ACCESS EXCLUSIVE MODE`)
				require.NoError(t, err)
				s.everybody(callers) // each is told in its own time
				_, err = session.Exec(t.Context(), `COMMIT`)
				require.NoError(t, err)
				quiet(t, db)

				for i, c := range callers {
					if !c.unknown(t) {
						require.Contains(t, c.told.body, "Nothing was taken in")
						require.Zero(t, events(c), "who is told that nothing was taken in has no event")
						continue
					}
					if id, named := c.told.object(t)["event_id"].(string); named {
						require.False(t, keyed)
						callers[i].key = id
					}
				}
				require.Equal(t, counted(t, db, `SELECT count(*) FROM events WHERE source = 'trigger'`),
					counted(t, db, `SELECT coalesce(cardinality(recent), 0) FROM triggers`), "a refused call costs none of the sixty")
				s.everybody(callers)
				for _, c := range callers {
					require.Equal(t, http.StatusAccepted, c.told.status, c.told.body)
					require.Equal(t, 1, events(c))
				}
				require.Equal(t, 10, counted(t, db, `SELECT count(*) FROM events`))
			})
		}
	}
}

// TestWebhooksWhileTheLedgerIsLocked: what is not acknowledged comes again, and
// is one event.
func TestWebhooksWhileTheLedgerIsLocked(t *testing.T) {
	t.Parallel()
	url := storetest.URL(t)
	s, db, session := opened(t, url), connect(t, url), connect(t, url)
	callers := make([]caller, 10)
	for i := range callers {
		body := one(fmt.Sprintf("6012345600%d", i), fmt.Sprintf("wamid.%d", i), 0)
		callers[i].keyable = keyable{method: http.MethodPost, path: "/webhooks/whatsapp", body: body}.
			with("X-Hub-Signature-256", whatsapp.Sign(appSecret, []byte(body)))
	}
	_, err := session.Exec(t.Context(), `BEGIN; LOCK TABLE events IN ACCESS EXCLUSIVE MODE`)
	require.NoError(t, err)
	s.everybody(callers)
	_, err = session.Exec(t.Context(), `COMMIT`)
	require.NoError(t, err)
	quiet(t, db)
	told := 0
	for _, c := range callers {
		if c.unknown(t) {
			told++
		}
	}
	require.LessOrEqual(t, counted(t, db, `SELECT count(*) FROM events`), told)
	s.everybody(callers)
	for _, c := range callers {
		require.Equal(t, http.StatusOK, c.told.status, c.told.body)
	}
	require.Equal(t, 10, counted(t, db, `SELECT count(*) FROM events`))
}

// TestWhoIsToldThatNobodyKnows repeats what was recorded while the database's
// answers were lost.
func TestWhoIsToldThatNobodyKnows(t *testing.T) {
	t.Parallel()
	all := map[string]func(string) keyable{"an import": func(phone string) keyable {
		return multipartOf("b", [2]string{"channel_id", shop}, [2]string{"file", "phone\n" + phone + "\n"})
	}}
	for name, way := range waysIn {
		all[name] = way
	}
	for name, way := range all {
		for _, key := range []string{"", "k"} {
			t.Run(fmt.Sprintf("%s, with the key %q", name, key), func(t *testing.T) {
				t.Parallel()
				url := storetest.URL(t)
				db, session := connect(t, url), connect(t, url)
				through, proxy := storetest.Through(t, url)
				s := opened(t, through)
				c := []caller{{keyable: way("+60123456001"), key: key}}
				// What is committed waits, and once it does the connection is lost.
				_, err := db.Exec(t.Context(), `
CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_advisory_xact_lock(7); RETURN NULL; END';
CREATE CONSTRAINT TRIGGER wait AFTER INSERT ON events DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait();
CREATE CONSTRAINT TRIGGER wait AFTER INSERT ON imports DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait()`)
				require.NoError(t, err)
				_, err = session.Exec(t.Context(), `SELECT pg_advisory_lock(7)`)
				require.NoError(t, err)
				done := make(chan struct{})
				go func() {
					defer close(done)
					s.everybody(c)
				}()
				require.Eventually(t, func() bool {
					return counted(t, db, `
SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database WHERE datname = current_database() AND NOT granted`) > 0
				}, time.Minute, 5*time.Millisecond)
				proxy.Cut()
				<-done
				_, err = session.Exec(t.Context(), `SELECT pg_advisory_unlock(7)`)
				require.NoError(t, err)
				require.True(t, c[0].unknown(t), c[0].told.body)
				quiet(t, db)
				proxy.Speak()
				require.Equal(t, 1, counted(t, db, `SELECT (SELECT count(*) FROM events) + (SELECT count(*) FROM imports)`), "it came later")
				told := c[0].told.object(t)
				switch {
				case key != "":
					require.Contains(t, told["detail"], "the same Idempotency-Key")
					require.NotContains(t, told, "event_id", "by its key it is known, and by nothing else")
				case name == "an import":
					c[0].key = told["import_id"].(string)
					require.Contains(t, told["detail"], c[0].key)
				default:
					c[0].key = told["event_id"].(string)
					require.Contains(t, told["detail"], c[0].key)
				}
				s.everybody(c)
				require.Equal(t, http.StatusAccepted, c[0].told.status, c[0].told.body)
				require.Equal(t, 1, counted(t, db, `SELECT (SELECT count(*) FROM events) + (SELECT count(*) FROM imports)`))
				if key == "" {
					require.Equal(t, c[0].key, c[0].told.named(t), "it has the id that was told")
				}
			})
		}
	}
}
