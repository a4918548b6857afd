package dev

import (
	"context"
	"fmt"
	"maps"
	"os/exec"
	"slices"
	"strconv"
	"syscall"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/credentials/insecure"
)

// launch starts the server and waits until it serves its namespace.
func (t *Temporal) launch(ctx context.Context) (*child, error) {
	if err := t.endLeftover(ctx); err != nil {
		return nil, err
	}
	if err := t.checkFile(); err != nil {
		return nil, err
	}
	c, err := t.launchWith(ctx, "normal")
	if err != nil || t.slimmed() {
		return c, err
	}
	return t.slimAndLaunch(ctx, c)
}

func (t *Temporal) launchWith(ctx context.Context, synchronous string) (*child, error) {
	if err := CheckPort(local(t.opts.Port), "--temporal-port"); err != nil {
		return nil, err
	}
	if t.opts.DBFile != "" {
		if err := closeFiles(t.opts.DBFile, "-wal", "-shm", "-journal"); err != nil { // an earlier version's
			return nil, err
		}
	}
	// Ids of workflows are numbers of people. The server and SQLite make their files as
	// the umask says, which Go can set for all of this process only.
	cmd := exec.Command("/bin/sh", append([]string{"-c", `umask 077; exec "$0" "$@"`, t.opts.Bin}, t.arguments(synchronous)...)...)
	cmd.Env = environmentWithout("TEMPORAL_")
	c, err := startChild(cmd, t.logFile, syscall.SIGTERM)
	if err != nil {
		return nil, err
	}
	if t.record != "" {
		if err := t.record.write(cmd.Process.Pid); err != nil {
			c.end(syscall.SIGTERM)
			return nil, err
		}
	}
	conn, err := t.connect()
	if err != nil {
		c.end(syscall.SIGTERM)
		return nil, err
	}
	defer func() { _ = conn.Close() }()
	serves := func(ctx context.Context) error { return t.serves(ctx, conn) }
	if err := c.await(ctx, "Temporal", syscall.SIGTERM, serves); err != nil {
		return nil, err
	}
	return c, nil
}

// connect makes a connection of our own, because gRPC would else wait for a
// whole second after the first refusal.
func (t *Temporal) connect() (*grpc.ClientConn, error) {
	conn, err := grpc.NewClient(t.Address(),
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithConnectParams(grpc.ConnectParams{
			Backoff:           backoff.Config{BaseDelay: probeEvery, Multiplier: 1, MaxDelay: probeEvery},
			MinConnectTimeout: time.Second,
		}))
	if err != nil {
		return nil, fmt.Errorf("connect to Temporal: %w", err)
	}
	return conn, nil
}

func (t *Temporal) arguments(synchronous string) []string {
	args := []string{
		"server", "start-dev", "--ip", loopback, "--port", strconv.Itoa(t.opts.Port),
		"--log-level", t.opts.LogLevel, "--namespace", t.opts.Namespace,
	}
	if t.opts.UIPort == 0 {
		args = append(args, "--headless")
	} else {
		args = append(args, "--ui-port", strconv.Itoa(t.opts.UIPort))
	}
	if t.opts.DBFile != "" {
		// These two double its throughput, and the data still survives kill -9.
		args = append(args, "--db-filename", t.opts.DBFile,
			"--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous="+synchronous)
	}
	for _, name := range slices.Sorted(maps.Keys(t.opts.SearchAttributes)) {
		args = append(args, "--search-attribute", name+"="+t.opts.SearchAttributes[name])
	}
	for _, setting := range t.opts.DynamicConfig {
		args = append(args, "--dynamic-config-value", setting)
	}
	return args
}

// serves fails until the namespace can be used and has its search attributes.
// The flag registers them for a new namespace only: a database file that an
// older version made gets what is missing here.
func (t *Temporal) serves(ctx context.Context, conn grpc.ClientConnInterface) error {
	_, err := workflowservice.NewWorkflowServiceClient(conn).DescribeNamespace(ctx,
		&workflowservice.DescribeNamespaceRequest{Namespace: t.opts.Namespace})
	if err != nil {
		return fmt.Errorf("describe namespace %s: %w", t.opts.Namespace, err)
	}
	operator := operatorservice.NewOperatorServiceClient(conn)
	present, err := operator.ListSearchAttributes(ctx,
		&operatorservice.ListSearchAttributesRequest{Namespace: t.opts.Namespace})
	if err != nil {
		return fmt.Errorf("list search attributes: %w", err)
	}
	missing := map[string]enums.IndexedValueType{}
	for name, kind := range t.opts.SearchAttributes {
		if _, ok := present.GetCustomAttributes()[name]; !ok {
			if missing[name], err = enums.IndexedValueTypeFromString(kind); err != nil {
				return fmt.Errorf("search attribute %s: %w", name, err)
			}
		}
	}
	if len(missing) == 0 {
		return nil
	}
	_, err = operator.AddSearchAttributes(ctx,
		&operatorservice.AddSearchAttributesRequest{Namespace: t.opts.Namespace, SearchAttributes: missing})
	if err != nil {
		return fmt.Errorf("add search attributes: %w", err)
	}
	return nil
}

// endLeftover ends the server that an earlier run left behind on this file.
func (t *Temporal) endLeftover(ctx context.Context) error {
	pid, _ := t.record.read()
	if t.record == "" || pid == 0 {
		return nil
	}
	other, alive := findProcess(pid)
	if !alive || !other.mentions(t.opts.DBFile) {
		return nil
	}
	return endLeftover(ctx, "Temporal", other, t.record, syscall.SIGTERM, t.opts.Log)
}
