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
)

// ledger is what a gatherer records into, a tenth of a second for each statement.
type ledger struct {
	mu         sync.Mutex
	statements [][]string
	refuse     string // a statement with this event fails
	away       bool
}

func (l *ledger) record(_ context.Context, batch store.Batch) ([]store.Recorded, error) {
	time.Sleep(100 * time.Millisecond)
	var keys []string
	var out []store.Recorded
	for _, ev := range batch.Events {
		keys = append(keys, ev.DedupeKey)
		out = append(out, store.Recorded{ChannelID: ev.DedupeKey, New: true})
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.statements = append(l.statements, keys)
	if l.away {
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
			recorded, err := g.Record(t.Context(), store.Batch{Events: []contact.Event{event(key)}})
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

func TestDeliveriesAreRecordedTogether(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &ledger{}
		told := bring(t, &gatherer{record: l.record}, "a", "b", "c", "d", "e")
		require.Equal(t, make([]error, 5), told, "each is told of its own")
		require.Equal(t, [][]string{{"a"}, {"b"}, {"c", "d", "e"}}, l.statements, "nobody waits for company, and who must wait has some")
	})
}

func TestTheSameEventTwiceIsARedelivery(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &ledger{}
		bring(t, &gatherer{record: l.record}, "1", "2", "a", "b", "a", "c")
		require.Equal(t, [][]string{{"1"}, {"2"}, {"a", "b", "c"}, {"a"}}, l.statements)
	})
}

func TestOneRefusedDeliveryHarmsNoOther(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &ledger{refuse: "bad"}
		told := bring(t, &gatherer{record: l.record}, "1", "2", "a", "bad", "b")
		require.EqualError(t, told[3], "refused")
		told[3] = nil
		require.Equal(t, make([]error, 5), told)
	})
}

func TestAnAwayDatabaseIsAskedOnceForAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &ledger{away: true}
		for _, err := range bring(t, &gatherer{record: l.record}, "1", "2", "a", "b", "c") {
			require.ErrorIs(t, err, io.ErrUnexpectedEOF)
		}
		require.Len(t, l.statements, 3)
	})
}

func TestWhoHangsUpIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &ledger{}
		g := &gatherer{record: l.record}
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		_, err := g.Record(ctx, store.Batch{Events: []contact.Event{event("a")}})
		require.ErrorIs(t, err, context.DeadlineExceeded)
		time.Sleep(time.Second)
		synctest.Wait()
		require.Equal(t, [][]string{{"a"}}, l.statements, "it is recorded all the same")
		require.Zero(t, g.running)
	})
}

func TestARushIsNoticed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := &gatherer{record: (&ledger{}).record}
		bring(t, g, "1", "2", "3", "4", "5")
		require.False(t, g.rush(), "a few at once are none")
		bring(t, g, "1", "2", "3", "4", "5", "6", "7", "8", "9", "10")
		require.False(t, g.crowded.IsZero(), "many are")
	})
}

func TestLargeBatchesGoAlone(t *testing.T) {
	t.Parallel()
	l := &ledger{}
	g := &gatherer{record: l.record}
	many := make([]contact.Event, gatherAlone+1)
	for i := range many {
		many[i] = event(fmt.Sprint(i))
	}
	recorded, err := g.Record(t.Context(), store.Batch{Events: many})
	require.NoError(t, err)
	require.Len(t, recorded, len(many))
	require.Zero(t, g.running)
}
