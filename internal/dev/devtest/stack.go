package devtest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/luluchat/contacts/internal/dev"
)

// Stack is one PostgreSQL and one Temporal for many tests, each started when it
// is first asked for.
type Stack struct {
	dir  string
	lock *dev.DirLock

	cluster  func() (string, error) // the folder of an initialised, never started cluster
	postgres func() (*dev.Postgres, error)
	temporal func() (*dev.Temporal, error)

	mu      sync.Mutex
	running []interface{ Stop(context.Context) error }
}

// NewStack makes a temporary directory for a stack and starts nothing.
func NewStack() (*Stack, error) {
	dir, lock, err := makeTempDir()
	if err != nil {
		return nil, err
	}
	s := &Stack{dir: dir, lock: lock}
	s.cluster = sync.OnceValues(s.initCluster)
	s.postgres = sync.OnceValues(s.startPostgres)
	s.temporal = sync.OnceValues(s.startTemporal)
	return s, nil
}

// Start starts both servers, side by side.
func (s *Stack) Start() error {
	var both errgroup.Group
	both.Go(func() error { _, err := s.postgres(); return err })
	both.Go(func() error { _, err := s.temporal(); return err })
	return both.Wait()
}

// Env is what lets other processes use the stack; call it after Start.
func (s *Stack) Env() ([]string, error) {
	postgres, err1 := s.postgres()
	temporal, err2 := s.temporal()
	cluster, err3 := s.cluster()
	bin, err4 := TemporalBin()
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return nil, err
	}
	return []string{
		EnvDatabaseURL + "=" + postgres.URL(),
		EnvTemporalAddress + "=" + temporal.Address(),
		EnvTemporalBin + "=" + bin,
		EnvCluster + "=" + cluster,
	}, nil
}

// Stop stops what was started and removes the stack's files.
func (s *Stack) Stop(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all errgroup.Group
	for _, server := range s.running {
		all.Go(func() error { return server.Stop(ctx) })
	}
	return errors.Join(all.Wait(), s.lock.Release(), os.RemoveAll(s.dir))
}

func (s *Stack) initCluster() (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), startPatience)
	defer cancel()
	dir := filepath.Join(s.dir, "cluster")
	if err := dev.InitPostgres(ctx, dev.PostgresOptions{Dir: dir, Fast: true, Log: quiet()}); err != nil {
		return "", fmt.Errorf("prepare PostgreSQL for tests: %w", err)
	}
	return dir, nil
}

func (s *Stack) startPostgres() (*dev.Postgres, error) {
	cluster, err := s.cluster()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), startPatience)
	defer cancel()
	dir := filepath.Join(s.dir, "postgres")
	if err := copyCluster(cluster, dir); err != nil {
		return nil, err
	}
	postgres, err := dev.StartPostgres(ctx, dev.PostgresOptions{
		Dir:  dir,
		Fast: true,
		// Every test of every package has a pool of its own.
		Settings: map[string]string{"max_connections": "500"},
		Log:      quiet(),
	})
	if err != nil {
		return nil, fmt.Errorf("start PostgreSQL for tests: %w", err)
	}
	s.remember(postgres)
	return postgres, nil
}

func (s *Stack) startTemporal() (*dev.Temporal, error) {
	bin, err := TemporalBin()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), startPatience)
	defer cancel()
	temporal, err := dev.StartTemporal(ctx, dev.TemporalOptions{
		Bin:              bin,
		SearchAttributes: dev.SearchAttributes(),
		DynamicConfig:    dev.Settings(),
		LogFile:          filepath.Join(s.dir, "temporal.log"),
		Log:              quiet(),
	})
	if err != nil {
		return nil, fmt.Errorf("start Temporal for tests: %w", err)
	}
	s.remember(temporal)
	return temporal, nil
}

func (s *Stack) remember(server interface{ Stop(context.Context) error }) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running = append(s.running, server)
}

// quiet logs what goes wrong and nothing else.
func quiet() *slog.Logger {
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
}
