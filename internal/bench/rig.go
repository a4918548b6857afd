package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"

	"github.com/luluchat/contacts/internal/dev"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/settings"
)

// rig is what scenarios work with: servers of their own in a temporary
// directory, and one serving process.
type rig struct {
	opts     Options
	dir      string
	postgres *dev.Postgres
	embedded *dev.Temporal // nil: the caller's server
	address  string        // of Temporal
	client   client.Client // as a serving process has one
	main     *site
	big      *site // many contacts; prepared when it is first needed
	pages    *site // still more, with tags and attributes; likewise
	probe    *ceilingProbe
	round    int
	passes   int      // scenarios run so far: makes channel names unique
	peak     int64    // largest resident size of a serving process that has ended, in bytes
	hooks    [][]byte // what the inbound scenario delivered, to be delivered again
	fresh    string   // channel of the newest inbound pass
}

// site is a database and the serving process on it.
type site struct {
	name   string
	url    string
	pool   *pgxpool.Pool
	db     *store.DB
	server *server
}

// postgresSettings are PostgreSQL's. Commits are as durable as in production; the rest
// keeps checkpoints out of the measurements.
func postgresSettings() map[string]string {
	return map[string]string{"shared_buffers": "256MB", "max_wal_size": "4GB", "checkpoint_timeout": "30min"}
}

func newRig(ctx context.Context, o Options) (r *rig, err error) {
	r = &rig{opts: o}
	defer func() {
		if err != nil {
			r.close()
		}
	}()
	if r.dir, err = os.MkdirTemp("", "contacts-bench-"); err != nil {
		return r, err
	}
	// PostgreSQL may run as another user, who has to get through.
	if err := os.Chmod(r.dir, 0o711); err != nil { //nolint:gosec // nothing but entering is allowed
		return r, err
	}
	quiet := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	r.postgres, err = dev.StartPostgres(ctx, dev.PostgresOptions{Dir: filepath.Join(r.dir, "postgres"), Settings: postgresSettings(), Log: quiet})
	if err != nil {
		return r, err
	}
	if r.address = o.TemporalAddress; r.address == "" {
		r.embedded, err = dev.StartTemporal(ctx, dev.TemporalOptions{
			Bin: o.TemporalBin, DBFile: filepath.Join(r.dir, "temporal.db"), SearchAttributes: dev.SearchAttributes(), DynamicConfig: dev.Settings(),
			AsItComes: o.asItComes, Log: quiet,
		})
		if err != nil {
			return r, err
		}
		r.address = r.embedded.Address()
	}
	r.client, err = client.DialContext(ctx, client.Options{
		HostPort: r.address, Namespace: r.namespace(), Logger: sdklog.NewStructuredLogger(slog.New(slog.DiscardHandler)),
	})
	if err != nil {
		return r, fmt.Errorf("reach Temporal at %s (start it, or correct --temporal-address): %w", r.address, err)
	}
	if r.main, err = r.newSite(ctx, "main"); err != nil {
		return r, err
	}
	r.probe, err = newCeilingProbe(r)
	return r, err
}

func (r *rig) namespace() string {
	if r.opts.TemporalNamespace != "" {
		return r.opts.TemporalNamespace
	}
	return "default"
}

// newSite makes a migrated database and starts a serving process on it.
func (r *rig) newSite(ctx context.Context, name string) (*site, error) {
	s, err := r.newDatabase(ctx, name)
	if err != nil {
		return nil, err
	}
	s.server, err = r.serve(ctx, s)
	return s, err
}

func (r *rig) newDatabase(ctx context.Context, name string) (*site, error) {
	admin, err := pgx.Connect(ctx, r.postgres.URL())
	if err != nil {
		return nil, err
	}
	defer func() { _ = admin.Close(ctx) }()
	if _, err := admin.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{"bench_" + name}.Sanitize()); err != nil {
		return nil, err
	}
	cfg, err := pgxpool.ParseConfig(r.postgres.URL())
	if err != nil {
		return nil, err
	}
	cfg.ConnConfig.Database = "bench_" + name
	cfg.MaxConns = 8
	s := &site{name: name, url: withDatabase(r.postgres.URL(), cfg.ConnConfig.Database)}
	if _, err := store.Migrate(ctx, s.url); err != nil {
		return nil, err
	}
	if s.pool, err = pgxpool.NewWithConfig(ctx, cfg); err != nil {
		return nil, err
	}
	s.db, err = store.Open(ctx, s.url, store.Options{})
	return s, err
}

// stop ends a site's serving process and keeps its peak.
func (r *rig) stop(s *site) {
	if s == nil || s.server == nil {
		return
	}
	r.leave(s.server)
	s.server = nil
}

func (r *rig) peakMB() float64 {
	for _, s := range []*site{r.main, r.big, r.pages} {
		r.stop(s)
	}
	return mb(r.peak)
}

func (r *rig) close() {
	if r.probe != nil {
		r.probe.stop()
	}
	for _, s := range []*site{r.main, r.big, r.pages} {
		if s != nil {
			r.stop(s)
			s.close()
		}
	}
	if r.client != nil {
		r.client.Close()
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	var err error
	if r.embedded != nil {
		err = r.embedded.Stop(ctx)
	}
	if r.postgres != nil {
		err = errors.Join(err, r.postgres.Stop(ctx))
	}
	if r.dir != "" {
		err = errors.Join(err, os.RemoveAll(r.dir))
	}
	if err != nil {
		fmt.Fprintln(r.out(), "cannot clean up:", err)
	}
}

func (r *rig) out() io.Writer { return r.opts.Out }

func (s *site) close() {
	if s.pool != nil {
		s.pool.Close()
	}
	if s.db != nil {
		s.db.Close()
	}
}

// channel makes a channel of a site that nothing has used before.
func (r *rig) channel(ctx context.Context, s *site, name string) (channel, error) {
	r.passes++
	c := channel{id: fmt.Sprintf("%s-%d", name, r.passes), phoneNumberID: fmt.Sprintf("1%014d", r.passes)}
	_, _, err := settings.New(s.db).PutChannel(ctx, c.id, name, c.phoneNumberID)
	return c, err
}

type channel struct{ id, phoneNumberID string }

// warmUp lets every part do its work once: connections, prepared statements,
// caches, the worker's pollers.
func (r *rig) warmUp(ctx context.Context) error {
	fmt.Fprintln(r.out(), "warming up")
	if _, err := r.probe.rate(ctx, r.opts.n(200), emptyWorkflow); err != nil {
		return err
	}
	_, err := r.newcomers(ctx, r.main, r.opts.n(200))
	return err
}
