// Command contacts is the part of Luluchat that creates contacts: a durable
// workflow application on Temporal and PostgreSQL. Its commands serve, or help
// those who run it.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// version is set when the program is built.
var version = "dev"

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "contacts:", err)
		os.Exit(exitCode(err))
	}
}

func run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// The first signal stops in order; a second one ends the program at once.
	context.AfterFunc(ctx, stop)
	return rootCommand().ExecuteContext(ctx)
}

func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:           "contacts",
		Short:         "Creates contacts from WhatsApp messages, exactly once",
		Version:       version,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.AddCommand(
		devCommand(), demoCommand(),
		serveCommand("serve", "Serve: HTTP, dispatcher and worker in one process", roles{api: true, worker: true}),
		serveCommand("api", "Serve HTTP only; run `contacts worker` beside it", roles{api: true}),
		serveCommand("worker", "Run dispatcher and worker only", roles{worker: true}),
		migrateCommand(), tokenCommand(), importCommand(), exportCommand(), sendCommand(), explainCommand(), healthcheckCommand(), benchCommand(),
	)
	root.SetVersionTemplate("contacts {{.Version}}\n")
	return root
}
