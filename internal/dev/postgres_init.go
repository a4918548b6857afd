package dev

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// InitPostgres makes an empty cluster in opts.Dir unless there is one. The
// server does not run afterwards, so its folder may be copied.
func InitPostgres(ctx context.Context, opts PostgresOptions) error {
	p, err := newPostgres(opts)
	if err != nil {
		return err
	}
	return p.initialise(ctx)
}

// initialise makes a cluster under another name and renames it when it is
// complete, so that a kill in between leaves no half cluster.
func (p *Postgres) initialise(ctx context.Context) error {
	if _, err := os.Stat(filepath.Join(p.opts.Dir, "PG_VERSION")); err == nil {
		return nil
	}
	// What is there without being a cluster is not ours to replace. (Rename
	// below takes the place of an empty folder only.)
	if entries, err := os.ReadDir(p.opts.Dir); err == nil && len(entries) > 0 {
		return fmt.Errorf("%s is not empty and holds no PostgreSQL data: move it away, or pass another --data-dir", p.opts.Dir)
	}
	unfinished, _ := filepath.Glob(p.opts.Dir + ".init-*")
	for _, dir := range unfinished {
		_ = os.RemoveAll(dir)
	}
	dir, err := os.MkdirTemp(filepath.Dir(p.opts.Dir), filepath.Base(p.opts.Dir)+".init-")
	if err != nil {
		return fmt.Errorf("create PostgreSQL's data: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }() // a no-op once renamed
	if err := p.account.own(dir); err != nil {
		return err
	}
	if err := p.initdb(ctx, dir); err != nil {
		return err
	}
	if err := p.protect(dir); err != nil {
		return err
	}
	if err := os.Rename(dir, p.opts.Dir); err != nil {
		return fmt.Errorf("create PostgreSQL's data: %w", err)
	}
	return nil
}

// characterTypes are tried in turn, for not every system has each. Text is
// compared by bytes (the same everywhere, and fast), but upper and lower case
// are known for all letters, not only English ones.
var characterTypes = []string{"C.UTF-8", "en_US.UTF-8", "UTF-8", "C"}

func (p *Postgres) initdb(ctx context.Context, dir string) error {
	for _, ctype := range characterTypes {
		args := []string{
			"--pgdata", dir, "--username", postgresUser, "--auth", "reject", // until there is a password
			"--encoding", "UTF8", "--locale", "C", "--lc-ctype", ctype,
		}
		if p.opts.Fast {
			args = append(args, "--no-sync")
		}
		cmd := exec.CommandContext(ctx, p.programs.initdb, args...)
		cmd.Dir = dir // its own folder may be closed to the account
		cmd.Env = environmentWithout("PG")
		p.account.use(cmd)
		var out bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &out
		err := cmd.Run()
		if err == nil {
			return nil
		}
		if !strings.Contains(out.String(), "invalid locale name") {
			return fmt.Errorf("create PostgreSQL's data with initdb: %w: %s", err, strings.TrimSpace(out.String()))
		}
	}
	return fmt.Errorf("create PostgreSQL's data: initdb accepts none of the locales %s", strings.Join(characterTypes, ", "))
}
