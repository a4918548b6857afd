package cli

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/luluchat/contacts/config"
	"github.com/luluchat/contacts/store"
)

func migrateCommand() *cobra.Command {
	var patience time.Duration
	cmd := &cobra.Command{
		Use: "migrate", Short: "Bring the database's schema up to date", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := config.Load()
			if err != nil {
				return err
			}
			if err := cfg.Require("DATABASE_URL"); err != nil {
				return err
			}
			ran, err := store.MigrateWithin(cmd.Context(), cfg.DatabaseURL, patience)
			if err != nil {
				return loggable(err)
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%d migration(s) run; the schema is up to date\n", ran)
			return nil
		},
	}
	cmd.Flags().DurationVar(&patience, "patience", store.LockPatience, "how long to try to get locks that others hold")
	return cmd
}
