package e2e

import (
	"context"
	"net/url"
	"os"
	"os/exec"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/config"
	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/store"
)

// TestComposeHasNoDefaultSecret reads docker-compose.yml: each secret must be given,
// and who does not is told what it is. One that not everybody needs is empty then,
// which turns off what it is for.
func TestComposeHasNoDefaultSecret(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../../docker-compose.yml")
	require.NoError(t, err)
	found := map[string]bool{}
	for _, variable := range regexp.MustCompile(`\$\{([A-Z_]+)([^}]*)\}`).FindAllStringSubmatch(string(b), -1) {
		if name, rest := variable[1], variable[2]; regexp.MustCompile(`PASSWORD|SECRET|TOKEN|PWD|KEY`).MatchString(name) {
			require.Regexp(t, `^:\?set it to .{20,}|^:-$`, rest, name)
			found[name] = true
		}
	}
	for _, name := range []string{"POSTGRES_PASSWORD", "DATABASE_PASSWORD", "TEMPORAL_DATABASE_PASSWORD", "WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN", "API_TOKEN"} {
		require.True(t, found[name], name)
	}
	// A secret is a variable or a reference to one, never written out.
	for _, line := range regexp.MustCompile(`(?m)^.*(?:PASSWORD|PWD|SECRET|TOKEN): .*$`).FindAllString(string(b), -1) {
		require.Regexp(t, `: (\$\{|\*)`, line)
	}
	require.Contains(t, string(b), "postgres://contacts@postgresql:5432/contacts")
	require.NotRegexp(t, `POSTGRES_USER: (contacts|postgres)|trust`, string(b), "nobody serves as the superuser")
}

// TestComposeNamesEverySetting has whoever adds a setting decide whether those need it who
// serve with compose.
func TestComposeNamesEverySetting(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../../docker-compose.yml")
	require.NoError(t, err)
	right := []string{ // as they are, for one machine
		"DECIDE_AHEAD", "DISPATCH_LEASE", "DISPATCH_SLOTS", "FACEBOOK_GRAPH_URL", "IMPORT_MAX_BYTES", "IMPORT_MAX_ROWS",
		"IMPORT_MAX_UNZIPPED_BYTES", "MAX_REQUESTS", "METRICS_ADDR", "TOKEN_REQUESTS_PER_MINUTE", "WEB", "WORKER_HTTP_ADDR",
	}
	for f := range reflect.TypeFor[config.Config]().Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("env"), ",")
		if name == "" {
			continue
		}
		require.Equal(t, !slices.Contains(right, name), regexp.MustCompile(`(?m)^ +`+name+`: `).Match(b), name)
	}
}

// TestComposeRolesAreNoSuperusers runs what compose runs when PostgreSQL starts for
// the first time, and then migrates as the program does.
func TestComposeRolesAreNoSuperusers(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	_, err := exec.LookPath("psql")
	require.NoError(t, err, "psql is part of PostgreSQL's client programs: install those")
	boss := composeCluster(t, devtest.OwnPostgres(t, devtest.Schema{}).URL())
	password, _ := boss.User.Password()
	run := func(env ...string) (string, error) {
		cmd := exec.Command("sh", "../../scripts/postgres-roles.sh")
		cmd.Env = append(slices.Clone(env), "PATH="+os.Getenv("PATH"), "PGHOST="+boss.Hostname(), "PGPORT="+boss.Port(), "PGPASSWORD="+password, "POSTGRES_USER=boss")
		out, err := cmd.CombinedOutput()
		return string(out), err
	}

	out, err := run("DATABASE_PASSWORD=one")
	require.Error(t, err, "a password is missing")
	require.Contains(t, out, "TEMPORAL_DATABASE_PASSWORD")
	out, err = run(`DATABASE_PASSWORD=on'e"; --`, "TEMPORAL_DATABASE_PASSWORD=two")
	require.NoError(t, err, out)

	as := func(role, password, database string) string {
		u := *boss
		u.User, u.Path = url.UserPassword(role, password), "/"+database
		return u.String()
	}
	for _, role := range []struct{ name, password, own, foreign string }{
		{"contacts", `on'e"; --`, "contacts", "temporal"}, {"temporal", "two", "temporal_visibility", "contacts"},
	} {
		conn, err := pgx.Connect(ctx, as(role.name, role.password, role.own))
		require.NoError(t, err)
		var may []bool
		require.NoError(t, conn.QueryRow(ctx, `
SELECT ARRAY[rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls] FROM pg_roles WHERE rolname = current_user`).Scan(&may))
		require.Equal(t, make([]bool, 5), may, role.name)
		for _, forbidden := range []string{`CREATE DATABASE more`, `CREATE ROLE more`, `COPY (SELECT 1) TO PROGRAM 'true'`, `SELECT pg_read_file('/etc/passwd')`, `SELECT * FROM pg_authid`} {
			_, err := conn.Exec(ctx, forbidden)
			require.ErrorContains(t, err, "SQLSTATE 42501", forbidden) // no privilege
		}
		_, err = pgx.Connect(ctx, as(role.name, role.password, role.foreign))
		require.ErrorContains(t, err, "permission denied for database")
		require.NoError(t, conn.Close(ctx))
	}
	ran, err := store.Migrate(ctx, as("contacts", `on'e"; --`, "contacts"))
	require.NoError(t, err, "the program's role may migrate")
	require.NotZero(t, ran)
	conn, err := pgx.Connect(ctx, as("temporal", "two", "temporal_visibility"))
	require.NoError(t, err)
	_, err = conn.Exec(ctx, `CREATE EXTENSION btree_gin`)
	require.NoError(t, err, "and Temporal's may, too")
	require.NoError(t, conn.Close(ctx))
}

// composeCluster makes the cluster of a test like one that the image has just made:
// a superuser, whose URL it returns, and nothing called contacts.
func composeCluster(t *testing.T, address string) *url.URL {
	t.Helper()
	ctx := context.Background()
	former, err := url.Parse(address)
	require.NoError(t, err)
	boss := *former
	boss.User, boss.Path = url.UserPassword("boss", "master"), "/postgres"
	former.Path = "/postgres"
	for _, step := range []struct{ at, sql string }{
		{former.String(), `SET password_encryption = 'scram-sha-256'; CREATE ROLE boss SUPERUSER LOGIN PASSWORD 'master'`},
		{boss.String(), `DROP DATABASE contacts`},
		{boss.String(), `ALTER ROLE contacts RENAME TO former`},
	} {
		conn, err := pgx.Connect(ctx, step.at)
		require.NoError(t, err)
		_, err = conn.Exec(ctx, step.sql)
		require.NoError(t, err, step.sql)
		require.NoError(t, conn.Close(ctx))
	}
	return &boss
}
