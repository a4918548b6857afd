package devtest_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/luluchat/contacts/internal/dev"
	"github.com/luluchat/contacts/internal/dev/devtest"
)

func TestMain(m *testing.M) { devtest.Main(m) }

// schema runs sql as its only migration, and counts how often.
func schema(sql string, runs *atomic.Int32) devtest.Schema {
	return devtest.Schema{
		Files: fstest.MapFS{"001.up.sql": {Data: []byte(sql)}},
		Migrate: func(ctx context.Context, url string) error {
			runs.Add(1)
			_, err := query(ctx, url, sql)
			return err
		},
	}
}

func query(ctx context.Context, url, sql string) (any, error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close(ctx) }()
	rows, err := conn.Query(ctx, sql)
	if err != nil {
		return nil, err
	}
	values, err := pgx.CollectRows(rows, pgx.RowTo[any])
	if err != nil || len(values) == 0 {
		return nil, err
	}
	return values[0], nil
}

func TestDatabases(t *testing.T) {
	t.Parallel()
	var runs atomic.Int32
	made := schema(`CREATE TABLE made AS SELECT '`+devtest.Unique(t)+`'::text AS by`, &runs)

	t.Run("one migration serves all tests, and each has its own database", func(t *testing.T) {
		var urls sync.Map
		var clones sync.WaitGroup
		began := time.Now()
		for range 8 {
			clones.Go(func() {
				url := devtest.DatabaseURL(t, made)
				_, twice := urls.LoadOrStore(url, true)
				if _, err := query(context.Background(), url, `DELETE FROM made`); twice || err != nil {
					t.Errorf("%s: given twice: %v, error: %v", url, twice, err)
				}
			})
		}
		clones.Wait()
		require.EqualValues(t, 1, runs.Load())
		t.Logf("8 databases at once after %s", time.Since(began))
	})
	t.Run("what a test does stays in its database, which is dropped", func(t *testing.T) {
		var url string
		t.Run("first", func(t *testing.T) {
			url = devtest.DatabaseURL(t, made)
			n, err := query(t.Context(), url, `SELECT count(*) FROM made`)
			require.NoError(t, err)
			require.EqualValues(t, 1, n)
			open, err := pgx.Connect(t.Context(), url) // a connection left open is no obstacle
			require.NoError(t, err)
			_ = open
		})
		_, err := query(t.Context(), url, `SELECT`)
		require.ErrorContains(t, err, "does not exist")
	})
	t.Run("a changed migration makes a new template", func(t *testing.T) {
		changed := schema(`CREATE TABLE changed AS SELECT '`+devtest.Unique(t)+`'::text AS by`, &runs)
		_, err := query(t.Context(), devtest.DatabaseURL(t, changed), `SELECT by FROM changed`)
		require.NoError(t, err)
		require.EqualValues(t, 2, runs.Load())
	})
}

func TestTemporalRunsAWorkflow(t *testing.T) {
	t.Parallel()
	c := devtest.TemporalClient(t)
	queue := devtest.TaskQueue(t)
	require.NotEqual(t, queue, devtest.TaskQueue(t))
	w := worker.New(c, queue, worker.Options{})
	w.RegisterWorkflowWithOptions(func(workflow.Context) (string, error) { return "hello", nil }, workflow.RegisterOptions{Name: "Hello"})
	require.NoError(t, w.Start())
	defer w.Stop()

	var attributes []temporal.SearchAttributeUpdate
	for name := range dev.SearchAttributes() {
		attributes = append(attributes, temporal.NewSearchAttributeKeyKeyword(name).ValueSet("x"))
	}
	run, err := c.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{
		ID: devtest.Unique(t), TaskQueue: queue,
		TypedSearchAttributes: temporal.NewSearchAttributes(attributes...),
	}, "Hello")
	require.NoError(t, err)
	var said string
	require.NoError(t, run.Get(t.Context(), &said))
	require.Equal(t, "hello", said)
}

func TestOwnPostgres(t *testing.T) {
	t.Parallel()
	var runs atomic.Int32
	pg := devtest.OwnPostgres(t, schema(`CREATE TABLE kept AS SELECT 42 AS n`, &runs), func(o *dev.PostgresOptions) { o.Fast = false })
	fsync, err := query(t.Context(), pg.URL(), `SHOW fsync`)
	require.NoError(t, err)
	require.Equal(t, "on", fsync)

	pg.Kill()
	require.NoError(t, pg.Start(t.Context()))
	n, err := query(t.Context(), pg.URL(), `SELECT n FROM kept`)
	require.NoError(t, err)
	require.EqualValues(t, 42, n)
}
