package store_test

import (
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/storetest"
)

// TestTagsOfOneWordBecomeOne has a tag in two compositions from before, on two
// contacts and on both, and another that is composed alone.
func TestTagsOfOneWordBecomeOne(t *testing.T) {
	t.Parallel()
	url := storetest.Restore(t, "testdata/schema_10.sql")
	db, err := pgxpool.New(t.Context(), url)
	require.NoError(t, err)
	defer db.Close()
	_, err = db.Exec(t.Context(), `
WITH t AS (INSERT INTO tags (name) VALUES (E'Cafe\u0301'), ('CAFÉ'), (E'Elan\u0301') RETURNING id, name),
     c AS (SELECT id, row_number() OVER (ORDER BY id) AS n FROM contacts LIMIT 3)
INSERT INTO contact_tags (contact_id, tag_id)
SELECT c.id, t.id FROM c, t WHERE c.n = 1 AND t.name LIKE 'Cafe%' OR c.n = 2 AND t.name = 'CAFÉ' OR c.n = 3`)
	require.NoError(t, err)
	_, err = store.Migrate(t.Context(), url)
	require.NoError(t, err)
	var names []string
	var tagged int
	require.NoError(t, db.QueryRow(t.Context(), `SELECT array_agg(name ORDER BY id) FROM tags WHERE name IN ('CAFÉ', 'Café', E'Cafe\u0301', 'Elań', E'Elan\u0301')`).Scan(&names))
	require.Equal(t, []string{"CAFÉ", "Elań"}, names)
	require.NoError(t, db.QueryRow(t.Context(), `SELECT count(*) FROM contact_tags ct JOIN tags t ON t.id = ct.tag_id WHERE t.name = 'CAFÉ'`).Scan(&tagged))
	require.Equal(t, 3, tagged)
}

// TestMigrateWhatAnEarlierVersionLeft migrates every database that is kept. That
// loses none of its rows, and doing it again does nothing. The e2e tests then
// work with it.
func TestMigrateWhatAnEarlierVersionLeft(t *testing.T) {
	t.Parallel()
	dumps, err := filepath.Glob("testdata/schema_*.sql")
	require.NoError(t, err)
	require.NotEmpty(t, dumps)
	for _, dump := range dumps {
		t.Run(filepath.Base(dump), func(t *testing.T) {
			t.Parallel()
			url := storetest.Restore(t, dump)
			schema, err := store.ReadSchema(t.Context(), url)
			require.NoError(t, err)
			db, err := pgxpool.New(t.Context(), url)
			require.NoError(t, err)
			defer db.Close()
			kept := func() (rows [3]int) {
				t.Helper()
				require.NoError(t, db.QueryRow(t.Context(), `
SELECT (SELECT count(*) FROM contacts), (SELECT count(*) FROM events), (SELECT count(*) FROM messages)`).Scan(&rows[0], &rows[1], &rows[2]))
				return rows
			}
			before := kept()
			require.NotContains(t, before, 0)
			for _, want := range []int{schema.Missing, 0} {
				ran, err := store.Migrate(t.Context(), url)
				require.NoError(t, err)
				require.Equal(t, want, ran)
				require.Equal(t, before, kept())
			}
			countsAll(t, url)
		})
	}
}

// countsAll requires that readers are shown of every import what its rows are.
func countsAll(t *testing.T, url string) {
	t.Helper()
	f := storetest.Fixture{Store: storetest.Open(t, url), T: t}
	all, err := f.Imports.List(t.Context(), "", nil, 100)
	require.NoError(t, err)
	require.NotEmpty(t, all)
	for _, shown := range all {
		require.Equal(t, f.Counts(shown.ID), shown.Counts, shown.Status)
	}
}

// TestFormsOfAnEarlierVersionGetASubmitKey, each one of its own, and so do those
// that a process of that version still makes.
func TestFormsOfAnEarlierVersionGetASubmitKey(t *testing.T) {
	t.Parallel()
	url := storetest.Restore(t, "testdata/schema_10.sql")
	db, err := pgxpool.New(t.Context(), url)
	require.NoError(t, err)
	defer db.Close()
	makeForm := func(id string) {
		t.Helper()
		_, err := db.Exec(t.Context(), `INSERT INTO forms (id, channel_id, name, secret) SELECT $1, id, $1, 'short' FROM channels LIMIT 1`, id)
		require.NoError(t, err)
	}
	makeForm("before")
	_, err = store.Migrate(t.Context(), url)
	require.NoError(t, err)
	makeForm("during")
	var forms, keys, short int
	require.NoError(t, db.QueryRow(t.Context(), `
SELECT count(*), count(DISTINCT submit_key), count(*) FILTER (WHERE submit_key !~ '^[0-9a-f]{64}$') FROM forms`).Scan(&forms, &keys, &short))
	require.Equal(t, []int{3, 3, 0}, []int{forms, keys, short})
}
