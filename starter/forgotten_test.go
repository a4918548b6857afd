package starter

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/store/settings"
	"github.com/luluchat/contacts/store/storetest"
)

// sweep is a sweeper with a database of its own and a real Temporal.
type sweep struct {
	*Sweeper
	t   *testing.T
	url string
}

func newSweep(t *testing.T) sweep {
	t.Helper()
	url := storetest.URL(t)
	s := storetest.Open(t, url)
	recorder := NewRecorder(s.Ledger, s.Imports, New(devtest.TemporalClient(t), devtest.TaskQueue(t)), NewHub(), slog.New(slog.DiscardHandler))
	return sweep{NewSweeper(recorder, s.DB), t, url}
}

func (s sweep) channel(id, phoneNumberID string) {
	s.t.Helper()
	_, _, err := settings.New(s.db).PutChannel(s.t.Context(), id, "The shop", phoneNumberID)
	require.NoError(s.t, err)
}

func (s sweep) keep(channel string) uuid.UUID {
	s.t.Helper()
	id, _, err := s.imports.CreateImport(s.t.Context(), imports.Import{
		ID: uuid.Must(uuid.NewV7()), ChannelID: channel, Filename: "a.csv", Mode: "upsert",
	}, strings.NewReader("phone\n"), 1<<20)
	require.NoError(s.t, err)
	return id
}

// abandoned keeps an import that some workflow was to see through, which nobody has
// heard of.
func (s sweep) abandoned(channel string, status contact.ImportStatus) uuid.UUID {
	s.t.Helper()
	id := s.keep(channel)
	require.NoError(s.t, s.imports.ImportStarted(s.t.Context(), id))
	for _, next := range []contact.ImportStatus{contact.ImportIsRunning, contact.ImportIsCompleted, contact.ImportIsUndoing} {
		require.NoError(s.t, s.imports.SetImportStatus(s.t.Context(), id, next, ""))
		if next == status {
			break
		}
	}
	return id
}

func (s sweep) view(id uuid.UUID) imports.ImportView {
	s.t.Helper()
	v, err := s.imports.Import(s.t.Context(), id)
	require.NoError(s.t, err)
	return v
}

// TestAnImportThatCannotStartKeepsNoOtherWaiting has many imports before one, and
// none of them can be started: the server does not take so long a search attribute.
// Nor do they keep from being ended what nobody sees through, of which one cannot be
// ended either.
func TestAnImportThatCannotStartKeepsNoOtherWaiting(t *testing.T) {
	t.Parallel()
	s := newSweep(t)
	long, shop := strings.Repeat("x", 5000), devtest.Unique(t)
	s.channel(long, "410000000000001")
	s.channel(shop, "410000000000002")
	stuck := make([]uuid.UUID, 2*forgottenPage)
	for i := range stuck {
		stuck[i] = s.keep(long)
	}
	fine := s.keep(shop)
	held := s.abandoned(shop, contact.ImportIsRunning)
	undone, lost := s.abandoned(shop, contact.ImportIsUndoing), s.abandoned(shop, contact.ImportIsRunning)
	conn, err := pgx.Connect(t.Context(), s.url)
	require.NoError(t, err)
	_, err = conn.Exec(t.Context(), `BEGIN`)
	require.NoError(t, err)
	_, err = conn.Exec(t.Context(), `SELECT FROM imports WHERE id = $1 FOR UPDATE`, held)
	require.NoError(t, err)

	require.NoError(t, s.startForgotten(t.Context()))
	require.NotNil(t, s.view(fine).StartedAt)
	require.Nil(t, s.view(stuck[0]).StartedAt)
	require.Equal(t, contact.ImportIsFailed, s.view(lost).Status)
	require.Equal(t, contact.ImportIsFailed, s.view(undone).Status)
	require.Contains(t, *s.view(undone).Error, "Undo it again")
	require.Equal(t, contact.ImportIsRunning, s.view(held).Status)

	require.NoError(t, conn.Close(t.Context()))
	require.NoError(t, s.startForgotten(t.Context()))
	require.Equal(t, contact.ImportIsFailed, s.view(held).Status)
	require.Len(t, s.resting.now, len(stuck), "each rests before it is tried again")
}

// TestImportsRestBeforeTheyAreTriedAgain has an import that fails each time, and one
// that is no longer there.
func TestImportsRestBeforeTheyAreTriedAgain(t *testing.T) {
	t.Parallel()
	var r resting
	id, gone := uuid.New(), uuid.New()
	for _, want := range []time.Duration{sweepEvery, 2 * sweepEvery, 4 * sweepEvery} {
		r.newRound()
		require.Equal(t, want, r.failed(id))
		r.endRound()
		r.newRound()
		require.True(t, r.rests(id))
		r.endRound()
	}
	for range 20 {
		r.newRound()
		require.LessOrEqual(t, r.failed(id), forgottenMaxWait)
		r.failed(gone)
		r.endRound()
	}
	r.newRound()
	require.True(t, r.rests(id))
	r.endRound()
	require.Len(t, r.now, 1)
}
