// Package process builds and runs what serves: the store, the starter, the
// worker and the API, one after the other, and stops them in reverse.
package process

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"go.temporal.io/sdk/client"

	"github.com/luluchat/contacts/activities"
	"github.com/luluchat/contacts/api"
	"github.com/luluchat/contacts/api/gate"
	"github.com/luluchat/contacts/config"
	graph "github.com/luluchat/contacts/facebook"
	"github.com/luluchat/contacts/service"
	"github.com/luluchat/contacts/starter"
	"github.com/luluchat/contacts/store/erasure"
	"github.com/luluchat/contacts/store/facebook"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/settings"
	"github.com/luluchat/contacts/worker"
)

// filesAtOnce is how many of the largest files may be arriving at once. They are kept
// on disk meanwhile.
const filesAtOnce = 10

// Roles says which parts a process runs. Dispatcher and worker belong together:
// a start is eager only where they share a client.
type Roles struct{ API, Worker bool }

// Serve runs until ctx ends, and then stops in order: HTTP first, so that
// nothing new comes in, then the dispatcher, then the worker. ready is called
// with the address once requests are taken.
func Serve(ctx context.Context, cfg config.Config, temporal client.Options, r Roles, log *slog.Logger, ready func(string)) error {
	if err := required(cfg, r); err != nil {
		return err
	}
	slog.SetDefault(log) // what libraries write, such as net/http, goes the same way
	if r.API {
		for _, said := range cfg.SeveralSecrets() {
			log.WarnContext(ctx, said)
		}
	}
	collectLess()
	db, err := OpenStore(ctx, cfg, log)
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

	l := ledger.New(db, ledger.Options{LocksOnly: !bool(cfg.DecideAhead), ErasureKey: []byte(cfg.ErasureKey)})
	// What is recorded, what activities decide, the dispatcher and the callers who wait meet at the hub.
	hub, start := starter.NewHub(), starter.New(c, cfg.TaskQueue)
	recorder := starter.NewRecorder(l, imports.New(db), start, hub, log)
	fb := facebook.New(db)
	sweeper := starter.NewSweeper(recorder, db)
	dispatcher := starter.NewDispatcher(l, start, hub, starter.Settings{Lease: cfg.DispatchLease, Slots: cfg.DispatchSlots}, log)
	w := &worker.Worker{
		Client: c, Namespace: temporal.Namespace, TaskQueue: cfg.TaskQueue, Log: log,
		Acts: &activities.Activities{Ledger: l, Log: log, Publish: hub.Publish},
		Bulk: activities.NewBulk(db, l, cfg.ImportLimits(), hub.Wake, log),
		Leads: &activities.Leads{
			Facebook: fb, Settings: settings.New(db), Ledger: l, Graph: graph.NewGraph(cfg.FacebookGraphURL), Log: log,
			Wake: hub.Wake, Found: hub.WakeLeads, Pauses: activities.UsualPauses,
		},
	}
	streams, endStreams := context.WithCancel(ctx)
	defer endStreams()
	a := &api.API{
		Service: service.New(service.Dependencies{
			DB: db, Ledger: l, Recorder: recorder, Log: log, Token: cfg.APIToken, AppSecret: cfg.WhatsAppAppSecret, ImportLimits: cfg.ImportLimits(),
			Leads: starter.NewLeads(fb, start, hub), FacebookSecret: cfg.FacebookAppSecret,
		}),
		VerifyToken: cfg.WhatsAppVerifyToken, FacebookVerifyToken: cfg.FacebookVerifyToken, PublicURL: cfg.PublicURL, UIURL: cfg.TemporalUIURL, Namespace: temporal.Namespace,
		DB: db, Ledger: l, Erasures: erasure.New(db), Temporal: c, Log: log,
		Limits:         gate.Settings{Requests: cfg.MaxRequests, Quota: cfg.TokenQuota, FileBytes: filesAtOnce * cfg.ImportMaxBytes},
		TrustedProxies: cfg.TrustedProxies, MetricsElsewhere: cfg.MetricsAddr != "", Stopping: streams,
	}
	if cfg.Web {
		a.Pages = pages(cfg, a, temporal.Namespace, log)
	}
	w.Bulk.Replay = a.Service.ReplayForJob()
	if r.Worker {
		a.InFlight, a.LastLook = dispatcher.InFlight, dispatcher.LastLook
	}

	server, err := listen(cfg, r, a, log)
	if err != nil {
		return err
	}
	where, stopWork := server.url, func() {}
	if r.Worker {
		stopWork = work(ctx, w, dispatcher, sweeper)
		if where == "" {
			where = "task queue " + cfg.TaskQueue
		}
	}
	ready(where)

	select {
	case <-ctx.Done():
	case err = <-server.failed:
	}
	endStreams()
	err = errors.Join(err, server.stop(ctx))
	a.Service.Close()
	stopWork()
	return err
}
