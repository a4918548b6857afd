package service

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/store/storetest"
)

// TestVeryManyEventsAreDismissed has more of them than one request dismisses: what is left
// is said, and another request goes on with it.
func TestVeryManyEventsAreDismissed(t *testing.T) {
	devtest.Long(t)
	t.Parallel()
	s := setup(t)
	f := storetest.Fixture{T: t, Pool: s.db.Other}
	const many = mostDismissed + 3
	f.Exec(`
WITH kept AS (
    INSERT INTO events (id, channel_id, origin, source, kind, dedupe_key, received_at, facts, raw, decision, reason, decided_at)
    SELECT gen_random_uuid(), 'main', '410000000000001', 'message', 'text', 'many/' || i, now() - i * interval '1 second',
           '{"effect": "unjudged"}', '{"id": 1}', 'quarantined', 'bad_sender', now()
    FROM generate_series(1, $1) AS i
    RETURNING id, origin, reason
)
INSERT INTO quarantine (event_id, origin, reason) SELECT id, origin, reason FROM kept`, many)
	out, err := s.DismissEvents(t.Context(), admin, EventFilter{}, "Spam", true)
	require.NoError(t, err)
	require.Equal(t, Dismissed{Events: many, Left: many}, out)
	n, err := s.CountQuarantine(t.Context(), admin, "main")
	require.NoError(t, err)
	require.Equal(t, MostQuarantined, n, "a badge counts no further")
	out, err = s.DismissEvents(t.Context(), admin, EventFilter{}, "Spam", false)
	require.NoError(t, err)
	require.Equal(t, Dismissed{Events: many, Done: mostDismissed, Left: 3}, out)
	out, err = s.DismissEvents(t.Context(), admin, EventFilter{}, "Spam", false)
	require.NoError(t, err)
	require.Equal(t, Dismissed{Events: 3, Done: 3}, out)
	n, err = s.CountQuarantine(t.Context(), admin, "")
	require.NoError(t, err)
	require.Zero(t, n, "zero can be reached")
	q, err := s.GetQuarantine(t.Context(), admin, "")
	require.NoError(t, err)
	require.Empty(t, q.Groups)
	require.EqualValues(t, many, q.Dismissed[0].Events)
	out, err = s.UndismissEvents(t.Context(), admin, EventFilter{Reason: "bad_sender"}, false)
	require.NoError(t, err)
	require.Equal(t, Dismissed{Events: many, Done: mostDismissed, Left: 3}, out)
	q, err = s.GetQuarantine(t.Context(), admin, "main")
	require.NoError(t, err)
	oldest := storetest.Read[bool](f, `SELECT $1 = (SELECT min(e.received_at) FROM events e JOIN quarantine q ON q.event_id = e.id)`, q.Groups[0].Oldest)
	require.True(t, oldest, "the age is that of the event")
}
