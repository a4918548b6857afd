package dev

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"

	"golang.org/x/sync/errgroup"
)

// Options are what `contacts dev` can choose.
type Options struct {
	DataDir      string
	PostgresPort int
	TemporalPort int
	UIPort       int
	HTTPAddr     string       // not served here, but checked before anything starts; may be empty
	TemporalBin  string       // default: FindTemporal
	Log          *slog.Logger // default: slog.Default()
}

// Machine is PostgreSQL and Temporal, up, on one data directory.
type Machine struct {
	Postgres *Postgres
	Temporal *Temporal
	lock     *DirLock
}

// Start claims the data directory, waits for what earlier runs left there,
// checks that the ports are free, and brings both servers up side by side.
func Start(ctx context.Context, opts Options) (*Machine, error) {
	lock, err := Lock(opts.DataDir)
	if err != nil {
		return nil, err
	}
	m := &Machine{lock: lock}
	if err := m.start(ctx, opts); err != nil {
		_ = m.Stop(context.WithoutCancel(ctx))
		return nil, err
	}
	return m, nil
}

func (m *Machine) start(ctx context.Context, opts Options) error {
	t, err := newTemporal(TemporalOptions{
		Bin:              opts.TemporalBin,
		DBFile:           filepath.Join(opts.DataDir, "temporal.db"),
		Port:             opts.TemporalPort,
		UIPort:           opts.UIPort,
		SearchAttributes: SearchAttributes(),
		DynamicConfig:    Settings(),
		Log:              opts.Log,
	})
	if err != nil {
		return err
	}
	p, err := newPostgres(PostgresOptions{
		Dir:  filepath.Join(opts.DataDir, "postgres"),
		Port: opts.PostgresPort,
		Log:  opts.Log,
	})
	if err != nil {
		return err
	}
	// Leftovers first: they may still hold the ports.
	both, bothCtx := errgroup.WithContext(ctx)
	both.Go(func() error { return t.endLeftover(bothCtx) })
	both.Go(func() error { return p.endLeftover(bothCtx) })
	if err := both.Wait(); err != nil {
		return err
	}
	if err := checkPorts(opts); err != nil {
		return err
	}
	m.Postgres, m.Temporal = p, t
	both, bothCtx = errgroup.WithContext(ctx)
	both.Go(func() error { return t.bringUp(bothCtx) })
	both.Go(func() error { return p.bringUp(bothCtx) })
	return both.Wait()
}

func checkPorts(opts Options) error {
	addresses := []struct{ flag, addr string }{
		{"--http-addr", opts.HTTPAddr},
		{"--temporal-port", local(opts.TemporalPort)},
		{"--ui-port", local(opts.UIPort)},
		{"--postgres-port", local(opts.PostgresPort)},
	}
	taken := map[string]string{}
	for _, a := range addresses {
		if a.addr == "" || a.addr == local(0) {
			continue
		}
		if other, ok := taken[a.addr]; ok {
			return fmt.Errorf("%s and %s both ask for %s: choose another with one of them", other, a.flag, a.addr)
		}
		taken[a.addr] = a.flag
		if err := CheckPort(a.addr, a.flag); err != nil {
			return err
		}
	}
	return nil
}

// Stop stops Temporal and then PostgreSQL, and gives the data directory back.
// What is not down when ctx is done is killed.
func (m *Machine) Stop(ctx context.Context) error {
	var errs []error
	if m.Temporal != nil {
		errs = append(errs, m.Temporal.Stop(ctx))
	}
	if m.Postgres != nil {
		errs = append(errs, m.Postgres.Stop(ctx))
	}
	return errors.Join(append(errs, m.lock.Release())...)
}
