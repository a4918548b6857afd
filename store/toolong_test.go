package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/storetest"
)

// slowly has every message whose id begins with "slow" take an hour to be filed.
func (f fixture) slowly() {
	f.t.Helper()
	f.exec(`
CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.external_id LIKE 'slow%' THEN PERFORM pg_sleep(3600); END IF;
    RETURN NEW;
END $$`)
	f.exec(`CREATE TRIGGER slowly BEFORE INSERT ON messages FOR EACH ROW EXECUTE FUNCTION slowly()`)
}

func TestADecisionThatTakesTooLongIsToldApart(t *testing.T) {
	t.Parallel()
	ada := number("60123456789")
	for name, settings := range map[string]string{
		"when the server ends a statement":         "",
		"when the client ends it, and nobody else": unlimited,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := setup(t)
			f.slowly()
			f.happen(text("first", 1, ada))
			f.record(text("slow", 2, ada), text("behind", 3, ada))
			f.Store = f.open(settings, shortly())
			_, task := f.next(ada.WaID)
			_, err := f.Decide(t.Context(), task, ledger.MaxRun)
			require.ErrorIs(t, err, ledger.ErrTooLong)
			require.True(t, store.Unavailable(err), "and it is tried again")
			_, err = f.Decide(t.Context(), task, 1)
			require.ErrorIs(t, err, ledger.ErrTooLong)
			_, err = f.Quarantine(t.Context(), task, contact.Failed, "")
			require.NoError(t, err)
			require.Equal(t, []contact.DecisionKind{contact.Attached}, decisionsOf(f.decide(shop, ada.WaID)), "what waited behind it is decided")
		})
	}
	t.Run("also when it creates", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		f.exec(`CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(3600); RETURN NEW; END $$`)
		f.exec(`CREATE TRIGGER slowly BEFORE INSERT ON contacts FOR EACH ROW EXECUTE FUNCTION slowly()`)
		f.record(text("first", 1, ada))
		f.Store = f.open("", shortly())
		_, task := f.next(ada.WaID)
		_, err := f.CreateContact(t.Context(), task)
		require.ErrorIs(t, err, ledger.ErrTooLong)
	})
}

// TestWhatSaysNothingAgainstADecision are errors of decisions that only wait.
func TestWhatSaysNothingAgainstADecision(t *testing.T) {
	t.Parallel()
	ada := number("60123456789")
	wait := func(t *testing.T, f fixture, sql string, args ...any) (release func()) {
		t.Helper()
		conn, err := pgx.Connect(t.Context(), f.url)
		require.NoError(t, err)
		t.Cleanup(func() { _ = conn.Close(context.Background()) })
		_, err = conn.Exec(t.Context(), "BEGIN")
		require.NoError(t, err)
		_, err = conn.Exec(t.Context(), sql, args...)
		require.NoError(t, err)
		return func() { require.NoError(t, conn.Close(context.Background())) }
	}
	for name, lock := range map[string]string{
		"a lock of the key":   `SELECT pg_advisory_xact_lock(hashtextextended('shop/60123456789', 0))`,
		"a lock of the table": `LOCK TABLE messages IN EXCLUSIVE MODE`,
		"a lock of a row":     `SELECT FROM contacts FOR UPDATE`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := setup(t)
			f.happen(text("first", 1, ada))
			f.record(text("second", 2, ada))
			f.Store = f.open("", shortly())
			release := wait(t, f, lock)
			_, task := f.next(ada.WaID)
			_, err := f.Decide(t.Context(), task, 1)
			require.ErrorContains(t, err, "55P03")
			require.NotErrorIs(t, err, ledger.ErrTooLong)
			require.True(t, store.Unavailable(err))
			release()
			require.Equal(t, []contact.DecisionKind{contact.Attached}, decisionsOf(f.decide(shop, ada.WaID)))
		})
	}
	t.Run("a caller who does not wait as long", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		f.slowly()
		f.happen(text("first", 1, ada))
		f.record(text("slow", 2, ada))
		_, task := f.next(ada.WaID)
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		_, err := f.Decide(ctx, task, 1)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.NotErrorIs(t, err, ledger.ErrTooLong)
		ctx, stop := context.WithCancel(t.Context())
		time.AfterFunc(100*time.Millisecond, stop)
		_, err = f.Decide(ctx, task, 1)
		require.ErrorIs(t, err, context.Canceled)
		require.NotErrorIs(t, err, ledger.ErrTooLong)
	})
	t.Run("too few connections", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		f.record(text("first", 1, ada))
		_, task := f.next(ada.WaID)
		f.Store = f.open("", shortly())
		for range storetest.Conns(f.DB)["decisions"].Config().MaxConns {
			held, err := storetest.Conns(f.DB)["decisions"].Acquire(t.Context())
			require.NoError(t, err)
			defer held.Release()
		}
		_, err := f.Decide(t.Context(), task, 1)
		require.True(t, store.Unavailable(err), "%v", err)
	})
}

// TestATransactionThatStandsStill has a process stop in the middle of a decision,
// with the lock of a key. The server ends it, and the key is free.
func TestATransactionThatStandsStill(t *testing.T) {
	t.Parallel()
	ada := number("60123456789")
	f := setup(t)
	f.happen(text("first", 1, ada))
	f.record(text("second", 2, ada))
	frozen := f.open("", shortly())
	conn, err := storetest.Conns(frozen.DB)["decisions"].Acquire(t.Context())
	require.NoError(t, err)
	t.Cleanup(conn.Release)
	for _, sql := range []string{`BEGIN`, `SELECT pg_advisory_xact_lock(hashtextextended('shop/60123456789', 0))`} {
		_, err = conn.Exec(t.Context(), sql)
		require.NoError(t, err)
	}
	_, task := f.next(ada.WaID)
	require.Eventually(t, func() bool {
		_, err = f.Decide(t.Context(), task, 1)
		require.True(t, err == nil || store.Unavailable(err), "%v", err)
		return err == nil
	}, time.Minute, 20*time.Millisecond, "another process is not held up for long")
	_, err = conn.Exec(t.Context(), `SELECT 1`)
	require.Error(t, err)
	require.True(t, store.Unavailable(err), "whoever stood still tries again: %v", err)
}

func decisionsOf(decisions []contact.Decision) (all []contact.DecisionKind) {
	for _, o := range decisions {
		all = append(all, o.Kind)
	}
	return all
}
