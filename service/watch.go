package service

import (
	"context"
	"fmt"
	"iter"
	"runtime/debug"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/store"
)

const (
	// watchEvery is how often an import is looked at that somebody watches.
	watchEvery = 500 * time.Millisecond
	// watchFor is how long somebody watches at most. Who wants to see more asks again.
	watchFor = time.Hour
	// watchRest is how many times as long as a look it rests at least after that: what
	// takes long to count takes a small part of the time.
	watchRest = 20
	// maxWatchers is how many watch things of a kind at once in this process: each holds a
	// connection.
	maxWatchers = 200
)

// WatchImport yields an import again and again, as it is at the moment, until it has
// ended, ctx ends, or an hour is over. An error is the last that it yields; one before
// the first import means that nothing can be watched.
func (s *Service) WatchImport(ctx context.Context, who Caller, id uuid.UUID) iter.Seq2[Import, error] {
	return func(yield func(Import, error) bool) {
		if err := who.May(Imports); err != nil {
			yield(Import{}, err)
			return
		}
		if !who.Channels.All() { // all who watch an import share the looks at it
			if _, err := s.imports(who).Import(ctx, id); err != nil {
				yield(Import{}, err)
				return
			}
		}
		s.watches.follow(ctx, id, yield)
	}
}

// watches have each import, or each job, looked at once for all who watch it in this
// process.
type watches[T any] struct {
	path string // where to ask instead
	look func(context.Context, uuid.UUID) (T, error)
	done func(T) bool // nothing happens to it any more

	mu       sync.Mutex
	watchers int
	open     map[uuid.UUID]*watch[T]
}

// watch is what those see who watch one thing.
type watch[T any] struct {
	watchers int
	stop     context.CancelFunc
	looks    int // how often it was looked at
	last     T
	err      error
	ended    bool          // there is no further look
	next     chan struct{} // closed by the next look
}

func newWatches[T any](path string, look func(context.Context, uuid.UUID) (T, error), done func(T) bool) *watches[T] {
	return &watches[T]{path: path, look: look, done: done, open: map[uuid.UUID]*watch[T]{}}
}

// follow yields what is seen of an import. Who is slow misses some of it.
func (ws *watches[T]) follow(ctx context.Context, id uuid.UUID, yield func(T, error) bool) {
	w, err := ws.join(id)
	if err != nil {
		var none T
		yield(none, err)
		return
	}
	defer ws.leave(id, w)
	ctx, cancel := context.WithTimeout(ctx, watchFor)
	defer cancel()
	for looks := 0; ; {
		ws.mu.Lock()
		now := *w
		ws.mu.Unlock()
		if now.looks > looks {
			looks = now.looks
			if !yield(now.last, now.err) || now.ended {
				return
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-now.next:
		}
	}
}

// join takes somebody in who watches an import. The first one has it looked at.
func (ws *watches[T]) join(id uuid.UUID) (*watch[T], error) {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	if ws.watchers >= maxWatchers {
		return nil, &Error{Code: Busy, RetryAfter: retryAfter, Message: fmt.Sprintf(
			"%d streams are open here, as many as may be. GET %s%s tells the same; or please try again after Retry-After seconds.",
			maxWatchers, ws.path, id)}
	}
	w := ws.open[id]
	if w == nil {
		ctx, stop := context.WithCancel(context.Background()) // of all who watch, not of the first
		w = &watch[T]{stop: stop, next: make(chan struct{})}
		ws.open[id] = w
		go ws.run(ctx, id, w)
	}
	ws.watchers++
	w.watchers++
	return w, nil
}

// leave lets somebody go. With the last one the looking ends.
func (ws *watches[T]) leave(id uuid.UUID, w *watch[T]) {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	ws.watchers--
	if w.watchers--; w.watchers == 0 {
		ws.close(id, w)
	}
}

// close lets nobody join a watch any more.
func (ws *watches[T]) close(id uuid.UUID, w *watch[T]) {
	w.stop()
	if ws.open[id] == w {
		delete(ws.open, id)
	}
}

// show has all who watch see an import, or why they cannot.
func (ws *watches[T]) show(id uuid.UUID, w *watch[T], seen T, err error) {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	w.last, w.err, w.looks = seen, err, w.looks+1
	if err != nil || ws.done(seen) {
		w.ended = true
		ws.close(id, w)
	}
	close(w.next)
	w.next = make(chan struct{})
}

// lookAt looks at an import. A panic is an error, as it is for who asks himself.
func (ws *watches[T]) lookAt(ctx context.Context, id uuid.UUID) (seen T, err error) {
	defer func() {
		if broken := recover(); broken != nil {
			err = fmt.Errorf("look at %s: panic: %v\n%s", id, broken, debug.Stack())
		}
	}()
	return ws.look(ctx, id)
}

// run looks at an import until it has ended, or nobody watches it.
func (ws *watches[T]) run(ctx context.Context, id uuid.UUID, w *watch[T]) {
	for ctx.Err() == nil {
		began := time.Now()
		seen, err := ws.lookAt(ctx, id)
		if away := err != nil && store.Unavailable(err); !away || w.looks == 0 { // else it is back in a moment
			ws.show(id, w, seen, err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(max(watchEvery, watchRest*time.Since(began))):
		}
	}
}
