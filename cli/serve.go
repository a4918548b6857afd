package cli

import (
	"os"

	"github.com/spf13/cobra"

	"github.com/luluchat/contacts/config"
	"github.com/luluchat/contacts/internal/process"
)

// serveCommand is serve, api or worker: the parts of one process that are run.
func serveCommand(name, short string, r process.Roles) *cobra.Command {
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
			return loggable(process.Serve(cmd.Context(), cfg, opts, r, log, func(addr string) {
				log.Info("ready", "address", addr, "version", cmd.Root().Version)
			}))
		},
	}
}
