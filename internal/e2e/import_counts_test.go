//go:build long

package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/store/imports"
)

// follower reads an import again and again, alone and in the list, through kills of
// the process that it asks.
type follower struct {
	id   string
	mu   sync.Mutex
	url  string
	seen []bulkView
	gone bool
	stop chan struct{}
	done chan struct{}
}

// follow begins to read an import.
func (i importer) follow(id string) *follower {
	f := &follower{id: id, url: i.p.URL, stop: make(chan struct{}), done: make(chan struct{})}
	go func() {
		defer close(f.done)
		for n := 0; ; n++ {
			select {
			case <-f.stop:
				return
			case <-time.After(5 * time.Millisecond):
				f.look(n%2 == 0)
			}
		}
	}()
	return f
}

// moved has the follower ask another process.
func (f *follower) moved(p *process) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.url = p.URL
}

func (f *follower) look(alone bool) {
	f.mu.Lock()
	path := f.url + "/v1/imports"
	f.mu.Unlock()
	if alone {
		path += "/" + f.id
	}
	req, err := http.NewRequest(http.MethodGet, path, http.NoBody)
	if err != nil {
		return
	}
	req.Header.Set("Authorization", "Bearer "+apiToken)
	resp, err := poster.Do(req)
	if err != nil {
		return // it was killed
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	var answer struct {
		Import  bulkView
		Imports []bulkView
	}
	switch {
	case err != nil:
		return
	case resp.StatusCode == http.StatusNotFound:
		f.gone = true
		return
	case resp.StatusCode != http.StatusOK || json.Unmarshal(body, &answer) != nil:
		return
	}
	for _, v := range append(answer.Imports, answer.Import) {
		if v.ID == f.id {
			f.seen = append(f.seen, v)
		}
	}
}

// requireForward ends following, and requires that nothing has gone back.
func (f *follower) requireForward(t *testing.T) {
	t.Helper()
	close(f.stop)
	<-f.done
	require.Greater(t, len(f.seen), 50)
	last, undone := imports.ImportCounts{}, 0
	for _, v := range f.seen {
		c := v.Counts
		require.Equal(t, c.Total, c.Pending+c.Created+c.Updated+c.Unchanged+c.Merged+c.Failed+c.Cancelled, "%s %+v", v.Status, c)
		for name, pair := range map[string][2]int64{
			"total": {last.Total, c.Total}, "created": {last.Created, c.Created}, "updated": {last.Updated, c.Updated},
			"unchanged": {last.Unchanged, c.Unchanged}, "failed": {last.Failed, c.Failed}, "cancelled": {last.Cancelled, c.Cancelled},
		} {
			require.LessOrEqual(t, pair[0], pair[1], "%s went back when it was %s", name, v.Status)
		}
		if v.Undo != nil {
			now := v.Undo.Removed + v.Undo.Restored + v.Undo.Left
			require.LessOrEqual(t, undone, now)
			undone = now
		}
		last = c
	}
}

// TestCountsNeverGoBack follows an import whose process is killed, and that is paused,
// resumed, cancelled, undone and deleted.
func TestCountsNeverGoBack(t *testing.T) {
	t.Parallel()
	const size = 1000
	w := newWorld(t)
	w.lease = time.Second
	i := importer{w, w.serve(), w.db()}
	file := []string{"phone,name"}
	for n := range size {
		switch n % 50 {
		case 49:
			file = append(file, fmt.Sprintf("+60178%06d,Again", n-1))
		case 48:
			file = append(file, fmt.Sprintf("+60178%06d,Name", n), fmt.Sprintf("60178%d,Too short", n))
		default:
			file = append(file, fmt.Sprintf("+60178%06d,Name", n))
		}
	}
	id := i.begin(lines(file...), nil)
	f := i.follow(id)
	for kill := range 2 {
		eventually(t, "some rows are in", func() bool { return i.view(id).Counts.Created > int64(20+kill*100) })
		i.p.kill()
		i.p = i.start("serve")
		f.moved(i.p)
	}
	i.twice(id, "pause")
	i.until(id, "paused", "completed")
	i.insist(id, "resume")
	i.insist(id, "cancel")
	i.until(id, "cancelled", "completed")
	c := i.requireCounted(id)
	require.NotZero(t, c.Created)
	i.twice(id, "undo")
	view := i.until(id, "undone")
	require.EqualValues(t, c.Created, view.Undo.Removed)
	require.Equal(t, c, i.requireCountedRows(id))
	require.Equal(t, http.StatusNoContent, i.delete(id))
	eventually(t, "it is gone", func() bool { code, _ := i.get("/v1/imports/" + id); return code == http.StatusNotFound })
	f.requireForward(t)
	require.Equal(t, c, f.seen[len(f.seen)-1].Counts)
}

// requireCountedRows requires that an import's counts are those of its rows, when what
// it did is undone.
func (i importer) requireCountedRows(id string) imports.ImportCounts {
	i.t.Helper()
	c := i.view(id).Counts
	require.EqualValues(i.t, c.Total, count(i.t, i.db, `SELECT count(*) FROM import_rows WHERE import_id = $1`, id))
	return c
}

func (i importer) delete(id string) (status int) {
	i.t.Helper()
	status, _ = i.p.call(i.t, http.MethodDelete, "/v1/imports/"+id, nil)
	return status
}
