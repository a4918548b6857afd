package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/luluchat/contacts/config"
	"github.com/luluchat/contacts/internal/process"
)

func devCommand() *cobra.Command {
	var o process.DevOptions
	cmd := &cobra.Command{
		Use: "dev", Short: "Serve with a PostgreSQL and a Temporal of its own, for one machine", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.HTTPAddrGiven = cmd.Flags().Changed("http-addr")
			return process.Dev(cmd.Context(), o, cmd.OutOrStdout(), func(context.Context, config.Config, string) error { return nil })
		},
	}
	devFlags(&o, cmd)
	return cmd
}
