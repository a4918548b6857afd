package store_test

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/storetest"
)

// TestAProgramOnAnotherSchema has databases that earlier and later programs have
// migrated.
func TestAProgramOnAnotherSchema(t *testing.T) {
	t.Parallel()
	known := func(t *testing.T) int64 {
		t.Helper()
		schema, err := store.ReadSchema(t.Context(), storetest.URL(t))
		require.NoError(t, err)
		require.Equal(t, schema.Program, schema.Version)
		require.NoError(t, schema.Serves())
		return schema.Program
	}(t)
	for name, test := range map[string]struct {
		version, oldest int64
		says            string
	}{
		"one that is newer, and serves earlier programs":   {known + 3, known - 1, ""},
		"one that is newer, and serves this program":       {known + 3, known, ""},
		"one that is newer, and does not serve it":         {known + 3, known + 1, "install a newer version"},
		"one that is the same, whatever it says":           {known, known + 1, ""},
		"one that is older, although it serves later ones": {known - 1, 1, "run `contacts migrate` first"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := storetest.Setup(t)
			f.Exec(`UPDATE schema_compat SET oldest_program = $1`, test.oldest)
			f.Exec(`DELETE FROM goose_db_version WHERE version_id > $1`, test.version)
			if test.version > known {
				f.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES ($1, true)`, test.version)
			}
			schema, err := store.ReadSchema(t.Context(), f.URL)
			require.NoError(t, err)
			require.Equal(t, known, schema.Program)
			require.Equal(t, test.version > known, schema.Newer())
			if test.says == "" {
				require.NoError(t, schema.Serves())
				return
			}
			require.ErrorContains(t, schema.Serves(), test.says)
		})
	}
}

// before20 is a database that lacks migration 20, which locks imports, and those
// behind it.
func before20(t *testing.T) storetest.Fixture {
	t.Helper()
	return migratedTo(t, 19)
}

// migratedTo is a database that lacks the migrations behind one.
func migratedTo(t *testing.T, version int64) storetest.Fixture {
	t.Helper()
	url := devtest.DatabaseURL(t, devtest.Schema{})
	db, err := sql.Open("pgx", url)
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	earlier, err := goose.NewProvider(goose.DialectPostgres, db, store.Migrations())
	require.NoError(t, err)
	_, err = earlier.UpTo(t.Context(), version)
	require.NoError(t, err)
	pool, err := pgxpool.New(t.Context(), url)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	return storetest.Fixture{T: t, Pool: pool, URL: url}
}

// TestAMigrationWaitsForALock has a transaction hold a table that a migration locks.
func TestAMigrationWaitsForALock(t *testing.T) {
	t.Parallel()
	hold := func(t *testing.T, f storetest.Fixture) (release func()) {
		t.Helper()
		tx, err := f.Pool.Begin(t.Context())
		require.NoError(t, err)
		t.Cleanup(func() { _ = tx.Rollback(context.Background()) })
		_, err = tx.Exec(t.Context(), `LOCK TABLE imports IN ROW EXCLUSIVE MODE`)
		require.NoError(t, err)
		return func() { require.NoError(t, tx.Rollback(t.Context())) }
	}

	t.Run("it says what to do when it cannot get it", func(t *testing.T) {
		t.Parallel()
		f := before20(t)
		hold(t, f)
		ran, err := store.MigrateWithin(t.Context(), f.URL, time.Millisecond)
		require.Zero(t, ran)
		require.ErrorContains(t, err, "00020_counts.sql needs a lock that others have held")
		require.ErrorContains(t, err, "run `contacts migrate` again")
		require.ErrorContains(t, err, "pg_stat_activity")
		require.False(t, storetest.Read[bool](f, `SELECT to_regclass('schema_compat') IS NOT NULL`), "nothing of it is done")
	})

	t.Run("it tries again, and lets others go on meanwhile", func(t *testing.T) {
		t.Parallel()
		f := before20(t)
		release := hold(t, f)
		migrated := make(chan error, 1)
		go func() {
			_, err := store.MigrateWithin(context.Background(), f.URL, time.Minute)
			migrated <- err
		}()
		waiting := func() bool {
			return storetest.Read[bool](f, `SELECT EXISTS (SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database
WHERE d.datname = current_database() AND NOT granted AND relation = 'imports'::regclass)`)
		}
		for range 2 { // it waits, gives way, and waits again
			require.Eventually(t, waiting, time.Minute, 5*time.Millisecond)
			f.Exec(`UPDATE imports SET error = error`) // which waits behind it
		}
		select {
		case err := <-migrated:
			require.FailNow(t, "it has ended while the lock was held", "%v", err)
		default:
		}
		release()
		require.NoError(t, <-migrated)
		require.True(t, storetest.Read[bool](f, `SELECT to_regclass('schema_compat') IS NOT NULL`))
	})
}

// TestTheFirstProgramThatAsks names the migration since which programs ask which of
// them may run.
func TestTheFirstProgramThatAsks(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	oldest := storetest.Read[int64](f, `SELECT oldest_program FROM schema_compat`)
	schema, err := store.ReadSchema(t.Context(), f.URL)
	require.NoError(t, err)
	require.LessOrEqual(t, oldest, schema.Program)
	require.GreaterOrEqual(t, oldest, int64(20))
}
