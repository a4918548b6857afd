package contact_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
)

// some makes n tags up, which no other prefix has.
func some(prefix string, n int) []string {
	tags := make([]string, n)
	for i := range tags {
		tags[i] = fmt.Sprint(prefix, i)
	}
	return tags
}

func TestDecideMoreTagsThanThereIsRoomFor(t *testing.T) {
	t.Parallel()
	changed, known := because(contact.Updated, contact.FieldsChanged), because(contact.Attached, contact.KnownContact)
	refused, nothing := because(contact.Ignored, contact.TooManyTags), because(contact.Ignored, contact.NothingNew)
	tagged := func(tags ...string) func(c *contact.Contact) {
		return func(c *contact.Contact) { c.Tags = append([]string(nil), tags...) }
	}
	skipped := func(n int) []contact.Skipped {
		return []contact.Skipped{{
			Name: "tags", Why: fmt.Sprintf("%d left out: at most 50 are added at a time, and a contact has at most 200", n),
		}}
	}
	edit := func(add, remove []string) contact.Event {
		return ordered(gives(5, contact.SourceManual, contact.Fields{AddTags: add, RemoveTags: remove}))
	}
	file := func(add []string) contact.Event { return gives(5, contact.SourceImport, contact.Fields{AddTags: add}) }
	had := some("had ", 180)
	name := "Mei"

	for name, d := range map[string]decision{
		"an edit that fills the contact": {
			had: tagged(had...), event: edit(some("new ", 20), nil), found: adas(),
			want:    contact.Changes{Decision: changed, Touched: true, AddTags: some("new ", 20)},
			becomes: tagged(append(some("had ", 180), some("new ", 20)...)...),
		},
		"an edit with one too many sets nothing": {
			had: tagged(had...), event: edit(some("new ", 21), nil), found: adas(), want: contact.Changes{Decision: refused},
		},
		"what else it says is not set either": {
			had: tagged(had...), found: adas(), want: contact.Changes{Decision: refused},
			event: ordered(gives(5, contact.SourceManual, contact.Fields{DisplayName: &name, AddTags: some("new ", 21)})),
		},
		"an entry with one too many sets nothing": {
			had: tagged(had...), found: adas(), want: contact.Changes{Decision: refused},
			event: gives(5, contact.SourceAPI, contact.Fields{AddTags: some("new ", 21)}),
		},
		"tags that are there need no room": {
			had: tagged(some("had ", 200)...), event: edit([]string{"HAD 1", "had 2"}, nil), found: adas(),
			want: contact.Changes{Decision: nothing},
		},
		"a tag that goes makes room for another": {
			had: tagged(some("had ", 200)...), event: edit([]string{"new"}, []string{"Had 199"}), found: adas(),
			want:    contact.Changes{Decision: changed, Touched: true, AddTags: []string{"new"}, RemoveTags: []string{"Had 199"}},
			becomes: tagged(append(some("had ", 199), "new")...),
		},
		"who has more keeps them, and gets none": {
			had: tagged(some("had ", 400)...), event: edit([]string{"new"}, []string{"had 399"}), found: adas(),
			want: contact.Changes{Decision: refused},
		},
		"who has more can be rid of some": {
			had: tagged(some("had ", 400)...), event: edit(nil, []string{"had 399"}), found: adas(),
			want:    contact.Changes{Decision: changed, Touched: true, RemoveTags: []string{"had 399"}},
			becomes: tagged(some("had ", 399)...),
		},
		"of a file all that fit are set": {
			had: tagged(had...), event: file(some("new ", 30)), found: adas(),
			want:    contact.Changes{Decision: changed, Touched: true, AddTags: some("new ", 20), Skipped: skipped(10)},
			becomes: tagged(append(some("had ", 180), some("new ", 20)...)...),
		},
		"of a row no more than fifty are new": {
			event: file(some("new ", 60)), found: adas(),
			want:    contact.Changes{Decision: changed, Touched: true, AddTags: some("new ", 50), Skipped: skipped(10)},
			becomes: tagged(some("new ", 50)...),
		},
		"a row may name more that are there": {
			had: tagged(had...), event: file(had), found: adas(), want: contact.Changes{Decision: known},
		},
		"a form about somebody who is full": {
			had: tagged(some("had ", 200)...), found: adas(), want: contact.Changes{Decision: known, Skipped: skipped(3)},
			event: gives(5, contact.SourceForm, contact.Fields{AddTags: some("new ", 3)}),
		},
		"a form about somebody who has more": {
			had: tagged(some("had ", 400)...), found: adas(), want: contact.Changes{Decision: known, Skipped: skipped(1)},
			event: gives(5, contact.SourceForm, contact.Fields{AddTags: []string{"had 1", "new"}}),
		},
	} {
		t.Run(name, d.test)
	}
}

// TestWhatMadeAContactIsNotRefused has an entry whose contact others have filled
// before it was decided: it stays created.
func TestWhatMadeAContactIsNotRefused(t *testing.T) {
	t.Parallel()
	c := known()
	c.Tags = some("had ", 199)
	ev := gives(5, contact.SourceAPI, contact.Fields{AddTags: some("new ", 2)})
	c.CreatedByEvent = ev.ID
	ch := contact.Decide(&c, ev, adas())
	require.Equal(t, because(contact.Created, contact.NewPerson), ch.Decision)
	require.Equal(t, []string{"new 0"}, ch.AddTags)
	require.Len(t, ch.Skipped, 1)
}

// TestRowsOfOnePersonDoNotAddUpWithoutEnd merges as many as a file may have.
func TestRowsOfOnePersonDoNotAddUpWithoutEnd(t *testing.T) {
	t.Parallel()
	f := contact.Fields{AddTags: some("first ", 50)}
	for n := range 500 {
		f.Merge(contact.Fields{AddTags: some(fmt.Sprint("row ", n, " "), 50)})
	}
	require.Len(t, f.AddTags, contact.MaxTags)
	require.Equal(t, "skipped: tags (together the person's rows have more than 200)", contact.Report(f.Skipped))
}
