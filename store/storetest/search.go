package storetest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
)

// Search looks for words in every column of every table and lists where it finds
// them, as table.column. It does not ask which columns may hold them.
func Search(t testing.TB, db *pgxpool.Pool, words ...string) (found []string) {
	t.Helper()
	for _, word := range words {
		require.False(t, len(word) < 8 && strings.Trim(strings.ToLower(word), "0123456789abcdef-") == "", "%q may stand in any id: look for another word", word)
	}
	rows, err := db.Query(t.Context(), `
SELECT c.table_name, c.column_name, c.data_type
FROM information_schema.columns c
JOIN information_schema.tables t USING (table_schema, table_name)
WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
ORDER BY c.table_name, c.ordinal_position`)
	require.NoError(t, err)
	var table, column, kind string
	var statements []string
	_, err = pgx.ForEachRow(rows, []any{&table, &column, &kind}, func() error {
		name := pgx.Identifier{column}.Sanitize()
		matches := fmt.Sprintf("strpos(lower(%s::text), lower(w)) > 0", name)
		if kind == "bytea" {
			matches = fmt.Sprintf("position(convert_to(w, 'UTF8') IN %s) > 0", name)
		}
		statements = append(statements, fmt.Sprintf("SELECT '%s.%s' WHERE EXISTS (SELECT FROM %s, unnest($1::text[]) AS w WHERE %s)",
			table, column, pgx.Identifier{table}.Sanitize(), matches))
		return nil
	})
	require.NoError(t, err)
	require.Greater(t, len(statements), 150, "every column of every table")
	rows, err = db.Query(t.Context(), strings.Join(statements, "\nUNION ALL\n"), words)
	require.NoError(t, err)
	found, err = pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return found
}
