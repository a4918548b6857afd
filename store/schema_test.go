package store_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/store/storetest"
)

// schemaHead says what schema.sql is.
const schemaHead = `-- The whole schema, as all migrations leave it, for reading. Tables, indexes and functions are in alphabetical order.
-- "make schema" writes this file, and a test compares it with the migrations. Why things are so is said in migrations/.
`

// schemaSQL writes the schema from PostgreSQL's catalogue: pg_dump writes another
// text in each of its versions. What goose and extensions bring is left out.
const schemaSQL = `
WITH ours AS (
    SELECT c.* FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE 'goose_%'
), columns AS (
    SELECT a.attrelid AS owner, 1 AS part, lpad(a.attnum::text, 5, '0') AS name, concat_ws(' ',
        a.attname, format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'NOT NULL' END,
        CASE WHEN a.attgenerated = 's' THEN 'GENERATED ALWAYS AS (' || pg_get_expr(d.adbin, d.adrelid) || ') STORED'
             WHEN a.attidentity = 'a' THEN 'GENERATED ALWAYS AS IDENTITY'
             ELSE 'DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) END) AS line
    FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attnum > 0 AND NOT a.attisdropped
), constraints AS (
    SELECT conrelid, 1 + strpos('pucfx', contype::text), conname::text, format('CONSTRAINT %I %s', conname, pg_get_constraintdef(oid))
    FROM pg_constraint
    WHERE contype IN ('p', 'u', 'c', 'f', 'x')
), lines AS (
    SELECT owner, string_agg('    ' || line, E',\n' ORDER BY part, name COLLATE "C") AS text
    FROM (SELECT * FROM columns UNION ALL SELECT * FROM constraints) AS l
    GROUP BY owner
), indexes AS (
    SELECT i.indrelid AS owner, string_agg(E'\n' || pg_get_indexdef(i.indexrelid) || ';', '' ORDER BY c.relname COLLATE "C") AS text
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
    GROUP BY i.indrelid
), statistics AS (
    SELECT stxrelid AS owner, string_agg(E'\n' || pg_get_statisticsobjdef(oid) || ';', '' ORDER BY stxname COLLATE "C") AS text
    FROM pg_statistic_ext
    GROUP BY stxrelid
), triggers AS (
    SELECT tgrelid AS owner, string_agg(E'\n' || pg_get_triggerdef(oid) || ';', '' ORDER BY tgname COLLATE "C") AS text
    FROM pg_trigger
    WHERE NOT tgisinternal
    GROUP BY tgrelid
), objects AS (
    SELECT 1 AS part, extname::text AS name, format('CREATE EXTENSION %I;', extname) AS text
    FROM pg_extension WHERE extname <> 'plpgsql'
    UNION ALL
    SELECT 2, relname, format('CREATE SEQUENCE %I;', relname)
    FROM ours
    WHERE relkind = 'S' AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = ours.oid AND deptype IN ('a', 'i'))
    UNION ALL
    SELECT 3, relname, format(E'CREATE %sTABLE %I (\n%s\n)%s;', CASE WHEN relpersistence = 'u' THEN 'UNLOGGED ' END, relname, lines.text,
        ' WITH (' || array_to_string(reloptions, ', ') || ')') || coalesce(indexes.text, '') || coalesce(statistics.text, '') || coalesce(triggers.text, '')
    FROM ours
    JOIN lines ON lines.owner = ours.oid
    LEFT JOIN indexes ON indexes.owner = ours.oid
    LEFT JOIN statistics ON statistics.owner = ours.oid
    LEFT JOIN triggers ON triggers.owner = ours.oid
    WHERE relkind = 'r'
    UNION ALL
    SELECT 4, oid::regprocedure::text, rtrim(pg_get_functiondef(oid), E'\n') || ';'
    FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
    UNION ALL
    SELECT 5, relname, format('%s %I – say in this query how it is written', relkind, relname)
    FROM ours
    WHERE relkind NOT IN ('S', 'r', 'i')
)
SELECT replace(string_agg(E'\n' || text || E'\n', '' ORDER BY part, name COLLATE "C"), 'public.', '') FROM objects`

// TestSchemaIsWrittenDown compares schema.sql with what the migrations make.
func TestSchemaIsWrittenDown(t *testing.T) {
	t.Parallel()
	schema := schemaHead + storetest.Read[string](storetest.Setup(t), schemaSQL)
	if os.Getenv("WRITE_SCHEMA") != "" {
		require.NoError(t, os.WriteFile("schema.sql", []byte(schema), 0o644))
	}
	kept, err := os.ReadFile("schema.sql")
	require.NoError(t, err, "run make schema")
	made, written := strings.Split(schema, "\n"), strings.Split(string(kept), "\n")
	for n := range max(len(made), len(written)) {
		line := func(of []string) string { return strings.Join(of[min(n, len(of)):min(n+1, len(of))], "") }
		require.Equal(t, line(made), line(written), "line %d of schema.sql: run make schema", n+1)
	}
}
