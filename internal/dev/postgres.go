package dev

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5"
)

const (
	postgresUser     = "contacts" // a superuser, with a password
	postgresDatabase = "contacts"
)

// PostgresOptions say where and how PostgreSQL runs.
type PostgresOptions struct {
	Dir      string            // its data; created if missing
	Port     int               // on 127.0.0.1; 0 takes a free one
	LogFile  string            // default: Dir + ".log"
	Fast     bool              // for tests: survives kill -9, but not a power cut
	Settings map[string]string // further settings, as in postgresql.conf
	Log      *slog.Logger      // default: slog.Default()
}

// Postgres is a PostgreSQL server that this process keeps running.
type Postgres struct {
	*Server
	opts     PostgresOptions
	programs postgresPrograms
	account  account
	logFile  *logFile
	record   pidFile
	password string // of the superuser; read before the first launch
}

// StartPostgres starts PostgreSQL on the data in opts.Dir, which it makes if
// there is none, with the superuser and database "contacts". It returns when
// the server answers; ctx bounds the start, not the server's life. A server
// that an earlier run left behind on the same data is ended first.
func StartPostgres(ctx context.Context, opts PostgresOptions) (*Postgres, error) {
	p, err := newPostgres(opts)
	if err != nil {
		return nil, err
	}
	if err := p.bringUp(ctx); err != nil {
		return nil, err
	}
	return p, nil
}

// newPostgres finds out who and what is to run; it starts and makes nothing but
// the folder that the data goes into.
func newPostgres(opts PostgresOptions) (*Postgres, error) {
	if opts.Log == nil {
		opts.Log = slog.Default()
	}
	if err := makeDataDir(filepath.Dir(opts.Dir)); err != nil {
		return nil, err
	}
	dir, err := realPath(opts.Dir)
	if err != nil {
		return nil, fmt.Errorf("find PostgreSQL's data: %w", err)
	}
	opts.Dir = dir
	if opts.LogFile == "" {
		opts.LogFile = dir + ".log"
	}
	p := &Postgres{opts: opts, logFile: &logFile{path: opts.LogFile}, record: pidFile(dir + ".pid")}
	// SIGINT is the fast shutdown: it does not wait for clients to leave.
	p.Server = newServer("PostgreSQL", syscall.SIGINT, opts.Log, p.launch)
	if p.programs, err = findPostgres(dir); err != nil {
		return nil, err
	}
	if p.account, err = postgresAccount(dir); err != nil {
		return nil, err
	}
	if err := p.account.checkReach(p.programs.postgres, filepath.Dir(dir)); err != nil {
		return nil, err
	}
	return p, nil
}

// adopt gives data that was copied here by root to PostgreSQL's user.
func (p *Postgres) adopt() error {
	if owner, ok := dataOwner(p.opts.Dir); !ok || owner.uid == p.account.uid || !p.account.other {
		return nil
	}
	return p.account.own(p.opts.Dir)
}

// bringUp starts the server, on new data if need be, and makes sure that its
// database exists.
func (p *Postgres) bringUp(ctx context.Context) error {
	if err := p.initialise(ctx); err != nil {
		return err
	}
	if err := p.adopt(); err != nil {
		return err
	}
	if p.opts.Port == 0 {
		port, err := FreePort()
		if err != nil {
			return err
		}
		p.opts.Port = port
	}
	if err := p.Start(ctx); err != nil {
		return err
	}
	if err := p.ensureDatabase(ctx); err != nil {
		_ = p.Stop(ctx)
		return err
	}
	return nil
}

// URL is where clients connect to the database "contacts", and with which password.
func (p *Postgres) URL() string { return p.url(postgresDatabase) }

// LogFile is where the server's output goes.
func (p *Postgres) LogFile() string { return p.opts.LogFile }

func (p *Postgres) url(database string) string {
	u := url.URL{
		Scheme:   "postgres",
		User:     url.UserPassword(postgresUser, p.password),
		Host:     local(p.opts.Port),
		Path:     "/" + database,
		RawQuery: "sslmode=disable",
	}
	return u.String()
}

func (p *Postgres) ensureDatabase(ctx context.Context) error {
	conn, err := p.connect(ctx)
	if err != nil {
		return fmt.Errorf("connect to PostgreSQL to create the database: %w", err)
	}
	defer func() { _ = conn.Close(ctx) }()
	var exists bool
	err = conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, postgresDatabase).Scan(&exists)
	if err == nil && !exists {
		_, err = conn.Exec(ctx, `CREATE DATABASE `+postgresDatabase)
	}
	if err != nil {
		return fmt.Errorf("create the database %s: %w", postgresDatabase, err)
	}
	return nil
}

// connect goes to the maintenance database, which is always there.
func (p *Postgres) connect(ctx context.Context) (*pgx.Conn, error) {
	return pgx.Connect(ctx, p.url("postgres"))
}

// realPath makes path absolute and resolves the links in its parents, so that
// the folders on the way are the ones that permissions apply to.
func realPath(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	parent, err := filepath.EvalSymlinks(filepath.Dir(path))
	if err != nil {
		return "", err
	}
	path = filepath.Join(parent, filepath.Base(path))
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		path = resolved
	} else if !os.IsNotExist(err) {
		return "", err
	}
	return strings.TrimSuffix(path, "/"), nil
}
