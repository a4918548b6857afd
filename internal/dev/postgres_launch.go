package dev

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// launch starts the server and waits until it answers.
func (p *Postgres) launch(ctx context.Context) (*child, error) {
	if err := p.endLeftover(ctx); err != nil {
		return nil, err
	}
	if err := CheckPort(local(p.opts.Port), "--postgres-port"); err != nil {
		return nil, err
	}
	deadline := time.Now().Add(leftoverPatience)
	for first := true; ; first = false {
		c, err := p.launchOnce(ctx)
		if err == nil || !p.heldByLeftovers() || time.Now().After(deadline) {
			return c, err
		}
		if first {
			p.opts.Log.Info("waiting for PostgreSQL's processes of an earlier run to end")
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(4 * probeEvery):
		}
	}
}

func (p *Postgres) launchOnce(ctx context.Context) (*child, error) {
	if err := p.readPassword(); err != nil {
		return nil, err
	}
	cmd := exec.Command(p.programs.postgres, p.arguments()...)
	cmd.Dir = p.opts.Dir
	cmd.Env = environmentWithout("PG")
	p.account.use(cmd)
	c, err := startChild(cmd, p.logFile, syscall.SIGINT)
	if err != nil {
		return nil, err
	}
	if err := p.record.write(cmd.Process.Pid); err != nil {
		c.end(syscall.SIGINT)
		return nil, err
	}
	if err := c.await(ctx, "PostgreSQL", syscall.SIGINT, p.answers); err != nil {
		return nil, err
	}
	return c, nil
}

func (p *Postgres) arguments() []string {
	settings := map[string]string{
		"listen_addresses":        loopback,
		"unix_socket_directories": "", // a socket's path may not be longer than about 100 bytes
		"shared_buffers":          "64MB",
		"max_connections":         "200",
		"logging_collector":       "off", // the log is ours
		"log_destination":         "stderr",
		// The details of an error quote rows, and parameters are people's words.
		"log_error_verbosity": "terse", "log_parameter_max_length": "0", "log_parameter_max_length_on_error": "0",
	}
	if p.opts.Fast {
		maps.Copy(settings, map[string]string{
			// Commits stay synchronous: what is acknowledged survives a kill -9.
			"fsync": "off", "full_page_writes": "off",
			"wal_level": "minimal", "max_wal_senders": "0",
		})
	}
	maps.Copy(settings, p.opts.Settings)
	args := []string{"-D", p.opts.Dir, "-p", strconv.Itoa(p.opts.Port)}
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		args = append(args, "-c", name+"="+settings[name])
	}
	return args
}

// answers fails until the server accepts connections.
func (p *Postgres) answers(ctx context.Context) error {
	conn, err := p.connect(ctx)
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}

// heldByLeftovers says whether the latest start failed because processes of a
// server that was killed have not ended yet. They do so within moments.
func (p *Postgres) heldByLeftovers() bool {
	text := p.logFile.text()
	return strings.Contains(text, "pre-existing shared memory block") ||
		strings.Contains(text, `lock file "postmaster.pid" already exists`)
}

// endLeftover ends the server that an earlier run left behind on this data.
func (p *Postgres) endLeftover(ctx context.Context) error {
	path := filepath.Join(p.opts.Dir, "postmaster.pid")
	b, err := os.ReadFile(path)
	if err != nil {
		return nil // not running
	}
	line, _, _ := strings.Cut(string(b), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil || errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
		return nil // PostgreSQL itself clears that away
	}
	other, alive := findProcess(pid)
	switch {
	case alive && other.runs("postgres") && other.mentions(p.opts.Dir):
		return endLeftover(ctx, "PostgreSQL", other, p.record, syscall.SIGINT, p.opts.Log)
	case alive && (other.runs("postgres") || other.runs("postmaster")):
		return nil // maybe started otherwise on this data; PostgreSQL knows
	}
	// The number was given to another program, or the process has ended and
	// nobody reaped it. PostgreSQL would take either for a running server.
	if err := os.Remove(path); err != nil {
		return fmt.Errorf("clear away what a killed PostgreSQL left: %w", err)
	}
	return nil
}
