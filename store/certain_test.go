package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/storetest"
)

// lock locks a table in a session of its own until the returned function is
// called.
func (f fixture) lock(table string) (unlock func()) {
	f.t.Helper()
	session, err := pgx.Connect(f.t.Context(), f.url)
	require.NoError(f.t, err)
	f.t.Cleanup(func() { _ = session.Close(context.Background()) })
	_, err = session.Exec(f.t.Context(), `BEGIN; LOCK TABLE `+table+` IN ACCESS EXCLUSIVE MODE`)
	require.NoError(f.t, err)
	return func() {
		_, err := session.Exec(f.t.Context(), `COMMIT`)
		require.NoError(f.t, err)
	}
}

// quiet waits until no other session has a statement or a transaction under way.
func (f fixture) quiet() {
	f.t.Helper()
	require.Eventually(f.t, func() bool {
		return read[int64](f, `
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND state <> 'idle'`) == 0
	}, 20*time.Second, 10*time.Millisecond, "what was under way has ended")
}

// waits waits until somebody waits for a lock.
func (f fixture) waits() {
	f.t.Helper()
	require.Eventually(f.t, func() bool {
		return read[int64](f, `
SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database WHERE datname = current_database() AND NOT granted`) > 0
	}, 20*time.Second, 5*time.Millisecond)
}

// TestWhatIsGivenUpIsEnded has statements that wait for a table. Once their
// callers are told that nothing is recorded, nothing ever is.
func TestWhatIsGivenUpIsEnded(t *testing.T) {
	t.Parallel()
	for _, table := range []string{"events", "triggers", "idempotency_keys"} {
		t.Run(table, func(t *testing.T) {
			t.Parallel()
			f := setup(t)
			f.EndPatience = 20 * time.Second // the machine may be slow
			_, _, err := f.PutTrigger(t.Context(), intake.Trigger{ID: "till", ChannelID: shop})
			require.NoError(t, err)
			unlock := f.lock(table)
			ev := text("m1", 0, number("60115"))
			ev.Idempotency = &contact.Idempotency{Key: []byte("k"), Request: []byte("r")}
			within, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer cancel()
			_, err = f.Record(within, ledger.Batch{Events: []contact.Event{ev}, Trigger: "till"}, 0)
			require.True(t, store.Unavailable(err), "%v", err)
			require.NotErrorIs(t, err, store.ErrOutcomeUnknown, "the server has said that it ended the statement")
			require.Zero(t, read[int64](f, `
SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database WHERE datname = current_database() AND NOT granted`), "nothing waits any more")
			unlock()
			f.quiet()
			require.Zero(t, read[int64](f, `SELECT count(*) FROM events`))
			require.Zero(t, read[int64](f, `SELECT count(*) FROM idempotency_keys`), "a key that was not used is free")
			require.Zero(t, read[int64](f, `SELECT cardinality(recent) FROM triggers`), "a call that was not taken in costs none")
			recorded, err := f.Record(t.Context(), ledger.Batch{Events: []contact.Event{ev}, Trigger: "till"}, 0)
			require.NoError(t, err)
			require.True(t, recorded[0].New)
			require.EqualValues(t, 1, read[int64](f, `SELECT cardinality(recent) FROM triggers`))
		})
	}
}

// muted is a store whose connections for events are not answered any more.
func (f fixture) muted(all bool) (*storetest.Store, *storetest.Proxy) {
	f.t.Helper()
	url, proxy := storetest.Through(f.t, f.url)
	s := storetest.Open(f.t, url)
	for i := range 4 { // none is in use elsewhere, and statements are prepared
		_, err := s.Record(f.t.Context(), ledger.Batch{Events: []contact.Event{text(fmt.Sprintf("before-%d", i), 0, number("60116"))}}, 0)
		require.NoError(f.t, err)
	}
	f.exec(`DELETE FROM queue; DELETE FROM events`)
	proxy.Mute(all)
	return s, proxy
}

// TestWhatWasRecordedUnseenIsFound has the server's answer lost.
func TestWhatWasRecordedUnseenIsFound(t *testing.T) {
	t.Parallel()
	f := setup(t)
	s, _ := f.muted(false)
	s.EndPatience = 5 * time.Second // connecting takes a moment on a slow machine
	within, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	ev := text("m1", 0, number("60115"))
	recorded, err := s.Record(within, ledger.Batch{Events: []contact.Event{ev, ev}}, 0)
	require.NoError(t, err)
	require.Equal(t, []bool{true, false}, []bool{recorded[0].New, recorded[1].New})
	require.Equal(t, shop, recorded[0].ChannelID)
	require.True(t, recorded[0].Pending)
	require.Equal(t, recorded[0].ID.String(), read[string](f, `SELECT id::text FROM events`))
}

// TestWhatCannotBeSeenIsUnknown has it neither answered nor found.
func TestWhatCannotBeSeenIsUnknown(t *testing.T) {
	t.Parallel()
	t.Run("because nobody answers", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		s, _ := f.muted(true)
		within, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		_, err := s.Record(within, ledger.Batch{Events: []contact.Event{text("m1", 0, number("60115"))}}, 0)
		require.ErrorIs(t, err, store.ErrOutcomeUnknown)
		require.True(t, store.Unavailable(err), "and trying again is right")
		require.EqualValues(t, 1, read[int64](f, `SELECT count(*) FROM events`), "this one is there")
	})
	t.Run("because it has not happened yet", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		s, _ := f.muted(false)
		session, err := pgx.Connect(t.Context(), f.url)
		require.NoError(t, err)
		t.Cleanup(func() { _ = session.Close(context.Background()) })
		// A row lock holds what is recorded, and nobody who reads.
		_, err = session.Exec(t.Context(), `BEGIN; LOCK TABLE events IN EXCLUSIVE MODE`)
		require.NoError(t, err)
		within, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		_, err = s.Record(within, ledger.Batch{Events: []contact.Event{text("m1", 0, number("60115"))}}, 0)
		require.ErrorIs(t, err, store.ErrOutcomeUnknown, "that it is not there does not mean that it will not come")
	})
	t.Run("of statuses, which leave no trace", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		s, _ := f.muted(false)
		within, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		_, err := s.Record(within, ledger.Batch{Events: []contact.Event{text("m1", 0, number("60115"))}, Statuses: []contact.DeliveryStatus{{
			Origin: shopNumber, Recipient: "60115", MessageID: "m", Status: "sent", At: clock(1), Received: 1,
		}}}, 0)
		require.ErrorIs(t, err, store.ErrOutcomeUnknown)
	})
}

// TestAnImportThatWasKeptUnseenIsFound loses the connection while it is committed.
func TestAnImportThatWasKeptUnseenIsFound(t *testing.T) {
	t.Parallel()
	for _, all := range []bool{false, true} {
		t.Run(fmt.Sprintf("nothing is heard from then on: %t", all), func(t *testing.T) {
			t.Parallel()
			f := setup(t)
			f.exec(`
CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_advisory_xact_lock(7); RETURN NULL; END';
CREATE CONSTRAINT TRIGGER wait AFTER INSERT ON imports DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait()`)
			url, proxy := storetest.Through(t, f.url)
			s := storetest.Open(t, url)
			if !all {
				s.EndPatience = 20 * time.Second
			}
			session, err := f.db.Acquire(t.Context())
			require.NoError(t, err)
			defer session.Release()
			_, err = session.Exec(t.Context(), `SELECT pg_advisory_lock(7)`)
			require.NoError(t, err)
			in := imports.Import{ID: uuid.Must(uuid.NewV7()), ChannelID: shop, Mode: "upsert", IdempotencyKey: "k"}
			type decision struct {
				id      uuid.UUID
				created bool
				err     error
			}
			told := make(chan decision)
			go func() {
				id, created, err := s.CreateImport(t.Context(), in, strings.NewReader("x"), 10)
				told <- decision{id, created, err}
			}()
			f.waits()
			proxy.Cut()
			if !all {
				_, err = session.Exec(t.Context(), `SELECT pg_advisory_unlock(7)`)
				require.NoError(t, err)
				f.quiet()
				proxy.Speak()
				require.Equal(t, decision{id: in.ID, created: true}, <-told)
				return
			}
			require.ErrorIs(t, (<-told).err, store.ErrOutcomeUnknown)
			_, err = session.Exec(t.Context(), `SELECT pg_advisory_unlock(7)`)
			require.NoError(t, err)
			f.quiet()
			require.EqualValues(t, 1, read[int64](f, `SELECT count(*) FROM imports`))
		})
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	f := setup(t)
	one, two := text("m1", 0, number("60115")), text("m2", 0, number("60115"))
	recorded := f.record(one)
	found, err := f.Find(t.Context(), []contact.Event{one})
	require.NoError(t, err)
	require.Equal(t, recorded[0].ID, found[0].ID)
	_, err = f.Find(t.Context(), []contact.Event{one, two})
	require.ErrorIs(t, err, store.ErrOutcomeUnknown, "of a batch that is recorded as one, all must be there")
	over, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = f.Find(over, []contact.Event{one})
	require.NoError(t, err, "it has a time of its own")
}

// TestWhatTheServerRefusesIsNotThere: only what may be there is unknown.
func TestWhatTheServerRefusesIsNotThere(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(`ALTER TABLE events ADD CONSTRAINT none CHECK (dedupe_key NOT LIKE '%bad')`)
	_, err := f.Record(t.Context(), ledger.Batch{Events: []contact.Event{text("bad", 0, number("60115"))}}, 0)
	require.Error(t, err)
	require.False(t, errors.Is(err, store.ErrOutcomeUnknown) || store.Unavailable(err), "%v", err)
}

func TestKeysArePurgedSomeAtATime(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(`
INSERT INTO idempotency_keys (key, request, created_at)
SELECT decode(lpad(to_hex(n), 8, '0'), 'hex'), '', now() - CASE WHEN n <= 1500 THEN interval '30 days' ELSE interval '29 days 23 hours' END
FROM generate_series(1, 1600) AS n`)
	for _, left := range []int64{600, 100, 100} {
		require.NoError(t, f.PurgeKeys(t.Context()))
		require.Equal(t, left, read[int64](f, `SELECT count(*) FROM idempotency_keys`))
	}
}
