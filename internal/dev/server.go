package dev

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"syscall"
	"time"
)

const (
	startTimeout   = 60 * time.Second // recovery after a crash included
	politeEnd      = 10 * time.Second // for a server that did not come up
	backoffFirst   = 100 * time.Millisecond
	backoffLongest = 5 * time.Second
)

// Server is a child process that is kept running: if it dies without having
// been stopped here, it is started again, on the same data and port, until it
// is up.
type Server struct {
	name       string
	stopSignal syscall.Signal // asks it to end in order
	log        *slog.Logger
	// launch starts the process and returns once it answers.
	launch func(context.Context) (*child, error)

	calls sync.Mutex // one of Start, Stop and Kill at a time

	mu      sync.Mutex
	now     *child        // the process that answers; nil while there is none
	changed chan struct{} // closed, and replaced, whenever now changes
	cancel  context.CancelFunc
	kept    chan struct{}  // closed when keep has returned; nil before the first Start
	endWith syscall.Signal // how keep ends the process; written before cancel
}

func newServer(name string, stopSignal syscall.Signal, log *slog.Logger, launch func(context.Context) (*child, error)) *Server {
	return &Server{name: name, stopSignal: stopSignal, log: log, launch: launch, changed: make(chan struct{})}
}

// Start starts the server again after Stop or Kill, on the same data and port,
// and returns when it answers. ctx bounds the wait, not the server's life.
func (s *Server) Start(ctx context.Context) error {
	s.calls.Lock()
	defer s.calls.Unlock()
	if s.cancel != nil {
		return fmt.Errorf("%s is running already", s.name)
	}
	c, err := s.launchInTime(ctx)
	if err != nil {
		return err
	}
	s.set(c)
	keepCtx, cancel := context.WithCancel(context.Background())
	s.cancel, s.kept = cancel, make(chan struct{})
	go s.keep(keepCtx, c, s.kept)
	return nil
}

// Stop ends the server in order and waits for its end; when ctx is done first,
// the server is killed. Stopping a stopped server does nothing.
func (s *Server) Stop(ctx context.Context) error { return s.finish(ctx, s.stopSignal) }

// Kill ends the server as a crash would (SIGKILL), and it stays down until
// Start. To see it come back by itself, kill PID from outside instead.
func (s *Server) Kill() { _ = s.finish(context.Background(), syscall.SIGKILL) }

func (s *Server) finish(ctx context.Context, sig syscall.Signal) error {
	s.calls.Lock()
	defer s.calls.Unlock()
	if s.cancel == nil {
		return nil
	}
	s.endWith = sig
	s.cancel()
	s.cancel = nil
	select {
	case <-s.kept:
		return nil
	case <-ctx.Done():
	}
	if c := s.current(); c != nil {
		c.signal(syscall.SIGKILL)
	}
	<-s.kept
	return fmt.Errorf("%s did not stop in time and was killed: %w", s.name, ctx.Err())
}

// PID is the process id, or 0 while the server is down.
func (s *Server) PID() int {
	if c := s.current(); c != nil {
		return c.cmd.Process.Pid
	}
	return 0
}

// Exited is closed once the process that runs now has ended. Ask for it before
// causing the end.
func (s *Server) Exited() <-chan struct{} {
	if c := s.current(); c != nil {
		return c.exited
	}
	ended := make(chan struct{})
	close(ended)
	return ended
}

// Ready waits until the server answers: after a crash, until it is back.
func (s *Server) Ready(ctx context.Context) error {
	for {
		s.mu.Lock()
		c, changed := s.now, s.changed
		s.mu.Unlock()
		if c != nil && !c.hasExited() {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("wait for %s: %w", s.name, ctx.Err())
		}
	}
}

func (s *Server) current() *child {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

func (s *Server) set(c *child) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = c
	close(s.changed)
	s.changed = make(chan struct{})
}

// keep watches over c and its successors until ctx is done, then ends the last.
func (s *Server) keep(ctx context.Context, c *child, kept chan<- struct{}) {
	defer close(kept)
	for c != nil {
		select {
		case <-ctx.Done():
			c.signal(s.endWith)
			c.signal(syscall.SIGCONT) // a paused process would not hear it
			<-c.exited
			s.set(nil)
			return
		case <-c.exited:
			s.set(nil)
			s.log.Warn(s.name+" ended unexpectedly and is started again", "how", c.how(), "log", c.log.path)
			c = s.relaunch(ctx)
			s.set(c)
		}
	}
}

// relaunch tries until the server is up; nil once ctx is done.
func (s *Server) relaunch(ctx context.Context) *child {
	began := time.Now()
	for wait := backoffFirst; ; wait = min(2*wait, backoffLongest) {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(wait):
		}
		c, err := s.launchInTime(ctx)
		if err == nil {
			s.log.Info(s.name+" is back", "after", time.Since(began).Round(time.Millisecond))
			return c
		}
		if ctx.Err() == nil {
			s.log.Error(s.name+" did not come back and is tried again", "error", err)
		}
	}
}

func (s *Server) launchInTime(ctx context.Context) (*child, error) {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	return s.launch(ctx)
}
