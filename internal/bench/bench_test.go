package bench

import (
	"context"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/history/v1"
)

func TestRows(t *testing.T) {
	t.Parallel()
	rounds := []metrics{
		{"ceiling": 130, "steps": 100, "ack": 2080, "inbound": 70, "fair alone p99": 10, "fair beside p99": 30},
		{"ceiling": 260, "steps": 200, "ack": 3120, "inbound": 160, "fair alone p99": 10, "fair beside p99": 50},
		{"ceiling": 130, "steps": 100, "ack": 1950, "inbound": 90, "fair alone p99": 20, "fair beside p99": 40, "cost events": 8},
	}
	got := map[string]Row{}
	for _, row := range rows(rounds) {
		got[row.Name+" "+row.What] = row
	}
	inbound := got["inbound new senders until readable"]
	require.Equal(t, []float64{0.7, 0.8, 0.9}, inbound.Rounds, "each against the steps of its own round")
	require.InDelta(t, 0.8, inbound.Value, 1e-9, "the median")
	require.True(t, *inbound.Met)
	ack := got["ack webhooks answered"]
	require.InDelta(t, 2080, ack.Value, 1e-9, "the later row of a name is the plain figure")
	fair := got["fair readable p99 during an import, against without"]
	require.Equal(t, []float64{3, 5, 2}, fair.Rounds)
	require.Equal(t, []float64{8}, got["cost history events of a new contact"].Rounds, "measured in one round")
	require.NotContains(t, got, "chatty ten messages each, until readable", "what was not measured has no row")
}

func TestMissed(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name        string
		row         Row
		met, missed bool
	}{
		{"met", Row{Value: 0.75, Must: 0.75}, true, false},
		{"missed by less than a tenth is not held against it", Row{Value: 0.68, Must: 0.75}, false, false},
		{"missed", Row{Value: 0.67, Must: 0.75}, false, true},
		{"at most, met", Row{Value: 4, Must: 4, AtMost: true}, true, false},
		{"at most, just above", Row{Value: 4.4, Must: 4, AtMost: true}, false, false},
		{"at most, missed", Row{Value: 4.5, Must: 4, AtMost: true}, false, true},
		{"reported only", Row{Value: 0}, true, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tc.met, tc.row.met())
			require.Equal(t, tc.missed, tc.row.missed())
		})
	}
	r := Report{Rows: []Row{{Name: "bad", Value: 1, Must: 2}, {Name: "good", Value: 2, Must: 2}}}
	require.Len(t, r.Missed(), 1)
}

func TestMedianAndRound(t *testing.T) {
	t.Parallel()
	require.InDelta(t, 2, median([]float64{3, 1, 2}), 1e-9)
	require.InDelta(t, 2.5, median([]float64{3, 2}), 1e-9)
	require.InDelta(t, 1234, round(1234.4), 1e-9)
	require.InDelta(t, 0.1235, round(0.12346), 1e-9)
	require.Zero(t, round(0))
}

func TestQuantile(t *testing.T) {
	t.Parallel()
	var all []time.Duration
	for i := range 100 {
		all = append(all, time.Duration(100-i)*time.Millisecond)
	}
	require.InDelta(t, 51, quantile(all, 0.5), 1e-9)
	require.InDelta(t, 100, quantile(all, 0.99), 1e-9)
	require.InDelta(t, 100, quantile(all, 1), 1e-9)
	require.Zero(t, quantile(nil, 0.5))
}

func TestParseStat(t *testing.T) {
	t.Parallel()
	pid, parent, ticks, ok := parseStat("4242 (a (b) c) S 17 4242 4242 0 -1 4194560 1 2 3 4 150 25 0 0 20 0 1 0 99 1 2")
	require.True(t, ok)
	require.Equal(t, []int{4242, 17}, []int{pid, parent}, "the program's name may hold parentheses")
	require.InDelta(t, 175, ticks, 1e-9, "user and system time")
	for _, odd := range []string{"", "1", "1 (x) S 1", "x (x) S"} {
		_, _, _, ok := parseStat(odd)
		require.False(t, ok, odd)
	}
}

func TestBillable(t *testing.T) {
	t.Parallel()
	marker := func(task int64) *history.HistoryEvent {
		return &history.HistoryEvent{
			EventType: enums.EVENT_TYPE_MARKER_RECORDED,
			Attributes: &history.HistoryEvent_MarkerRecordedEventAttributes{
				MarkerRecordedEventAttributes: &history.MarkerRecordedEventAttributes{WorkflowTaskCompletedEventId: task},
			},
		}
	}
	started := &history.HistoryEvent{EventType: enums.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED}
	signalled := &history.HistoryEvent{EventType: enums.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED}
	require.Equal(t, 2, billable([]*history.HistoryEvent{started, marker(4), marker(4), marker(4)}), "local activities of one task are one")
	require.Equal(t, 4, billable([]*history.HistoryEvent{started, marker(4), signalled, marker(9)}))
}

func TestBurstsHoldEveryMessageOnceAndTheSameEveryTime(t *testing.T) {
	t.Parallel()
	c := channel{id: "c", phoneNumberID: "1"}
	bodies := hooks(c, 300, 30)
	once, twice := bursts(bodies, 30), bursts(bodies, 30)
	require.Equal(t, once, twice)
	require.NotEqual(t, bodies, once)
	sorted := func(all [][]byte) []string {
		var out []string
		for _, b := range all {
			out = append(out, string(b))
		}
		slices.Sort(out)
		return out
	}
	require.Equal(t, sorted(bodies), sorted(once))
}

func TestUnknownScenariosAreRefused(t *testing.T) {
	t.Parallel()
	_, err := Run(context.Background(), Options{Only: []string{"inbuond"}, Out: io.Discard})
	require.ErrorContains(t, err, `no scenario "inbuond"`)
	require.ErrorContains(t, err, "inbound")
}

func TestEveryScenarioIsDescribed(t *testing.T) {
	t.Parallel()
	for _, s := range program() {
		require.NotEmpty(t, s.doing, s.name)
		require.NotNil(t, s.run, s.name)
	}
	require.Equal(t, strings.Join(Names(), " "), strings.Join(slices.Compact(Names()), " "))
}

func TestOptionsScale(t *testing.T) {
	t.Parallel()
	require.Equal(t, 600, Options{Scale: 0.5}.n(1200))
	require.Equal(t, 10, Options{Scale: 0.001}.n(1200), "never so little that nothing is measured")
	require.True(t, Options{}.wants("growth"))
	require.True(t, Options{Only: []string{"cost"}}.wants("ceiling"), "ratios need it")
	require.False(t, Options{Only: []string{"cost"}}.wants("growth"))
	require.True(t, Options{Only: []string{"chatty3"}}.wants("chatty"), "it is measured against that")
	require.False(t, Options{Only: []string{"chatty"}}.wants("chatty3"))
}
