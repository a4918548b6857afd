package main

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

// The list of workflows (executions_visibility) comes with 58 indexes, each of
// which is written with every workflow, and with full-text search that is
// written whether there is text or not. That was most of what the server did.

// kept are the indexes of the schema that stay.
var kept = []string{"default_idx", "by_workflow_id", "by_workflow_type", "by_status"}

// sparse are columns that are mostly empty and asked for: by the web UI (children
// of a workflow) and by the server (what is not a workflow of ours).
var sparse = []string{"parent_workflow_id", "TemporalNamespaceDivision"}

// order is how workflows are listed, and the end of every index.
const order = "(COALESCE(close_time, '9999-12-31 23:59:59+00:00')) DESC, start_time DESC, run_id"

// slim leaves the indexes that are used and the full-text search of what has
// text; columns are those of registered search attributes. What it drops can be
// asked for all the same, and is found by looking at every workflow. It can be
// done again, and is at each start: an attribute that was added since gets its
// index then.
func slim(tx *sql.Tx, columns []string) error {
	wanted := map[string]string{}
	for _, column := range append(slices.Clone(sparse), columns...) {
		if isText(column) {
			continue
		}
		wanted["slim_"+column] = fmt.Sprintf("CREATE INDEX IF NOT EXISTS slim_%[1]s ON executions_visibility (namespace_id, %[1]s, %[2]s) WHERE %[1]s IS NOT NULL", column, order)
	}
	present, err := names(tx, "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'executions_visibility' AND sql IS NOT NULL")
	if err != nil {
		return err
	}
	var statements []string
	for _, name := range present {
		if _, ok := wanted[name]; !ok && !slices.Contains(kept, name) {
			statements = append(statements, "DROP INDEX "+name)
		}
	}
	for _, statement := range wanted {
		statements = append(statements, statement)
	}
	for _, trigger := range []string{"executions_visibility_ai", "executions_visibility_ad", "executions_visibility_au"} {
		statements = append(statements, "DROP TRIGGER IF EXISTS "+trigger)
	}
	for _, table := range []string{"executions_visibility_fts_text", "executions_visibility_fts_keyword_list"} {
		searched, err := names(tx, "SELECT name FROM pragma_table_info('"+table+"')")
		if err != nil {
			return err
		}
		statements = append(statements, triggers(table, searched)...)
	}
	for _, statement := range statements {
		if _, err := tx.Exec(statement); err != nil {
			return fmt.Errorf("slim the list of workflows: %s: %w", statement, err)
		}
	}
	return nil
}

// isText says whether a column is searched as text and so has no index.
func isText(column string) bool {
	return strings.HasPrefix(column, "Text") || strings.HasPrefix(column, "KeywordList")
}

// triggers keep one full-text table up to date. FTS5 must be told word for word
// what it is to forget, and only what it was told.
func triggers(table string, columns []string) []string {
	list := func(prefix string) string { return prefix + strings.Join(columns, ", "+prefix) }
	some := func(prefix string) string { return "COALESCE(" + list(prefix) + ") IS NOT NULL" }
	var changed []string
	for _, column := range columns {
		changed = append(changed, fmt.Sprintf("OLD.%[1]s IS NOT NEW.%[1]s", column))
	}
	add := fmt.Sprintf("INSERT INTO %s (rowid, %s) SELECT NEW.rowid, %s WHERE %s;", table, list(""), list("NEW."), some("NEW."))
	remove := fmt.Sprintf("INSERT INTO %[1]s (%[1]s, rowid, %[2]s) SELECT 'delete', OLD.rowid, %[3]s WHERE %[4]s;", table, list(""), list("OLD."), some("OLD."))
	create := func(suffix, event, when, body string) string {
		return fmt.Sprintf("CREATE TRIGGER IF NOT EXISTS slim_%s_%s AFTER %s ON executions_visibility WHEN %s BEGIN %s END", table, suffix, event, when, body)
	}
	return []string{
		create("ai", "INSERT", some("NEW."), add),
		create("ad", "DELETE", some("OLD."), remove),
		create("au", "UPDATE", strings.Join(changed, " OR "), remove+" "+add),
	}
}

func names(tx *sql.Tx, query string) ([]string, error) {
	rows, err := tx.Query(query)
	if err != nil {
		return nil, fmt.Errorf("read the schema: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var all []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, fmt.Errorf("read the schema: %w", err)
		}
		all = append(all, name)
	}
	return all, rows.Err()
}
