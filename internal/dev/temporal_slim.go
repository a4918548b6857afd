package dev

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"syscall"

	"go.temporal.io/api/workflowservice/v1"
)

// The CLI's server writes every workflow into more than forty indexes of its
// list, nearly all over columns that nobody fills. Without them it is half as
// fast again. There is no setting for that: the statements travel with a pragma,
// which the server's driver runs as it is. So this is done for one version only,
// in which it was tried; others serve as they come.

// slimmableServer is the server in the temporal CLI v1.5.1.
const slimmableServer = "1.29.1"

// unusedIndexes are those of system columns that neither operators nor the web
// UI ask for. A query by one of the columns works all the same, by looking at
// every workflow.
var unusedIndexes = []string{
	"by_execution_time", "by_history_length", "by_history_size_bytes", "by_execution_duration",
	"by_state_transition_count", "by_task_queue", "by_parent_run_id", "by_root_workflow_id", "by_root_run_id",
	"by_batcher_user", "by_temporal_scheduled_start_time", "by_temporal_scheduled_by_id",
	"by_temporal_schedule_paused", "by_temporal_pause_info", "by_temporal_worker_deployment_version",
	"by_temporal_workflow_versioning_behavior", "by_temporal_worker_deployment",
}

// attributeIndexes are those of search attributes that may be registered, and
// how many of each type.
var attributeIndexes = map[string]int{"Bool": 3, "Datetime": 3, "Double": 3, "Int": 3, "Keyword": 10}

// slimmed says whether there is nothing to slim.
func (t *Temporal) slimmed() bool {
	if t.kind != cliKind || t.opts.DBFile == "" || t.opts.AsItComes {
		return true
	}
	layout, there, err := readLayout(t.opts.DBFile)
	return err == nil && there && layout == slimLayout
}

// slimAndLaunch starts the server that c runs once more, now that its file has
// tables, and has the indexes dropped.
func (t *Temporal) slimAndLaunch(ctx context.Context, c *child) (*child, error) {
	columns, err := t.attributeColumns(ctx)
	c.end(syscall.SIGTERM)
	if err != nil {
		return nil, err
	}
	return t.launchWith(ctx, slimmingPragma(columns))
}

// attributeColumns are the columns of the registered search attributes. Which
// attribute has which is drawn by lot when the namespace is created.
func (t *Temporal) attributeColumns(ctx context.Context) ([]string, error) {
	conn, err := t.connect()
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close() }()
	described, err := workflowservice.NewWorkflowServiceClient(conn).DescribeNamespace(ctx,
		&workflowservice.DescribeNamespaceRequest{Namespace: t.opts.Namespace})
	if err != nil {
		return nil, fmt.Errorf("describe namespace %s: %w", t.opts.Namespace, err)
	}
	var columns []string
	for column := range described.GetConfig().GetCustomSearchAttributeAliases() {
		columns = append(columns, column)
	}
	return columns, nil
}

// slimmingPragma is the value of the pragma synchronous and what is to be done
// with it. The file's header then says that it is done, so that this happens once.
func slimmingPragma(columns []string) string {
	statements := []string{"normal"}
	for _, index := range unusedIndexes {
		statements = append(statements, "DROP INDEX IF EXISTS "+index)
	}
	for kind, count := range attributeIndexes {
		for n := 1; n <= count; n++ {
			if !slices.Contains(columns, fmt.Sprintf("%s%02d", kind, n)) {
				statements = append(statements, fmt.Sprintf("DROP INDEX IF EXISTS by_%s_%02d", strings.ToLower(kind), n))
			}
		}
	}
	statements = append(statements, fmt.Sprintf("PRAGMA user_version(%d)", slimLayout), "PRAGMA wal_checkpoint(TRUNCATE)")
	return strings.Join(statements, ";")
}
