//go:build long

package e2e

import (
	"context"
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/store/storetest"
)

// frozen are imports with a PostgreSQL server of their own, one of whose backends is
// stopped. Others would wait for it when they make databases.
type frozen struct {
	importer
	closed *hold
	pid    int
}

// freeze has an import get as far as a gate, and stops the backend that works for it.
func freeze(t *testing.T, file, waits string) (f frozen, id string) {
	t.Helper()
	w := newWorld(t)
	w.database = devtest.OwnPostgres(t, storetest.Schema()).URL()
	f = frozen{importer: importer{w, w.serve(), w.db()}}
	f.closed = f.gates()
	id = f.begin(file, nil)
	eventually(t, "a backend waits at the gate", func() bool {
		err := f.db.QueryRow(context.Background(), `
SELECT pid FROM pg_stat_activity WHERE wait_event = 'advisory' AND query ILIKE $1`, waits).Scan(&f.pid)
		return err == nil
	})
	require.NoError(t, syscall.Kill(f.pid, syscall.SIGSTOP), "stop a backend of PostgreSQL: run the tests as root or as its user")
	t.Cleanup(func() { _ = syscall.Kill(f.pid, syscall.SIGCONT) })
	return f, id
}

// thaw lets the backend go on, which finds that nobody waits for it any more.
func (f frozen) thaw() {
	f.t.Helper()
	require.NoError(f.t, syscall.Kill(f.pid, syscall.SIGCONT))
	eventually(f.t, "the backend is through", func() bool {
		return count(f.t, f.db, `SELECT count(*) FROM pg_stat_activity WHERE pid = $1 AND state <> 'idle'`, f.pid) == 0
	})
}

// stagedFile is a file of many people, the last of whom is held while it is staged: the
// rows before him are written, and not committed.
func stagedFile() string {
	file := []string{"phone,name"}
	for n := range 50 {
		file = append(file, fmt.Sprintf("+6012345%04d,A", n))
	}
	return lines(append(file, "+60123460000,"+heldStaging)...)
}

// TestImportGoesOnPastAFrozenBackend stops the backend that writes the rows of an
// import. It goes on by itself on another connection, and what the stopped one has
// written does not come back.
func TestImportGoesOnPastAFrozenBackend(t *testing.T) {
	t.Parallel()
	f, id := freeze(t, stagedFile(), `copy%import_rows%`)
	f.closed.release()
	f.until(id, "completed")
	require.Equal(t, imports.ImportCounts{Total: 51, Created: 51}, f.requireCounted(id))
	f.thaw()
	require.Equal(t, imports.ImportCounts{Total: 51, Created: 51}, f.requireCounted(id))
	require.Equal(t, "completed", f.view(id).Status)
}

// TestImportIsCancelledPastAFrozenBackend stops the backend that works for an import
// and cancels it then. It does not wait for the backend.
func TestImportIsCancelledPastAFrozenBackend(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		file, waits string
		then        []imports.ImportCounts
	}{
		"that stages it": {stagedFile(), `copy%import_rows%`, []imports.ImportCounts{{}}},
		// It may have heard by then that it was given up.
		"that records a page": {lines("phone,name", "+60123000001,A", "+60123000002,"+heldRecording), `%insert into events%`,
			[]imports.ImportCounts{{Total: 2, Cancelled: 2}, {Total: 2, Created: 2}}},
		"that decides a row": {lines("phone,name", "+60123000001,A", "+60123000002,"+heldDeciding), `%`,
			[]imports.ImportCounts{{Total: 2, Created: 2}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, id := freeze(t, test.file, test.waits)
			f.twice(id, "cancel")
			cancelled := time.Now()
			f.until(id, "cancelled")
			t.Logf("cancelled after %s", time.Since(cancelled).Round(time.Millisecond))
			f.closed.release()
			f.thaw()
			eventually(t, "every row has its end", func() bool { return f.view(id).Counts.Pending == 0 })
			require.Equal(t, "cancelled", f.view(id).Status)
			require.Contains(t, test.then, f.requireCounted(id))
		})
	}
}
