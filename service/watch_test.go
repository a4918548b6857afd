package service

import (
	"context"
	"errors"
	"io"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// looked are the looks at imports that run until they are told to end.
type looked struct {
	looks, end atomic.Int64
	gone, away atomic.Bool
}

func (l *looked) look(context.Context, uuid.UUID) (Import, error) {
	n := l.looks.Add(1)
	v := Import{Status: contact.ImportIsRunning}
	v.Counts.Created = n
	switch {
	case l.gone.Load():
		return Import{}, store.ErrNotFound
	case l.away.Load():
		return Import{}, io.ErrUnexpectedEOF
	case l.end.Load() > 0 && n >= l.end.Load():
		v.Status = contact.ImportIsCompleted
	}
	return v, nil
}

func importDone(v Import) bool { return v.Status.Ended() }

// viewers watch an import, and tell how many imports each has seen when it has left.
func viewers(ctx context.Context, ws *watches[Import], id uuid.UUID, n int) <-chan int {
	left := make(chan int, n)
	for range n {
		go func() {
			seen := 0
			ws.follow(ctx, id, func(_ Import, err error) bool {
				if err == nil {
					seen++
				}
				return true
			})
			left <- seen
		}()
	}
	return left
}

// TestManyWatchersAreOneLook has a hundred people watch an import: it is looked at as
// often as for one.
func TestManyWatchersAreOneLook(t *testing.T) {
	t.Parallel()
	for _, people := range []int{1, 100} {
		synctest.Test(t, func(t *testing.T) {
			var l looked
			ws := newWatches("/v1/imports/", l.look, importDone)
			ctx, leave := context.WithCancel(t.Context())
			left := viewers(ctx, ws, uuid.New(), people)
			time.Sleep(10*time.Second - time.Millisecond)
			leave()
			for range people {
				require.Equal(t, 20, <-left, "everybody sees two a second")
			}
			synctest.Wait()
			require.EqualValues(t, 20, l.looks.Load(), "however many watch")
			time.Sleep(time.Minute)
			require.EqualValues(t, 20, l.looks.Load(), "nobody watches any more")
			require.Empty(t, ws.open)
			require.Zero(t, ws.watchers)
		})
	}
}

// TestWhoComesLaterJoins has people come and go while others watch.
func TestWhoComesLaterJoins(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var l looked
		ws := newWatches("/v1/imports/", l.look, importDone)
		id := uuid.New()
		first := viewers(t.Context(), ws, id, 1)
		time.Sleep(10*time.Second + time.Millisecond)
		began := time.Now()
		for v, err := range func(yield func(Import, error) bool) { ws.follow(t.Context(), id, yield) } {
			require.NoError(t, err)
			require.EqualValues(t, 21, v.Counts.Created)
			break
		}
		require.Zero(t, time.Since(began), "what was seen last is shown at once")
		l.end.Store(30)
		require.Equal(t, 30, <-first, "who leaves takes nobody along; the end is the last that is seen")
		require.Empty(t, ws.open)

		again := viewers(t.Context(), ws, id, 3)
		for range 3 {
			require.Equal(t, 1, <-again, "what has ended is shown once")
		}
	})
}

// TestWatchingEnds has an import that never ends, and one that is gone.
func TestWatchingEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var l looked
		ws := newWatches("/v1/imports/", l.look, importDone)
		began := time.Now()
		<-viewers(t.Context(), ws, uuid.New(), 1)
		require.Equal(t, time.Hour, time.Since(began))
		require.Empty(t, ws.open)

		l.gone.Store(true)
		for range 2 {
			seen := 0
			ws.follow(t.Context(), uuid.New(), func(_ Import, err error) bool {
				seen++
				require.ErrorIs(t, err, store.ErrNotFound)
				return true
			})
			require.Equal(t, 1, seen)
		}
		require.Zero(t, ws.watchers)
	})
}

// TestWatchingOutlastsTheDatabase has a database that is away for a while.
func TestWatchingOutlastsTheDatabase(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var l looked
		ws := newWatches("/v1/imports/", l.look, importDone)
		left := viewers(t.Context(), ws, uuid.New(), 1)
		synctest.Wait()
		l.away.Store(true)
		time.Sleep(10 * time.Second)
		l.away.Store(false)
		l.end.Store(l.looks.Load() + 1)
		require.Equal(t, 2, <-left, "the first import and the last")

		l.away.Store(true)
		require.Zero(t, <-viewers(t.Context(), ws, uuid.New(), 1), "who has seen nothing yet is told")
	})
}

// TestWatchersAreCounted has as many people watch as may, and one more.
func TestWatchersAreCounted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var l looked
		ws := newWatches("/v1/imports/", l.look, importDone)
		ctx, leave := context.WithCancel(t.Context())
		one, other := viewers(ctx, ws, uuid.New(), maxWatchers-1), viewers(ctx, ws, uuid.New(), 1)
		synctest.Wait()
		refused := func() (code Code) {
			ws.follow(t.Context(), uuid.New(), func(_ Import, err error) bool {
				var e *Error
				if errors.As(err, &e) {
					require.Positive(t, e.RetryAfter)
					code = e.Code
				}
				return false
			})
			return code
		}
		require.Equal(t, Busy, refused())
		leave()
		for range maxWatchers - 1 {
			<-one
		}
		<-other
		require.Empty(t, refused(), "there is room again")
	})
}
