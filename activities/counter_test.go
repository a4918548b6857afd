package activities

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// TestImportsAreCountedWhileTheyMove has the pages of imports note that they move,
// far more often than counting them is worth.
func TestImportsAreCountedWhileTheyMove(t *testing.T) {
	t.Parallel()
	a, b := uuid.New(), uuid.New()
	var mu sync.Mutex
	rows := map[uuid.UUID]int{} // decided
	seen := map[uuid.UUID][]int{}
	decide := func(id uuid.UUID, n int) {
		mu.Lock()
		defer mu.Unlock()
		rows[id] += n
	}
	moving := func(t *testing.T, takes time.Duration, answer func() (bool, error)) *counter {
		t.Helper()
		clear(rows)
		clear(seen)
		return newCounter(func(_ context.Context, id uuid.UUID) (bool, error) {
			mu.Lock()
			defer mu.Unlock()
			now := rows[id]
			mu.Unlock()
			time.Sleep(takes)
			mu.Lock()
			counted, err := answer()
			if counted {
				seen[id] = append(seen[id], now)
			}
			return counted, err
		}, slog.New(slog.DiscardHandler))
	}
	always := func() (bool, error) { return true, nil }

	synctest.Test(t, func(t *testing.T) {
		c := moving(t, 0, always)
		for range 400 { // ten seconds
			for range 4 { // pages
				decide(a, 1)
				c.note(a)
			}
			c.note(b)
			time.Sleep(25 * time.Millisecond)
		}
		time.Sleep(time.Minute)
		require.InDelta(t, 21, len(seen[a]), 1, "two a second, however many pages there are")
		require.InDelta(t, 21, len(seen[b]), 1, "each import by itself")
		require.Equal(t, 1600, seen[a][len(seen[a])-1], "and once more behind the last row")
		require.IsNonDecreasing(t, seen[a])
		require.Empty(t, c.moved, "nothing is kept of those that rest")
	})

	synctest.Test(t, func(t *testing.T) {
		c := moving(t, 40*time.Millisecond, always) // many rows
		for range 400 {
			c.note(a)
			time.Sleep(25 * time.Millisecond)
		}
		time.Sleep(time.Minute)
		require.LessOrEqual(t, len(seen[a]), 6, "counting takes a fiftieth of the time at most")
	})

	synctest.Test(t, func(t *testing.T) {
		failed := 0
		c := moving(t, 0, func() (bool, error) { // another process counts, or the database is away
			if failed++; failed <= 3 {
				return false, errors.New("no answer")
			}
			return true, nil
		})
		decide(a, 7)
		c.note(a)
		time.Sleep(time.Minute)
		require.Equal(t, []int{7}, seen[a], "it is tried again")
	})

	synctest.Test(t, func(t *testing.T) {
		tries := 0
		c := moving(t, 0, func() (bool, error) { tries++; return false, nil })
		c.note(a)
		time.Sleep(time.Hour)
		require.Equal(t, countTries, tries, "but not for ever")
		require.Empty(t, c.moved)
	})
}
