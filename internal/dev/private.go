package dev

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// What is kept on one machine is personal data and secrets: its files are their
// owner's only, whatever the umask, and also those that an earlier version made.
const (
	privateFile   fs.FileMode = 0o600
	privateFolder fs.FileMode = 0o700
)

// ours are the names that a data directory has entries of.
var ours = []string{"lock", "env", "env.*", "postgres", "postgres.*", "temporal.*"}

// closeFile takes a file from everybody but its owner. What is not there, or no
// file, such as /dev/null, is left alone.
func closeFile(path string) error {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular() {
		return nil
	}
	if err == nil && info.Mode().Perm()&^privateFile != 0 {
		err = os.Chmod(path, info.Mode().Perm()&privateFile)
	}
	if err != nil {
		return fmt.Errorf("close %s to others: %w: run this as its owner, or pass another --data-dir", path, err)
	}
	return nil
}

// closeFiles does that with a file and those beside it that have more behind their name.
func closeFiles(path string, endings ...string) error {
	err := closeFile(path)
	for _, ending := range endings {
		err = errors.Join(err, closeFile(path+ending))
	}
	return err
}

// makeDataDir creates dir for its owner only, and closes one that is there to
// others, if nothing but our data is in it: somebody may have named a folder that
// serves others, too. If PostgreSQL runs as another user, which it does for root,
// that user may pass through, and nobody else.
func makeDataDir(dir string) error {
	// Parents stay as open as the umask leaves them: PostgreSQL's user comes that way.
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return fmt.Errorf("create the data directory: %w: pass --data-dir with a folder you may write to", err)
	}
	err := os.Mkdir(dir, privateFolder)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("create the data directory: %w: pass --data-dir with a folder you may write to", err)
	}
	if !holdsOursOnly(dir) {
		return nil
	}
	mode, group := privateFolder, -1
	if a, err := postgresAccount(filepath.Join(dir, "postgres")); err == nil && a.other {
		mode, group = privateFolder|0o010, int(a.gid)
	}
	if err := closeFolder(dir, mode, group); err != nil {
		return fmt.Errorf("close the data directory to others: %w: run this as its owner, or pass another --data-dir", err)
	}
	return nil
}

// closeFolder gives a folder a mode and a group, -1 for any.
func closeFolder(dir string, mode fs.FileMode, group int) error {
	info, err := os.Stat(dir)
	if err != nil {
		return err
	}
	if stat, ok := info.Sys().(*syscall.Stat_t); ok && group >= 0 && stat.Gid != uint32(group) {
		if err := os.Chown(dir, -1, group); err != nil {
			return err
		}
	}
	if info.Mode().Perm() == mode {
		return nil
	}
	return os.Chmod(dir, mode)
}

func holdsOursOnly(dir string) bool {
	entries, err := os.ReadDir(dir)
	for _, entry := range entries {
		if !isOurs(entry.Name()) {
			return false
		}
	}
	return err == nil
}

func isOurs(name string) bool {
	for _, pattern := range ours {
		if fits, _ := filepath.Match(pattern, name); fits {
			return true
		}
	}
	return false
}
