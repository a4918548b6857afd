package ledger_test

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
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/storetest"
)

// TestWhatIsGivenUpIsEnded has statements that wait for a table. Once their
// callers are told that nothing is recorded, nothing ever is.
func TestWhatIsGivenUpIsEnded(t *testing.T) {
	t.Parallel()
	for _, table := range []string{"events", "triggers", "idempotency_keys"} {
		t.Run(table, func(t *testing.T) {
			t.Parallel()
			f := storetest.Setup(t)
			f.DB.EndPatience = 20 * time.Second // the machine may be slow
			_, _, err := f.Settings.PutTrigger(t.Context(), intake.Trigger{ID: "till", ChannelID: contacttest.Shop})
			require.NoError(t, err)
			unlock := f.Lock(table)
			ev := contacttest.Text("m1", 0, contacttest.Number("60115"))
			ev.Idempotency = &contact.Idempotency{Key: []byte("k"), Request: []byte("r")}
			within, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer cancel()
			_, err = f.Ledger.Record(within, ledger.Batch{Events: []contact.Event{ev}, Trigger: "till"}, 0)
			require.True(t, store.Unavailable(err), "%v", err)
			require.NotErrorIs(t, err, store.ErrOutcomeUnknown, "the server has said that it ended the statement")
			require.Zero(t, storetest.Read[int64](f, `
SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database WHERE datname = current_database() AND NOT granted`), "nothing waits any more")
			unlock()
			f.Quiet()
			require.Zero(t, storetest.Read[int64](f, `SELECT count(*) FROM events`))
			require.Zero(t, storetest.Read[int64](f, `SELECT count(*) FROM idempotency_keys`), "a key that was not used is free")
			require.Zero(t, storetest.Read[int64](f, `SELECT cardinality(recent) FROM triggers`), "a call that was not taken in costs none")
			recorded, err := f.Ledger.Record(t.Context(), ledger.Batch{Events: []contact.Event{ev}, Trigger: "till"}, 0)
			require.NoError(t, err)
			require.True(t, recorded[0].New)
			require.EqualValues(t, 1, storetest.Read[int64](f, `SELECT cardinality(recent) FROM triggers`))
		})
	}
}

// TestWhatWasRecordedUnseenIsFound has the server's answer lost.
func TestWhatWasRecordedUnseenIsFound(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	s, _ := f.Muted(false)
	s.DB.EndPatience = 5 * time.Second // connecting takes a moment on a slow machine
	within, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	ev := contacttest.Text("m1", 0, contacttest.Number("60115"))
	recorded, err := s.Ledger.Record(within, ledger.Batch{Events: []contact.Event{ev, ev}}, 0)
	require.NoError(t, err)
	require.Equal(t, []bool{true, false}, []bool{recorded[0].New, recorded[1].New})
	require.Equal(t, contacttest.Shop, recorded[0].ChannelID)
	require.True(t, recorded[0].Pending)
	require.Equal(t, recorded[0].ID.String(), storetest.Read[string](f, `SELECT id::text FROM events`))
}

// TestWhatCannotBeSeenIsUnknown has it neither answered nor found.
func TestWhatCannotBeSeenIsUnknown(t *testing.T) {
	t.Parallel()
	t.Run("because nobody answers", func(t *testing.T) {
		t.Parallel()
		f := storetest.Setup(t)
		s, _ := f.Muted(true)
		within, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		_, err := s.Ledger.Record(within, ledger.Batch{Events: []contact.Event{contacttest.Text("m1", 0, contacttest.Number("60115"))}}, 0)
		require.ErrorIs(t, err, store.ErrOutcomeUnknown)
		require.True(t, store.Unavailable(err), "and trying again is right")
		require.EqualValues(t, 1, storetest.Read[int64](f, `SELECT count(*) FROM events`), "this one is there")
	})
	t.Run("because it has not happened yet", func(t *testing.T) {
		t.Parallel()
		f := storetest.Setup(t)
		s, _ := f.Muted(false)
		session, err := pgx.Connect(t.Context(), f.URL)
		require.NoError(t, err)
		t.Cleanup(func() { _ = session.Close(context.Background()) })
		// A row lock holds what is recorded, and nobody who reads.
		_, err = session.Exec(t.Context(), `BEGIN; LOCK TABLE events IN EXCLUSIVE MODE`)
		require.NoError(t, err)
		within, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		_, err = s.Ledger.Record(within, ledger.Batch{Events: []contact.Event{contacttest.Text("m1", 0, contacttest.Number("60115"))}}, 0)
		require.ErrorIs(t, err, store.ErrOutcomeUnknown, "that it is not there does not mean that it will not come")
	})
	t.Run("of statuses, which leave no trace", func(t *testing.T) {
		t.Parallel()
		f := storetest.Setup(t)
		s, _ := f.Muted(false)
		within, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		_, err := s.Ledger.Record(within, ledger.Batch{Events: []contact.Event{contacttest.Text("m1", 0, contacttest.Number("60115"))}, Statuses: []contact.DeliveryStatus{{
			Origin: contacttest.ShopNumber, Recipient: "60115", MessageID: "m", Status: "sent", At: contacttest.Clock(1), Counted: []int64{1},
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
			f := storetest.Setup(t)
			f.Exec(`
CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_advisory_xact_lock(7); RETURN NULL; END';
CREATE CONSTRAINT TRIGGER wait AFTER INSERT ON imports DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait()`)
			url, proxy := storetest.Through(t, f.URL)
			s := storetest.Open(t, url)
			if !all {
				s.DB.EndPatience = 20 * time.Second
			}
			session, err := f.Pool.Acquire(t.Context())
			require.NoError(t, err)
			defer session.Release()
			_, err = session.Exec(t.Context(), `SELECT pg_advisory_lock(7)`)
			require.NoError(t, err)
			in := imports.Import{ID: uuid.Must(uuid.NewV7()), ChannelID: contacttest.Shop, Mode: "upsert", IdempotencyKey: "k"}
			type decision struct {
				id      uuid.UUID
				created bool
				err     error
			}
			told := make(chan decision)
			go func() {
				id, created, err := s.Imports.CreateImport(t.Context(), in, strings.NewReader("x"), 10)
				told <- decision{id, created, err}
			}()
			f.Waits()
			proxy.Cut()
			if !all {
				_, err = session.Exec(t.Context(), `SELECT pg_advisory_unlock(7)`)
				require.NoError(t, err)
				f.Quiet()
				proxy.Speak()
				require.Equal(t, decision{id: in.ID, created: true}, <-told)
				return
			}
			require.ErrorIs(t, (<-told).err, store.ErrOutcomeUnknown)
			_, err = session.Exec(t.Context(), `SELECT pg_advisory_unlock(7)`)
			require.NoError(t, err)
			f.Quiet()
			require.EqualValues(t, 1, storetest.Read[int64](f, `SELECT count(*) FROM imports`))
		})
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	one, two := contacttest.Text("m1", 0, contacttest.Number("60115")), contacttest.Text("m2", 0, contacttest.Number("60115"))
	recorded := f.Record(one)
	found, err := f.Ledger.Find(t.Context(), []contact.Event{one})
	require.NoError(t, err)
	require.Equal(t, recorded[0].ID, found[0].ID)
	_, err = f.Ledger.Find(t.Context(), []contact.Event{one, two})
	require.ErrorIs(t, err, store.ErrOutcomeUnknown, "of a batch that is recorded as one, all must be there")
	over, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = f.Ledger.Find(over, []contact.Event{one})
	require.NoError(t, err, "it has a time of its own")
}

// TestWhatTheServerRefusesIsNotThere: only what may be there is unknown.
func TestWhatTheServerRefusesIsNotThere(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	f.Exec(`ALTER TABLE events ADD CONSTRAINT none CHECK (dedupe_key NOT LIKE '%bad')`)
	_, err := f.Ledger.Record(t.Context(), ledger.Batch{Events: []contact.Event{contacttest.Text("bad", 0, contacttest.Number("60115"))}}, 0)
	require.Error(t, err)
	require.False(t, errors.Is(err, store.ErrOutcomeUnknown) || store.Unavailable(err), "%v", err)
}

func TestKeysArePurgedSomeAtATime(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	f.Exec(`
INSERT INTO idempotency_keys (key, request, created_at)
SELECT decode(lpad(to_hex(n), 8, '0'), 'hex'), '', now() - CASE WHEN n <= 1500 THEN interval '30 days' ELSE interval '29 days 23 hours' END
FROM generate_series(1, 1600) AS n`)
	for _, left := range []int64{600, 100, 100} {
		require.NoError(t, f.DB.PurgeKeys(t.Context()))
		require.Equal(t, left, storetest.Read[int64](f, `SELECT count(*) FROM idempotency_keys`))
	}
}
