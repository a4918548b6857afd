package settings_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/settings"
	"github.com/luluchat/contacts/store/storetest"
)

// moveAll moves contacts until no tag is being merged.
func moveAll(t *testing.T, f storetest.Fixture) {
	t.Helper()
	for more := true; more; {
		var err error
		more, err = f.Settings.MoveTags(t.Context())
		require.NoError(t, err)
	}
}

// tagged gives contacts tags, as an event does.
func tagged(id, waID string, tags ...string) contact.Event {
	ev := contacttest.Submission(id, 1, contacttest.Number(waID))
	ev.Facts.Fields = &contact.Fields{AddTags: tags}
	return ev
}

func TestATagIsRenamed(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	out := f.Happen(tagged("s1", "60181", "vip", "new"))
	events, version := storetest.Read[int64](f, `SELECT count(*) FROM events`), f.Get(out[0].ContactID).Version
	require.NoError(t, f.Settings.RenameTag(t.Context(), "VIP", "Friend"))
	require.Equal(t, []string{"Friend", "new"}, f.Get(out[0].ContactID).Tags)
	require.NoError(t, f.Settings.RenameTag(t.Context(), "friend", "FRIEND"), "another spelling is no other tag")
	require.ErrorIs(t, f.Settings.RenameTag(t.Context(), "friend", "NEW"), settings.ErrTaken)
	require.ErrorIs(t, f.Settings.RenameTag(t.Context(), "vip", "x"), store.ErrNotFound)
	require.Equal(t, []any{events, version}, []any{storetest.Read[int64](f, `SELECT count(*) FROM events`), f.Get(out[0].ContactID).Version}, "no contact changes")
}

func TestATagIsMerged(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	out := f.Happen(tagged("s1", "60181", "lead"), tagged("s2", "60182", "Lead", "Leed"), tagged("s3", "60183", "Leed"), tagged("s4", "60184", "Leed"))
	f.Exec(`UPDATE contact_tags SET merged_from = $1 WHERE contact_id = $2 AND tag_id = (SELECT id FROM tags WHERE name = 'lead')`, out[0].ContactID, out[1].ContactID)
	tag, err := f.Settings.TagOf(t.Context(), "LEED")
	require.NoError(t, err)
	require.Equal(t, settings.TagRow{Name: "Leed", Contacts: 3}, tag)
	require.ErrorIs(t, f.Settings.BeginTagMerge(t.Context(), "leed", "nothing"), store.ErrNotFound)
	require.ErrorIs(t, f.Settings.BeginTagMerge(t.Context(), "leed", "Leed"), store.ErrNotFound)
	require.NoError(t, f.Settings.BeginTagMerge(t.Context(), "leed", "LEAD"))
	require.ErrorIs(t, f.Settings.BeginTagMerge(t.Context(), "lead", "leed"), store.ErrNotFound, "it is gone at once, so that there are no cycles")
	f.Happen(tagged("s5", "60185", "leed"))
	require.Equal(t, []string{"lead"}, f.Get(f.Happen(tagged("s6", "60185", "leed"))[0].ContactID).Tags, "who gives it meanwhile gives the other one")
	tags, err := f.Settings.Tags(t.Context())
	require.NoError(t, err)
	require.Len(t, tags, 1)
	moveAll(t, f)
	require.Equal(t, []string{"lead", "lead", "lead", "lead", "lead"}, storetest.Column(f, `SELECT t.name FROM contact_tags ct JOIN tags t ON t.id = ct.tag_id`))
	require.Equal(t, int64(0), storetest.Read[int64](f, `SELECT count(*) FROM contact_tags WHERE merged_from IS NOT NULL`), "who had it already has it as their own")
	require.Equal(t, []string{"lead"}, storetest.Column(f, `SELECT name FROM tags`))
	f.Happen(tagged("s7", "60181", "Leed"))
	require.ElementsMatch(t, []string{"lead", "Leed"}, f.Get(out[0].ContactID).Tags, "afterwards the name makes a tag anew")
}

// TestTagsMergeIntoWhatTheOtherBecame is about a merge into a tag that is merged itself before
// all contacts have followed.
func TestTagsMergeIntoWhatTheOtherBecame(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	f.Happen(tagged("s1", "60181", "a"), tagged("s2", "60182", "b"), tagged("s3", "60183", "c"))
	require.NoError(t, f.Settings.BeginTagMerge(t.Context(), "a", "b"))
	require.NoError(t, f.Settings.BeginTagMerge(t.Context(), "b", "c"))
	moveAll(t, f)
	require.Equal(t, []string{"c", "c", "c"}, storetest.Column(f, `SELECT t.name FROM contact_tags ct JOIN tags t ON t.id = ct.tag_id`))
}

// TestNobodyWaitsForContactsThatFollow holds a contact's tag, as who takes it off does, and
// finds the rest moved.
func TestNobodyWaitsForContactsThatFollow(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	f.Happen(tagged("s1", "60181", "a"), tagged("s2", "60182", "a"), tagged("s3", "60183", "b"))
	tx, err := f.DB.Decisions.Begin(t.Context())
	require.NoError(t, err)
	defer func() { _ = tx.Rollback(t.Context()) }()
	_, err = tx.Exec(t.Context(), `SELECT FROM contact_tags WHERE contact_id = (SELECT id FROM contacts WHERE wa_id = '60181') FOR UPDATE`)
	require.NoError(t, err)
	require.NoError(t, f.Settings.BeginTagMerge(t.Context(), "a", "b"))
	for range 3 {
		more, err := f.Settings.MoveTags(t.Context())
		require.NoError(t, err)
		require.True(t, more)
	}
	require.Equal(t, []string{"a", "b", "b"}, storetest.Column(f, `SELECT t.name FROM contact_tags ct JOIN tags t ON t.id = ct.tag_id ORDER BY 1`))
	require.NoError(t, tx.Rollback(t.Context()))
	moveAll(t, f)
	require.Equal(t, []string{"b", "b", "b"}, storetest.Column(f, `SELECT t.name FROM contact_tags ct JOIN tags t ON t.id = ct.tag_id`))
}
