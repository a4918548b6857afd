//go:build long

package e2e

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/workflows"
)

// moment is when a worker is killed that is at work at a merge or at its undoing.
type moment struct {
	name  string
	undo  bool
	lock  string // what is held meanwhile; $1 is the contact that goes away, or comes back
	waits string // the statement that waits for it
	// decided says that it goes on, and that the kill falls between its commit and what
	// Temporal hears of it, which stands still for that long.
	decided bool
	both    bool // the other worker is killed as well
}

const (
	heldMerges = `LOCK TABLE merges IN SHARE MODE`
	heldMoved  = `SELECT FROM messages WHERE contact_id = $1 FOR UPDATE`
	heldGiven  = `SELECT FROM messages WHERE $1 = ANY(merged_path) FOR UPDATE`
)

var moments = []moment{
	{name: "before a merge writes anything", lock: heldMerges, waits: `INSERT INTO merges`},
	{name: "in the middle of an undoing", undo: true, lock: heldGiven, waits: `UPDATE messages`},
	{name: "in the middle of a merge", lock: heldMoved, waits: `UPDATE messages`, both: true},
	{name: "between the decision of a merge and its end", lock: heldMoved, waits: `UPDATE messages`, decided: true},
	{name: "before an undoing writes anything", undo: true, lock: heldMerges, waits: `UPDATE merges`},
	{name: "between the decision of an undoing and its end", undo: true, lock: heldGiven, waits: `UPDATE messages`, decided: true, both: true},
}

// killWithin kills the worker that is at work at a merge of two, or at taking that back,
// and starts it anew. What was asked for is done all the same.
func (m *merging) killWithin(at moment, into, other *someone) {
	m.t.Helper()
	event := ""
	if at.undo {
		event = m.merge(into, other)
	}
	held := m.hold(at.lock, argsOf(at.lock, other.id)...)
	answered := make(chan struct{})
	go func() {
		defer close(answered)
		if at.undo {
			m.undo(event, other)
		} else {
			m.merge(into, other)
		}
	}()
	m.whoWaits(at, 1)
	m.write(other, false) // both write in the middle of it
	m.write(into, false)
	victims := []int{m.whoWaits(at, 2)}
	if at.both {
		victims = append(victims, 1-victims[0])
	}
	if at.decided {
		m.server.Pause()
		held.release()
		m.decides(at, other)
	}
	for _, n := range victims {
		m.workers[n].kill()
		m.kills[n]++
	}
	if at.decided {
		m.server.Resume()
	} else {
		held.release()
	}
	for _, n := range victims {
		m.startWorker(n)
	}
	<-answered
	m.mu.Lock()
	defer m.mu.Unlock()
	m.killed[workflows.ContactID(into.channel, into.number)] = at
	if at.undo {
		m.parted = append(m.parted, other)
	} else {
		m.left = append(m.left, other)
	}
}

func argsOf(sql string, id string) []any {
	if strings.Contains(sql, "$1") {
		return []any{id}
	}
	return nil
}

// whoWaits finds the worker whose transaction waits for what is held, once that many
// decisions wait in all.
func (m *merging) whoWaits(at moment, decisions int) (n int) {
	m.t.Helper()
	eventually(m.t, "a worker waits "+at.name, func() bool {
		var name string
		err := m.db.QueryRow(context.Background(), `
SELECT application_name
FROM (SELECT application_name, query, count(*) OVER () AS n FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock' AND application_name LIKE 'worker-%') AS waiting
WHERE strpos(query, $1) > 0 AND n >= $2
LIMIT 1`, at.waits, decisions).Scan(&name)
		if errors.Is(err, pgx.ErrNoRows) {
			return false
		}
		require.NoError(m.t, err)
		for n = range m.workers {
			if name == workerName(n) {
				return true
			}
		}
		return false
	})
	return n
}

// decides waits until the ledger has the decision. Where the step was given up a moment
// before, it waits for Temporal to be tried again.
func (m *merging) decides(at moment, other *someone) {
	m.t.Helper()
	resume := time.Now().Add(15 * time.Second)
	eventually(m.t, "it is decided "+at.name, func() bool {
		if time.Now().After(resume) {
			m.server.Resume()
		}
		return count(m.t, m.db, `SELECT count(*) FROM contacts WHERE id = $1 AND (merged_into IS NULL) = $2`, other.id, at.undo) == 1
	})
}
