package e2e

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/store/imports"
)

// long is set for the long versions of these tests: LONG=1 go test ./e2e -run TestImport
var long = os.Getenv("LONG") != ""

// TestImportManyRows imports 500 rows, and 5,000 with LONG=1: new people, people
// who have written before, the same people twice and numbers that are none.
func TestImportManyRows(t *testing.T) {
	t.Parallel()
	size := 500
	if long {
		size = 5000
	}
	i := newImporter(t)
	var wrote []string
	for n := range 20 {
		wrote = append(wrote, fmt.Sprintf("60177%06d", n*7))
	}
	i.writes(wrote...)

	file := []string{"phone,name,tags"}
	var want imports.ImportCounts
	for n := range size {
		switch {
		case n%50 == 49: // somebody from the rows before
			file = append(file, fmt.Sprintf("+60 177-%06d,Last name of %d,twice", n-9, n-9))
			want.Merged++
		case n%100 == 20:
			file = append(file, fmt.Sprintf("60177%04d,Too short,", n))
			want.Failed++
		case n%7 == 0 && n/7 < len(wrote):
			file = append(file, fmt.Sprintf("+60177%06d,Name of %d,bulk", n, n))
			want.Updated++
		default:
			file = append(file, fmt.Sprintf("+60177%06d,Name of %d,bulk", n, n))
			want.Created++
		}
	}
	want.Total = int64(size)
	id := i.begin(lines(file...), nil)
	stream := i.stream(id)
	i.until(id, "completed")

	require.Equal(t, want, i.requireCounted(id))
	require.Len(t, i.rows(id, ""), size)
	require.EqualValues(t, want.Created+20, count(t, i.db, `SELECT count(*) FROM contacts`))
	require.EqualValues(t, want.Created, count(t, i.db, `SELECT count(*) FROM contacts WHERE source = 'import'`))
	require.EqualValues(t, want.Created+want.Updated, count(t, i.db, `SELECT count(*) FROM contacts WHERE name_source = 'import'`))
	require.EqualValues(t, want.Merged, count(t, i.db, `SELECT count(*) FROM contacts WHERE display_name LIKE 'Last name of %'`))
	require.Zero(t, count(t, i.db, `SELECT count(*) FROM queue`))
	require.Zero(t, count(t, i.db, `SELECT count(*) FROM import_chunks`), "the file goes when the import has ended")
	_, failed := i.errorsCSV(id)
	require.Len(t, failed, int(want.Failed)+1)

	views := <-stream
	require.NotEmpty(t, views)
	last := views[len(views)-1]
	require.Equal(t, "completed", last.Status, "a stream ends with the end")
	require.Equal(t, want, last.Counts)
	decided := int64(0)
	for _, v := range views {
		require.GreaterOrEqual(t, v.Counts.Created+v.Counts.Updated, decided, "progress never goes back")
		decided = v.Counts.Created + v.Counts.Updated
	}
	require.Greater(t, len(views), 2, "it tells of more than the beginning and the end")
}

// stream follows an import by its server-sent events, until the server ends
// them.
func (i importer) stream(id string) <-chan []bulkView {
	i.t.Helper()
	req, err := http.NewRequest(http.MethodGet, i.p.URL+"/v1/imports/"+id+"/stream", http.NoBody)
	require.NoError(i.t, err)
	req.Header.Set("Authorization", "Bearer "+apiToken)
	out := make(chan []bulkView, 1)
	go func() {
		var all []bulkView
		defer func() { out <- all }()
		resp, err := http.DefaultClient.Do(req)
		if err != nil || !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/event-stream") {
			i.t.Errorf("there is no stream: %v", err)
			return
		}
		defer func() { _ = resp.Body.Close() }()
		lines := bufio.NewScanner(resp.Body)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			var v bulkView
			data, ok := strings.CutPrefix(lines.Text(), "data:")
			if ok && json.Unmarshal([]byte(data), &v) == nil {
				all = append(all, v)
			}
		}
	}()
	return out
}

// TestImportSurvivesKills kills the serving process three times in the middle
// of an import of 400 rows; ten times in one of 2,000 with LONG=1. The import
// goes on by itself.
func TestImportSurvivesKills(t *testing.T) {
	t.Parallel()
	kills, size := 3, 400
	if long {
		kills, size = 10, 2000
	}
	w := newWorld(t)
	w.lease = time.Second
	i := importer{w, w.serve(), w.db()}
	file := []string{"phone,name"}
	for n := range size {
		file = append(file, fmt.Sprintf("+60178%06d,Name of %d", n, n))
	}
	id := i.begin(lines(file...), nil)
	for range kills {
		time.Sleep(time.Duration(rand.IntN(1200)) * time.Millisecond)
		i.p.kill()
		i.p = i.start("serve")
	}
	i.until(id, "completed")
	require.Equal(t, imports.ImportCounts{Total: int64(size), Created: int64(size)}, i.requireCounted(id))
	require.Equal(t, size, count(t, i.db, `SELECT count(*) FROM contacts`))
	require.Equal(t, size, count(t, i.db, `SELECT count(*) FROM events WHERE origin = $1`, id), "each row is one event")
	require.Equal(t, map[string]int{"created/new_person": size}, decisions(t, i.db))
	require.Equal(t, size, count(t, i.db, `SELECT count(*) FROM claims WHERE source = 'import'`))
}

// TestImportMeetsLiveMessages imports people while they write. Nobody comes
// twice, nothing is lost, and the import's name is shown whoever came first.
func TestImportMeetsLiveMessages(t *testing.T) {
	t.Parallel()
	const people = 120
	i := newImporter(t)
	file := []string{"phone,name,tags"}
	for n := range people {
		file = append(file, fmt.Sprintf("+60179%06d,Import of %d,lead", n, n))
	}
	at := time.Now().Truncate(time.Second)
	half := make(chan struct{})
	var wg sync.WaitGroup
	for worker := range 4 {
		wg.Go(func() {
			for n := worker; n < people; n += 4 {
				if n == worker+4*people/16 {
					<-half // the rest comes while the import runs
				}
				who := fmt.Sprintf("60179%06d", n)
				if status, _ := i.p.post(i.text(who, "wamid."+who, at)); status != http.StatusOK {
					t.Errorf("a message was answered with %d", status)
				}
			}
		})
	}
	id := i.begin(lines(file...), nil)
	close(half)
	wg.Wait()
	i.until(id, "completed")
	i.decided(i.db)

	c := i.requireCounted(id)
	require.EqualValues(t, people, c.Created+c.Updated, "every row changed something: %+v", c)
	require.Equal(t, people, count(t, i.db, `SELECT count(*) FROM contacts`))
	require.Equal(t, people, count(t, i.db, `SELECT count(*) FROM messages`))
	require.Equal(t, 2*people, count(t, i.db, `SELECT count(*) FROM events WHERE decision IN ('created', 'updated', 'attached')`))
	require.Equal(t, people, count(t, i.db, `SELECT count(*) FROM events WHERE decision = 'created'`))
	require.Equal(t, people, count(t, i.db, `
SELECT count(*) FROM contacts
WHERE display_name LIKE 'Import of %' AND name_source = 'import' AND whatsapp_name = 'Name of ' || wa_id
  AND first_message_id IS NOT NULL`))
	require.Equal(t, people, count(t, i.db, `SELECT count(*) FROM contact_tags`))
}

// TestImportWaitsForTemporal uploads while Temporal is unavailable. The import is
// accepted and begins by itself.
func TestImportWaitsForTemporal(t *testing.T) {
	t.Parallel()
	temporal := devtest.OwnTemporal(t)
	w := newWorld(t)
	w.temporal = temporal.Address()
	i := importer{w, w.serve(), w.db()}
	temporal.Kill()
	id := i.begin(lines("phone,name", "+60123000001,A", "+60123000002,B"), nil)
	require.Equal(t, "staging", i.view(id).Status)
	require.Equal(t, http.StatusServiceUnavailable, i.order(id, "pause"), "nobody can be told now")
	i.p.kill() // and nobody remembers it but the database
	i.p = i.start("serve")
	require.NoError(t, temporal.Start(t.Context()))
	i.until(id, "completed")
	require.Equal(t, imports.ImportCounts{Total: 2, Created: 2}, i.requireCounted(id))
}
