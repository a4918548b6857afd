// Package process builds and runs what serves: the store, the starter, the
// worker and the API, one after the other, and stops them in reverse.
package process

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"go.temporal.io/sdk/client"

	"github.com/luluchat/contacts/api"
	"github.com/luluchat/contacts/config"
	"github.com/luluchat/contacts/starter"
)

// Roles says which parts a process runs. Dispatcher and worker belong together:
// a start is eager only where they share a client.
type Roles struct{ API, Worker bool }

// httpStop is how long requests under way are given to end.
const httpStop = 10 * time.Second

// uploadPatience is how long a file may take to arrive over a slow line.
const uploadPatience = 15 * time.Minute

// workerWait is how long a starting process waits for its worker before it says
// that it is ready. Requests are taken meanwhile.
const workerWait = 5 * time.Second

// Serve runs until ctx ends, and then stops in order: HTTP first, so that
// nothing new comes in, then the dispatcher, then the worker. ready is called
// with the address once requests are taken.
func Serve(ctx context.Context, cfg config.Config, temporal client.Options, r Roles, log *slog.Logger, ready func(string)) error {
	if err := required(cfg, r); err != nil {
		return err
	}
	collectLess()
	db, err := OpenStore(ctx, cfg)
	if err != nil {
		return err
	}
	defer db.Close()
	// Lazy: a server that is unavailable keeps nobody from recording.
	c, err := client.NewLazyClient(starter.Observed(temporal))
	if err != nil {
		return fmt.Errorf("set up the Temporal client: %w", err)
	}
	defer c.Close()

	recorder := starter.NewRecorder(db, c, cfg.TaskQueue, log)
	dispatcher := starter.NewDispatcher(recorder, starter.Settings{Lease: cfg.DispatchLease, Slots: cfg.DispatchSlots})
	a := &api.API{
		Store: db, Recorder: recorder, Temporal: c, Namespace: temporal.Namespace, UIURL: cfg.TemporalUIURL,
		ImportLimits: cfg.ImportLimits(), AppSecret: cfg.WhatsAppAppSecret, VerifyToken: cfg.WhatsAppVerifyToken, Token: cfg.APIToken, Log: log,
	}
	if r.Worker {
		a.Deliveries, a.LastLook = dispatcher.Deliveries, dispatcher.LastLook
	}
	setting, addr, routes := "WORKER_HTTP_ADDR", cfg.WorkerHTTPAddr, a.Probes
	if r.API {
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
	if r.Worker {
		started := make(chan struct{})
		stopWork = work(ctx, cfg, temporal, db, c, recorder, dispatcher, log, sync.OnceFunc(func() { close(started) }))
		if where == "" {
			where = "task queue " + cfg.TaskQueue
		}
		select {
		case <-started:
		case <-time.After(workerWait): // Temporal is unavailable: what comes in is recorded and decided later
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
