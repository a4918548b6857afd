package dev

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const leftoverPatience = 30 * time.Second

// pidFile records which process serves a folder's data and who started it, so
// that a later run can tell a server somebody still looks after from one whose
// parent is gone.
type pidFile string

func (f pidFile) write(pid int) error {
	text := fmt.Sprintf("%d %d\n", pid, os.Getpid())
	if err := os.WriteFile(string(f), []byte(text), privateFile); err != nil {
		return fmt.Errorf("note the process id of a server: %w", err)
	}
	return closeFile(string(f))
}

// read returns zeros for what is not known.
func (f pidFile) read() (pid, parent int) {
	b, _ := os.ReadFile(string(f))
	fields := strings.Fields(string(b))
	if len(fields) == 2 {
		pid, _ = strconv.Atoi(fields[0])
		parent, _ = strconv.Atoi(fields[1])
	}
	return pid, parent
}

// orphaned says whether the parent that started p is gone. Init is not the only
// one who adopts orphans, hence the record.
func (f pidFile) orphaned(p process) bool {
	pid, parent := f.read()
	return p.parent == 1 || (pid == p.pid && parent != p.parent)
}

// endLeftover stops a server that an earlier run left behind, and waits for its
// end. One that somebody still looks after is left alone and is an error.
func endLeftover(ctx context.Context, name string, p process, record pidFile, sig syscall.Signal, log *slog.Logger) error {
	if !record.orphaned(p) {
		return fmt.Errorf("%s runs on this data already (process %d, started by process %d): stop that one, or pass another --data-dir", name, p.pid, p.parent)
	}
	log.Info("waiting for "+name+" of an earlier run to end", "pid", p.pid)
	ctx, cancel := context.WithTimeout(ctx, leftoverPatience)
	defer cancel()
	if err := syscall.Kill(p.pid, sig); err != nil && !errors.Is(err, syscall.ESRCH) {
		log.Warn("could not ask "+name+" of an earlier run to end", "pid", p.pid, "error", err)
	}
	_ = syscall.Kill(p.pid, syscall.SIGCONT) // a paused process would not hear it
	for {
		if q, alive := findProcess(p.pid); !alive || q.command != p.command {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s of an earlier run (process %d) does not end: stop it with kill %d, or pass another --data-dir", name, p.pid, p.pid)
		case <-time.After(probeEvery):
		}
	}
}
