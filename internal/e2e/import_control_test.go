package e2e

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/store/imports"
)

// TestImportIsPausedAtOnce pauses imports while their file is read, and goes
// through all that they can be told, each twice.
func TestImportIsPausedAtOnce(t *testing.T) {
	t.Parallel()
	i := newImporter(t)
	file := lines("phone,name", "+60123000001,A", "+60123000002,B", "+60123000003,C")

	held := i.hold(`LOCK TABLE import_rows IN EXCLUSIVE MODE`) // nothing can be staged
	id := i.begin(file, nil)
	dry := i.begin(file, map[string]string{"dry_run": "true"})
	i.twice(id, "pause")
	i.twice(dry, "pause")
	held.release()
	eventually(t, "both are staged", func() bool {
		return i.view(id).Counts.Pending == 3 && i.view(dry).Counts.Pending == 3
	})
	eventually(t, "it is paused", func() bool { return i.view(id).Status == "paused" })
	require.Zero(t, count(t, i.db, `SELECT count(*) FROM events`), "nothing begins")
	i.twice(id, "resume")
	i.until(id, "completed")
	require.Less(t, i.order(id, "resume"), 300, "it has done so")
	require.Equal(t, http.StatusOK, i.order(id, "cancel"), "it has ended")
	require.Equal(t, imports.ImportCounts{Total: 3, Created: 3}, i.requireCounted(id))

	// A dry run that was paused still asks, and can still be finished.
	if i.until(dry, "awaiting_confirmation", "paused").Status == "paused" {
		i.twice(dry, "resume")
	}
	i.twice(dry, "confirm")
	eventually(t, "it ends", func() bool {
		if i.view(dry).Status == "paused" {
			i.twice(dry, "resume")
		}
		return i.view(dry).Status == "completed"
	})
	require.Equal(t, imports.ImportCounts{Total: 3, Unchanged: 3}, i.requireCounted(dry))
}

// TestImportDryRun looks before it writes anything.
func TestImportDryRun(t *testing.T) {
	t.Parallel()
	i := newImporter(t)
	i.attribute("city")
	i.writes("60123000001", "60123000002", "60123000003")
	i.edit("60123000002", map[string]any{"remarks": "known", "tags": []string{"VIP"}, "attributes": map[string]any{"city": "Ipoh"}})
	file := lines("phone,name,tags,remarks,attributes.city",
		"+60123000001,New name,,,",                            // updated
		"+60123000002,Name of 60123000002,vip,known,Ipoh",     // all of it is known
		"+60123000003,,lead,,",                                // updated by a tag alone
		"+60123000004,D,,,", "+60123000005,E,,,", "0123,F,,,", // two are new, one is none
		"+60 12-300 0004,,twice,,", // the same as above
	)
	want := previewView{Create: 2, Update: 2, Unchanged: 1, Reject: 1, Merged: 1}
	untouched := func() {
		t.Helper()
		require.Equal(t, 3, count(t, i.db, `SELECT count(*) FROM contacts`))
		require.Zero(t, count(t, i.db, `SELECT count(*) FROM events WHERE source = 'import'`))
		require.Zero(t, count(t, i.db, `SELECT count(*) FROM claims WHERE source = 'import'`))
		require.Zero(t, count(t, i.db, `SELECT count(*) FROM queue`))
	}

	dropped := i.begin(file, map[string]string{"dry_run": "true"})
	view := i.until(dropped, "awaiting_confirmation")
	require.Equal(t, want, *view.Preview)
	untouched()
	i.twice(dropped, "cancel")
	i.until(dropped, "cancelled")
	untouched()
	require.Equal(t, imports.ImportCounts{Total: 7, Failed: 1, Cancelled: 6}, i.requireCounted(dropped))
	require.Equal(t, http.StatusConflict, i.order(dropped, "confirm"))

	id := i.begin(file, map[string]string{"dry_run": "1"})
	require.Equal(t, want, *i.until(id, "awaiting_confirmation").Preview)
	time.Sleep(time.Second)
	untouched()
	i.twice(id, "confirm")
	i.until(id, "completed")
	require.Less(t, i.order(id, "confirm"), 300, "it has been")
	require.Equal(t, imports.ImportCounts{Total: 7, Created: 2, Updated: 2, Unchanged: 1, Failed: 1, Merged: 1}, i.requireCounted(id))

	only := i.begin(file, map[string]string{"dry_run": "true", "mode": "update_only"})
	require.Equal(t, previewView{Unchanged: 5, Reject: 1, Merged: 1}, *i.until(only, "awaiting_confirmation").Preview)
	i.twice(only, "cancel")
	stranger := lines("phone", "+60123000001", "+60123000009")
	for mode, want := range map[string]previewView{
		"update_only": {Unchanged: 1, Reject: 1}, "create_only": {Unchanged: 1, Create: 1},
	} {
		id := i.begin(stranger, map[string]string{"dry_run": "true", "mode": mode})
		require.Equal(t, want, *i.until(id, "awaiting_confirmation").Preview, mode)
		i.twice(id, "cancel")
	}
}

// TestImportPreviewSaysWhatWillBe compares previews with what then happens,
// where fields belong to somebody stronger or are cleared.
func TestImportPreviewSaysWhatWillBe(t *testing.T) {
	t.Parallel()
	i := newImporter(t)
	for _, name := range []string{"city", "size"} {
		i.attribute(name)
	}
	i.writes("60123000001", "60123000002", "60123000003", "60123000004", "60123000005", "60123000006", "60123000007")
	i.edit("60123000001", map[string]any{"display_name": "A person said so"})
	for _, number := range []string{"60123000003", "60123000004", "60123000005", "60123000006"} {
		i.edit(number, map[string]any{"remarks": "a person's", "attributes": map[string]any{"city": "Ipoh"}})
	}
	i.edit("60123000007", map[string]any{"remarks": nil}) // a person takes back what was never said
	id := i.begin(lines("phone,name,remarks,attributes.city,attributes.size",
		"+60123000001,Import,,,",     // a person's name stays
		"+60123000002,,--,,",         // there are no remarks to clear
		"+60123000003,,a file's,,",   // nor do a file's remarks show
		"+60123000004,,--,--,",       // and it cannot clear them
		"+60123000005,,,Melaka,",     // a person's attribute
		"+60123000006,,,Melaka,wide", // and one that nobody gave
		"+60123000007,,a file's,,",
	), map[string]string{"dry_run": "true"})
	preview := *i.until(id, "awaiting_confirmation").Preview
	i.twice(id, "confirm")
	i.until(id, "completed")
	c := i.requireCounted(id)
	happened := previewView{
		Create: int(c.Created), Update: int(c.Updated), Unchanged: int(c.Unchanged), Reject: int(c.Failed), Merged: int(c.Merged),
	}
	require.Equal(t, happened, preview)
}
