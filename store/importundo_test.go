package store_test

import (
	"fmt"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/imports"
)

// undo undoes an import of a contact's, as its workflow does.
func (f fixture) undo(n int, id, contactID uuid.UUID, who contact.Person) []string {
	f.t.Helper()
	ev := touch("undo"+id.String(), n, who)
	ev.Source, ev.Origin, ev.ChannelID, ev.Kind = contact.SourceImport, id.String(), shop, "undo"
	ev.Facts.Command = &contact.Command{Contact: contactID, UndoImport: id}
	return inShort(f.happen(ev))
}

// TestImportsAreUndoneInAnyOrder imports the same name three times and undoes the
// imports, the first ones first: nothing of them comes back.
func TestImportsAreUndoneInAnyOrder(t *testing.T) {
	t.Parallel()
	f := setup(t)
	who := number("60177000003")
	id := f.happen(text("m1", 1, called(who, "Profile")))[0].ContactID
	var all []uuid.UUID
	for range 3 {
		all = append(all, f.keepImport(imports.Import{}, "x"))
		f.recordRows(all[len(all)-1], stageRow(all[len(all)-1], 2, who.WaID, "Profile"))
		f.decide(shop, who.WaID)
	}
	for n, i := range all {
		require.Equal(t, "import", f.get(id).NameSource, "while one of them stands")
		require.Equal(t, []string{"updated/import_undone"}, f.undo(6+n, i, id, who))
	}
	require.Equal(t, "profile", f.get(id).NameSource)
	require.Equal(t, "Profile", f.get(id).DisplayName)
	require.Equal(t, []string{"profile"}, column(f, `SELECT source FROM claims WHERE contact_id = $1`, id))
	require.Empty(t, f.get(id).Tags)
}

// TestUndoOfTwoRowsOfOneContact undoes a file that names both numbers of somebody
// whose two contacts were merged: each row is undone on what the other has left.
func TestUndoOfTwoRowsOfOneContact(t *testing.T) {
	t.Parallel()
	f := setup(t)
	a, b := number("60177000001"), number("60177000002")
	id := f.happen(text("m1", 1, called(a, "Profile")))[0].ContactID
	loser := f.happen(text("m2", 1, called(b, "Profile")))[0].ContactID
	merge := touch("merge", 5, a)
	merge.Source = contact.SourceManual
	merge.Facts.Command = &contact.Command{Contact: id, Absorb: loser, Others: []contact.Person{b}}
	f.happen(merge)
	i := f.keepImport(imports.Import{}, "x")
	f.recordRows(i, stageRow(i, 2, a.WaID, "First"), stageRow(i, 3, b.WaID, "Second"))
	f.decide(shop, a.WaID)
	f.decide(shop, b.WaID)
	require.Equal(t, "Second", f.get(id).DisplayName)
	require.Equal(t, []string{"updated/import_undone"}, f.undo(9, i, id, a))
	require.Equal(t, "Profile", f.get(id).DisplayName)
	require.Empty(t, f.get(id).Tags)
	require.Equal(t, []string{"restored", "restored"}, column(f, `SELECT undone FROM import_rows`))
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
			f := setup(t)
			who := number("60177000003")
			id := f.happen(text("m1", 1, called(who, "Profile")))[0].ContactID
			edits := 0
			person := func(fields *contact.Fields) {
				if edits++; fields == nil {
					return
				}
				ev := touch(fmt.Sprint("edit", edits), 1+edits, who)
				ev.Source, ev.ChannelID, ev.Kind = contact.SourceManual, shop, "edit"
				ev.Facts.Command, ev.Facts.Fields = &contact.Command{Contact: id}, fields
				f.happen(ev)
			}
			var all []uuid.UUID
			given := func() {
				i := f.keepImport(imports.Import{}, "x")
				all = append(all, i)
				row := stageRow(i, 2, who.WaID, "Profile")
				if tc.bare {
					row.Facts.Fields.DisplayName = nil
				}
				f.recordRows(i, row)
				f.decide(shop, who.WaID)
			}
			person(tc.before)
			given()
			person(tc.between)
			given()
			person(tc.then)
			for n, i := range tc.order {
				tasks, err := f.UndoTasks(t.Context(), all[i], 10)
				require.NoError(t, err)
				require.Len(t, tasks, 1, "a row that gave what was there has something to take back")
				f.undo(10+n, all[i], id, who)
				require.Equal(t, tc.left[n], len(f.get(id).Tags) == 1, "after undo %d: %v", n, f.get(id).Tags)
			}
		})
	}
}
