package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/luluchat/contacts/config"
	"github.com/luluchat/contacts/internal/demo"
)

func demoCommand() *cobra.Command {
	var o devOptions
	var exit bool
	cmd := &cobra.Command{
		Use: "demo", Short: "Like dev, and play a short day of WhatsApp traffic at it", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.httpAddrGiven = cmd.Flags().Changed("http-addr")
			out := cmd.OutOrStdout()
			return runDev(cmd.Context(), o, out, func(ctx context.Context, cfg config.Config) error {
				client := clientOf(cfg)
				channels, err := client.Channels(ctx)
				if err != nil {
					return err
				}
				if err := demo.Play(ctx, client, channels[0].PhoneNumberID, out); err != nil {
					return err
				}
				fmt.Fprintf(out, "\nAPI          %s/v1/contacts   (Authorization: Bearer %s)\nTemporal UI  %s\n", client.URL, cfg.APIToken, cfg.TemporalUIURL)
				if exit {
					return errDone
				}
				fmt.Fprintln(out, "\nPress Ctrl-C to stop.")
				return nil
			})
		},
	}
	o.flags(cmd)
	cmd.Flags().BoolVar(&exit, "exit", false, "stop when the table is printed")
	return cmd
}

func clientOf(cfg config.Config) demo.Client {
	return demo.Client{URL: serverURL(cfg), Secret: cfg.WhatsAppAppSecret, Token: cfg.APIToken}
}
