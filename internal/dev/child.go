package dev

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// child is one run of a server's process.
type child struct {
	cmd    *exec.Cmd
	log    *logFile
	exited <-chan struct{} // closed once the process has ended and was reaped
}

// startChild starts cmd with its output going to log. deathSignal is what the
// kernel sends the process when this one dies.
func startChild(cmd *exec.Cmd, log *logFile, deathSignal syscall.Signal) (*child, error) {
	out, err := log.open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = out.Close() }() // the process has its own copy
	cmd.Stdout, cmd.Stderr = out, out
	exited, err := StartTied(cmd, deathSignal)
	if err != nil {
		return nil, err
	}
	return &child{cmd: cmd, log: log, exited: exited}, nil
}

// StartTied starts cmd in a process group of its own – a terminal's Ctrl-C reaches
// only us, and we stop it after what depends on it – and ties it to this process:
// the kernel sends it deathSignal when we die, even by kill -9, where the system
// can do that. exited is closed once the process has ended and was reaped; then
// cmd.ProcessState tells how it ended.
func StartTied(cmd *exec.Cmd, deathSignal syscall.Signal) (exited <-chan struct{}, err error) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Setpgid = true
	setDeathSignal(cmd.SysProcAttr, deathSignal)
	ended, started := make(chan struct{}), make(chan error)
	go func() {
		// The death signal is sent when the thread that started the process ends,
		// not the program, so this goroutine keeps its thread until then.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait()
			close(ended)
		}
	}()
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start %s: %w", cmd.Path, err)
	}
	return ended, nil
}

// signal sends sig; a process that has ended already is fine.
func (c *child) signal(sig syscall.Signal) { _ = c.cmd.Process.Signal(sig) }

// hasExited says whether the process has ended.
func (c *child) hasExited() bool {
	select {
	case <-c.exited:
		return true
	default:
		return false
	}
}

// how tells how the process ended; only after exited.
func (c *child) how() string { return c.cmd.ProcessState.String() }

// end asks the process to stop and kills it if it does not do so in time.
func (c *child) end(polite syscall.Signal) {
	c.signal(polite)
	c.signal(syscall.SIGCONT) // a paused process would not hear it
	select {
	case <-c.exited:
	case <-time.After(politeEnd):
		c.signal(syscall.SIGKILL)
		<-c.exited
	}
}

// environmentWithout is this process's environment without the variables that
// begin with a prefix: PGPORT or TEMPORAL_ADDRESS, set for a client, would also
// reconfigure the server. LC_ALL makes messages English, so that they can be
// recognised, and valid everywhere.
func environmentWithout(prefix string) []string {
	env := []string{"LC_ALL=C"}
	for _, pair := range os.Environ() {
		if !strings.HasPrefix(pair, prefix) && !strings.HasPrefix(pair, "LC_ALL=") {
			env = append(env, pair)
		}
	}
	return env
}
