package process

import (
	"context"
	"fmt"
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
// sure that its schema is the one this program was built for.
func OpenStore(ctx context.Context, cfg config.Config) (*store.DB, error) {
	db, err := store.Open(ctx, cfg.DatabaseURL, store.Options{})
	if err != nil {
		return nil, err
	}
	err = waitFor(ctx, db)
	if err == nil {
		var pending int64
		pending, err = store.MissingMigrations(ctx, cfg.DatabaseURL)
		if err == nil && pending > 0 {
			err = fmt.Errorf("the database lacks %d migration(s): run `contacts migrate` first", pending)
		}
	}
	if err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
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
