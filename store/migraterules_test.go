package store_test

import (
	"cmp"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/store"
)

// ruledFrom is the first migration that the rules below hold for.
const ruledFrom = "00018"

// smallTables hold a few rows that hardly anybody writes: whatever is done to them
// takes a moment.
var smallTables = []string{
	"access_tokens", "attributes", "channels", "forms", "installation", "probes", "schema_compat", "tags", "triggers",
}

// What a broken rule says.
const (
	indexRule = "%s: an index on %s is made CONCURRENTLY, or nobody writes to the table meanwhile. Give it a file of its own, " +
		"with these lines: `-- +goose NO TRANSACTION`, `-- +goose Up`, `DROP INDEX CONCURRENTLY IF EXISTS %s;` (what a try that failed " +
		"has left), `CREATE INDEX CONCURRENTLY %s ON %s …;`, and below `-- +goose Down` `DROP INDEX CONCURRENTLY %s;`"
	bareRule = "%s: begin it with the line `-- +goose NO TRANSACTION`: no index is made CONCURRENTLY in a transaction. It holds indexes " +
		"alone then, since what comes before a statement that fails stays"
	againRule = "%s: write `DROP INDEX CONCURRENTLY IF EXISTS %s;` before it is made: a try that failed leaves an index behind that " +
		"is there and not used"
	aloneRule = "%s: a file with NO TRANSACTION holds DROP INDEX CONCURRENTLY and CREATE INDEX CONCURRENTLY alone, since what comes " +
		"before a statement that fails stays. Put this into a file of its own: %s"
	lockRule = "%s: write `SET LOCAL lock_timeout = '3s';` before this, which locks %s: whoever wants the table waits behind it, until it " +
		"has its lock. `contacts migrate` tries again: %s"
	uniqueRule = "%s: a key on %s is an index: make it CONCURRENTLY in a file of its own, before this one, and " +
		"`ADD CONSTRAINT … UNIQUE USING INDEX …` here"
	oldestRule = "%s: programs that are older may still use what this takes away. Say which migration a program must know to work without it: " +
		"`UPDATE schema_compat SET oldest_program = …;` (with its own number if none can): %s"
)

var (
	comments    = regexp.MustCompile(`--[^\n]*`)
	bodies      = regexp.MustCompile(`(?s)\$\$.*?\$\$`)
	spaces      = regexp.MustCompile(`\s+`)
	createTable = regexp.MustCompile(`(?i)^CREATE (?:UNLOGGED |TEMP |TEMPORARY )*TABLE (?:IF NOT EXISTS )?([a-z_."]+)`)
	createIndex = regexp.MustCompile(`(?i)^CREATE (?:UNIQUE )?INDEX (CONCURRENTLY )?(?:IF NOT EXISTS )?([a-z0-9_"]+ )?ON (?:ONLY )?([a-z_."]+)`)
	dropIndex   = regexp.MustCompile(`(?i)^DROP INDEX (CONCURRENTLY )?(?:IF EXISTS )?([a-z0-9_", ]+)`)
	takesLock   = regexp.MustCompile(`(?i)^(?:ALTER TABLE (?:IF EXISTS )?(?:ONLY )?|LOCK (?:TABLE )?|TRUNCATE (?:TABLE )?|DROP TABLE (?:IF EXISTS )?)([a-z_."]+(?:, ?[a-z_."]+)*)`)
	onTable     = regexp.MustCompile(`(?i)^CREATE (?:OR REPLACE )?(?:CONSTRAINT )?TRIGGER .*? ON ([a-z_."]+)`)
	references  = regexp.MustCompile(`(?i)\bREFERENCES ([a-z_."]+)`)
	addsKey     = regexp.MustCompile(`(?i)\bADD (?:CONSTRAINT [a-z0-9_"]+ )?(?:PRIMARY KEY|UNIQUE) ?\(`)
	takesAway   = regexp.MustCompile(`(?i)^DROP (TABLE|FUNCTION|SEQUENCE)|^ALTER .*\b(RENAME|DROP COLUMN|DROP (?:IF EXISTS )?[a-z_]+$)|\bSET NOT NULL\b|\bALTER COLUMN [a-z_]+ (?:SET DATA )?TYPE\b`)
	dropsNoCol  = regexp.MustCompile(`(?i)\bDROP (CONSTRAINT|DEFAULT|NOT NULL|EXPRESSION|IDENTITY)`)
	saysOldest  = regexp.MustCompile(`(?i)\bschema_compat\b`)
	setsTimeout = regexp.MustCompile(`(?i)^SET LOCAL lock_timeout`)
)

// brokenRules tells what a migration must not do to a database that is in use.
func brokenRules(name, text string) (broken []string) {
	up, _, _ := strings.Cut(text, "-- +goose Down")
	bare := strings.Contains(up, "+goose NO TRANSACTION")
	up = bodies.ReplaceAllString(comments.ReplaceAllString(up, ""), "''")
	m := migration{name: name, bare: bare, own: slices.Clone(smallTables)}
	for statement := range strings.SplitSeq(up, ";") {
		if statement = strings.TrimSpace(spaces.ReplaceAllString(statement, " ")); statement != "" {
			m.statements = append(m.statements, statement)
		}
	}
	for _, statement := range m.statements {
		if found := createTable.FindStringSubmatch(statement); found != nil {
			m.own = append(m.own, found[1]) // nobody uses it yet
		}
	}
	for _, statement := range m.statements {
		m.judge(statement)
	}
	return m.broken
}

// migration is a file of which the rules are asked.
type migration struct {
	name       string
	bare       bool // without a transaction
	own        []string
	statements []string
	dropped    []string // indexes
	timeout    bool
	broken     []string
}

func (m *migration) breaks(rule string, args ...any) {
	m.broken = append(m.broken, fmt.Sprintf(rule, append([]any{m.name}, args...)...))
}

// large returns those of some tables that are neither small nor the migration's own.
func (m *migration) large(tables ...string) (large []string) {
	for _, t := range tables {
		if t = strings.Trim(strings.TrimPrefix(strings.TrimSpace(t), "public."), `"`); t != "" && !slices.Contains(m.own, t) {
			large = append(large, t)
		}
	}
	return large
}

func (m *migration) judge(statement string) {
	if setsTimeout.MatchString(statement) {
		m.timeout = true
	}
	if made := createIndex.FindStringSubmatch(statement); made != nil {
		m.judgeIndex(made)
		return
	}
	if gone := dropIndex.FindStringSubmatch(statement); gone != nil && gone[1] != "" {
		m.dropped = append(m.dropped, strings.TrimSpace(gone[2]))
		return
	}
	if m.bare && !strings.HasPrefix(strings.ToUpper(statement), "ANALYZE ") { // which may be done twice
		m.breaks(aloneRule, short(statement))
	}
	if m.bare {
		return
	}
	if locked := m.locked(statement); len(locked) > 0 && !m.timeout {
		m.breaks(lockRule, strings.Join(locked, ", "), short(statement))
	}
	if altered := takesLock.FindStringSubmatch(statement); altered != nil && addsKey.MatchString(statement) {
		if large := m.large(altered[1]); len(large) > 0 {
			m.breaks(uniqueRule, large[0])
		}
	}
	if takesAway.MatchString(dropsNoCol.ReplaceAllString(statement, "")) && !m.says(saysOldest) && m.name >= "00021" {
		m.breaks(oldestRule, short(statement))
	}
}

func (m *migration) judgeIndex(made []string) {
	large := m.large(made[3])
	name := strings.Trim(strings.TrimSpace(made[2]), `"`)
	switch {
	case len(large) == 0 && !m.bare:
	case made[1] == "":
		m.breaks(indexRule, made[3], cmp.Or(name, "name"), cmp.Or(name, "name"), made[3], cmp.Or(name, "name"))
	case !m.bare:
		m.breaks(bareRule)
	case !slices.Contains(m.dropped, name):
		m.breaks(againRule, cmp.Or(name, "name"))
	}
}

// locked are the tables in use that a statement keeps others from.
func (m *migration) locked(statement string) (tables []string) {
	for _, form := range []*regexp.Regexp{takesLock, onTable} {
		if found := form.FindStringSubmatch(statement); found != nil {
			tables = append(tables, m.large(strings.Split(found[1], ",")...)...)
		}
	}
	for _, found := range references.FindAllStringSubmatch(statement, -1) {
		tables = append(tables, m.large(found[1])...)
	}
	if dropIndex.MatchString(statement) || strings.HasPrefix(strings.ToUpper(statement), "ALTER INDEX") {
		tables = append(tables, "the table of an index")
	}
	return tables
}

func (m *migration) says(words *regexp.Regexp) bool {
	return slices.ContainsFunc(m.statements, words.MatchString)
}

func short(statement string) string {
	if len(statement) > 80 {
		return statement[:80] + "…"
	}
	return statement
}

// TestMigrationsKeepNobodyWaiting asks every new migration whether it can run while
// the program is in use.
func TestMigrationsKeepNobodyWaiting(t *testing.T) {
	t.Parallel()
	files, err := fs.Glob(store.Migrations(), "*.sql")
	require.NoError(t, err)
	for _, name := range files {
		text, err := fs.ReadFile(store.Migrations(), name)
		require.NoError(t, err)
		if name >= ruledFrom {
			require.Empty(t, strings.Join(brokenRules(name, string(text)), "\n"))
		}
	}
	text, err := fs.ReadFile(store.Migrations(), "00013_erasures.sql")
	require.NoError(t, err)
	require.NotEmpty(t, brokenRules("00013_erasures.sql", string(text)), "the rules find what an old one did")
}

// TestRulesOfMigrations has what new migrations may and may not do.
func TestRulesOfMigrations(t *testing.T) {
	t.Parallel()
	const timeout = "SET LOCAL lock_timeout = '3s';\n"
	for name, test := range map[string]struct{ up, says string }{
		"an index on a large table":       {"CREATE INDEX a ON contacts (b);", "CREATE INDEX CONCURRENTLY a ON contacts"},
		"a unique index on a large table": {"create unique index a\n    on events (b)", "CONCURRENTLY"},
		"an index without a name":         {"CREATE INDEX ON messages (b)", "CONCURRENTLY"},
		"in a transaction":                {"DROP INDEX CONCURRENTLY IF EXISTS a; CREATE INDEX CONCURRENTLY a ON contacts (b);", "+goose NO TRANSACTION"},
		"concurrently":                    {"-- +goose NO TRANSACTION\nDROP INDEX CONCURRENTLY IF EXISTS a;\nCREATE INDEX CONCURRENTLY a ON contacts (b);", ""},
		"concurrently, but once":          {"-- +goose NO TRANSACTION\nCREATE INDEX CONCURRENTLY a ON contacts (b);", "DROP INDEX CONCURRENTLY IF EXISTS a;"},
		"something besides":               {"-- +goose NO TRANSACTION\nDROP INDEX CONCURRENTLY IF EXISTS a;\nCREATE INDEX CONCURRENTLY a ON contacts (b); UPDATE contacts SET b = 1", "file of its own"},
		"an index on a small table":       {"CREATE INDEX a ON forms (b);", ""},
		"an index on a new table":         {"CREATE TABLE new (b text); CREATE INDEX a ON new (b);", ""},

		"a column":                        {"ALTER TABLE contacts ADD COLUMN b text;", "SET LOCAL lock_timeout"},
		"a column, with a limit":          {timeout + "ALTER TABLE contacts ADD COLUMN b text;", ""},
		"a column, with a late limit":     {"ALTER TABLE contacts ADD COLUMN b text;" + timeout, "SET LOCAL lock_timeout"},
		"a column, with a limit in words": {"-- SET LOCAL lock_timeout = '3s';\nALTER TABLE contacts ADD COLUMN b text;", "SET LOCAL lock_timeout"},
		"a column of a small table":       {"ALTER TABLE access_tokens ADD COLUMN b text;", ""},
		"a column of only a large table":  {"ALTER TABLE IF EXISTS ONLY public.contacts ADD COLUMN b text;", "contacts"},
		"a new table that refers to one":  {"CREATE TABLE new (b uuid REFERENCES contacts);", "locks contacts"},
		"one that refers to a small one":  {"CREATE TABLE new (b text REFERENCES channels, c text REFERENCES new);", ""},
		"a trigger":                       {"CREATE TRIGGER a BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION f();", "locks events"},
		"an index that goes":              {"DROP INDEX a;", "lock_timeout"},
		"a lock":                          {"LOCK TABLE queue IN SHARE MODE;", "locks queue"},
		"a key":                           {timeout + "ALTER TABLE contacts ADD CONSTRAINT a UNIQUE (b);", "UNIQUE USING INDEX"},
		"a key from an index":             {timeout + "ALTER TABLE contacts ADD CONSTRAINT a UNIQUE USING INDEX a;", ""},
		"what a function does":            {"-- +goose StatementBegin\nCREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN LOCK TABLE queue; END $$;\n-- +goose StatementEnd", ""},
		"what the way down does":          {"SELECT;\n-- +goose Down\nALTER TABLE contacts DROP COLUMN b;", ""},

		"a column that goes":            {timeout + "ALTER TABLE contacts DROP COLUMN b;", "oldest_program"},
		"a column with another name":    {timeout + "ALTER TABLE contacts RENAME COLUMN b TO c;", "oldest_program"},
		"a column that must be there":   {"ALTER TABLE forms ALTER COLUMN b SET NOT NULL;", "oldest_program"},
		"a table that goes":             {"DROP TABLE forms;", "oldest_program"},
		"a column that goes, in words":  {timeout + "ALTER TABLE contacts DROP COLUMN b; UPDATE schema_compat SET oldest_program = 21;", ""},
		"a constraint that goes":        {timeout + "ALTER TABLE contacts DROP CONSTRAINT b;", ""},
		"a default that goes":           {"ALTER TABLE forms ALTER COLUMN b DROP DEFAULT;", ""},
		"a column that need not be any": {"ALTER TABLE forms ALTER COLUMN b DROP NOT NULL;", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			broken := brokenRules("00099_a.sql", "-- +goose Up\n"+test.up)
			if test.says == "" {
				require.Empty(t, broken)
				return
			}
			require.Len(t, broken, 1)
			require.Contains(t, broken[0], test.says)
			require.Contains(t, broken[0], "00099_a.sql", "it says where")
		})
	}
}
