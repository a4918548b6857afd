package store_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store/storetest"
)

// TestEveryColumnOfAContactIsAField compares the table with the registry: a column
// that nobody registers would stay when its person is deleted.
func TestEveryColumnOfAContactIsAField(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	var columns []string
	for _, field := range contact.AllFields() {
		columns = append(columns, field.Columns...)
	}
	rows, err := f.Pool.Query(t.Context(), `
SELECT column_name::text FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = 'contacts' AND is_generated = 'NEVER'`)
	require.NoError(t, err)
	stored, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.ElementsMatch(t, stored, columns, "register a new column in contact/registry.go")
}

// TestASearchLooksIntoItsFields compares the column that is searched, which a
// migration defines, with the registry.
func TestASearchLooksIntoItsFields(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	expression := storetest.Read[string](f, `
SELECT generation_expression FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = 'contacts' AND column_name = 'search'`)
	for _, field := range contact.AllFields() {
		words := strings.FieldsFunc(expression, func(r rune) bool { return r != '_' && (r < 'a' || r > 'z') })
		for _, column := range field.Columns {
			require.Equal(t, field.Searched && column == field.Columns[0], slices.Contains(words, column), "%s in contacts.search", column)
		}
	}
}

// TestAnErasureEmptiesEveryField fills every column of a contact, whatever is in
// it, and deletes the person.
func TestAnErasureEmptiesEveryField(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	ada := contact.Person{WaID: "60123456789", UserID: "MY.ada1", Username: "ada", ProfileName: "Ada"}
	id := f.Happen(contacttest.Text("hello", 1, ada))[0].ContactID
	filled := map[string]string{
		"text": "secret", "jsonb": `{"source_id": "secret"}`, "uuid": id.String(), "boolean": "true", "bigint": "7",
		"timestamp with time zone": "2026-10-01",
	}
	for _, field := range contact.AllFields() {
		for _, column := range field.Columns {
			if field.Outlives != "" {
				continue
			}
			kind := f.TypeOf(column)
			require.Contains(t, filled, kind, "what fills %s", column)
			f.Exec(`UPDATE contacts SET `+column+` = '`+filled[kind]+`' WHERE id = $1`, id)
		}
	}
	before := f.ColumnsOf(id.String())
	f.CommandRemoval(2, id, ada)
	after := f.ColumnsOf(id.String())

	for _, field := range contact.AllFields() {
		for _, column := range field.Columns {
			switch {
			case field.Outlives == "":
				require.NotContains(t, []any{nil, "", map[string]any{}}, before[column], "%s was filled", column)
				require.Contains(t, []any{nil, "", map[string]any{}}, after[column], "%s is empty", column)
			case column == "version":
				require.Greater(t, after[column], before[column])
			case column == "deleted_at":
				require.NotNil(t, after[column])
			default:
				require.Equal(t, before[column], after[column], "%s outlives: %s", column, field.Outlives)
			}
		}
	}
	require.Empty(t, strings.TrimSpace(after["search"].(string)))
}
