package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/luluchat/contacts/config"
	"github.com/luluchat/contacts/internal/demo"
	"github.com/luluchat/contacts/internal/process"
)

func demoCommand() *cobra.Command {
	var o process.DevOptions
	var exit bool
	cmd := &cobra.Command{
		Use: "demo", Short: "Like dev, and play a short day of WhatsApp traffic at it", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.HTTPAddrGiven = cmd.Flags().Changed("http-addr")
			out := cmd.OutOrStdout()
			return process.Dev(cmd.Context(), o, out, func(ctx context.Context, cfg config.Config, link string) error {
				c := clientOf(cfg)
				channels, err := c.Channels(ctx)
				if err != nil {
					return err
				}
				if err := demo.Play(ctx, c, channels[0], out); err != nil {
					return err
				}
				if link != "" {
					fmt.Fprintf(out, "\nPages        %s   (signs you in, once)", link)
				}
				fmt.Fprintf(out, "\nAPI          %s/v1/contacts   (Authorization: Bearer %s)\nTemporal UI  %s\n", cfg.PublicAddress(), cfg.APIToken, cfg.TemporalUIURL)
				if exit {
					return process.ErrDone
				}
				fmt.Fprintln(out, "\nPress Ctrl-C to stop.")
				return nil
			})
		},
	}
	devFlags(&o, cmd)
	cmd.Flags().BoolVar(&exit, "exit", false, "stop when the table is printed")
	return cmd
}
