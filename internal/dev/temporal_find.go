package dev

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
)

// FindTemporal finds the temporal CLI, which has the development server in it:
// beside the running program or in bin/ there, in ./bin, or on the PATH.
func FindTemporal() (string, error) {
	var candidates []string
	if exe, err := os.Executable(); err == nil {
		if resolved, err := filepath.EvalSymlinks(exe); err == nil {
			exe = resolved
		}
		dir := filepath.Dir(exe)
		candidates = append(candidates, filepath.Join(dir, "bin", "temporal"), filepath.Join(dir, "temporal"))
	}
	candidates = append(candidates, filepath.Join("bin", "temporal"), "temporal")
	for _, candidate := range candidates {
		path, err := exec.LookPath(candidate)
		if err != nil {
			continue
		}
		return filepath.Abs(path)
	}
	return "", errors.New("the temporal CLI was found neither in bin/ nor on the PATH: run make build, or install it from https://temporal.io/setup/install-temporal-cli")
}
