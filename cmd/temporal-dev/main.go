// Command temporal-dev is a Temporal server for one machine, with its data in
// one SQLite file. It understands `server start-dev` of the temporal CLI, as far
// as this project uses that, and is about three times as fast: it keeps the
// statements of its database prepared (see ./sqlite) and only those indexes of
// the list of workflows that somebody asks for (indexes.go).
//
// It is a module of its own, so that the server's dependencies are not those of
// this project.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/temporalio/ui-server/v2/server/version"
	"go.temporal.io/server/common/headers"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) == 1 && args[0] == "--version" {
		fmt.Printf("temporal-dev (Server %s, UI %s)\n", headers.ServerVersion, version.UIVersion)
		return nil
	}
	o, err := parse(args)
	if err != nil {
		return err
	}
	data, err := openDatabase(o)
	if err != nil {
		return err
	}
	defer data.close()
	if o.file != "" {
		go data.flush(ctx)
	}
	return serve(ctx, o, data.config)
}
