package dev

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
)

// kind is which program serves Temporal. Their files differ.
type kind int

const (
	unknownServer kind = iota // another version of the CLI, or no server at all
	ownKind                   // cmd/temporal-dev
	cliKind                   // the CLI in the version whose indexes are known (temporal_slim.go)
)

// What SQLite's user_version is in a file: 0 if nobody has set it.
const (
	ownLayout  = 13201 // as in cmd/temporal-dev/database.go
	slimLayout = 1     // the CLI's, without the indexes that nobody uses
)

func kindOf(version string) kind {
	switch {
	case strings.HasPrefix(version, ownServer+" "):
		return ownKind
	case strings.Contains(version, "(Server "+slimmableServer+","):
		return cliKind
	default:
		return unknownServer
	}
}

// checkFile refuses a file that the other program wrote: the tables of their
// servers differ.
func (t *Temporal) checkFile() error {
	if t.opts.DBFile == "" {
		return nil
	}
	layout, there, err := readLayout(t.opts.DBFile)
	if err != nil || !there {
		return err
	}
	switch {
	case t.kind == ownKind && layout != ownLayout && !hasLog(t.opts.DBFile):
		return fmt.Errorf("%[1]s was written by another Temporal server, such as that of the temporal CLI: go on with that one (--temporal-bin), or move %[1]s away to begin anew, which loses the imports under way and no contact", t.opts.DBFile)
	case t.kind != ownKind && layout == ownLayout:
		return fmt.Errorf("%[1]s was written by %[2]s and not by %[3]s: leave --temporal-bin away to go on with that, or move %[1]s away to begin anew, which loses the imports under way and no contact", t.opts.DBFile, ownServer, t.opts.Bin)
	}
	return nil
}

// readLayout reads the user_version in the header of an SQLite file.
func readLayout(path string) (layout uint32, there bool, err error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, fmt.Errorf("read Temporal's data: %w", err)
	}
	defer func() { _ = f.Close() }()
	header := make([]byte, 64)
	if _, err := io.ReadFull(f, header); err != nil {
		return 0, false, nil // empty: nobody has written it yet
	}
	return binary.BigEndian.Uint32(header[60:]), true, nil
}

// hasLog says whether changes wait beside the file, its header perhaps among
// them. Then only SQLite can tell, and the server does.
func hasLog(path string) bool {
	info, err := os.Stat(path + "-wal")
	return err == nil && info.Size() > 0
}
