package ledger_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/storetest"
)

func TestADecisionThatTakesTooLongIsToldApart(t *testing.T) {
	t.Parallel()
	ada := contacttest.Number("60123456789")
	for name, settings := range map[string]string{
		"when the server ends a statement":         "",
		"when the client ends it, and nobody else": storetest.Unlimited,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := storetest.Setup(t)
			f.Slowly()
			f.Happen(contacttest.Text("first", 1, ada))
			f.Record(contacttest.Text("slow", 2, ada), contacttest.Text("behind", 3, ada))
			f.Store = f.Open(settings, storetest.Shortly())
			_, task := f.Next(ada.WaID)
			_, err := f.Ledger.Decide(t.Context(), task, ledger.MaxRun)
			require.ErrorIs(t, err, ledger.ErrTooLong)
			require.True(t, store.Unavailable(err), "and it is tried again")
			_, err = f.Ledger.Decide(t.Context(), task, 1)
			require.ErrorIs(t, err, ledger.ErrTooLong)
			_, err = f.Ledger.Quarantine(t.Context(), task, contact.Failed, "")
			require.NoError(t, err)
			require.Equal(t, []contact.DecisionKind{contact.Attached}, decisionsOf(f.Decide(contacttest.Shop, ada.WaID)), "what waited behind it is decided")
		})
	}
	t.Run("also when it creates", func(t *testing.T) {
		t.Parallel()
		f := storetest.Setup(t)
		f.Exec(`CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(3600); RETURN NEW; END $$`)
		f.Exec(`CREATE TRIGGER slowly BEFORE INSERT ON contacts FOR EACH ROW EXECUTE FUNCTION slowly()`)
		f.Record(contacttest.Text("first", 1, ada))
		f.Store = f.Open("", storetest.Shortly())
		_, task := f.Next(ada.WaID)
		_, err := f.Ledger.CreateContact(t.Context(), task)
		require.ErrorIs(t, err, ledger.ErrTooLong)
	})
}

// TestWhatSaysNothingAgainstADecision are errors of decisions that only wait.
func TestWhatSaysNothingAgainstADecision(t *testing.T) {
	t.Parallel()
	ada := contacttest.Number("60123456789")
	wait := func(t *testing.T, f storetest.Fixture, sql string, args ...any) (release func()) {
		t.Helper()
		conn, err := pgx.Connect(t.Context(), f.URL)
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
			f := storetest.Setup(t)
			f.Happen(contacttest.Text("first", 1, ada))
			f.Record(contacttest.Text("second", 2, ada))
			f.Store = f.Open("", storetest.Shortly())
			release := wait(t, f, lock)
			_, task := f.Next(ada.WaID)
			_, err := f.Ledger.Decide(t.Context(), task, 1)
			require.ErrorContains(t, err, "55P03")
			require.NotErrorIs(t, err, ledger.ErrTooLong)
			require.True(t, store.Unavailable(err))
			release()
			require.Equal(t, []contact.DecisionKind{contact.Attached}, decisionsOf(f.Decide(contacttest.Shop, ada.WaID)))
		})
	}
	t.Run("a caller who does not wait as long", func(t *testing.T) {
		t.Parallel()
		f := storetest.Setup(t)
		f.Slowly()
		f.Happen(contacttest.Text("first", 1, ada))
		f.Record(contacttest.Text("slow", 2, ada))
		_, task := f.Next(ada.WaID)
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		_, err := f.Ledger.Decide(ctx, task, 1)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.NotErrorIs(t, err, ledger.ErrTooLong)
		ctx, stop := context.WithCancel(t.Context())
		time.AfterFunc(100*time.Millisecond, stop)
		_, err = f.Ledger.Decide(ctx, task, 1)
		require.ErrorIs(t, err, context.Canceled)
		require.NotErrorIs(t, err, ledger.ErrTooLong)
	})
	t.Run("too few connections", func(t *testing.T) {
		t.Parallel()
		f := storetest.Setup(t)
		f.Record(contacttest.Text("first", 1, ada))
		_, task := f.Next(ada.WaID)
		f.Store = f.Open("", storetest.Shortly())
		for range storetest.Conns(f.DB)["decisions"].Config().MaxConns {
			held, err := storetest.Conns(f.DB)["decisions"].Acquire(t.Context())
			require.NoError(t, err)
			defer held.Release()
		}
		_, err := f.Ledger.Decide(t.Context(), task, 1)
		require.True(t, store.Unavailable(err), "%v", err)
	})
}

// TestATransactionThatStandsStill has a process stop in the middle of a decision,
// with the lock of a key. The server ends it, and the key is free.
func TestATransactionThatStandsStill(t *testing.T) {
	t.Parallel()
	ada := contacttest.Number("60123456789")
	f := storetest.Setup(t)
	f.Happen(contacttest.Text("first", 1, ada))
	f.Record(contacttest.Text("second", 2, ada))
	frozen := f.Open("", storetest.Shortly())
	conn, err := storetest.Conns(frozen.DB)["decisions"].Acquire(t.Context())
	require.NoError(t, err)
	t.Cleanup(conn.Release)
	for _, sql := range []string{`BEGIN`, `SELECT pg_advisory_xact_lock(hashtextextended('shop/60123456789', 0))`} {
		_, err = conn.Exec(t.Context(), sql)
		require.NoError(t, err)
	}
	_, task := f.Next(ada.WaID)
	require.Eventually(t, func() bool {
		_, err = f.Ledger.Decide(t.Context(), task, 1)
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
