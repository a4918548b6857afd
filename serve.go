package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"go.temporal.io/sdk/client"

	"github.com/luluchat/contacts/activities"
	"github.com/luluchat/contacts/api"
	"github.com/luluchat/contacts/config"
	"github.com/luluchat/contacts/starter"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/worker"
)

// roles says which parts a process runs. Dispatcher and worker belong together:
// a start is eager only where they share a client.
type roles struct{ api, worker bool }

func serveCommand(name, short string, r roles) *cobra.Command {
	return &cobra.Command{
		Use: name, Short: short, Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := config.Load()
			if err != nil {
				return err
			}
			log := config.Logger(os.Stderr, cfg.LogLevel)
			opts, err := config.Temporal(log)
			if err != nil {
				return err
			}
			return serve(cmd.Context(), cfg, opts, r, log, func(addr string) {
				log.Info("ready", "address", addr, "version", version)
			})
		},
	}
}

// httpStop is how long requests under way are given to end.
const httpStop = 10 * time.Second

// uploadPatience is how long a file may take to arrive over a slow line.
const uploadPatience = 15 * time.Minute

// workerWait is how long a starting process waits for its worker before it says
// that it is ready. Requests are taken meanwhile.
const workerWait = 5 * time.Second

// serve runs until ctx ends, and then stops in order: HTTP first, so that
// nothing new comes in, then the dispatcher, then the worker. ready is called
// with the address once requests are taken.
func serve(ctx context.Context, cfg config.Config, temporal client.Options, r roles, log *slog.Logger, ready func(string)) error {
	if err := required(cfg, r); err != nil {
		return err
	}
	collectLess()
	db, err := openStore(ctx, cfg)
	if err != nil {
		return err
	}
	defer db.Close()
	// Lazy: a server that is away keeps nobody from recording.
	c, err := client.NewLazyClient(temporal)
	if err != nil {
		return fmt.Errorf("set up the Temporal client: %w", err)
	}
	defer c.Close()

	door := starter.NewDoor(db, c, cfg.TaskQueue, log)
	dispatcher := starter.NewDispatcher(door, starter.Settings{Lease: cfg.DispatchLease, Slots: cfg.DispatchSlots})
	a := &api.API{
		Store: db, Door: door, Temporal: c, Namespace: temporal.Namespace, UIURL: cfg.TemporalUIURL,
		ImportLimits: cfg.ImportLimits(), AppSecret: cfg.WhatsAppAppSecret, VerifyToken: cfg.WhatsAppVerifyToken, Token: cfg.APIToken, Log: log,
	}
	if r.worker {
		a.Deliveries, a.LastLook = dispatcher.Deliveries, dispatcher.LastLook
	}
	setting, addr, routes := "WORKER_HTTP_ADDR", cfg.WorkerHTTPAddr, a.Probes
	if r.api {
		setting, addr, routes = "HTTP_ADDR", cfg.HTTPAddr, a.Handler
	}
	listening := make(chan error, 1)
	var server *http.Server
	var where string
	if addr != "" {
		listener, err := net.Listen("tcp", addr)
		if err != nil {
			return fmt.Errorf("listen on %s: %w", setting, err)
		}
		server = &http.Server{Handler: routes(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: uploadPatience, IdleTimeout: 2 * time.Minute}
		go func() { listening <- server.Serve(listener) }()
		where = "http://" + listener.Addr().String()
	}
	stopWork := func() {}
	if r.worker {
		started := make(chan struct{})
		stopWork = work(ctx, cfg, temporal, db, c, door, dispatcher, log, sync.OnceFunc(func() { close(started) }))
		if where == "" {
			where = "task queue " + cfg.TaskQueue
		}
		select {
		case <-started:
		case <-time.After(workerWait): // Temporal is away: what comes in is recorded and decided later
		case <-ctx.Done():
		}
	}
	ready(where)

	select {
	case <-ctx.Done():
	case err = <-listening:
		err = fmt.Errorf("serve HTTP: %w", err)
	}
	if server != nil {
		stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), httpStop)
		defer cancel()
		err = errors.Join(err, server.Shutdown(stopping))
	}
	stopWork()
	return err
}

// work starts worker and dispatcher and returns what stops them, the dispatcher
// first.
func work(ctx context.Context, cfg config.Config, temporal client.Options, db *store.Store, c client.Client, door *starter.Door, dispatcher *starter.Dispatcher, log *slog.Logger, started func()) (stop func()) {
	w := &worker.Worker{
		Client: c, Namespace: temporal.Namespace, TaskQueue: cfg.TaskQueue,
		Acts: &activities.Activities{Store: db, Log: log, Decided: dispatcher.Decided},
		Bulk: &activities.Bulk{Store: db, Log: log, Limits: cfg.ImportLimits(), Wake: door.Wake},
		Log:  log, Started: started,
	}
	stopWorker := background(ctx, w.Run)
	stopDispatcher := background(ctx, dispatcher.Run)
	return func() {
		stopDispatcher()
		stopWorker()
	}
}

// background runs f until the returned function is called, which waits for its
// end.
func background(ctx context.Context, f func(context.Context)) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var wg sync.WaitGroup
	wg.Go(func() { f(ctx) })
	return func() {
		cancel()
		wg.Wait()
	}
}

// What a serving process keeps is small and what it throws away is much, so the
// garbage collector would run many times a second. It may let the heap grow to
// this share of what is kept, while the whole stays below the limit.
const (
	garbage     = 400       // percent; Go's default is 100
	memoryLimit = 112 << 20 // bytes; above it the collector works harder
)

// collectLess sets that, unless GOGC or GOMEMLIMIT say something else.
func collectLess() {
	if debug.SetMemoryLimit(-1) != math.MaxInt64 {
		return
	}
	if former := debug.SetGCPercent(garbage); former != 100 {
		debug.SetGCPercent(former)
		return
	}
	debug.SetMemoryLimit(memoryLimit)
}

func required(cfg config.Config, r roles) error {
	if r.api {
		return cfg.Require("DATABASE_URL", "WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN", "API_TOKEN")
	}
	return cfg.Require("DATABASE_URL")
}

// databaseWait is how long a starting process waits for its database.
const databaseWait = 15 * time.Second

// openStore opens the database, waits a little for it to come up, and makes
// sure that its schema is the one this program was built for.
func openStore(ctx context.Context, cfg config.Config) (*store.Store, error) {
	db, err := store.Open(ctx, cfg.DatabaseURL, store.Options{})
	if err != nil {
		return nil, err
	}
	err = waitFor(ctx, db)
	if err == nil {
		var pending int64
		pending, err = store.Pending(ctx, cfg.DatabaseURL)
		if err == nil && pending > 0 {
			err = fmt.Errorf("the database lacks %d migration(s): run `contacts migrate` first", pending)
		}
	}
	if err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

func waitFor(ctx context.Context, db *store.Store) error {
	deadline := time.Now().Add(databaseWait)
	for {
		err := db.Ping(ctx)
		if err == nil || ctx.Err() != nil {
			return ctx.Err()
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%w: start it, or correct DATABASE_URL", err)
		}
		time.Sleep(200 * time.Millisecond)
	}
}
