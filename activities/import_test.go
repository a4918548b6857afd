package activities_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"

	"github.com/luluchat/contacts/activities"
	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/storetest"
	"github.com/luluchat/contacts/tabular"
)

// bench is what an activity works with: a database, and an environment to run
// it in.
type bench struct {
	*activities.Bulk
	t   *testing.T
	db  *pgxpool.Pool
	env *testsuite.TestActivityEnvironment
}

func newBench(t *testing.T, limits tabular.Limits) bench {
	t.Helper()
	url := storetest.URL(t)
	db, err := pgxpool.New(t.Context(), url)
	require.NoError(t, err)
	t.Cleanup(db.Close)
	quiet := slog.New(slog.DiscardHandler)
	s := storetest.Open(t, url)
	b := bench{Bulk: activities.NewBulk(s.DB, s.Ledger, limits, func() {}, quiet), t: t, db: db}
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(log.NewStructuredLogger(quiet))
	b.env = suite.NewTestActivityEnvironment()
	b.env.SetTestTimeout(time.Minute)
	b.env.RegisterActivity(b.Bulk)
	_, _, err = b.Settings.PutChannel(t.Context(), "shop", "The shop", "410000000000001")
	require.NoError(t, err)
	return b
}

// keep stores a file to be imported.
func (b bench) keep(file string, in imports.Import) uuid.UUID {
	b.t.Helper()
	in.ID, in.ChannelID, in.Filename = uuid.Must(uuid.NewV7()), "shop", "people.csv"
	if in.Mode == "" {
		in.Mode = "upsert"
	}
	id, created, err := b.Imports.CreateImport(b.t.Context(), in, strings.NewReader(file), 1<<30)
	require.NoError(b.t, err)
	require.True(b.t, created)
	return id
}

// view is an import as readers are shown it once its rows are counted.
func (b bench) view(id uuid.UUID) imports.ImportView {
	b.t.Helper()
	require.NoError(b.t, b.Imports.Count(b.t.Context(), id))
	v, err := b.Imports.Import(b.t.Context(), id)
	require.NoError(b.t, err)
	return v
}

func (b bench) exec(sql string, args ...any) {
	b.t.Helper()
	_, err := b.db.Exec(b.t.Context(), sql, args...)
	require.NoError(b.t, err)
}

func (b bench) count(sql string, args ...any) (n int) {
	b.t.Helper()
	require.NoError(b.t, b.db.QueryRow(b.t.Context(), sql, args...).Scan(&n))
	return n
}

// stage runs the activity once.
func (b bench) stage(id uuid.UUID) (staged activities.StagedImport, err error) {
	b.t.Helper()
	value, err := b.env.ExecuteActivity(b.StageImport, id)
	if err == nil {
		require.NoError(b.t, value.Get(&staged))
	}
	return staged, err
}

// TestStagingResumes breaks staging off after its first checkpoint. The second
// try goes on from there: no row twice, and whoever came before the checkpoint
// is known after it.
func TestStagingResumes(t *testing.T) {
	t.Parallel()
	const size = 4500
	b := newBench(t, tabular.Limits{})
	file := []string{"phone,name,tags"}
	for n := range size {
		switch {
		case n == 3000:
			file = append(file, "60 17-700 0001,Last,late") // somebody of the first chunk
		case n%1000 == 500:
			file = append(file, "none,,")
		default:
			file = append(file, fmt.Sprintf("+60177%06d,Name,early", n))
		}
	}
	file[2] = "+60177000001,First,early"
	id := b.keep(strings.Join(file, "\n"), imports.Import{})

	b.exec(`ALTER TABLE import_rows ADD CONSTRAINT broken CHECK (n < 3500)`)
	_, err := b.stage(id)
	require.Error(t, err)
	require.Equal(t, contact.ImportIsStaging, b.view(id).Status, "it is not the file's fault")
	require.EqualValues(t, 2000, b.view(id).Counts.Total, "what is committed stays")
	b.exec(`ALTER TABLE import_rows DROP CONSTRAINT broken`)
	for range 2 { // and once more, as if its answer had been lost
		staged, err := b.stage(id)
		require.NoError(t, err)
		require.Equal(t, activities.StagedImport{Pages: (size - 5 + 199) / 200}, staged)
	}
	require.Equal(t, imports.ImportCounts{Total: size, Pending: size - 5, Merged: 1, Failed: 4}, b.view(id).Counts)
	require.Equal(t, 1, b.count(`
SELECT count(*) FROM import_rows
WHERE n = 3 AND facts::jsonb -> 'fields' ->> 'display_name' = 'Last' AND facts::jsonb -> 'fields' -> 'add_tags' = '["early", "late"]'`))
	require.Equal(t, 3, b.count(`SELECT merged_into FROM import_rows WHERE n = 3002`))
	require.Equal(t, size-5, b.count(`SELECT count(DISTINCT key) FROM import_rows WHERE status = 'pending'`))
	require.Equal(t, 200, b.count(`SELECT max(n) FROM (SELECT count(*) AS n FROM import_rows WHERE page IS NOT NULL GROUP BY page) AS pages`))
	require.Equal(t, (size-5+199)/200, b.count(`SELECT count(DISTINCT page) FROM import_rows`))
}

// TestStagingFindsOutLate has a file with more rows than are allowed. That is
// found when some are staged already: none of them may wait for ever.
func TestStagingFindsOutLate(t *testing.T) {
	t.Parallel()
	b := newBench(t, tabular.Limits{Rows: 2500})
	id := b.keep("phone\n"+strings.Repeat("+60177000001\n+60177000002\n", 2000), imports.Import{})
	for range 2 {
		staged, err := b.stage(id)
		require.NoError(t, err)
		require.Equal(t, activities.StagedImport{Failed: true}, staged)
	}
	v := b.view(id)
	require.Equal(t, contact.ImportIsFailed, v.Status)
	require.Contains(t, *v.Error, "2,500 rows")
	require.NotNil(t, v.FinishedAt)
	require.Zero(t, b.count(`SELECT count(*) FROM import_chunks`))
	require.Equal(t, imports.ImportCounts{Total: 2000, Cancelled: 2000}, v.Counts, "nobody decides them, nor what was merged into them")
}

// TestStagingOfWhatIsCancelled cancels imports that nobody has started, before
// and while their file is read.
func TestStagingOfWhatIsCancelled(t *testing.T) {
	t.Parallel()
	b := newBench(t, tabular.Limits{})
	cancel := func(id uuid.UUID) bool {
		cancelled, err := b.Imports.CancelUnstarted(t.Context(), id)
		require.NoError(t, err)
		return cancelled
	}
	id := b.keep("phone\n+60177000001\n", imports.Import{})
	require.True(t, cancel(id))
	require.False(t, cancel(id), "once")
	staged, err := b.stage(id)
	require.NoError(t, err)
	require.Equal(t, activities.StagedImport{Cancelled: true}, staged)
	require.NoError(t, b.Imports.ImportStarted(t.Context(), id))
	v := b.view(id)
	require.Equal(t, v.FinishedAt, v.StartedAt, "it has not started after its end")

	late := b.keep("phone\n+60177000001\n", imports.Import{})
	require.True(t, cancel(late))
	row := imports.StagedRow{N: 2, Cells: []string{"+60177000001"}, Status: "failed"}
	require.ErrorIs(t, b.Imports.StageRows(t.Context(), late, 0, []imports.StagedRow{row}, nil), imports.ErrCancelled)
	for _, status := range []contact.ImportStatus{"failed", "running", "awaiting_confirmation", "completed"} {
		require.NoError(t, b.Imports.SetImportStatus(t.Context(), late, status, "the file holds nothing"))
	}
	v = b.view(late)
	require.Equal(t, contact.ImportIsCancelled, v.Status, "a step that was under way does not bring it back")
	require.Nil(t, v.Error)
	require.Zero(t, b.count(`SELECT count(*) FROM import_rows`))
	require.Zero(t, b.count(`SELECT count(*) FROM import_chunks`))

	begun := b.keep("phone\n+60177000001\n", imports.Import{})
	_, err = b.stage(begun)
	require.NoError(t, err)
	require.False(t, cancel(begun), "its workflow runs, though nobody noted it")
	started := b.keep("phone\n+60177000001\n", imports.Import{})
	require.NoError(t, b.Imports.ImportStarted(t.Context(), started))
	require.False(t, cancel(started))
}

// TestRecordingAPageTwice records what is recorded already.
func TestRecordingAPageTwice(t *testing.T) {
	t.Parallel()
	b := newBench(t, tabular.Limits{})
	woken := 0
	b.Wake = func() { woken++ }
	id := b.keep("phone,name\n+60177000001,A\n+60177000002,B\n+60177000001,C\nx,D\n", imports.Import{})
	_, err := b.stage(id)
	require.NoError(t, err)
	for range 3 {
		_, err := b.env.ExecuteActivity(b.RecordPage, activities.ImportPage{Import: id})
		require.NoError(t, err)
	}
	require.Equal(t, 1, woken, "what is new is worth a look")
	require.Equal(t, 2, b.count(`SELECT count(*) FROM events WHERE source = 'import' AND decision IS NULL`))
	require.Equal(t, 2, b.count(`SELECT count(*) FROM queue WHERE priority = 1`), "behind live messages")
	_, err = b.env.ExecuteActivity(b.CancelRows, id)
	require.NoError(t, err)
	require.Equal(t, imports.ImportCounts{Total: 4, Pending: 2, Merged: 1, Failed: 1}, b.view(id).Counts, "what is recorded is decided")
}

// TestNoticesGoToPublicAddresses has a receiver on this machine.
func TestNoticesGoToPublicAddresses(t *testing.T) {
	t.Parallel()
	var called atomic.Int32
	private := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called.Add(1) }))
	t.Cleanup(private.Close)
	_, port, _ := strings.Cut(strings.TrimPrefix(private.URL, "http://"), ":")
	b := newBench(t, tabular.Limits{})
	for _, host := range []string{"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0", "[::]", "127.1.2.3"} {
		id := b.keep("phone\n+60177000001\n", imports.Import{CallbackURL: "http://" + host + ":" + port + "/"})
		_, err := b.env.ExecuteActivity(b.NotifyImport, id)
		var refused *temporal.ApplicationError
		require.ErrorAs(t, err, &refused, host)
		require.True(t, refused.NonRetryable(), "%s: %s", host, refused)
		require.Contains(t, refused.Message(), "not public", host)
	}
	require.Zero(t, called.Load())
	_, err := b.env.ExecuteActivity(b.NotifyImport, b.keep("phone\n+60177000001\n", imports.Import{}))
	require.NoError(t, err, "nobody wants to be told")
}

// TestUndoWaitsForTheDatabase breaks what an undo reads. That says nothing of
// the contact: it must not be left as if it were gone.
func TestUndoWaitsForTheDatabase(t *testing.T) {
	t.Parallel()
	b := newBench(t, tabular.Limits{})
	id := b.keep("phone,name\n+60177000001,A\n", imports.Import{})
	_, err := b.stage(id)
	require.NoError(t, err)
	_, err = b.env.ExecuteActivity(b.RecordPage, activities.ImportPage{Import: id})
	require.NoError(t, err)
	b.decide("60177000001")
	require.EqualValues(t, 1, b.view(id).Counts.Created)

	b.exec(`ALTER TABLE tags RENAME TO tags_away`)
	_, err = b.env.ExecuteActivity(b.UndoBatch, id)
	require.Zero(t, b.count(`SELECT count(*) FROM import_rows WHERE undone IS NOT NULL`))
	require.Error(t, err)
	b.exec(`ALTER TABLE tags_away RENAME TO tags`)

	decided := make(chan struct{})
	go func() { // as the contact's workflow does
		defer close(decided)
		for b.count(`SELECT count(*) FROM queue`) == 0 {
			time.Sleep(10 * time.Millisecond)
		}
		b.decide("60177000001")
	}()
	value, err := b.env.ExecuteActivity(b.UndoBatch, id)
	require.NoError(t, err)
	<-decided
	var more bool
	require.NoError(t, value.Get(&more))
	require.False(t, more)
	require.Equal(t, 1, b.count(`SELECT count(*) FROM import_rows WHERE undone = 'removed'`))
	require.Zero(t, b.count(`SELECT count(*) FROM contacts WHERE NOT hidden`))
}

// decide does what the workflow of a key does.
func (b bench) decide(key string) { b.decideOn("shop", key) }

func (b bench) decideOn(channel, key string) {
	ctx := context.Background()
	for {
		next, err := b.Ledger.Lookup(ctx, channel, key)
		require.NoError(b.t, err)
		if next.EventID == uuid.Nil {
			return
		}
		task := ledger.Task{ChannelID: channel, Key: key, EventID: next.EventID, Keys: next.Keys}
		if next.Step == "create" {
			_, err = b.Ledger.CreateContact(ctx, task)
			require.NoError(b.t, err)
		}
		_, err = b.Ledger.Decide(ctx, task, ledger.MaxRun)
		require.NoError(b.t, err)
	}
}
