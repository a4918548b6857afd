package e2e

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/store/imports"
)

// undo takes an import back, and asks for it twice.
func (i importer) undo(id string) undoView {
	i.t.Helper()
	i.twice(id, "undo")
	require.Contains(i.t, []string{"undoing", "undone"}, i.view(id).Status)
	view := i.until(id, "undone")
	i.twice(id, "undo")
	require.Equal(i.t, view.Undo, i.view(id).Undo)
	return *view.Undo
}

// undone is what became of each row of an import that was undone.
func (i importer) undone(id string) map[int]string {
	i.t.Helper()
	all := map[int]string{}
	for _, r := range i.rows(id, "") {
		all[r.Row] = r.Undone
	}
	return all
}

// TestImportIsUndone takes an import back after people have worked with what it
// made.
func TestImportIsUndone(t *testing.T) {
	t.Parallel()
	const untouched, wrote, edited, mine, known, knownEdited, twice = "60123000001", "60123000002", "60123000003",
		"60123000004", "60123000005", "60123000006", "60123000007"
	i := newImporter(t)
	i.attribute("city")
	i.writes(known, knownEdited, mine)
	i.edit(mine, map[string]any{"display_name": "By hand", "tags": []string{"kept"}})
	earlier := i.run(lines("phone,name,tags,remarks", "+"+twice+",First,one,first remarks"), nil)
	require.EqualValues(t, 1, earlier.Counts.Created)

	before := map[string]somebody{}
	for _, who := range []string{known, mine, twice} {
		before[who] = i.whois(who)
	}
	id := i.run(lines("phone,name,tags,remarks,attributes.city",
		"+"+untouched+",A,new,,", // row 2
		"+"+wrote+",B,,,",
		"+"+edited+",C,,,",
		"+"+mine+",D,\"kept, added\",its remarks,",
		"+"+known+",E,added,its remarks,Ipoh",
		"+"+knownEdited+",F,,,",
		"+"+twice+",Second,\"one,two\",--,Ipoh",
		"+"+known+",,,,", // row 9, merged into row 6
		"none,,,,",       // row 10
	), nil).ID
	require.Equal(t, imports.ImportCounts{Total: 9, Created: 3, Updated: 4, Merged: 1, Failed: 1}, i.requireCounted(id))
	require.Equal(t, somebody{
		ID: before[twice].ID, Name: "Second", Owner: "import", City: "Ipoh", Tags: []string{"one", "two"},
	}, i.whois(twice))

	i.writes(wrote, known) // a message is no reason to keep what the import changed, but to keep whom it created
	i.edit(edited, map[string]any{"remarks": "called"})
	i.edit(knownEdited, map[string]any{"remarks": "called"})
	gone := i.whois(untouched).ID
	require.Equal(t, undoView{Removed: 1, Restored: 3, Left: 3}, i.undo(id))
	require.Equal(t, map[int]string{
		2: "removed", 3: "left", 4: "left", 5: "restored", 6: "restored", 7: "left", 8: "restored", 9: "", 10: "",
	}, i.undone(id))

	_, found := i.find(untouched)
	require.False(t, found)
	status, _ := i.p.call(t, http.MethodGet, "/v1/contacts/"+gone, nil)
	require.Equal(t, http.StatusGone, status)
	require.Equal(t, "B", i.whois(wrote).Name)
	require.Equal(t, "called", i.whois(edited).Remarks)
	require.Equal(t, "F", i.whois(knownEdited).Name)
	for who, was := range before {
		require.Equal(t, was, i.whois(who), who)
	}
	require.Equal(t, 1, count(t, i.db, `SELECT count(*) FROM events WHERE origin = $1 AND decision = 'created' AND contact_id = $2`, id, gone),
		"the ledger keeps what was")

	i.writes(untouched) // comes back as somebody new
	require.NotEqual(t, gone, i.whois(untouched).ID)
	require.Equal(t, undoView{Removed: 1, Restored: 3, Left: 3}, i.undo(id), "what was undone stays so")
	require.Equal(t, "Name of "+untouched, i.whois(untouched).Name)
}

// TestImportsAreUndoneOneAfterTheOther imports a file twice, and a changed one
// after it. Undoing them, the last one first, leaves nothing of them.
func TestImportsAreUndoneOneAfterTheOther(t *testing.T) {
	devtest.Long(t)
	t.Parallel()
	const known, fresh = "60123000001", "60123000002"
	i := newImporter(t)
	i.writes(known)
	before := i.whois(known)
	file := lines("phone,name,tags", "+"+known+",First,lead", "+"+fresh+",First,lead")
	first := i.run(file, nil)
	again := i.run(file, nil)
	require.EqualValues(t, 2, again.Counts.Unchanged)
	last := i.run(lines("phone,name,tags", "+"+known+",Last,hot", "+"+fresh+",Last,hot"), nil)
	require.EqualValues(t, 2, last.Counts.Updated)

	require.Equal(t, undoView{Restored: 2}, i.undo(last.ID))
	for _, who := range []string{known, fresh} {
		s := i.whois(who)
		require.Equal(t, "First", s.Name, "an earlier import's value comes back")
		require.Equal(t, []string{"lead"}, s.Tags)
	}
	i.undo(again.ID)
	i.undo(first.ID)
	require.Equal(t, before, i.whois(known))
	_, found := i.find(fresh)
	require.False(t, found, "only imports have touched it, and all of them are undone")
}

// TestImportLeavesWhatAPersonConfirmed has people enter by hand what an import
// has brought already. That changes nothing then, but it is theirs now.
func TestImportLeavesWhatAPersonConfirmed(t *testing.T) {
	t.Parallel()
	const tagged, fresh, cleared = "60123000001", "60123000002", "60123000003"
	i := newImporter(t)
	i.writes(tagged)
	done := i.run(lines("phone,name,tags",
		"+"+tagged+",Import,\"Warm,hot\"", "+"+fresh+",Import,lead", "+"+cleared+",Import,lead"), nil)
	require.Equal(t, imports.ImportCounts{Total: 3, Created: 2, Updated: 1}, i.requireCounted(done.ID))
	i.edit(tagged, map[string]any{"tags": []string{"warm"}})
	i.edit(fresh, map[string]any{"tags": []string{"lead"}})
	i.edit(cleared, map[string]any{"tags": map[string]any{"remove": []string{"cold"}}}) // gives nothing
	require.Equal(t, undoView{Restored: 1, Left: 1, Removed: 1}, i.undo(done.ID))
	s := i.whois(tagged)
	require.Equal(t, []string{"Warm"}, s.Tags, "the tag that nobody gave but the import goes")
	require.Equal(t, "Name of "+tagged, s.Name)
	require.Equal(t, []string{"lead"}, i.whois(fresh).Tags)
	_, found := i.find(cleared)
	require.False(t, found)
}

// TestImportLeavesNoClaimBehind undoes an import that gave a value which was not
// shown, because a person's is stronger. It does not show up later.
func TestImportLeavesNoClaimBehind(t *testing.T) {
	t.Parallel()
	const known = "60123000001"
	i := newImporter(t)
	i.writes(known)
	i.edit(known, map[string]any{"display_name": "By hand"})
	done := i.run(lines("phone,name", "+"+known+",Import"), nil)
	require.EqualValues(t, 1, done.Counts.Unchanged)
	i.undo(done.ID)
	i.edit(known, map[string]any{"display_name": nil})
	require.Equal(t, "Name of "+known, i.whois(known).Name)
}

// TestImportOfWhatIsShownIsUndone undoes an import that repeated what a profile
// said, and owned it meanwhile.
func TestImportOfWhatIsShownIsUndone(t *testing.T) {
	t.Parallel()
	const known = "60123000001"
	i := newImporter(t)
	i.writes(known)
	before := i.whois(known)
	done := i.run(lines("phone,name", "+"+known+",Name of "+known), nil)
	require.Equal(t, imports.ImportCounts{Total: 1, Unchanged: 1}, i.requireCounted(done.ID))
	require.Equal(t, "import", i.whois(known).Owner)
	require.Equal(t, undoView{Restored: 1}, i.undo(done.ID))
	require.Equal(t, before, i.whois(known))
}

// TestImportOfADeletedPerson deletes somebody whom a file named in several rows:
// nothing of them stays.
func TestImportOfADeletedPerson(t *testing.T) {
	t.Parallel()
	i := newImporter(t)
	done := i.run(lines("phone,name", "+60123000001,Erased One", "+60123000001,Erased Two", "+60123000002,Stays"), nil)
	require.Equal(t, imports.ImportCounts{Total: 3, Created: 2, Merged: 1}, i.requireCounted(done.ID))
	status, _ := i.p.call(t, http.MethodDelete, "/v1/contacts/"+i.whois("60123000001").ID, nil)
	require.Equal(t, http.StatusNoContent, status)
	i.erased()
	for _, table := range []string{"contacts", "identities", "claims", "events", "import_rows", "import_chunks"} {
		require.Zero(t, count(t, i.db, `SELECT count(*) FROM `+table+` AS x WHERE x::text ~ '60123000001|Erased'`), table)
	}
	require.Equal(t, undoView{Removed: 1, Left: 1}, i.undo(done.ID))
}
