// Package cli is the command line of the program contacts: one file a command,
// and in shared.go what commands have in common. No command knows another.
package cli

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/luluchat/contacts/internal/process"
	"github.com/luluchat/contacts/internal/version"
)

// Main runs the command that the arguments name and returns the program's exit
// code. built is the version that the program was built as, or nothing.
func Main(built string) (code int) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// The first signal stops in order; a second one ends the program at once.
	context.AfterFunc(ctx, stop)
	if err := rootCommand(version.Of(built)).ExecuteContext(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "contacts:", err)
		return exitCode(err)
	}
	return 0
}

func rootCommand(version string) *cobra.Command {
	root := &cobra.Command{
		Use:           "contacts",
		Short:         "Creates contacts from WhatsApp messages, exactly once",
		Version:       version,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.AddCommand(
		devCommand(), demoCommand(),
		serveCommand("serve", "Serve: HTTP, dispatcher and worker in one process", process.Roles{API: true, Worker: true}),
		serveCommand("api", "Serve HTTP only; run `contacts worker` beside it", process.Roles{API: true}),
		serveCommand("worker", "Run dispatcher and worker only", process.Roles{Worker: true}),
		migrateCommand(), tokenCommand(), peopleCommand(), importCommand(), exportCommand(), sendCommand(), explainCommand(), jobsCommand(), healthcheckCommand(),
	)
	root.SetVersionTemplate("contacts {{.Version}}\n")
	return root
}
