package web_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/web/webtest"
)

// The people of these tests have numbers that no other test has: all share one Temporal, and
// what is held here would hold their workflows, too.

// hold locks rows until the returned function is called, so that whatever is to change them
// stays under way.
func hold(t *testing.T, s *webtest.Site, sql string, args ...any) (release func()) {
	t.Helper()
	config := s.DB.Other.Config().ConnConfig.Copy()
	config.RuntimeParams["idle_in_transaction_session_timeout"] = "0"
	session, err := pgx.ConnectConfig(t.Context(), config)
	require.NoError(t, err)
	t.Cleanup(func() { _ = session.Close(context.Background()) })
	_, err = session.Exec(t.Context(), `BEGIN`)
	require.NoError(t, err)
	_, err = session.Exec(t.Context(), sql, args...)
	require.NoError(t, err)
	return func() {
		t.Helper()
		_, err := session.Exec(context.Background(), `COMMIT`)
		require.NoError(t, err)
	}
}

// TestDecidingAgainIsUnderWay holds an event of several that a job decides again: the page
// says how far it is, and goes on by itself.
func TestDecidingAgainIsUnderWay(t *testing.T) {
	devtest.Long(t)
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "admin")
	leadForm(s)
	held := submits(s, map[string]any{"name": "Kim", "whatsapp": "019-876 1101"})
	// So many that a job decides them. They are one person's, who came before the last.
	_, err := s.DB.Other.Exec(t.Context(), `
WITH kept AS (
    INSERT INTO events (id, channel_id, origin, source, kind, dedupe_key, received_at, facts, raw, decision, reason, decided_at)
    SELECT (lpad(to_hex(1700000000000 + i), 12, '0') || '7000800000000000' || lpad(i::text, 4, '0'))::uuid, $1, 'lead', 'form', 'form', 'many/' || i,
           now() - interval '1 hour', '{"effect": "unjudged"}', '{"form": "lead", "answers": {"whatsapp": "019-876 1102"}}', 'quarantined', 'bad_phone', now()
    FROM generate_series(1, 1000) AS i
    RETURNING id, origin, reason
)
INSERT INTO quarantine (event_id, origin, reason) SELECT id, origin, reason FROM kept`, s.Shop)
	require.NoError(t, err)
	b := s.SignedIn("ada")
	b.Open("/app/quarantine?reason=bad_phone")
	b.Press("All 1,001 at once")
	fillIn(b, `details [name=default_country]`, "MY")
	release := hold(t, s, `SELECT FROM events WHERE id = $1 FOR UPDATE`, held)
	b.Press("Decide 1,001 again")
	b.Sees("You may leave this page: it goes on.")
	b.Sees("Being decided again: 1,000 of 1,001 events · 1 waits")
	path := b.Path()
	b.Everywhere(path, "quarantine-job")
	_, job, _ := strings.Cut(path, "job=")
	job, _, _ = strings.Cut(job, "&")
	b.Everywhere("/app/jobs/"+job, "job-replays")
	b.Sees("1,000 of 1,001 events")
	b.Sees("1,000 decided again")
	b.Lacks("Everybody")
	b.Open(path)
	slow := s.SignedIn("ada")
	slow.NoScripts()
	slow.Open(path)
	slow.Sees("Being decided again")
	release()
	b.Sees("Decided again: 1,001 of 1,001 events")
	slow.Press("Look again")
	slow.Arrived()
	sees(slow, false, "Decided again: 1,001 of 1,001 events")
}

// TestImportsAndJobsAreUnderWay looks at what is there only while something runs: an import
// that is read, imported, cancelled and taken back, and a job.
func TestImportsAndJobsAreUnderWay(t *testing.T) {
	devtest.Long(t)
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "admin")
	aisyah := s.Enter("+60198761201", "Aisyah", nil)
	s.Enter("+60198761202", "Kumar", nil)
	b := s.SignedIn("ada")
	person := func(id string) func() { return hold(t, s, `SELECT FROM contacts WHERE id = $1 FOR UPDATE`, id) }

	// Staging waits for the rows of another import to be let go of.
	b.Open("/app/imports")
	b.File("file", aFile(t, "Mobile,Name,Remarks", "+60198761201,Aisyah,new", "+60198761203,Mei,", "+60198761204,Lin,"))
	b.Press("Look at the file")
	b.Sees("can be used")
	path := b.Path()
	release := hold(t, s, `LOCK TABLE import_rows IN SHARE MODE`)
	b.Press("Do a dry run")
	b.Sees("Reading the file")
	b.Everywhere(path, "import-staging")
	b.Open(path)
	release()
	b.Sees("2\nwould be created")
	b.Sees("Remarks: new")

	release = person(aisyah)
	b.Press("Import 3 rows")
	b.Sees("2 of 3 rows")
	b.Sees("Importing")
	b.Everywhere(path, "import-running")
	b.Open("/app")
	b.Sees("Imports under way")
	b.Everywhere("/app", "home-underway")
	b.Everywhere("/app/imports", "imports-underway")
	b.Open(path)
	b.Press("Cancel the import")
	b.Click("#cancel form button.danger")
	b.Arrived()
	b.Everywhere(path+"?after=running", "import-cancelling")
	release()
	b.Open(path)
	b.Sees("Cancelled")
	sees(b, false, "2 created · 1 updated") // the row that was begun is finished

	release = person(aisyah)
	b.Press("Undo the import")
	b.Sees("undoing now")
	b.Click("main button.danger")
	b.Sees("Being undone")
	b.Everywhere(path, "import-undoing")
	release()
	b.Open(path)
	b.Sees("Undone:")

	release = person(aisyah)
	job := "/app/jobs/" + s.API(http.MethodPost, "/v1/jobs", map[string]any{
		"action": "tag", "args": map[string]any{"tags": []string{"fair"}}, "filter": map[string]any{"channel_id": s.Shop},
	})["job"].(map[string]any)["id"].(string)
	b.Open(job)
	b.Sees("1 of 2 contacts")
	b.Everywhere(job, "job-underway")
	b.Everywhere("/app/jobs", "jobs-underway")
	b.Open(job)
	b.Press("Cancel the job")
	b.Click("#cancel form button.danger")
	b.Sees("Being cancelled")
	b.Everywhere(job, "job-cancelling")
	release()
	b.Open(job)
	b.Sees("2 of 2 contacts")
}
