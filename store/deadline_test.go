package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/storetest"
)

// TestEveryStatementHasADeadline sends what never ends, in every way that there
// is, over every pool, without a deadline of its own.
func TestEveryStatementHasADeadline(t *testing.T) {
	t.Parallel()
	const forever = `SELECT pg_sleep(3600)`
	f := storetest.Setup(t)
	f.Exec(`CREATE TABLE slow (n integer)`)
	f.Exec(`CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(3600); RETURN NEW; END $$`)
	f.Exec(`CREATE TRIGGER slow BEFORE INSERT ON slow FOR EACH ROW EXECUTE FUNCTION slow()`)
	for name, send := range map[string]func(context.Context, *pgxpool.Pool) error{
		"a statement": func(ctx context.Context, p *pgxpool.Pool) error {
			_, err := p.Exec(ctx, forever)
			return err
		},
		"a row": func(ctx context.Context, p *pgxpool.Pool) error {
			var nothing any
			return p.QueryRow(ctx, forever).Scan(&nothing)
		},
		"rows that come one by one": func(ctx context.Context, p *pgxpool.Pool) error {
			rows, err := p.Query(ctx, `SELECT n, repeat('x', 10000), pg_sleep(0.02) FROM generate_series(1, 100000) AS n`)
			if err != nil {
				return err
			}
			read := 0
			for rows.Next() {
				read++
			}
			require.NotZero(t, read, "it has begun")
			return rows.Err()
		},
		"a batch": func(ctx context.Context, p *pgxpool.Pool) error {
			b := &pgx.Batch{}
			b.Queue(`SELECT 1`)
			b.Queue(forever)
			return p.SendBatch(ctx, b).Close()
		},
		"a statement of a transaction": func(ctx context.Context, p *pgxpool.Pool) error {
			return pgx.BeginFunc(ctx, p, func(tx pgx.Tx) error {
				_, err := tx.Exec(ctx, forever)
				return err
			})
		},
		"a copy": func(ctx context.Context, p *pgxpool.Pool) error {
			_, err := p.CopyFrom(ctx, pgx.Identifier{"slow"}, []string{"n"}, pgx.CopyFromRows([][]any{{1}}))
			return err
		},
		"a connection": func(ctx context.Context, p *pgxpool.Pool) error {
			for range p.Config().MaxConns {
				held, err := p.Acquire(ctx)
				require.NoError(t, err)
				defer held.Release()
			}
			_, err := p.Acquire(ctx)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for purpose, pool := range storetest.Conns(f.In(t).Open(storetest.Unlimited, storetest.Shortly()).DB) {
				if name != "a statement" && purpose != "intake" {
					continue // all have the same guard
				}
				var backend int
				require.NoError(t, pool.QueryRow(t.Context(), `SELECT pg_backend_pid()`).Scan(&backend), purpose)
				done := make(chan error, 1)
				go func() { done <- send(context.Background(), pool) }()
				select {
				case err := <-done:
					require.ErrorIs(t, err, context.DeadlineExceeded, purpose)
					require.True(t, store.Unavailable(err), purpose)
				case <-time.After(time.Minute):
					require.FailNow(t, "it has no deadline", purpose)
				}
				if name == "a connection" {
					continue
				}
				// What it was sent over is closed, and the server is told to end it.
				require.Eventually(t, func() bool {
					return storetest.Read[int](f.In(t), `SELECT count(*) FROM pg_stat_activity WHERE pid = $1`, backend) == 0
				}, time.Minute, 50*time.Millisecond, purpose)
				var other int
				require.NoError(t, pool.QueryRow(t.Context(), `SELECT pg_backend_pid()`).Scan(&other), purpose)
				require.NotEqual(t, backend, other, purpose)
			}
		})
	}
	t.Run("and a caller's own, if it is earlier", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		_, err := f.In(t).Open("", store.Options{}).DB.Other.Exec(ctx, forever)
		require.ErrorIs(t, err, context.DeadlineExceeded)
	})
}

func TestTheServerHasLimitsByPool(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	setting := func(t *testing.T, s *storetest.Store, purpose, name string) (value string) {
		t.Helper()
		require.NoError(t, storetest.Conns(s.DB)[purpose].QueryRow(t.Context(), `SELECT current_setting($1)`, name).Scan(&value))
		return value
	}
	t.Run("of its own", func(t *testing.T) {
		t.Parallel()
		s := f.In(t).Open("", store.Options{})
		for purpose, want := range map[string][]string{
			"intake":    {"4500ms", "4s", "5s"},
			"decisions": {"22500ms", "1500ms", "5s"},
			"lists":     {"7200ms", "3s", "8s"},
			"other":     {"9min", "10s", "30s"},
		} {
			for i, name := range []string{"statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"} {
				require.Equal(t, want[i], setting(t, s, purpose, name), "%s of %s", name, purpose)
			}
			require.Equal(t, "contacts "+purpose, setting(t, s, purpose, "application_name"))
		}
	})
	for name, settings := range map[string]string{
		"by its URL":              "&statement_timeout=7min&application_name=shop",
		"by options in its URL":   "&options=-c%20statement_timeout%3D7min%20-c%20application_name%3Dshop",
		"by its URL, and no more": "&statement_timeout=7min&application_name=shop&jit=on",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := f.In(t).Open(settings, store.Options{})
			for purpose := range storetest.Conns(s.DB) {
				require.Equal(t, "7min", setting(t, s, purpose, "statement_timeout"))
				require.Equal(t, "shop", setting(t, s, purpose, "application_name"))
				require.NotEqual(t, "0", setting(t, s, purpose, "lock_timeout"), "what it does not say stays")
			}
		})
	}
}
