package dev

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// The programs that have a server for one machine: this project's own, which
// is preferred, and the official CLI.
const (
	ownServer = "temporal-dev"
	cliServer = "temporal"
)

// FindTemporal finds a Temporal server for one machine – temporal-dev, else the
// temporal CLI – beside the running program or in bin/ there, in ./bin, or on
// the PATH.
func FindTemporal() (string, error) { return findServer(ownServer, cliServer) }

// FindTemporalCLI finds the temporal CLI alone, in the same places.
func FindTemporalCLI() (string, error) { return findServer(cliServer) }

func findServer(names ...string) (string, error) {
	var dirs []string
	if exe, err := os.Executable(); err == nil {
		if resolved, err := filepath.EvalSymlinks(exe); err == nil {
			exe = resolved
		}
		dir := filepath.Dir(exe)
		dirs = append(dirs, filepath.Join(dir, "bin"), dir)
	}
	dirs = append(dirs, "bin")
	for _, name := range names {
		if path, ok := FindProgram(name, dirs...); ok {
			return path, nil
		}
	}
	if len(names) == 1 {
		return "", errors.New("the temporal CLI was not found in bin/ or on the PATH: run make bin/temporal, or install it from https://temporal.io/setup/install-temporal-cli")
	}
	return "", errors.New("no Temporal server was found in bin/ or on the PATH: run make build, or install the temporal CLI from https://temporal.io/setup/install-temporal-cli")
}

// FindProgram finds a program in one of the folders, or on the PATH.
func FindProgram(name string, dirs ...string) (path string, found bool) {
	candidates := make([]string, 0, len(dirs)+1)
	for _, dir := range dirs {
		candidates = append(candidates, filepath.Join(dir, name))
	}
	for _, candidate := range append(candidates, name) {
		path, err := exec.LookPath(candidate)
		if err != nil {
			continue
		}
		if path, err = filepath.Abs(path); err == nil {
			return path, true
		}
	}
	return "", false
}

// version is what the program says it is; empty if it does not say.
func version(ctx context.Context, bin string) string {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second) // the first start of a large program, on a slow disk
	defer cancel()
	out, err := exec.CommandContext(ctx, bin, "--version").Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}
