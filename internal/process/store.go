package process

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/luluchat/contacts/config"
	"github.com/luluchat/contacts/store"
)

func required(cfg config.Config, r Roles) error {
	if r.API {
		return cfg.Require("DATABASE_URL", "WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN", "API_TOKEN")
	}
	return cfg.Require("DATABASE_URL")
}

// databaseWait is how long a starting process waits for its database.
const databaseWait = 15 * time.Second

// OpenStore opens the database, waits a little for it to come up, and makes
// sure that its schema is one that this program can work with.
func OpenStore(ctx context.Context, cfg config.Config, log *slog.Logger) (*store.DB, error) {
	db, err := store.Open(ctx, cfg.DatabaseURL, store.Options{})
	if err != nil {
		return nil, err
	}
	err = waitFor(ctx, db)
	if err == nil {
		err = fits(ctx, cfg.DatabaseURL, log)
	}
	if err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

// fits returns what is to be done if the program cannot work with the database's
// schema. It can with a newer one that says so: while processes are replaced, the
// former ones may have to start once more.
func fits(ctx context.Context, url string, log *slog.Logger) error {
	schema, err := store.ReadSchema(ctx, url)
	if err != nil {
		return err
	}
	if err := schema.Serves(); err != nil {
		return err
	}
	if schema.Newer() {
		log.WarnContext(ctx, "the database's schema is newer than this program, which can work with it all the same",
			"migration", schema.Version, "known", schema.Program)
	}
	return nil
}

func waitFor(ctx context.Context, db *store.DB) error {
	deadline := time.Now().Add(databaseWait)
	for {
		err := db.Ping(ctx)
		if err == nil || ctx.Err() != nil {
			return ctx.Err()
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%w: start it, or correct DATABASE_URL", err)
		}
		time.Sleep(200 * time.Millisecond)
	}
}
