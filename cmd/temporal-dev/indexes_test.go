package main

import (
	"database/sql"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
)

func openOptions(file string, attributes map[string]enums.IndexedValueType) options {
	return options{file: file, pragmas: map[string]string{"journal_mode": "wal"}, namespaces: []string{"default"}, attributes: attributes}
}

func TestSlim(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "temporal.db")
	attributes := map[string]enums.IndexedValueType{"Channel": enums.INDEXED_VALUE_TYPE_KEYWORD, "Said": enums.INDEXED_VALUE_TYPE_TEXT}
	data, err := openDatabase(openOptions(file, attributes))
	require.NoError(t, err)
	count := func(query string) (n int) {
		require.NoError(t, data.db.QueryRowContext(t.Context(), query).Scan(&n))
		return n
	}
	const indexes = "SELECT count(*) FROM sqlite_master WHERE type = 'index' AND tbl_name = 'executions_visibility' AND sql IS NOT NULL"
	require.Equal(t, len(kept)+len(sparse)+1, count(indexes), "the text has none")

	write := func(statement string) { exec(t, data.db, statement) }
	const insert = `INSERT INTO executions_visibility (namespace_id, run_id, start_time, execution_time, workflow_id, workflow_type_name, status, encoding, search_attributes) VALUES `
	write(insert + `('n', 'silent', '', '', 'a', 'T', 1, '', '{"Keyword01": "x"}'), ('n', 'speaks', '', '', 'b', 'T', 1, '', '{"Text01": "green apples"}')`)
	found := func(word string) int {
		return count(`SELECT count(*) FROM executions_visibility WHERE rowid IN (SELECT rowid FROM executions_visibility_fts_text WHERE executions_visibility_fts_text = '` + word + `')`)
	}
	t.Run("only what has text is searched", func(t *testing.T) {
		require.Equal(t, 1, found("apples"))
		require.Equal(t, 1, count("SELECT count(*) FROM executions_visibility_fts_text_docsize"))
	})
	t.Run("text that comes, changes and goes is followed", func(t *testing.T) {
		write(`UPDATE executions_visibility SET search_attributes = '{"Text01": "apples, too"}' WHERE run_id = 'silent'`)
		require.Equal(t, 2, found("apples"))
		write(`UPDATE executions_visibility SET search_attributes = '{"Text01": "pears"}' WHERE run_id = 'speaks'`)
		require.Equal(t, 1, found("apples"))
		require.Equal(t, 1, found("pears"))
		write(`UPDATE executions_visibility SET search_attributes = NULL WHERE run_id = 'silent'`)
		require.Zero(t, found("apples"))
		write(`DELETE FROM executions_visibility`)
		require.Zero(t, found("pears"))
		require.Zero(t, count("SELECT count(*) FROM executions_visibility_fts_text_docsize"))
		write(`INSERT INTO executions_visibility_fts_text (executions_visibility_fts_text) VALUES ('integrity-check')`)
	})
	t.Run("it is done again at the next start", func(t *testing.T) {
		write("CREATE INDEX by_task_queue ON executions_visibility (task_queue)")
		data.close()
		data, err = openDatabase(openOptions(file, nil))
		require.NoError(t, err)
		require.Equal(t, len(kept)+len(sparse)+1, count(indexes))
	})
	data.close()
}

func TestFilesOfOthersAreRefused(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "temporal.db")
	other, err := sql.Open("sqlite", "file:"+file+"?_time_format=sqlite")
	require.NoError(t, err)
	exec(t, other, "CREATE TABLE executions (a INT)")
	require.NoError(t, other.Close())
	_, err = openDatabase(openOptions(file, nil))
	require.ErrorContains(t, err, file+" was written by another Temporal server")
}

func TestInMemory(t *testing.T) {
	t.Parallel()
	data, err := openDatabase(openOptions("", nil))
	require.NoError(t, err)
	defer data.close()
	var tables int
	require.NoError(t, data.db.QueryRowContext(t.Context(), "SELECT count(*) FROM sqlite_master").Scan(&tables))
	require.Greater(t, tables, 20)
}
