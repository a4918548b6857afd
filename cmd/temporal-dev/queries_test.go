package main

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/log"
	"go.temporal.io/server/common/metrics"
	"go.temporal.io/server/common/namespace"
	"go.temporal.io/server/common/persistence/serialization"
	persistencesql "go.temporal.io/server/common/persistence/sql"
	"go.temporal.io/server/common/persistence/sql/sqlplugin"
	"go.temporal.io/server/common/persistence/sql/sqlplugin/sqlite"
	"go.temporal.io/server/common/persistence/visibility/manager"
	visibilitysql "go.temporal.io/server/common/persistence/visibility/store/sql"
	"go.temporal.io/server/common/resolver"
	"go.temporal.io/server/common/searchattribute"
)

// How many workflows the list has. One in a thousand contacts is running, one in
// a thousand failed, and few workflows are anything else.
const (
	contacts = 100_000
	imports  = 40
	pages    = 200 // five of each import
	batches  = 7   // of the server itself, which nobody sees who does not ask
)

// TestQueries asks what operators, the web UI, the documents and the benchmark
// ask. Each must be answered rightly, and by its index. What is answered by
// default_idx looks at one workflow after the other, the latest first, until a
// page is full: at worst at all, which takes parts of a second at this number.
func TestQueries(t *testing.T) {
	t.Parallel()
	list := newList(t)
	channel, source, importID := list.column("Channel"), list.column("EventSource"), list.column("ImportId")
	contactOf := func(i int) string { return fmt.Sprintf("contact/main/6%010d", i) }

	for _, q := range []struct {
		name, query string
		count       int
		index       string
	}{
		{"everything", ``, contacts + imports + pages, "default_idx"},
		{"by workflow id", `WorkflowId = "` + contactOf(77) + `"`, 1, "by_workflow_id"},
		{"by the beginning of the id", `WorkflowId STARTS_WITH "import/7/"`, 5, "default_idx"},
		{"by several ids", `WorkflowId IN ("` + contactOf(5) + `", "` + contactOf(6) + `")`, 2, "default_idx"},
		{"by type", `WorkflowType = "Import"`, imports, "by_workflow_type"},
		{"contacts that are running", `WorkflowType = "Contact" AND ExecutionStatus = "Running"`, contacts / 1000, "by_status"},
		{"running", `ExecutionStatus = "Running"`, contacts / 1000, "by_status"},
		{"failed", `ExecutionStatus = "Failed"`, contacts / 1000, "by_status"},
		{"failed or timed out", `ExecutionStatus IN ("Failed", "TimedOut", "Terminated")`, contacts / 1000, "default_idx"},
		{"started lately", `StartTime >= "2026-03-01T23:00:00Z"`, 3600 + imports + pages, "default_idx"},
		{"ended within an hour", `CloseTime BETWEEN "2026-03-01T05:00:00Z" AND "2026-03-01T05:59:59.5Z"`, 3596, "default_idx"},
		{"a channel", `Channel = "c7"`, contacts / 100, "slim_" + channel},
		{"a channel's running contacts", `Channel = "c0" AND ExecutionStatus = "Running"`, contacts / 1000, ""},
		{"as the benchmark does", `WorkflowType = 'Contact' AND Channel = 'c7' AND ExecutionStatus = 'Completed'`, contacts / 100, ""},
		{"a source", `EventSource = "api"`, contacts / 50, "slim_" + source},
		{"an import", `ImportId = "7"`, 6, "slim_" + importID},
		{"pages of an import", `ParentWorkflowId = "import/7"`, 5, "slim_parent_workflow_id"},
		{"children, as the UI asks", `ParentWorkflowId = "import/7" AND ParentRunId = "import-7"`, 5, "slim_parent_workflow_id"},
		{"workflows without a parent", "`ParentWorkflowId` is null", contacts + imports, "default_idx"},
		{"the tree of an import", `RootWorkflowId = "import/7"`, 6, "default_idx"},
		{"a task queue", `TaskQueue = "contacts-import"`, imports + pages, "default_idx"},
		{"took long", `ExecutionDuration > "1h"`, imports, "default_idx"},
		{"changed by a patch", `TemporalChangeVersion = "wait-1"`, 3, ""},
		{"of a batch", `TemporalNamespaceDivision = "TemporalBatcher"`, batches, "slim_TemporalNamespaceDivision"},
		{"a schedule's", `TemporalScheduledById = "nightly"`, 0, "default_idx"},
		{"with a problem, as the UI asks", `ExecutionStatus = "Running" AND TemporalReportedProblems IN ("category=WorkflowTaskFailed")`, 0, ""},
	} {
		t.Run(q.name, func(t *testing.T) {
			count, statement := list.count(t, q.query)
			require.EqualValues(t, q.count, count, statement)
			ids, statement, plan := list.list(t, q.query)
			require.Len(t, ids, min(q.count, pageSize), statement)
			require.Equal(t, list.withoutIndexes(t, statement), ids, "the same workflows in the same order")
			if q.index != "" {
				require.Contains(t, plan, "INDEX "+q.index+" ", statement)
			}
			t.Log(plan)
		})
	}
	t.Run("counted by status, as the UI does", func(t *testing.T) {
		count, _ := list.count(t, `GROUP BY ExecutionStatus`)
		require.EqualValues(t, contacts+imports+pages, count)
	})
}

const pageSize = 100

// list is the list of workflows, asked as the server asks it.
type list struct {
	db        *sql.DB
	store     *visibilitysql.VisibilityStore
	recorder  *recorder
	aliases   map[string]string // of search attributes, to columns
	namespace string
}

func newList(t *testing.T) *list {
	t.Helper()
	keyword := enums.INDEXED_VALUE_TYPE_KEYWORD
	data, err := openDatabase(options{
		file:       filepath.Join(t.TempDir(), "temporal.db"),
		pragmas:    map[string]string{"journal_mode": "wal", "synchronous": "normal"},
		namespaces: []string{"default"},
		attributes: map[string]enums.IndexedValueType{"Channel": keyword, "EventSource": keyword, "ImportId": keyword},
	})
	require.NoError(t, err)
	t.Cleanup(data.close)
	l := &list{db: data.db, recorder: &recorder{}, aliases: map[string]string{}}
	l.readNamespace(t)
	l.fill(t)

	name := "recording-" + strings.ReplaceAll(t.Name(), "/", "-")
	persistencesql.RegisterPlugin(name, l.recorder)
	cfg := *data.config
	cfg.PluginName = name
	l.store, err = visibilitysql.NewSQLVisibilityStore(cfg, resolver.NewNoopResolver(), searchattribute.NewTestProvider(),
		searchattribute.NewTestMapperProvider(l), nil, func() bool { return true }, log.NewNoopLogger(),
		metrics.NoopMetricsHandler, serialization.NewSerializer())
	require.NoError(t, err)
	t.Cleanup(l.store.Close)
	return l
}

func (l *list) readNamespace(t *testing.T) {
	t.Helper()
	var id []byte
	require.NoError(t, l.db.QueryRowContext(t.Context(), "SELECT id FROM namespaces WHERE name = 'default'").Scan(&id))
	l.namespace = fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
	tx, err := l.db.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	defer func() { require.NoError(t, tx.Rollback()) }()
	l.aliases, err = attributeAliases(tx)
	require.NoError(t, err)
}

func (l *list) column(alias string) string {
	for column, a := range l.aliases {
		if a == alias {
			return column
		}
	}
	return ""
}

// GetAlias and GetFieldName make it a mapper of search attributes.
func (l *list) GetAlias(column, _ string) (string, error) { return l.aliases[column], nil }

func (l *list) GetFieldName(alias, _ string) (string, error) {
	if column := l.column(alias); column != "" {
		return column, nil
	}
	return alias, nil
}

// fill writes the workflows: contacts one a second from the first of March on,
// and on the second of March everything else.
func (l *list) fill(t *testing.T) {
	t.Helper()
	numbers := func(n int) string {
		return fmt.Sprintf("WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %d) ", n-1)
	}
	at := func(day string, plus string) string {
		return "strftime('%Y-%m-%d %H:%M:%S+00:00', '" + day + "', " + plus + ")"
	}
	insert := "INSERT INTO executions_visibility (namespace_id, run_id, start_time, execution_time, workflow_id, workflow_type_name, status, close_time, execution_duration, encoding, task_queue, search_attributes, parent_workflow_id, parent_run_id, root_workflow_id) "
	for _, statement := range []string{
		insert + numbers(contacts) + `SELECT ?, 'contact-' || i, ` + at("2026-03-01", "'+' || (i % 86400) || ' seconds'") + `, ` + at("2026-03-01", "'+' || (i % 86400) || ' seconds'") + `,
			'contact/main/6' || printf('%010d', i), 'Contact', CASE i % 1000 WHEN 0 THEN 1 WHEN 1 THEN 3 ELSE 2 END,
			CASE i % 1000 WHEN 0 THEN NULL ELSE ` + at("2026-03-01", "'+' || (i % 86400) || ' seconds'") + ` END, 5000000, '', 'contacts',
			json_patch(json_object('` + l.column("Channel") + `', 'c' || (i % 100), '` + l.column("EventSource") + `', CASE i % 50 WHEN 3 THEN 'api' ELSE 'whatsapp' END),
				CASE WHEN i IN (10, 20, 30) THEN json_object('TemporalChangeVersion', 'wait-1') ELSE '{}' END), NULL, NULL, 'contact/main/6' || printf('%010d', i) FROM n`,
		insert + numbers(imports) + `SELECT ?, 'import-' || i, ` + at("2026-03-02", "'+' || i || ' seconds'") + `, ` + at("2026-03-02", "'+' || i || ' seconds'") + `,
			'import/' || i, 'Import', 2, ` + at("2026-03-02", "'+' || (i + 7200) || ' seconds'") + `, 7200000000000, '', 'contacts-import',
			json_object('` + l.column("ImportId") + `', CAST(i AS TEXT)), NULL, NULL, 'import/' || i FROM n`,
		insert + numbers(pages) + `SELECT ?, 'page-' || i, ` + at("2026-03-02", "'+' || i || ' seconds'") + `, ` + at("2026-03-02", "'+' || i || ' seconds'") + `,
			'import/' || (i / 5) || '/page/' || (i % 5), 'ImportPage', 2, ` + at("2026-03-02", "'+' || (i + 60) || ' seconds'") + `, 60000000000, '', 'contacts-import',
			json_object('` + l.column("ImportId") + `', CAST(i / 5 AS TEXT)), 'import/' || (i / 5), 'import-' || (i / 5), 'import/' || (i / 5) FROM n`,
		insert + numbers(batches) + `SELECT ?, 'batch-' || i, '2026-03-02 00:00:00+00:00', '2026-03-02 00:00:00+00:00', 'batch-' || i, 'temporal-sys-batch-workflow', 2,
			'2026-03-02 00:00:09+00:00', 9000000000, '', 'batch', json_object('TemporalNamespaceDivision', 'TemporalBatcher'), NULL, NULL, 'batch-' || i FROM n`,
	} {
		exec(t, l.db, statement, l.namespace)
	}
}

func (l *list) list(t *testing.T, query string) (ids []string, statement, plan string) {
	t.Helper()
	got, err := l.store.ListWorkflowExecutions(t.Context(), &manager.ListWorkflowExecutionsRequestV2{
		NamespaceID: namespace.ID(l.namespace), Namespace: "default", PageSize: pageSize, Query: query,
	})
	require.NoError(t, err)
	for _, w := range got.Executions {
		ids = append(ids, w.RunID)
	}
	return ids, l.recorder.statement, l.plan(t)
}

func (l *list) count(t *testing.T, query string) (int64, string) {
	t.Helper()
	got, err := l.store.CountWorkflowExecutions(t.Context(), &manager.CountWorkflowExecutionsRequest{
		NamespaceID: namespace.ID(l.namespace), Namespace: "default", Query: query,
	})
	require.NoError(t, err)
	return got.Count, l.recorder.statement
}

func (l *list) plan(t *testing.T) string {
	t.Helper()
	rows, err := l.db.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+l.recorder.statement, l.recorder.args...)
	require.NoError(t, err)
	defer func() { require.NoError(t, rows.Close()) }()
	var plan []string
	for rows.Next() {
		var id, parent, unused int
		var detail string
		require.NoError(t, rows.Scan(&id, &parent, &unused, &detail))
		plan = append(plan, detail+" ")
	}
	require.NoError(t, rows.Err())
	return strings.Join(plan, "; ")
}

var selected = regexp.MustCompile(`(?s)^SELECT .*? FROM executions_visibility`)

// withoutIndexes answers the latest statement by looking at every workflow.
func (l *list) withoutIndexes(t *testing.T, statement string) (ids []string) {
	t.Helper()
	require.Regexp(t, selected, statement)
	rows, err := l.db.QueryContext(t.Context(), selected.ReplaceAllString(statement, "SELECT run_id FROM executions_visibility NOT INDEXED"), l.recorder.args...)
	require.NoError(t, err)
	defer func() { require.NoError(t, rows.Close()) }()
	for rows.Next() {
		var id string
		require.NoError(t, rows.Scan(&id))
		ids = append(ids, id)
	}
	require.NoError(t, rows.Err())
	return ids
}

// recorder is the server's SQLite plug-in and remembers what it was asked last.
type recorder struct {
	statement string
	args      []any
}

func (r *recorder) GetVisibilityQueryConverter() sqlplugin.VisibilityQueryConverter { return nil }

func (r *recorder) CreateDB(kind sqlplugin.DbKind, cfg *config.SQL, res resolver.ServiceResolver, l log.Logger, m metrics.Handler) (sqlplugin.GenericDB, error) {
	plain := *cfg
	plain.PluginName = sqlite.PluginName
	db, err := persistencesql.NewSQLDB(kind, &plain, res, l, m)
	if err != nil {
		return nil, err
	}
	return recording{DB: db, recorder: r}, nil
}

type recording struct {
	sqlplugin.DB
	recorder *recorder
}

func (r recording) note(f sqlplugin.VisibilitySelectFilter) {
	r.recorder.statement, r.recorder.args = f.Query, f.QueryArgs
}

func (r recording) SelectFromVisibility(ctx context.Context, f sqlplugin.VisibilitySelectFilter) ([]sqlplugin.VisibilityRow, error) {
	r.note(f)
	return r.DB.SelectFromVisibility(ctx, f)
}

func (r recording) CountFromVisibility(ctx context.Context, f sqlplugin.VisibilitySelectFilter) (int64, error) {
	r.note(f)
	return r.DB.CountFromVisibility(ctx, f)
}
