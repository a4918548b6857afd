package service

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/store/storetest"
)

// TestVeryManyEventsAreReplayedByAJob has more of them than one request replays, and two
// that the correction does not fit.
func TestVeryManyEventsAreReplayedByAJob(t *testing.T) {
	devtest.Long(t)
	t.Parallel()
	s := setup(t)
	_, _, err := s.PutForm(t.Context(), admin, intake.Form{ID: "lead", ChannelID: "main", Fields: map[string]string{"tel": "phone"}})
	require.NoError(t, err)
	f := storetest.Fixture{T: t, Pool: s.db.Other}
	const many = mostReplayed + 3
	f.Exec(`
WITH kept AS (
    INSERT INTO events (id, channel_id, origin, source, kind, dedupe_key, received_at, facts, raw, decision, reason, decided_at)
    SELECT (lpad(to_hex(1700000000000 + i), 12, '0') || '7000800000000000' || lpad(i::text, 4, '0'))::uuid, 'main',
           CASE WHEN i <= 2 THEN '410000000000001' ELSE 'lead' END, CASE WHEN i <= 2 THEN 'message' ELSE 'form' END, 'form', 'many/' || i, now(), '{"effect": "unjudged"}',
           '{"form": "lead", "answers": {"tel": "012-345 ' || 1000 + i || '"}}', 'quarantined', 'bad_phone', now()
    FROM generate_series(1, $1) AS i
    RETURNING id, origin, reason
)
INSERT INTO quarantine (event_id, origin, reason) SELECT id, origin, reason FROM kept`, many)
	replay := func(filter EventFilter) (out Replayed) {
		out, err := s.ReplayEvents(t.Context(), admin, filter, Correction{DefaultCountry: "MY"}, false)
		require.NoError(t, err)
		return out
	}
	first := replay(EventFilter{})
	require.NotNil(t, first.Job)
	require.Equal(t, []int64{many, many, many, many}, []int64{first.Events, first.Job.Total, first.Left, first.Waiting})
	require.Zero(t, first.Replayed, "the job does it")

	// What a worker does with each of them.
	refused := map[string]int{}
	rows, err := s.db.Other.Query(t.Context(), `SELECT i.replays, j.change FROM job_items i JOIN jobs j ON j.id = i.job_id`)
	require.NoError(t, err)
	type item struct {
		Replays uuid.UUID
		Change  string
	}
	items, err := pgx.CollectRows(rows, pgx.RowToStructByName[item])
	require.NoError(t, err)
	for _, one := range items {
		became, why, err := s.ReplayForJob()(t.Context(), one.Replays, json.RawMessage(one.Change))
		require.NoError(t, err)
		refused[strings.TrimSpace(became+" "+why)]++
	}
	require.Equal(t, map[string]int{"changed": many - 2, "failed " + string(CannotReplay): 2}, refused)
	require.Equal(t, many-2, storetest.Read[int](f, `SELECT count(*)::int FROM queue`))

	again := replay(EventFilter{})
	require.EqualValues(t, 2, again.Left, "what is refused stays")
	require.Len(t, again.Refused, 2)

	confined := Caller{Name: "somebody", Scopes: []string{ContactsWrite}, Channels: OnlyChannels("other")}
	none, err := s.ReplayEvents(t.Context(), confined, EventFilter{}, Correction{}, true)
	require.NoError(t, err)
	require.Zero(t, none.Events, "who sees another channel alone finds none")
	_, err = s.ReplayEvents(t.Context(), confined, EventFilter{}, Correction{ChannelID: "main"}, true)
	require.Equal(t, NotFound, ErrorOf(err).Code)
	_, err = s.ReplayEvents(t.Context(), admin, EventFilter{Decision: "created"}, Correction{}, true)
	require.Equal(t, "filter.decision", ErrorOf(err).Field)
	require.NotEqual(t, uuid.Nil, again.Refused[0].EventID)
}
