package activities_test

import (
	"log/slog"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"

	"github.com/luluchat/contacts/activities"
	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/storetest"
)

// TestWhatADecisionThatIsNotDoneMeans has a real database in which deciding takes
// too long, for reasons that are and that are not the event's own.
func TestWhatADecisionThatIsNotDoneMeans(t *testing.T) {
	t.Parallel()
	const slow = `
CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(3600); RETURN NEW; END $$;
CREATE TRIGGER slowly BEFORE INSERT ON messages FOR EACH ROW EXECUTE FUNCTION slowly()`
	for name, tc := range map[string]struct {
		fault string // what is wrong with the database
		held  string // and what somebody else does
		want  string
	}{
		"it takes too long, and others are served":             {fault: slow, want: activities.ErrTooLong},
		"it takes too long, and nothing is written":            {fault: slow, held: `LOCK TABLE probes IN ACCESS EXCLUSIVE MODE`, want: activities.ErrUnavailable},
		"it waits for a lock of its key":                       {held: `SELECT pg_advisory_xact_lock(hashtextextended('shop/60123456789', 0))`, want: activities.ErrUnavailable},
		"it waits for a lock of a table":                       {held: `LOCK TABLE messages IN EXCLUSIVE MODE`, want: activities.ErrUnavailable},
		"it is refused":                                        {fault: `ALTER TABLE messages ADD CHECK (false)`, want: activities.ErrRejected},
		"it waits for a lock, and would take too long as well": {fault: slow, held: `LOCK TABLE messages IN EXCLUSIVE MODE`, want: activities.ErrUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := storetest.URL(t)
			short := store.Limits{Statement: time.Second, Lock: 300 * time.Millisecond}
			s, err := storetest.OpenWith(t.Context(), url, store.Options{Decisions: short})
			require.NoError(t, err)
			t.Cleanup(s.DB.Close)
			db, err := pgxpool.New(t.Context(), url)
			require.NoError(t, err)
			t.Cleanup(db.Close)
			_, _, err = s.Settings.PutChannel(t.Context(), "shop", "The shop", "410000000000001")
			require.NoError(t, err)
			recorded, err := s.Ledger.Record(t.Context(), ledger.Batch{Events: []contact.Event{{
				Origin: "410000000000001", Source: contact.SourceMessage, Kind: "text", ExternalID: "wamid.1", DedupeKey: "wamid.1",
				OccurredAt: time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC), Raw: []byte(`{}`),
				Facts: contact.Facts{
					Effect: contact.Creates, Person: contact.Person{WaID: "60123456789"}, Message: &contact.Message{ID: "wamid.1", Type: "text"},
				},
			}}}, 0)
			require.NoError(t, err)
			quiet := slog.New(slog.DiscardHandler)
			acts := &activities.Activities{Ledger: s.Ledger, Log: quiet}
			var suite testsuite.WorkflowTestSuite
			suite.SetLogger(log.NewStructuredLogger(quiet))
			env := suite.NewTestActivityEnvironment()
			env.SetTestTimeout(time.Minute)
			env.RegisterActivity(acts)
			task := activities.Task{Channel: "shop", Key: "60123456789", Event: recorded[0].ID, Keys: []string{"60123456789"}}
			_, err = env.ExecuteActivity(acts.CreateContact, task)
			require.NoError(t, err)

			if tc.fault != "" {
				_, err = db.Exec(t.Context(), tc.fault)
				require.NoError(t, err)
			}
			if tc.held != "" {
				tx, err := db.BeginTx(t.Context(), pgx.TxOptions{})
				require.NoError(t, err)
				defer func() { _ = tx.Rollback(t.Context()) }()
				_, err = tx.Exec(t.Context(), tc.held)
				require.NoError(t, err)
			}
			_, err = env.ExecuteActivity(acts.AttachMessage, task)
			var app *temporal.ApplicationError
			require.ErrorAs(t, err, &app)
			require.Equal(t, tc.want, app.Type(), app.Message())
			require.Equal(t, tc.want == activities.ErrTooLong, app.NonRetryable(), "the workflow counts by itself")
			if tc.want == activities.ErrTooLong {
				var attempt int32
				require.NoError(t, app.Details(&attempt))
				require.EqualValues(t, 1, attempt)
			}
		})
	}
}
