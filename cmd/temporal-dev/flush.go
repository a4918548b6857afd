package main

import (
	"context"
	"time"
)

// The server has one connection to its file. SQLite has whoever fills its log move that
// into the file, in the middle of a commit: the disk is waited for, and everybody waits
// for the connection. So another connection does it often, which stops nobody and leaves
// little to do. Only under a load that never rests does the log grow, since it begins anew
// where nobody writes at that moment: the server's own connection sees to it in the end.
const (
	flushEvery = 200 * time.Millisecond
	flushPages = "16000" // of the log, 64 MB, at which the server's own connection does it
)

// flush moves the log into the file until ctx is done.
func (d *database) flush(ctx context.Context) {
	tick := time.NewTicker(flushEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			_, _ = d.db.ExecContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)") // it is tried again
		}
	}
}
