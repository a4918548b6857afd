package storetest

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/ledger"
)

// Lock locks a table in a session of its own until the returned function is
// called.
func (f Fixture) Lock(table string) (unlock func()) {
	f.T.Helper()
	session, err := pgx.Connect(f.T.Context(), f.URL)
	require.NoError(f.T, err)
	f.T.Cleanup(func() { _ = session.Close(context.Background()) })
	_, err = session.Exec(f.T.Context(), `BEGIN; LOCK TABLE `+table+` IN ACCESS EXCLUSIVE MODE`)
	require.NoError(f.T, err)
	return func() {
		_, err := session.Exec(f.T.Context(), `COMMIT`)
		require.NoError(f.T, err)
	}
}

// Quiet waits until no other session has a statement or a transaction under way.
func (f Fixture) Quiet() {
	f.T.Helper()
	require.Eventually(f.T, func() bool {
		return Read[int64](f, `
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND state <> 'idle'`) == 0
	}, time.Minute, 10*time.Millisecond, "what was under way has ended")
}

// Waits waits until somebody waits for a lock.
func (f Fixture) Waits() {
	f.T.Helper()
	require.Eventually(f.T, func() bool {
		return Read[int64](f, `
SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database WHERE datname = current_database() AND NOT granted`) > 0
	}, time.Minute, 5*time.Millisecond)
}

// Muted is a store whose connections for events are not answered any more.
func (f Fixture) Muted(all bool) (*Store, *Proxy) {
	f.T.Helper()
	url, proxy := Through(f.T, f.URL)
	s := Open(f.T, url)
	for i := range 4 { // none is in use elsewhere, and statements are prepared
		_, err := s.Ledger.Record(f.T.Context(), ledger.Batch{Events: []contact.Event{contacttest.Text(fmt.Sprintf("before-%d", i), 0, contacttest.Number("60116"))}}, 0)
		require.NoError(f.T, err)
	}
	f.Exec(`DELETE FROM queue; DELETE FROM events`)
	proxy.Mute(all)
	return s, proxy
}

// Unlimited are settings in a URL that keep the server from ending anything.
const Unlimited = "&statement_timeout=0&lock_timeout=0&idle_in_transaction_session_timeout=0"

// Open opens the fixture's database once more, with settings in its URL and options.
func (f Fixture) Open(settings string, opts store.Options) *Store {
	f.T.Helper()
	s, err := OpenWith(f.T.Context(), f.URL+settings, opts)
	require.NoError(f.T, err)
	f.T.Cleanup(s.DB.Close)
	return s
}

// Shortly are limits for tests that wait for them.
func Shortly() store.Options {
	short := store.Limits{Wait: 2 * time.Second, Statement: 2 * time.Second, Lock: 300 * time.Millisecond, Idle: 500 * time.Millisecond}
	return store.Options{MaxConns: 2, Intake: short, Decisions: short, Lists: short, Other: short}
}

// Slowly has every message whose id begins with "slow" take an hour to be filed.
func (f Fixture) Slowly() {
	f.T.Helper()
	f.Exec(`
CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.external_id LIKE 'slow%' THEN PERFORM pg_sleep(3600); END IF;
    RETURN NEW;
END $$`)
	f.Exec(`CREATE TRIGGER slowly BEFORE INSERT ON messages FOR EACH ROW EXECUTE FUNCTION slowly()`)
}
