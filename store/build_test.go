package store_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/storetest"
)

const (
	shop       = "shop"
	shopNumber = "410000000000001"
)

// fixture is a test's own database, with the channel shop.
type fixture struct {
	*storetest.Store
	t   *testing.T
	db  *pgxpool.Pool
	url string
}

func setup(t *testing.T) fixture {
	t.Helper()
	url := storetest.URL(t)
	db, err := pgxpool.New(t.Context(), url)
	require.NoError(t, err)
	t.Cleanup(db.Close)
	f := fixture{Store: storetest.Open(t, url), t: t, db: db, url: url}
	f.channel(shop, shopNumber)
	return f
}

// in returns the fixture for a subtest.
func (f fixture) in(t *testing.T) fixture {
	f.t = t
	return f
}

func (f fixture) channel(id, phoneNumberID string) {
	f.t.Helper()
	_, _, err := f.PutChannel(f.t.Context(), id, "The "+id, phoneNumberID)
	require.NoError(f.t, err)
}

func (f fixture) record(events ...contact.Event) []ledger.Recorded {
	f.t.Helper()
	recorded, err := f.Record(f.t.Context(), ledger.Batch{Events: events}, 0)
	require.NoError(f.t, err)
	require.Len(f.t, recorded, len(events))
	return recorded
}

// next looks up what is pending for a key of the shop, which must be something.
func (f fixture) next(key string) (ledger.Next, ledger.Task) {
	f.t.Helper()
	next, err := f.Lookup(f.t.Context(), shop, key)
	require.NoError(f.t, err)
	require.NotZero(f.t, next.EventID, "something is pending for %s", key)
	return next, taskOf(shop, key, next)
}

func taskOf(channel, key string, next ledger.Next) ledger.Task {
	return ledger.Task{
		ChannelID: channel, Key: key, EventID: next.EventID, Keys: next.Keys,
		Run: ledger.Run{WorkflowID: "contact/" + channel + "/" + key, RunID: "a-run"},
	}
}

// decide does what the workflow of a key does until nothing is pending for it.
func (f fixture) decide(channel, key string) (all []contact.Decision) {
	f.t.Helper()
	for {
		next, err := f.Lookup(f.t.Context(), channel, key)
		require.NoError(f.t, err)
		if next.Step == contact.StepNothing {
			return all
		}
		task := taskOf(channel, key, next)
		if next.Step == contact.StepCreate {
			_, err = f.CreateContact(f.t.Context(), task)
			require.NoError(f.t, err)
		}
		result, err := f.Decide(f.t.Context(), task, ledger.MaxRun)
		require.NoError(f.t, err)
		require.False(f.t, result.Again)
		all = append(all, result.Decisions...)
	}
}

// happen records events one by one and decides each before the next. It returns
// their decisions in that order.
func (f fixture) happen(events ...contact.Event) []contact.Decision {
	f.t.Helper()
	out := make([]contact.Decision, len(events))
	for i, ev := range events {
		r := f.record(ev)[0]
		f.decide(r.ChannelID, ev.Facts.Key())
		decision, err := f.Decision(f.t.Context(), r.ID)
		require.NoError(f.t, err)
		out[i] = decision
	}
	return out
}

// read runs a query for one value.
func read[T any](f fixture, sql string, args ...any) T {
	f.t.Helper()
	rows, err := f.db.Query(f.t.Context(), sql, args...)
	require.NoError(f.t, err)
	v, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[T])
	require.NoError(f.t, err)
	return v
}

// column runs a query for one column of text.
func column(f fixture, sql string, args ...any) []string {
	f.t.Helper()
	rows, err := f.db.Query(f.t.Context(), sql, args...)
	require.NoError(f.t, err)
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(f.t, err)
	return all
}

func (f fixture) exec(sql string, args ...any) {
	f.t.Helper()
	_, err := f.db.Exec(f.t.Context(), sql, args...)
	require.NoError(f.t, err)
}

// clock returns a time so many minutes after noon.
func clock(minutes int) time.Time {
	return time.Date(2026, 10, 1, 12, minutes, 0, 0, time.UTC)
}

func number(waID string) contact.Person { return contact.Person{WaID: waID} }

func userID(id string) contact.Person { return contact.Person{UserID: id} }

// called returns the person with a WhatsApp profile name.
func called(p contact.Person, name string) contact.Person {
	p.ProfileName = name
	return p
}

// touch returns something of a person that is no message, at clock(minutes).
func touch(id string, minutes int, p contact.Person) contact.Event {
	return contact.Event{
		Origin: shopNumber, Source: contact.SourceSystem, Kind: "notice", ExternalID: id,
		DedupeKey:  contact.DedupeKey(shopNumber, "test", id, nil),
		OccurredAt: clock(minutes),
		Facts:      contact.Facts{Effect: contact.Touches, Person: p},
		Raw:        []byte(`{"id":` + strconv.Quote(id) + `}`),
	}
}

// text returns a message that a person wrote.
func text(id string, minutes int, p contact.Person) contact.Event {
	ev := touch(id, minutes, p)
	ev.Source, ev.Kind, ev.Facts.Effect = contact.SourceMessage, "text", contact.Creates
	ev.Facts.Message = &contact.Message{ID: id, Type: "text", Text: "Text of " + id}
	return ev
}

// ad returns a message that came from an ad.
func ad(id string, minutes int, p contact.Person, source string) contact.Event {
	ev := text(id, minutes, p)
	ev.Facts.Message.Referral = &contact.Referral{
		SourceID: source, SourceType: "ad", SourceURL: "https://fb.me/" + source, Headline: "Buy " + source,
	}
	return ev
}

func preference(id string, minutes int, p contact.Person, out bool) contact.Event {
	ev := touch(id, minutes, p)
	ev.Facts.OptOut = &out
	return ev
}

func change(id string, minutes int, from, to contact.Person) contact.Event {
	ev := touch(id, minutes, from)
	ev.Kind, ev.Facts.Change = "number_change", &contact.IdentityChange{To: to}
	return ev
}

// from puts an event on another channel.
func from(phoneNumberID string, ev contact.Event) contact.Event {
	ev.Origin = phoneNumberID
	ev.DedupeKey = contact.DedupeKey(phoneNumberID, "test", ev.ExternalID, nil)
	return ev
}

// inShort drops everything but the kind and the reason.
func inShort(decisions []contact.Decision) []string {
	all := make([]string, len(decisions))
	for i, o := range decisions {
		all[i] = string(o.Kind) + "/" + string(o.Reason)
	}
	return all
}

func idsOf(recorded []ledger.Recorded) []uuid.UUID {
	all := make([]uuid.UUID, len(recorded))
	for i, r := range recorded {
		all[i] = r.ID
	}
	return all
}
