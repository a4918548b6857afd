package process

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"go.temporal.io/sdk/client"

	"github.com/luluchat/contacts/config"
	"github.com/luluchat/contacts/internal/dev"
	"github.com/luluchat/contacts/service"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/settings"
)

// The channel that a development database starts with.
const (
	devChannel       = "main"
	devPhoneNumberID = "100000000000001"
)

// DevOptions say where everything is kept and served on one machine.
type DevOptions struct {
	dev.Options
	// HTTPAddrGiven says that HTTPAddr was chosen, and wins over HTTP_ADDR.
	HTTPAddrGiven bool
}

// stopParts bounds how long PostgreSQL and Temporal may take to stop.
const stopParts = 20 * time.Second

// Dev brings up PostgreSQL and Temporal, migrates, seeds a channel, and
// serves until ctx ends. once is called when requests are taken, with a link that signs
// in to the pages, empty without pages; if it returns an error, or ErrDone, everything
// stops.
func Dev(ctx context.Context, o DevOptions, out io.Writer, once func(ctx context.Context, cfg config.Config, link string) error) (err error) {
	cfg, err := config.Load()
	if err != nil {
		return err
	}
	if o.HTTPAddrGiven || cfg.HTTPAddr == "" {
		cfg.HTTPAddr = o.HTTPAddr
	}
	o.HTTPAddr = cfg.HTTPAddr
	log := config.Logger(os.Stderr, cfg.LogLevel)
	o.Log = log
	if o.DataDir, err = filepath.Abs(o.DataDir); err != nil {
		return fmt.Errorf("find --data-dir: %w", err)
	}

	began := time.Now()
	fmt.Fprintf(out, "starting PostgreSQL and Temporal in %s\n", o.DataDir)
	machine, err := dev.Start(ctx, o.Options)
	if err != nil {
		return err
	}
	defer func() {
		fmt.Fprintln(out, "stopping PostgreSQL and Temporal")
		stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopParts)
		defer cancel()
		err = errors.Join(err, machine.Stop(stopping))
	}()
	cfg.DatabaseURL = machine.Postgres.URL()
	cfg.TemporalUIURL = machine.Temporal.UIAddress()
	temporal := client.Options{HostPort: machine.Temporal.Address(), Namespace: machine.Temporal.Namespace()}
	if err := secrets(&cfg, filepath.Join(o.DataDir, "env"), temporal); err != nil {
		return err
	}
	link, err := prepare(ctx, cfg, log)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	temporal.Logger = config.TemporalLogger(log)
	err = Serve(ctx, cfg, temporal, Roles{API: true, Worker: true}, log, func(url string) {
		fmt.Fprintf(out, "Temporal UI %s\nsettings    %s\n", cfg.TemporalUIURL, filepath.Join(o.DataDir, "env"))
		if cfg.PublicURL != "" {
			fmt.Fprintf(out, "public      %s\n", cfg.PublicURL)
		}
		if link != "" {
			link = cmp.Or(cfg.PublicURL, url) + link
			fmt.Fprintf(out, "sign in     %s (once, within a day)\n", link)
		}
		log.Debug("started", "took", time.Since(began))
		fmt.Fprintf(out, "ready %s\n", url)
		go func() {
			if err := once(ctx, cfg, link); err != nil {
				stop(err)
			}
		}()
	})
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) && !errors.Is(cause, ErrDone) {
		err = errors.Join(cause, err)
	}
	return err
}

// ErrDone ends a run that has done what it was started for.
var ErrDone = errors.New("done")

// secrets takes what the environment lacks from the file of an earlier run, or
// makes it up, and writes all settings to the file.
func secrets(cfg *config.Config, path string, temporal client.Options) error {
	earlier, err := dev.ReadEnv(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for name, value := range map[string]*string{
		"WHATSAPP_APP_SECRET":   &cfg.WhatsAppAppSecret,
		"WHATSAPP_VERIFY_TOKEN": &cfg.WhatsAppVerifyToken,
		"FACEBOOK_APP_SECRET":   &cfg.FacebookAppSecret,
		"FACEBOOK_VERIFY_TOKEN": &cfg.FacebookVerifyToken,
		"API_TOKEN":             &cfg.APIToken,
		"ERASURE_KEY":           &cfg.ErasureKey,
	} {
		if *value == "" {
			*value = earlier[name]
		}
		if *value == "" {
			*value = dev.GenerateSecret()
		}
	}
	return dev.WriteEnv(path, []dev.EnvVar{
		{Name: "DATABASE_URL", Value: cfg.DatabaseURL},
		{Name: "HTTP_ADDR", Value: cfg.HTTPAddr},
		{Name: "PUBLIC_URL", Value: cfg.PublicURL},
		{Name: "TASK_QUEUE", Value: cfg.TaskQueue},
		{Name: "WHATSAPP_APP_SECRET", Value: cfg.WhatsAppAppSecret},
		{Name: "WHATSAPP_VERIFY_TOKEN", Value: cfg.WhatsAppVerifyToken},
		{Name: "FACEBOOK_APP_SECRET", Value: cfg.FacebookAppSecret},
		{Name: "FACEBOOK_VERIFY_TOKEN", Value: cfg.FacebookVerifyToken},
		{Name: "FACEBOOK_GRAPH_URL", Value: cfg.FacebookGraphURL},
		{Name: "API_TOKEN", Value: cfg.APIToken},
		{Name: "ERASURE_KEY", Value: cfg.ErasureKey},
		{Name: "TEMPORAL_ADDRESS", Value: temporal.HostPort},
		{Name: "TEMPORAL_NAMESPACE", Value: temporal.Namespace},
		{Name: "TEMPORAL_UI_URL", Value: cfg.TemporalUIURL},
		{Name: "DISPATCH_LEASE", Value: cfg.DispatchLease.String()},
		{Name: "LOG_LEVEL", Value: cfg.LogLevel.String()},
	})
}

// prepare migrates, and seeds a channel if there is none. It returns the path of a link
// that signs in to the pages, if there are any.
func prepare(ctx context.Context, cfg config.Config, log *slog.Logger) (link string, err error) {
	if _, err := store.Migrate(ctx, cfg.DatabaseURL); err != nil {
		return "", err
	}
	db, err := store.Open(ctx, cfg.DatabaseURL, store.Options{})
	if err != nil {
		return "", err
	}
	defer db.Close()
	set := settings.New(db)
	channels, err := set.Channels(ctx)
	if err == nil && len(channels) == 0 {
		_, _, err = set.PutChannel(ctx, devChannel, "Main", devPhoneNumberID)
	}
	if err != nil || !bool(cfg.Web) {
		return "", err
	}
	itself := service.Caller{Name: "dev", Scopes: []string{service.Admin}, Channels: service.AllChannels()}
	invitation, err := service.New(service.Dependencies{DB: db, Log: log}).SignInLink(ctx, itself)
	if err != nil && service.ErrorOf(err).Code == service.NotFound { // people, and no admin among them
		log.WarnContext(ctx, service.ErrorOf(err).Message)
		return "", nil
	}
	return invitation.Path, err
}
