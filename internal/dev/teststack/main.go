// Command teststack runs a command, such as go test ./..., with one PostgreSQL
// and one Temporal for all of it, and stops both afterwards.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"

	"github.com/luluchat/contacts/internal/dev/devtest"
)

func main() {
	code, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "teststack:", err)
		code = max(code, 1)
	}
	os.Exit(code)
}

// run returns the command's exit code.
func run(command []string) (code int, err error) {
	if len(command) == 0 {
		return 2, errors.New(`say which command to run, as in "go run ./internal/dev/teststack go test ./..."`)
	}
	// Caught from here on, so that nothing started is left behind.
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)

	began := time.Now()
	stack, err := devtest.NewStack()
	if err != nil {
		return 1, err
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		err = errors.Join(err, stack.Stop(ctx))
	}()
	if err := stack.Start(); err != nil {
		return 1, err
	}
	env, err := stack.Env()
	if err != nil {
		return 1, err
	}
	fmt.Fprintf(os.Stderr, "teststack: PostgreSQL and Temporal for this run, up after %s\n", time.Since(began).Round(time.Millisecond))

	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), env...)
	return forward(cmd, signals)
}

// forward runs cmd and passes signals on to it.
func forward(cmd *exec.Cmd, signals <-chan os.Signal) (int, error) {
	if err := cmd.Start(); err != nil {
		return 1, fmt.Errorf("run %s: %w", cmd.Path, err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		select {
		case sig := <-signals:
			_ = cmd.Process.Signal(sig)
		case err := <-ended:
			var exit *exec.ExitError
			if err == nil || errors.As(err, &exit) {
				return exitCode(cmd.ProcessState), nil
			}
			return 1, fmt.Errorf("run %s: %w", cmd.Path, err)
		}
	}
}

// exitCode is what a shell would report, for a command killed by a signal too.
func exitCode(state *os.ProcessState) int {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal())
	}
	return state.ExitCode()
}
