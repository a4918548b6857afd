package devtest

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/luluchat/contacts/internal/dev"
)

const (
	tempPrefix = "contacts-test-"
	inMemory   = "/dev/shm" // on Linux, up to half of the memory
	roomy      = 8 << 30    // bytes, several times what the tests need
)

// makeTempDir makes a directory that PostgreSQL's user can enter, and locks it
// for as long as this process lives.
func makeTempDir() (string, *dev.DirLock, error) {
	base := tempBase()
	sweep(base)
	dir, err := os.MkdirTemp(base, tempPrefix)
	if err != nil {
		return "", nil, fmt.Errorf("make a directory for test servers: %w", err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		return "", nil, fmt.Errorf("make a directory for test servers: %w", err)
	}
	lock, err := dev.Lock(dir)
	if err != nil {
		return "", nil, err
	}
	return dir, lock, nil
}

// tempBase is a folder in memory if the system has a roomy one, and TMPDIR names no
// other: databases by the hundred are made of thousands of files. Otherwise it is the
// usual folder for temporary files or, if other users may not enter that one and we are
// root, /tmp.
func tempBase() string {
	if os.Getenv("TMPDIR") == "" && free(inMemory) >= roomy {
		return inMemory
	}
	base := os.TempDir()
	if os.Geteuid() != 0 {
		return base
	}
	for dir := filepath.Clean(base); dir != "/" && dir != "."; dir = filepath.Dir(dir) {
		if info, err := os.Stat(dir); err != nil || info.Mode().Perm()&0o001 == 0 {
			return "/tmp"
		}
	}
	return base
}

// sweep removes what killed test runs left: directories that nobody locks. The
// youngest stay, since one that was only just made is not locked yet.
func sweep(base string) {
	dirs, _ := filepath.Glob(filepath.Join(base, tempPrefix+"*"))
	for _, dir := range dirs {
		info, err := os.Lstat(dir)
		if err != nil || !info.IsDir() || time.Since(info.ModTime()) < time.Minute {
			continue
		}
		lock, err := dev.Lock(dir)
		if err != nil {
			continue
		}
		_ = os.RemoveAll(dir)
		_ = lock.Release()
	}
}

// Dir returns an empty directory for the test that PostgreSQL's user can enter,
// even when the tests run as root; t.TempDir is closed to others.
func Dir(t testing.TB) string {
	t.Helper()
	stack, err := ownStack()
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp(stack.dir, "own-")
	if err == nil {
		err = os.Chmod(dir, 0o755)
	}
	if err != nil {
		t.Fatalf("make a directory for the test: %v", err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// copyCluster copies an initialised cluster, which is much faster than initdb.
func copyCluster(from, to string) error {
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		return fmt.Errorf("copy a PostgreSQL cluster: %w", err)
	}
	// PostgreSQL serves no data that others could read.
	if err := os.Chmod(to, 0o700); err != nil {
		return fmt.Errorf("copy a PostgreSQL cluster: %w", err)
	}
	return nil
}
