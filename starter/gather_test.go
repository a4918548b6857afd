package starter

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/ledger"
)

// fakeLedger is what a gatherer records into, a tenth of a second for each statement.
type fakeLedger struct {
	mu          sync.Mutex
	statements  [][]string
	refuse      string // a statement with this event fails
	unavailable bool
	hangs       chan struct{} // until it is closed nothing is recorded
	hears       bool          // a statement that is given up while it hangs is ended
	there       []ledger.Recorded
}

func (l *fakeLedger) record(ctx context.Context, batch ledger.Batch) ([]ledger.Recorded, error) {
	time.Sleep(100 * time.Millisecond)
	if l.hears {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-l.hangs:
		}
	} else if l.hangs != nil {
		<-l.hangs
	}
	var keys []string
	var out []ledger.Recorded
	for _, ev := range batch.Events {
		keys = append(keys, ev.DedupeKey)
		out = append(out, ledger.Recorded{ChannelID: ev.DedupeKey, New: true})
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.statements = append(l.statements, keys)
	if l.unavailable {
		return nil, io.ErrUnexpectedEOF
	}
	if l.refuse != "" && slices.Contains(keys, l.refuse) {
		return nil, errors.New("refused")
	}
	return out, nil
}

func event(key string) contact.Event { return contact.Event{DedupeKey: key} }

// bring has callers bring one event each, a millisecond apart, and returns what
// each was told.
func bring(t *testing.T, g *gatherer, keys ...string) []error {
	t.Helper()
	told := make([]error, len(keys))
	var wg sync.WaitGroup
	for i, key := range keys {
		wg.Go(func() {
			recorded, err := g.Record(t.Context(), ledger.Batch{Events: []contact.Event{event(key)}})
			told[i] = err
			if err == nil && (len(recorded) != 1 || recorded[0].ChannelID != key) {
				told[i] = fmt.Errorf("%s was told %v", key, recorded)
			}
		})
		time.Sleep(time.Millisecond)
	}
	wg.Wait()
	return told
}

func TestRequestsAreRecordedTogether(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &fakeLedger{}
		told := bring(t, &gatherer{record: l.record}, "a", "b", "c", "d", "e")
		require.Equal(t, make([]error, 5), told, "each is told of its own")
		require.Equal(t, [][]string{{"a"}, {"b"}, {"c", "d", "e"}}, l.statements, "who comes alone is recorded at once, and those who come during a statement are recorded together")
	})
}

func TestTheSameEventTwiceIsARedelivery(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &fakeLedger{}
		bring(t, &gatherer{record: l.record}, "1", "2", "a", "b", "a", "c")
		require.Equal(t, [][]string{{"1"}, {"2"}, {"a", "b", "c"}, {"a"}}, l.statements)
	})
}

func TestOneRefusedRequestHarmsNoOther(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &fakeLedger{refuse: "bad"}
		told := bring(t, &gatherer{record: l.record}, "1", "2", "a", "bad", "b")
		require.EqualError(t, told[3], "refused")
		told[3] = nil
		require.Equal(t, make([]error, 5), told)
	})
}

func TestAnUnavailableDatabaseIsAskedOnceForAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &fakeLedger{unavailable: true}
		for _, err := range bring(t, &gatherer{record: l.record}, "1", "2", "a", "b", "c") {
			require.ErrorIs(t, err, io.ErrUnexpectedEOF)
		}
		require.Len(t, l.statements, 3)
	})
}

func (l *fakeLedger) find(context.Context, []contact.Event) ([]ledger.Recorded, error) {
	if l.there == nil {
		return nil, store.ErrOutcomeUnknown
	}
	return l.there, nil
}

// within brings an event for a caller who gives up after the given time.
func within(t *testing.T, g *gatherer, patience time.Duration, key string) ([]ledger.Recorded, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	return g.Record(ctx, ledger.Batch{Events: []contact.Event{event(key)}})
}

func TestWhoGivesUpWhileWaitingIsNotRecorded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &fakeLedger{hangs: make(chan struct{})}
		g := &gatherer{record: l.record}
		var wg sync.WaitGroup
		for _, key := range []string{"1", "2"} {
			wg.Go(func() { _, _ = within(t, g, time.Hour, key) })
			synctest.Wait() // it is under way, by itself
		}
		for _, key := range []string{"a", "b", "a"} {
			wg.Go(func() {
				_, err := within(t, g, time.Second, key)
				if !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, store.ErrOutcomeUnknown) {
					t.Errorf("%s was told %v", key, err)
				}
			})
		}
		wg.Go(func() { _, _ = within(t, g, time.Hour, "c") })
		time.Sleep(2 * time.Second)
		close(l.hangs)
		wg.Wait()
		synctest.Wait()
		require.ElementsMatch(t, [][]string{{"1"}, {"2"}, {"c"}}, l.statements, "nothing of who gave up, and all of who did not")
		require.Zero(t, g.running)
		require.Empty(t, g.waiting)
	})
}

func TestWhoHasGivenUpIsNotTakenAlong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &fakeLedger{}
		g := &gatherer{record: l.record}
		over, cancel := context.WithCancel(t.Context())
		cancel()
		late := &request{ctx: over, events: []contact.Event{event("late")}, done: make(chan struct{})}
		g.waiting = []*request{late}
		require.NoError(t, bring(t, g, "a")[0])
		require.Equal(t, [][]string{{"a"}}, l.statements)
		<-late.done
		require.ErrorIs(t, late.err, context.Canceled)
		_, err := g.Record(over, ledger.Batch{Events: []contact.Event{event("b")}})
		require.ErrorIs(t, err, context.Canceled)
		require.Equal(t, [][]string{{"a"}}, l.statements)
	})
}

func TestWhoGivesUpUnderWayIsToldHowItEnds(t *testing.T) {
	t.Parallel()
	t.Run("it is recorded a moment later", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			l := &fakeLedger{}
			recorded, err := within(t, &gatherer{record: l.record}, time.Millisecond, "a")
			require.NoError(t, err)
			require.Equal(t, "a", recorded[0].ChannelID)
		})
	})
	t.Run("it is ended with its last caller", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			l := &fakeLedger{hangs: make(chan struct{}), hears: true}
			g := &gatherer{record: l.record, find: l.find}
			began := time.Now()
			_, err := within(t, g, time.Second, "a")
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.NotErrorIs(t, err, store.ErrOutcomeUnknown, "for certain it is not recorded")
			require.Equal(t, time.Second, time.Since(began))
			require.Empty(t, l.statements)
		})
	})
	t.Run("it goes on for others, and who gave up is told what can be seen", func(t *testing.T) {
		t.Parallel()
		for _, there := range [][]ledger.Recorded{nil, {{ChannelID: "found"}}} {
			synctest.Test(t, func(t *testing.T) {
				l := &fakeLedger{hangs: make(chan struct{}), hears: true, there: there}
				g := &gatherer{record: l.record, find: l.find}
				var wg sync.WaitGroup
				for _, key := range []string{"1", "2"} {
					wg.Go(func() { _, _ = within(t, g, 500*time.Millisecond, key) })
					synctest.Wait() // it is under way, by itself
				}
				var patient error
				wg.Go(func() { _, patient = within(t, g, 4*time.Second, "b") })
				synctest.Wait()
				recorded, err := within(t, g, time.Second, "a")
				if there == nil {
					require.ErrorIs(t, err, store.ErrOutcomeUnknown)
				} else {
					require.NoError(t, err)
					require.Equal(t, there, recorded)
				}
				close(l.hangs)
				wg.Wait()
				require.NoError(t, patient)
				require.Len(t, l.statements, 1, "the others' statement was not ended")
				require.ElementsMatch(t, []string{"a", "b"}, l.statements[0])
			})
		}
	})
}

func TestCongestionIsNoticed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := &gatherer{record: (&fakeLedger{}).record, congestion: &congestion{}}
		bring(t, g, "1", "2", "3", "4", "5")
		require.False(t, g.congestion.lasts(), "a few at once are none")
		bring(t, g, "1", "2", "3", "4", "5", "6", "7", "8", "9", "10")
		require.False(t, g.congestion.last.IsZero(), "many are")
	})
}

func TestLargeBatchesGoAlone(t *testing.T) {
	t.Parallel()
	l := &fakeLedger{}
	g := &gatherer{record: l.record}
	many := make([]contact.Event, gatherAlone+1)
	for i := range many {
		many[i] = event(fmt.Sprint(i))
	}
	recorded, err := g.Record(t.Context(), ledger.Batch{Events: many})
	require.NoError(t, err)
	require.Len(t, recorded, len(many))
	require.Zero(t, g.running)
}
