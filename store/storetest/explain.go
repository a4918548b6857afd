package storetest

import (
	"context"
	"maps"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/luluchat/contacts/store"
)

// explaining makes PostgreSQL tell a session, as a notice, how it ran each of
// its statements.
var explaining = map[string]string{
	"session_preload_libraries":     "auto_explain",
	"auto_explain.log_min_duration": "0",
	"auto_explain.log_level":        "notice",
	"auto_explain.log_format":       "json",
	"auto_explain.log_analyze":      "on",
	"auto_explain.log_buffers":      "on",
	"auto_explain.log_timing":       "off",
	// What functions and foreign keys run is run too.
	"auto_explain.log_nested_statements": "on",
}

// openExplaining is Open for a superuser's URL; notice is called with the plan
// of every statement that ran.
func openExplaining(ctx context.Context, url string, notice func(string)) (*Store, error) {
	db, err := store.Open(ctx, url, store.Options{MaxConns: 2})
	if err != nil {
		return nil, err
	}
	for _, pool := range []**pgxpool.Pool{&db.Other, &db.Lists, &db.Intake, &db.Decisions} {
		if err := explain(ctx, pool, notice); err != nil {
			return nil, err
		}
	}
	return All(db), nil
}

// explain puts a pool of the same settings, and those above, in a pool's place.
func explain(ctx context.Context, pool **pgxpool.Pool, notice func(string)) error {
	cfg := (*pool).Config()
	(*pool).Close()
	maps.Copy(cfg.ConnConfig.RuntimeParams, explaining)
	// A statement is planned by its values five times and then perhaps without:
	// on one connection a test gets that far.
	cfg.MaxConns = 1
	cfg.ConnConfig.OnNotice = func(_ *pgconn.PgConn, n *pgconn.Notice) { notice(n.Message) }
	var err error
	*pool, err = pgxpool.NewWithConfig(ctx, cfg)
	return err
}

// Conns are the connections of each purpose.
func Conns(db *store.DB) map[string]*pgxpool.Pool {
	return map[string]*pgxpool.Pool{"intake": db.Intake, "decisions": db.Decisions, "lists": db.Lists, "other": db.Other}
}
