package storetest

import (
	"encoding/json"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store/ledger"
)

// Fixture is a test's own database, with the channel shop.
type Fixture struct {
	*Store
	T    *testing.T
	Pool *pgxpool.Pool
	URL  string
}

// Setup returns a database with the channel shop, for the length of the test.
func Setup(t *testing.T) Fixture {
	t.Helper()
	url := URL(t)
	db, err := pgxpool.New(t.Context(), url)
	require.NoError(t, err)
	t.Cleanup(db.Close)
	f := Fixture{Store: Open(t, url), T: t, Pool: db, URL: url}
	f.Channel(contacttest.Shop, contacttest.ShopNumber)
	return f
}

// BothWays runs a test in both ways of deciding: on what was seen where that is
// possible, and under the locks alone.
func BothWays(t *testing.T, test func(*testing.T, Fixture)) {
	t.Helper()
	for name, options := range map[string]ledger.Options{"ahead": {}, "with locks only": {LocksOnly: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := Setup(t)
			f.Ledger = ledger.New(f.DB, options)
			test(t, f)
		})
	}
}

// In returns the fixture for a subtest.
func (f Fixture) In(t *testing.T) Fixture {
	f.T = t
	return f
}

// Channel puts a channel.
func (f Fixture) Channel(id, phoneNumberID string) {
	f.T.Helper()
	_, _, err := f.Settings.PutChannel(f.T.Context(), id, "The "+id, phoneNumberID)
	require.NoError(f.T, err)
}

// Record records events, at once and together.
func (f Fixture) Record(events ...contact.Event) []ledger.Recorded {
	f.T.Helper()
	recorded, err := f.Ledger.Record(f.T.Context(), ledger.Batch{Events: events}, 0)
	require.NoError(f.T, err)
	require.Len(f.T, recorded, len(events))
	return recorded
}

// Next looks up what is pending for a key of the shop, which must be something.
func (f Fixture) Next(key string) (ledger.Next, ledger.Task) {
	f.T.Helper()
	next, err := f.Ledger.Lookup(f.T.Context(), contacttest.Shop, key)
	require.NoError(f.T, err)
	require.NotZero(f.T, next.EventID, "something is pending for %s", key)
	return next, taskOf(contacttest.Shop, key, next)
}

// taskOf is the task of what a lookup has found.
func taskOf(channel, key string, next ledger.Next) ledger.Task {
	return ledger.Task{
		ChannelID: channel, Key: key, EventID: next.EventID, Keys: next.Keys,
		Run: ledger.Run{WorkflowID: "contact/" + channel + "/" + key, RunID: "a-run"},
	}
}

// Decide does what the workflow of a key does until nothing is pending for it.
func (f Fixture) Decide(channel, key string) (all []contact.Decision) {
	f.T.Helper()
	var last uuid.UUID
	for {
		next, err := f.Ledger.Lookup(f.T.Context(), channel, key)
		require.NoError(f.T, err)
		if next.Step == contact.StepNothing {
			return all
		}
		require.NotEqual(f.T, last, next.EventID, "what was decided is still pending")
		last = next.EventID
		task := taskOf(channel, key, next)
		if next.Step == contact.StepCreate {
			_, err = f.Ledger.CreateContact(f.T.Context(), task)
			require.NoError(f.T, err)
		}
		result, err := f.Ledger.Decide(f.T.Context(), task, ledger.MaxRun)
		require.NoError(f.T, err)
		require.False(f.T, result.Again)
		all = append(all, result.Decisions...)
	}
}

// Happen records events one by one and decides each before the next. It returns
// their decisions in that order.
func (f Fixture) Happen(events ...contact.Event) []contact.Decision {
	f.T.Helper()
	out := make([]contact.Decision, len(events))
	for i, ev := range events {
		r := f.Record(ev)[0]
		f.Decide(r.ChannelID, ev.Facts.Key())
		decision, err := f.Ledger.Decision(f.T.Context(), r.ID)
		require.NoError(f.T, err)
		out[i] = decision
	}
	return out
}

// Read runs a query for one value.
func Read[T any](f Fixture, sql string, args ...any) T {
	f.T.Helper()
	rows, err := f.Pool.Query(f.T.Context(), sql, args...)
	require.NoError(f.T, err)
	v, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[T])
	require.NoError(f.T, err)
	return v
}

// Column runs a query for one column of text.
func Column(f Fixture, sql string, args ...any) []string {
	f.T.Helper()
	rows, err := f.Pool.Query(f.T.Context(), sql, args...)
	require.NoError(f.T, err)
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(f.T, err)
	return all
}

// Exec runs statements.
func (f Fixture) Exec(sql string, args ...any) {
	f.T.Helper()
	_, err := f.Pool.Exec(f.T.Context(), sql, args...)
	require.NoError(f.T, err)
}

// InShort drops everything but the kind and the reason.
func InShort(decisions []contact.Decision) []string {
	all := make([]string, len(decisions))
	for i, o := range decisions {
		all[i] = string(o.Kind) + "/" + string(o.Reason)
	}
	return all
}

// IDsOf returns the ids of recorded events.
func IDsOf(recorded []ledger.Recorded) []uuid.UUID {
	all := make([]uuid.UUID, len(recorded))
	for i, r := range recorded {
		all[i] = r.ID
	}
	return all
}

// TypeOf returns the type of a column of contacts.
func (f Fixture) TypeOf(column string) string {
	return Read[string](f, `
SELECT data_type::text FROM information_schema.columns WHERE table_schema = 'public' AND table_name = 'contacts' AND column_name = $1`, column)
}

// ColumnsOf reads a contact's row by column.
func (f Fixture) ColumnsOf(id string) (row map[string]any) {
	f.T.Helper()
	require.NoError(f.T, json.Unmarshal([]byte(Read[string](f, `SELECT to_jsonb(c)::text FROM contacts c WHERE id = $1::uuid`, id)), &row))
	return row
}

// Statuses records delivery statuses.
func (f Fixture) Statuses(all ...contact.DeliveryStatus) {
	f.T.Helper()
	recorded, err := f.Ledger.Record(f.T.Context(), ledger.Batch{Statuses: all}, 0)
	require.NoError(f.T, err)
	require.Empty(f.T, recorded)
}
