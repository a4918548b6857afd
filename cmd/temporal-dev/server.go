package main

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"time"

	uiserver "github.com/temporalio/ui-server/v2/server"
	uiconfig "github.com/temporalio/ui-server/v2/server/config"
	uioptions "github.com/temporalio/ui-server/v2/server/server_options"
	"go.temporal.io/server/common/authorization"
	"go.temporal.io/server/common/cluster"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/log"
	"go.temporal.io/server/common/membership/static"
	"go.temporal.io/server/common/primitives"
	"go.temporal.io/server/temporal"
)

const (
	store       = "sqlite"
	clusterName = "active" // as in the files of `temporal server start-dev`
)

// serve runs the server and its web UI until ctx is done or the UI fails.
func serve(ctx context.Context, o options, sql *config.SQL) error {
	services, hosts, err := layOut(o)
	if err != nil {
		return err
	}
	server, err := temporal.NewServer(
		temporal.WithConfig(configuration(o, sql, services)),
		temporal.ForServices(temporal.DefaultServices),
		temporal.WithStaticHosts(hosts),
		temporal.WithDynamicConfigClient(o.settings),
		temporal.WithAuthorizer(authorization.NewNoopAuthorizer()),
		temporal.WithClaimMapper(func(*config.Config) authorization.ClaimMapper { return authorization.NewNoopClaimMapper() }),
		temporal.WithLogger(logger(o)),
	)
	if err != nil {
		return fmt.Errorf("set the server up: %w", err)
	}
	// The UI comes first, so that it is there when the server answers.
	failed := make(chan error, 1)
	if !o.headless {
		ui := webUI(o)
		defer ui.Stop()
		go func() { failed <- fmt.Errorf("web UI on port %d: %w", o.uiPort, ui.Start()) }()
		if err := listens(ctx, address(o.ip, o.uiPort), failed); err != nil {
			return err
		}
	}
	if err := server.Start(); err != nil {
		return fmt.Errorf("start the server: %w", err)
	}
	defer func() { _ = server.Stop() }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		return nil
	}
}

// layOut gives each of the four services a port of its own: they talk to each
// other through them.
func layOut(o options) (map[string]config.Service, map[primitives.ServiceName]static.Hosts, error) {
	services := map[string]config.Service{}
	hosts := map[primitives.ServiceName]static.Hosts{}
	for _, name := range temporal.DefaultServices {
		port := o.port
		if name != string(primitives.FrontendService) {
			var err error
			if port, err = freePort(o.ip); err != nil {
				return nil, nil, err
			}
		}
		services[name] = config.Service{RPC: config.RPC{GRPCPort: port, BindOnIP: o.ip}}
		hosts[primitives.ServiceName(name)] = static.SingleLocalHost(address(o.ip, port))
	}
	return services, hosts, nil
}

func configuration(o options, sql *config.SQL, services map[string]config.Service) *config.Config {
	off := config.NamespaceDefaults{Archival: config.ArchivalNamespaceDefaults{
		History:    config.HistoryArchivalNamespaceDefaults{State: "disabled"},
		Visibility: config.VisibilityArchivalNamespaceDefaults{State: "disabled"},
	}}
	return &config.Config{
		Global: config.Global{Membership: config.Membership{MaxJoinDuration: 30 * time.Second, BroadcastAddress: o.ip}},
		Persistence: config.Persistence{
			DefaultStore:     store,
			VisibilityStore:  store,
			NumHistoryShards: 1,
			DataStores:       map[string]config.DataStore{store: {SQL: sql}},
		},
		ClusterMetadata: &cluster.Config{
			FailoverVersionIncrement: 10,
			MasterClusterName:        clusterName,
			CurrentClusterName:       clusterName,
			ClusterInformation: map[string]cluster.ClusterInformation{
				clusterName: {Enabled: true, InitialFailoverVersion: 1, RPCAddress: address(o.ip, o.port)},
			},
		},
		DCRedirectionPolicy: config.DCRedirectionPolicy{Policy: "noop"},
		Services:            services,
		Archival: config.Archival{
			History:    config.HistoryArchival{State: "disabled"},
			Visibility: config.VisibilityArchival{State: "disabled"},
		},
		NamespaceDefaults: off,
		PublicClient:      config.PublicClient{HostPort: address(o.ip, o.port)},
	}
}

func webUI(o options) *uiserver.Server {
	return uiserver.NewServer(uioptions.WithConfigProvider(&uiconfig.Config{
		Host:                o.ip,
		Port:                o.uiPort,
		TemporalGRPCAddress: address(o.ip, o.port),
		EnableUI:            true,
		CORS:                uiconfig.CORS{CookieInsecure: true}, // there is no TLS here
		HideLogs:            true,
	}))
}

func logger(o options) log.Logger {
	if o.logLevel == "never" {
		return log.NewNoopLogger()
	}
	format := o.logFormat
	if format == "text" {
		format = "console"
	}
	return log.NewZapLogger(log.BuildZapLogger(log.Config{Level: o.logLevel, Format: format}))
}

// listens waits until somebody takes connections there, or has failed to.
func listens(ctx context.Context, addr string, failed <-chan error) error {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", addr)
		if err == nil {
			return conn.Close()
		}
		select {
		case err := <-failed:
			return err
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// freePort returns a port that nothing uses. A connection closed from its side leaves the
// port in TIME_WAIT: for a minute Linux gives it to nobody else who asks for any port, such
// as another server that starts now, while this one may still listen on it. FreePort in
// internal/dev does the same, and is in a module that this one does not need.
func freePort(ip string) (int, error) {
	l, err := net.Listen("tcp", address(ip, 0))
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	defer func() { _ = l.Close() }()
	client, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	defer func() { _ = client.Close() }()
	server, err := l.Accept()
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	_ = server.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

func address(ip string, port int) string { return net.JoinHostPort(ip, strconv.Itoa(port)) }
