package dev

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// account is the user that PostgreSQL runs as: it refuses to run as root.
type account struct {
	name     string
	uid, gid uint32
	other    bool // not the user we are
}

// postgresAccount chooses the user for the data in dir: whoever we are, or for
// root the owner of data that is there already, postgres or nobody.
func postgresAccount(dir string) (account, error) {
	owner, hasData := dataOwner(dir)
	if euid := os.Geteuid(); euid != 0 {
		if hasData && owner.uid != uint32(euid) {
			return account{}, fmt.Errorf("the data in %s belongs to user %s: run this as that user, or pass another --data-dir", dir, owner.name)
		}
		return account{}, nil
	}
	if hasData && owner.uid != 0 {
		return owner, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err := errors.Join(err1, err2); err != nil {
			return account{}, fmt.Errorf("look up user %s: %w", name, err)
		}
		return account{name: name, uid: uint32(uid), gid: uint32(gid), other: true}, nil
	}
	return account{}, errors.New("PostgreSQL does not run as root and there is no user postgres or nobody: run this as another user")
}

// dataOwner is the user that owns the cluster in dir, if there is one.
func dataOwner(dir string) (account, bool) {
	info, err := os.Stat(filepath.Join(dir, "PG_VERSION"))
	if err != nil {
		return account{}, false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return account{}, false
	}
	name := strconv.Itoa(int(stat.Uid))
	if u, err := user.LookupId(name); err == nil {
		name = u.Username
	}
	return account{name: name, uid: stat.Uid, gid: stat.Gid, other: true}, true
}

// use makes cmd run as the account.
func (a account) use(cmd *exec.Cmd) {
	if a.other {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: a.uid, Gid: a.gid}}
	}
}

// own gives the files in dir to the account.
func (a account) own(dir string) error {
	if !a.other {
		return nil
	}
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, int(a.uid), int(a.gid))
	})
	if err != nil {
		return fmt.Errorf("give %s to user %s: %w", dir, a.name, err)
	}
	return nil
}

// checkReach finds out whether the account can get to folder, by going there:
// permission bits alone do not tell. The error names the folder in the way.
func (a account) checkReach(postgres, folder string) error {
	if !a.other || a.canEnter(postgres, folder) {
		return nil
	}
	if !a.canEnter(postgres, "/") {
		return fmt.Errorf("user %s, whom PostgreSQL runs as for root, cannot run %s: install PostgreSQL where everyone can", a.name, postgres)
	}
	blocked := folder
	for parent := filepath.Dir(blocked); !a.canEnter(postgres, parent); parent = filepath.Dir(blocked) {
		blocked = parent
	}
	return fmt.Errorf("PostgreSQL runs as user %s for root, and that user cannot enter the folder %s: pass --data-dir with a folder everyone can enter", a.name, blocked)
}

func (a account) canEnter(postgres, folder string) bool {
	cmd := exec.Command(postgres, "--version")
	cmd.Dir = folder // entered with the account's rights
	a.use(cmd)
	return cmd.Run() == nil
}
