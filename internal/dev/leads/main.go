// Command leads sends one of everything that people send to a running `contacts dev`,
// and prints what became of it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"

	"github.com/luluchat/contacts/client"
	"github.com/luluchat/contacts/internal/demo"
	"github.com/luluchat/contacts/internal/dev"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "leads:", err)
		os.Exit(1)
	}
}

func run() error {
	file := flag.String("env-file", ".dev/env", "the settings that `contacts dev` has written")
	flag.Parse()
	env, err := dev.ReadEnv(*file)
	if err != nil {
		return fmt.Errorf("%w: start `make dev` first, or name the file of its settings with -env-file", err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	c := client.Client{URL: "http://" + env["HTTP_ADDR"], Token: env["API_TOKEN"], Secret: env["WHATSAPP_APP_SECRET"]}
	channels, err := c.Channels(ctx)
	if err != nil {
		return err
	}
	if len(channels) == 0 {
		return errors.New("the server has no channel: PUT /v1/channels/{id} makes one")
	}
	fb, err := standIn(ctx, env["FACEBOOK_APP_SECRET"], env["FACEBOOK_GRAPH_URL"])
	if err != nil {
		return err
	}
	all, err := demo.SendLeads(ctx, c, channels[0], fb)
	return errors.Join(demo.PrintLeads(all, os.Stdout), err)
}
