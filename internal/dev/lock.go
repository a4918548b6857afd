package dev

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// DirLock is the right to use a data directory. The kernel takes it back when
// this process ends, however it ends.
type DirLock struct{ file *os.File }

// Lock claims dataDir for this process and creates it if it is missing. If
// another process has it, the error names that process and the way out.
func Lock(dataDir string) (*DirLock, error) {
	if err := makeDataDir(dataDir); err != nil {
		return nil, err
	}
	path := filepath.Join(dataDir, "lock")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, privateFile)
	if err == nil {
		err = closeFile(path)
	}
	if err != nil {
		return nil, fmt.Errorf("lock the data directory: %w: pass --data-dir with a folder you may write to", err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		_ = f.Close()
		return nil, fmt.Errorf("the data directory %s is in use by %s: stop it, or pass another --data-dir", dataDir, lockHolder(path))
	}
	if err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("lock the data directory %s: %w: pass --data-dir with a folder on a local disk", dataDir, err)
	}
	// The pid is for people; a failure to write it takes nothing from the lock.
	_ = f.Truncate(0)
	_, _ = f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	return &DirLock{file: f}, nil
}

// Release gives the directory back. The file stays: removing it could take the
// lock from somebody who has just opened it. Unlocking comes first: a process that is
// being started has the file, too, until it runs its program, and would keep the lock.
func (l *DirLock) Release() error {
	_ = l.file.Truncate(0)
	return errors.Join(syscall.Flock(int(l.file.Fd()), syscall.LOCK_UN), l.file.Close())
}

func lockHolder(path string) string {
	b, _ := os.ReadFile(path)
	if pid := strings.TrimSpace(string(b)); pid != "" {
		return "process " + pid
	}
	return "another process"
}
