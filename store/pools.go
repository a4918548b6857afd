package store

import (
	"context"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	pgxuuid "github.com/vgarvardt/pgx-google-uuid/v5"
)

// Limits bound how long the connections of one purpose may take. A limit of zero
// is the default of that purpose.
type Limits struct {
	Wait      time.Duration // for a connection that is free
	Statement time.Duration // for a statement, or all that are sent together; in the client
	Lock      time.Duration // for a lock that somebody else holds
	Idle      time.Duration // with nothing to do within a transaction, as a process does that stands still
}

// Options are what a caller may choose about the connections.
type Options struct {
	// MaxConns is how many connections record and decide; half as many more do
	// everything else. 0: pool_max_conns in the URL, else 16.
	MaxConns int32

	Intake    Limits // recording, leasing, and what is read on the way in
	Decisions Limits // Statement is for a whole decision
	Lists     Limits // what people and programs look through
	Other     Limits // settings, imports, sweeps
}

// Waiting for a lock ends well before the statement does: it is told apart from
// a statement that takes long by itself, and leaves the connection as it was. A
// decision gives way soon and is tried again.
var (
	intakeLimits    = Limits{Wait: 5 * time.Second, Statement: 5 * time.Second, Lock: 4 * time.Second, Idle: 5 * time.Second}
	decisionLimits  = Limits{Wait: 5 * time.Second, Statement: 25 * time.Second, Lock: 1500 * time.Millisecond, Idle: 5 * time.Second}
	listLimits      = Limits{Wait: 2 * time.Second, Statement: 8 * time.Second, Lock: 3 * time.Second, Idle: 8 * time.Second}
	otherLimits     = Limits{Wait: 10 * time.Second, Statement: 30 * time.Second, Lock: 10 * time.Second, Idle: 30 * time.Second}
	migrationLimits = Limits{Statement: 12 * time.Hour, Lock: time.Minute, Idle: 10 * time.Minute}
)

// patience is how long a statement over a whole import may take. Connections for
// other things than events are given that much by the server, and their clients
// are not, see patient.
const patience = 10 * time.Minute

// or returns the limits with those of a purpose where they are zero.
func (l Limits) or(purpose Limits) Limits {
	given := func(limit, otherwise time.Duration) time.Duration {
		if limit > 0 {
			return limit
		}
		return otherwise
	}
	return Limits{
		Wait: given(l.Wait, purpose.Wait), Statement: given(l.Statement, purpose.Statement),
		Lock: given(l.Lock, purpose.Lock), Idle: given(l.Idle, purpose.Idle),
	}
}

// settings are the limits as the server is told, which ends a statement a little
// before the client gives the connection up.
func (l Limits) settings(statement time.Duration) map[string]string {
	ms := func(d time.Duration) string { return strconv.FormatInt(max(d.Milliseconds(), 1), 10) }
	return map[string]string{
		"statement_timeout": ms(statement * 9 / 10), "lock_timeout": ms(l.Lock),
		"idle_in_transaction_session_timeout": ms(l.Idle),
		// Also of a reader that stands still before all of an answer is read.
		"tcp_user_timeout": ms(max(l.Idle, l.Lock) * 2),
	}
}

const (
	// connectTimeout bounds a single attempt to connect, so that a database that
	// is unavailable is noticed well within the time a webhook's sender waits.
	connectTimeout = 2 * time.Second
	// pingTimeout bounds the question whether a connection that has been idle is
	// still there. One that is silent is given up before anything is sent.
	pingTimeout = time.Second
	// defaultMaxConns serves the webhook, the dispatcher and some deciding
	// transactions at once.
	defaultMaxConns = 16
)

// hotSettings suit statements that find a few rows by key, thousands of times:
// they are planned once for each connection and always by an index, whatever the
// size of the tables was when they were first planned. PostgreSQL would plan
// most of them anew each time, which took it longer than running them.
var hotSettings = map[string]string{"plan_cache_mode": "force_generic_plan", "enable_seqscan": "off"}

// listSettings suit lists, which depend on what is asked for: a search for few
// contacts goes by their trigrams, one for many follows the list until the page
// is full. A plan for any value, which PostgreSQL takes after five times if it
// seems cheap, follows the whole list for a search that finds one contact.
var listSettings = map[string]string{"plan_cache_mode": "force_custom_plan"}

// openPools prepares a pool for each purpose, so that none waits for another:
// what takes in and what probes waits neither for slow decisions nor for lists.
func (db *DB) openPools(ctx context.Context, url string, opts Options) error {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return fmt.Errorf("read DATABASE_URL: %w", err)
	}
	events := cfg.MaxConns
	switch {
	case opts.MaxConns > 0:
		events = opts.MaxConns
	case !strings.Contains(url, "pool_max_conns"):
		events = defaultMaxConns
	}
	db.limits = opts
	db.limits.Intake, db.limits.Decisions = opts.Intake.or(intakeLimits), opts.Decisions.or(decisionLimits)
	db.limits.Lists, db.limits.Other = opts.Lists.or(listLimits), opts.Other.or(otherLimits)
	deciding := max(events*5/8, 2)
	for _, p := range []struct {
		pool      **pgxpool.Pool
		purpose   string
		conns     int32
		limits    Limits
		statement time.Duration // on the server
		plans     map[string]string
	}{
		{&db.Intake, "intake", max(events-deciding, 2), db.limits.Intake, db.limits.Intake.Statement, hotSettings},
		{&db.Decisions, "decisions", deciding, db.limits.Decisions, db.limits.Decisions.Statement, hotSettings},
		{&db.Lists, "lists", max(events/4, 2), db.limits.Lists, db.limits.Lists.Statement, listSettings},
		{&db.Other, "other", max(events/4, 2), db.limits.Other, max(patience, db.limits.Other.Statement), listSettings},
	} {
		own := cfg.Copy()
		own.MaxConns = p.conns
		limit(own.ConnConfig, p.limits, p.limits.settings(p.statement))
		if own.PingTimeout == 0 {
			own.PingTimeout = pingTimeout
		}
		unlessGiven(own.ConnConfig, map[string]string{"application_name": "contacts " + p.purpose})
		maps.Copy(own.ConnConfig.RuntimeParams, p.plans)
		// Compiling a plan takes longer than running any of ours. So does starting workers for
		// it, and they would take the processors of messages.
		own.ConnConfig.RuntimeParams["jit"], own.ConnConfig.RuntimeParams["max_parallel_workers_per_gather"] = "off", "0"
		own.AfterConnect = func(_ context.Context, conn *pgx.Conn) error {
			pgxuuid.Register(conn.TypeMap()) // in binary, not by way of text
			return nil
		}
		if *p.pool, err = pgxpool.NewWithConfig(ctx, own); err != nil {
			return fmt.Errorf("open the database pool: %w", err)
		}
	}
	return nil
}

// limit has everything that is sent over the connections bounded, by the client
// and by the server.
func limit(cfg *pgx.ConnConfig, l Limits, server map[string]string) {
	cfg.ConnectTimeout = connectTimeout
	cfg.Tracer = deadlines{wait: l.Wait, statement: l.Statement}
	unlessGiven(cfg, server)
}

// unlessGiven adds settings that the URL does not have: whoever sets a limit
// there means it.
func unlessGiven(cfg *pgx.ConnConfig, settings map[string]string) {
	for name, value := range settings {
		if _, given := cfg.RuntimeParams[name]; !given && !strings.Contains(cfg.RuntimeParams["options"], name) {
			cfg.RuntimeParams[name] = value
		}
	}
}

// DecisionTime is how long all statements of one decision may take together.
func (db *DB) DecisionTime() time.Duration { return db.limits.Decisions.Statement }

// Pools tells how the connections of each purpose are used.
func (db *DB) Pools() map[string]*pgxpool.Stat {
	return map[string]*pgxpool.Stat{
		"intake": db.Intake.Stat(), "decisions": db.Decisions.Stat(), "lists": db.Lists.Stat(), "other": db.Other.Stat(),
	}
}
