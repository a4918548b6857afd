package imports_test

import (
	"fmt"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/store/storetest"
)

// TestImportsAreUndoneInAnyOrder imports the same name three times and undoes the
// imports, the first ones first: nothing of them comes back.
func TestImportsAreUndoneInAnyOrder(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	who := contacttest.Number("60177000003")
	id := f.Happen(contacttest.Text("m1", 1, contacttest.Called(who, "Profile")))[0].ContactID
	var all []uuid.UUID
	for range 3 {
		all = append(all, f.KeepImport(imports.Import{}, "x"))
		f.RecordRows(all[len(all)-1], storetest.StageRow(all[len(all)-1], 2, who.WaID, "Profile"))
		f.Decide(contacttest.Shop, who.WaID)
	}
	for n, i := range all {
		require.Equal(t, "import", f.Get(id).NameSource, "while one of them stands")
		require.Equal(t, []string{"updated/import_undone"}, f.Undo(6+n, i, id, who))
	}
	require.Equal(t, "profile", f.Get(id).NameSource)
	require.Equal(t, "Profile", f.Get(id).DisplayName)
	require.Equal(t, []string{"profile"}, storetest.Column(f, `SELECT source FROM claims WHERE contact_id = $1`, id))
	require.Empty(t, f.Get(id).Tags)
}

// TestUndoOfTwoRowsOfOneContact undoes a file that names both numbers of somebody
// whose two contacts were merged: each row is undone on what the other has left.
func TestUndoOfTwoRowsOfOneContact(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	a, b := contacttest.Number("60177000001"), contacttest.Number("60177000002")
	id := f.Happen(contacttest.Text("m1", 1, contacttest.Called(a, "Profile")))[0].ContactID
	loser := f.Happen(contacttest.Text("m2", 1, contacttest.Called(b, "Profile")))[0].ContactID
	merge := contacttest.Touch("merge", 5, a)
	merge.Source = contact.SourceManual
	merge.Facts.Command = &contact.Command{Contact: id, Absorb: loser, Others: []contact.Person{b}}
	f.Happen(merge)
	i := f.KeepImport(imports.Import{}, "x")
	f.RecordRows(i, storetest.StageRow(i, 2, a.WaID, "First"), storetest.StageRow(i, 3, b.WaID, "Second"))
	f.Decide(contacttest.Shop, a.WaID)
	f.Decide(contacttest.Shop, b.WaID)
	require.Equal(t, "Second", f.Get(id).DisplayName)
	require.Equal(t, []string{"updated/import_undone"}, f.Undo(9, i, id, a))
	require.Equal(t, "Profile", f.Get(id).DisplayName)
	require.Empty(t, f.Get(id).Tags)
	require.Equal(t, []string{"restored", "restored"}, storetest.Column(f, `SELECT undone FROM import_rows`))
}

// TestUndoLeavesTheTagsOfOthers imports a tag several times, as somebody does who
// uploads a list again after mending it, and undoes the imports in every order: the
// tag goes with the last of them, unless a person has given it since it came.
func TestUndoLeavesTheTagsOfOthers(t *testing.T) {
	t.Parallel()
	give := func(tag string) *contact.Fields { return &contact.Fields{AddTags: []string{tag}} }
	take := &contact.Fields{RemoveTags: []string{"bulk"}}
	for _, tc := range []struct {
		name                  string
		bare                  bool            // the files have numbers and tags alone
		before, between, then *contact.Fields // what a person does before the first import, after it, and after the second
		order                 []int
		left                  []bool // whether the tag is there after each undo
	}{
		{name: "the first one first", order: []int{0, 1}, left: []bool{true, false}},
		{name: "the last one first", order: []int{1, 0}, left: []bool{true, false}},
		{name: "tags alone, the first one first", bare: true, order: []int{0, 1}, left: []bool{true, false}},
		{name: "tags alone, the last one first", bare: true, order: []int{1, 0}, left: []bool{true, false}},
		{name: "a person gave it before them", before: give("Bulk"), order: []int{0, 1}, left: []bool{true, true}},
		{name: "a person gave it between them", between: give("BULK"), order: []int{0, 1}, left: []bool{true, true}},
		{name: "a person gave it between them, the last one first", between: give("BULK"), order: []int{1, 0}, left: []bool{true, true}},
		{name: "a person gave it after them", then: give("bulk"), order: []int{0, 1}, left: []bool{true, true}},
		{name: "a person took it between them", between: take, order: []int{0, 1}, left: []bool{true, false}},
		{name: "a person took it in the end", then: take, order: []int{0, 1}, left: []bool{false, false}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			f := storetest.Setup(t)
			who := contacttest.Number("60177000003")
			id := f.Happen(contacttest.Text("m1", 1, contacttest.Called(who, "Profile")))[0].ContactID
			edits := 0
			person := func(fields *contact.Fields) {
				if edits++; fields == nil {
					return
				}
				ev := contacttest.Touch(fmt.Sprint("edit", edits), 1+edits, who)
				ev.Source, ev.ChannelID, ev.Kind = contact.SourceManual, contacttest.Shop, "edit"
				ev.Facts.Command, ev.Facts.Fields = &contact.Command{Contact: id}, fields
				f.Happen(ev)
			}
			var all []uuid.UUID
			given := func() {
				i := f.KeepImport(imports.Import{}, "x")
				all = append(all, i)
				row := storetest.StageRow(i, 2, who.WaID, "Profile")
				if tc.bare {
					row.Facts.Fields.DisplayName = nil
				}
				f.RecordRows(i, row)
				f.Decide(contacttest.Shop, who.WaID)
			}
			person(tc.before)
			given()
			person(tc.between)
			given()
			person(tc.then)
			for n, i := range tc.order {
				tasks, err := f.Imports.UndoTasks(t.Context(), all[i], 10)
				require.NoError(t, err)
				require.Len(t, tasks, 1, "a row that gave what was there has something to take back")
				f.Undo(10+n, all[i], id, who)
				require.Equal(t, tc.left[n], len(f.Get(id).Tags) == 1, "after undo %d: %v", n, f.Get(id).Tags)
			}
		})
	}
}
