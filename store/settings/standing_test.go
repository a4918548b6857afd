package settings_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/settings"
	"github.com/luluchat/contacts/store/storetest"
)

// reasons are those of all events, by their outside id.
func reasons(f storetest.Fixture) []string {
	return storetest.Column(f, `SELECT external_id || ' ' || coalesce(channel_id, '-') || ' ' || coalesce(reason, 'pending') FROM events ORDER BY external_id`)
}

func sweep(t *testing.T, f storetest.Fixture) int {
	t.Helper()
	n, err := f.Ledger.SweepUnknownChannels(t.Context())
	require.NoError(t, err)
	return n
}

// TestADisabledChannelKeepsWhatItsNumberGets shows that nothing is lost, and that only what
// needs judging waits.
func TestADisabledChannelKeepsWhatItsNumberGets(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	f.Channel("b", "555")
	require.ErrorIs(t, f.Settings.Disable(t.Context(), settings.TheChannel, "nothing", true), store.ErrNotFound)
	require.NoError(t, f.Settings.Disable(t.Context(), settings.TheChannel, "b", true))
	c, err := f.Settings.Channel(t.Context(), "b")
	require.NoError(t, err)
	require.NoError(t, f.Settings.Disable(t.Context(), settings.TheChannel, "b", true))
	again, err := f.Settings.Channel(t.Context(), "b")
	require.NoError(t, err)
	require.Equal(t, c, again, "since when it is stays")

	ignored := contacttest.From("555", contacttest.Touch("echo", 1, contacttest.Number("60182")))
	ignored.Facts.Effect, ignored.Facts.Reason = contact.None, contact.Echo
	named := contacttest.Text("named", 1, contacttest.Number("60183"))
	named.ChannelID = "b" // it was let in before, or is a person's command
	f.Record(
		contacttest.From("555", contacttest.Text("m1", 1, contacttest.Number("60181"))),
		contacttest.From("555", contacttest.Preference("p1", 2, contacttest.Number("60181"), true)),
		contacttest.Text("elsewhere", 1, contacttest.Number("60181")), ignored, named)
	require.Equal(t, []string{"echo b echo", "elsewhere shop pending", "m1 b channel_disabled", "named b pending", "p1 b channel_disabled"}, reasons(f))
	require.Zero(t, sweep(t, f))

	require.NoError(t, f.Settings.Disable(t.Context(), settings.TheChannel, "b", false))
	require.Equal(t, 2, sweep(t, f))
	require.Equal(t, []string{"created/first_message", "updated/opted_out"}, storetest.InShort(f.Decide("b", "60181")))
}

// TestWhatAFormWouldTakeInIsHeld is about leads and replies to flows, of which nobody tells again.
func TestWhatAFormWouldTakeInIsHeld(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	put := func() settings.Form {
		form, _, err := f.Settings.PutForm(t.Context(), intake.Form{ID: "ads", ChannelID: contacttest.Shop, Name: "Ads"}, "a secret of the form")
		require.NoError(t, err)
		return form
	}
	form := put()
	require.Empty(t, form.Holds())
	require.NoError(t, f.Settings.Disable(t.Context(), settings.TheForm, "ads", true))
	form, err := f.Settings.Form(t.Context(), "ads")
	require.NoError(t, err)
	require.Equal(t, contact.FormDisabled, form.Holds())
	ev := contacttest.Submission("s1", 1, contacttest.Number("60181"))
	ev.ChannelID, ev.Origin, ev.Source, ev.Held = contacttest.Shop, "ads", contact.SourceForm, form.Holds()
	noNumber := contacttest.Submission("s2", 1, contacttest.Number("60181"))
	noNumber.ChannelID, noNumber.Origin, noNumber.Source, noNumber.Held = contacttest.Shop, "ads", contact.SourceForm, form.Holds()
	noNumber.Facts.Effect, noNumber.Facts.Reason = contact.Unjudged, contact.NoPhone
	f.Record(ev, noNumber)
	require.Equal(t, []string{"s1 shop form_disabled", "s2 shop no_phone"}, reasons(f), "what is wrong with it anyway is said")
	require.Zero(t, sweep(t, f))
	require.NoError(t, f.Settings.Disable(t.Context(), settings.TheChannel, contacttest.Shop, true))
	require.NoError(t, f.Settings.Disable(t.Context(), settings.TheForm, "ads", false))
	require.Zero(t, sweep(t, f), "its channel is disabled")
	form, err = f.Settings.Form(t.Context(), "ads")
	require.NoError(t, err)
	require.Equal(t, contact.FormDisabled, form.Holds())
	require.NoError(t, f.Settings.Disable(t.Context(), settings.TheChannel, contacttest.Shop, false))
	require.Equal(t, 1, sweep(t, f))
	require.Equal(t, []string{"created/new_person"}, storetest.InShort(f.Decide(contacttest.Shop, "60181")))
}

func TestAChannelIsDeleted(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	f.Channel("b", "555")
	out := f.Happen(contacttest.From("555", contacttest.Text("m1", 1, contacttest.Number("60181"))))
	require.NoError(t, f.Settings.Disable(t.Context(), settings.TheChannel, "b", true))
	f.Record(contacttest.From("555", contacttest.Text("m2", 2, contacttest.Number("60182"))))
	_, _, err := f.Settings.PutForm(t.Context(), intake.Form{ID: "form", ChannelID: "b", Name: "Form"}, "a secret of the form")
	require.NoError(t, err)
	holds, err := f.Settings.ChannelHolds(t.Context(), "b")
	require.NoError(t, err)
	require.Equal(t, settings.ChannelHolds{Contacts: 1, Forms: 1}, holds)
	require.ErrorIs(t, f.Settings.DeleteChannel(t.Context(), "b", 2), settings.ErrCountChanged)
	require.NoError(t, f.Settings.DeleteChannel(t.Context(), "b", 1))
	require.ErrorIs(t, f.Settings.DeleteChannel(t.Context(), "b", 1), store.ErrNotFound, "it is gone")

	t.Run("what refers to it stays, and it is named", func(t *testing.T) {
		f := f.In(t)
		require.Equal(t, "b", f.Get(out[0].ContactID).ChannelID)
		kept, err := f.Settings.Channel(t.Context(), "b")
		require.NoError(t, err)
		require.NotNil(t, kept.DeletedAt)
		live, err := f.Settings.Channels(t.Context())
		require.NoError(t, err)
		gone, err := f.Settings.DeletedChannels(t.Context())
		require.NoError(t, err)
		require.Equal(t, []string{contacttest.Shop, "b"}, []string{live[0].ID, gone[0].ID})
		require.Equal(t, []int{1, 1}, []int{len(live), len(gone)})
	})
	t.Run("its number is free, and what waited is the new channel's", func(t *testing.T) {
		f := f.In(t)
		f.Record(contacttest.From("555", contacttest.Text("m3", 3, contacttest.Number("60183"))))
		require.Equal(t, []string{"m1 b first_message", "m2 b channel_disabled", "m3 - unknown_channel"}, reasons(f))
		f.Channel("c", "555")
		require.Equal(t, 2, sweep(t, f))
		require.Equal(t, []string{"m1 b first_message", "m2 c pending", "m3 c pending"}, reasons(f))
		_, _, err := f.Settings.PutChannel(t.Context(), "b", "B", "555")
		require.ErrorIs(t, err, settings.ErrTaken, "which the deleted one cannot have any more")
	})
	t.Run("nothing is given to it", func(t *testing.T) {
		f := f.In(t)
		_, _, err := f.Settings.PutForm(t.Context(), intake.Form{ID: "form", ChannelID: "b"}, "a secret of the form")
		require.ErrorIs(t, err, settings.ErrNoChannel)
		_, _, err = f.Settings.PutTrigger(t.Context(), intake.Trigger{ID: "till", ChannelID: "b"})
		require.ErrorIs(t, err, settings.ErrNoChannel)
		form, err := f.Settings.Form(t.Context(), "form")
		require.NoError(t, err)
		require.NotNil(t, form.ChannelDeletedAt)
		require.True(t, form.ChannelClosed())
	})
	t.Run("it is brought back, and enabled", func(t *testing.T) {
		f := f.In(t)
		back, created, err := f.Settings.PutChannel(t.Context(), "b", "B", "556")
		require.NoError(t, err)
		require.False(t, created)
		require.Equal(t, settings.Standing{}, back.Standing)
	})
}

func TestAFormAndATriggerAreDeleted(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	wanted := intake.Form{ID: "lead", ChannelID: contacttest.Shop, Name: "Lead", Shape: "facebook", FacebookFormID: "1", Fields: map[string]string{"tel": "phone"}}
	form, _, err := f.Settings.PutForm(t.Context(), wanted, "a secret of the form")
	require.NoError(t, err)
	require.NoError(t, f.Settings.DeleteForm(t.Context(), "lead"))
	require.ErrorIs(t, f.Settings.DeleteForm(t.Context(), "lead"), store.ErrNotFound)
	_, err = f.Settings.Form(t.Context(), "lead")
	require.ErrorIs(t, err, store.ErrNotFound)
	_, err = f.Settings.FacebookForm(t.Context(), "1")
	require.ErrorIs(t, err, store.ErrNotFound)
	_, err = f.Settings.RotateSubmitKey(t.Context(), "lead")
	require.ErrorIs(t, err, store.ErrNotFound)
	kept, err := f.Settings.KeptForm(t.Context(), "lead")
	require.NoError(t, err)
	require.Equal(t, "Lead", kept.Name)
	require.NotEqual(t, form.Secret, kept.Secret, "nobody has its secret")
	require.NotEqual(t, form.SubmitKey, kept.SubmitKey)
	forms, err := f.Settings.Forms(t.Context())
	require.NoError(t, err)
	require.Empty(t, forms)
	gone, err := f.Settings.DeletedForms(t.Context())
	require.NoError(t, err)
	require.Len(t, gone, 1)
	wanted.ID = "other"
	_, _, err = f.Settings.PutForm(t.Context(), wanted, "a secret of the form")
	require.NoError(t, err, "another form can stand for Facebook's")
	anew, created, err := f.Settings.PutForm(t.Context(), intake.Form{ID: "lead", ChannelID: contacttest.Shop, Name: "New"}, "a fresh secret of it")
	require.NoError(t, err)
	require.True(t, created)
	require.Equal(t, []string{"New", "a fresh secret of it", "flat"}, []string{anew.Name, anew.Secret, anew.Shape})
	require.Empty(t, anew.Fields, "nothing of the former one")

	_, _, err = f.Settings.PutTrigger(t.Context(), intake.Trigger{ID: "till", ChannelID: contacttest.Shop, Name: "Till"})
	require.NoError(t, err)
	require.NoError(t, f.Settings.DeleteTrigger(t.Context(), "till"))
	require.ErrorIs(t, f.Settings.DeleteTrigger(t.Context(), "till"), store.ErrNotFound)
	_, err = f.Settings.Trigger(t.Context(), "till")
	require.ErrorIs(t, err, store.ErrNotFound)
	trigger, err := f.Settings.KeptTrigger(t.Context(), "till")
	require.NoError(t, err)
	require.Equal(t, "Till", trigger.Name)
	_, created, err = f.Settings.PutTrigger(t.Context(), intake.Trigger{ID: "till", ChannelID: contacttest.Shop, Name: "Till"})
	require.NoError(t, err)
	require.True(t, created)
}

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
func tagged(f storetest.Fixture, id, waID string, tags ...string) contact.Event {
	ev := contacttest.Submission(id, 1, contacttest.Number(waID))
	ev.Facts.Fields = &contact.Fields{AddTags: tags}
	return ev
}

func TestATagIsRenamed(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	out := f.Happen(tagged(f, "s1", "60181", "vip", "new"))
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
	out := f.Happen(tagged(f, "s1", "60181", "lead"), tagged(f, "s2", "60182", "Lead", "Leed"), tagged(f, "s3", "60183", "Leed"), tagged(f, "s4", "60184", "Leed"))
	f.Exec(`UPDATE contact_tags SET merged_from = $1 WHERE contact_id = $2 AND tag_id = (SELECT id FROM tags WHERE name = 'lead')`, out[0].ContactID, out[1].ContactID)
	tag, err := f.Settings.TagOf(t.Context(), "LEED")
	require.NoError(t, err)
	require.Equal(t, settings.TagRow{Name: "Leed", Contacts: 3}, tag)
	require.ErrorIs(t, f.Settings.BeginTagMerge(t.Context(), "leed", "nothing"), store.ErrNotFound)
	require.ErrorIs(t, f.Settings.BeginTagMerge(t.Context(), "leed", "Leed"), store.ErrNotFound)
	require.NoError(t, f.Settings.BeginTagMerge(t.Context(), "leed", "LEAD"))
	require.ErrorIs(t, f.Settings.BeginTagMerge(t.Context(), "lead", "leed"), store.ErrNotFound, "it is gone at once, so that there are no cycles")
	f.Happen(tagged(f, "s5", "60185", "leed"))
	require.Equal(t, []string{"lead"}, f.Get(f.Happen(tagged(f, "s6", "60185", "leed"))[0].ContactID).Tags, "who gives it meanwhile gives the other one")
	tags, err := f.Settings.Tags(t.Context())
	require.NoError(t, err)
	require.Len(t, tags, 1)
	moveAll(t, f)
	require.Equal(t, []string{"lead", "lead", "lead", "lead", "lead"}, storetest.Column(f, `SELECT t.name FROM contact_tags ct JOIN tags t ON t.id = ct.tag_id`))
	require.Equal(t, int64(0), storetest.Read[int64](f, `SELECT count(*) FROM contact_tags WHERE merged_from IS NOT NULL`), "who had it already has it as their own")
	require.Equal(t, []string{"lead"}, storetest.Column(f, `SELECT name FROM tags`))
	f.Happen(tagged(f, "s7", "60181", "Leed"))
	require.ElementsMatch(t, []string{"lead", "Leed"}, f.Get(out[0].ContactID).Tags, "afterwards the name makes a tag anew")
}

// TestTagsMergeIntoWhatTheOtherBecame is about a merge into a tag that is merged itself before
// all contacts have followed.
func TestTagsMergeIntoWhatTheOtherBecame(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	f.Happen(tagged(f, "s1", "60181", "a"), tagged(f, "s2", "60182", "b"), tagged(f, "s3", "60183", "c"))
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
	f.Happen(tagged(f, "s1", "60181", "a"), tagged(f, "s2", "60182", "a"), tagged(f, "s3", "60183", "b"))
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

// removeAll removes values until none is left.
func removeAll(t *testing.T, f storetest.Fixture) {
	t.Helper()
	for more := true; more; {
		var err error
		more, err = f.Settings.RemoveValues(t.Context())
		require.NoError(t, err)
	}
}

// living gives somebody a city, by a source.
func living(id, waID, city string, source contact.Source) contact.Event {
	ev := contacttest.Submission(id, 1, contacttest.Number(waID))
	ev.Source = source
	ev.Facts.Fields = &contact.Fields{Attributes: map[string]json.RawMessage{"city": json.RawMessage(`"` + city + `"`), "age": json.RawMessage("7")}}
	return ev
}

func TestAnAttributeIsRemoved(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	for name, kind := range map[string]intake.AttributeType{"city": intake.TypeString, "age": intake.TypeNumber} {
		_, _, err := f.Settings.PutAttribute(t.Context(), name, kind)
		require.NoError(t, err)
	}
	_, _, err := f.Settings.PutForm(t.Context(), intake.Form{ID: "form", ChannelID: contacttest.Shop, Fields: map[string]string{"town": "attributes.city"}}, "a secret of the form")
	require.NoError(t, err)
	var events []contact.Event
	for i := range 20 {
		events = append(events, living(fmt.Sprint("s", i), fmt.Sprint(60180+i), "Ipoh", contact.SourceForm))
	}
	out := f.Happen(events...)
	// Of one the value stands behind nothing, which a person said.
	f.Exec(`INSERT INTO claims (contact_id, field, source, value, event_id, at) SELECT $1, 'attributes.city', 'manual', NULL, gen_random_uuid(), now()`, out[0].ContactID)
	f.Exec(`UPDATE contacts SET attributes = attributes - 'city' WHERE id = $1`, out[0].ContactID)
	version := f.Get(out[1].ContactID).Version

	holds, err := f.Settings.AttributeHolds(t.Context(), "city")
	require.NoError(t, err)
	require.Equal(t, settings.AttributeHolds{Contacts: 19, Forms: 1}, holds)
	require.NoError(t, f.Settings.RemoveAttribute(t.Context(), "city"))
	require.ErrorIs(t, f.Settings.RemoveAttribute(t.Context(), "city"), store.ErrNotFound)
	_, err = f.Settings.Attribute(t.Context(), "city")
	require.ErrorIs(t, err, store.ErrNotFound)
	definitions, err := f.Settings.Definitions(t.Context())
	require.NoError(t, err)
	require.Equal(t, intake.Definitions{"age": intake.TypeNumber}, definitions, "nobody can give it at once")
	_, _, err = f.Settings.PutAttribute(t.Context(), "city", intake.TypeNumber)
	require.ErrorIs(t, err, settings.ErrRemoving)
	defined, err := f.Settings.DefineAttributes(t.Context(), intake.Definitions{"city": intake.TypeString})
	require.NoError(t, err)
	require.Empty(t, defined, "nor does an import define it meanwhile")

	// Somebody is being decided about, and nobody waits for that.
	tx, err := f.DB.Decisions.Begin(t.Context())
	require.NoError(t, err)
	defer func() { _ = tx.Rollback(t.Context()) }()
	_, err = tx.Exec(t.Context(), `SELECT FROM contacts WHERE id = $1 FOR NO KEY UPDATE`, out[7].ContactID)
	require.NoError(t, err)
	for range 3 {
		more, err := f.Settings.RemoveValues(t.Context())
		require.NoError(t, err)
		require.True(t, more)
	}
	require.Equal(t, int64(1), storetest.Read[int64](f, `SELECT count(*) FROM claims WHERE field = 'attributes.city'`))
	require.NoError(t, tx.Rollback(t.Context()))
	removeAll(t, f)
	require.Equal(t, int64(0), storetest.Read[int64](f, `SELECT count(*) FROM claims WHERE field = 'attributes.city'`), "also those behind stronger ones")
	require.Equal(t, int64(0), storetest.Read[int64](f, `SELECT count(*) FROM contact_attributes WHERE name = 'city'`))
	require.Equal(t, int64(20), storetest.Read[int64](f, `SELECT count(*) FROM contacts WHERE attributes = '{"age": 7}'`), "and nothing else")
	require.Equal(t, version+1, f.Get(out[1].ContactID).Version)

	t.Run("what was recorded before and is decided later leaves no value", func(t *testing.T) {
		f := f.In(t)
		f.Happen(living("late", "60199", "Ipoh", contact.SourceForm))
		require.Equal(t, int64(1), storetest.Read[int64](f, `SELECT count(*) FROM contact_attributes WHERE name = 'city'`))
		removeAll(t, f)
		require.Equal(t, int64(0), storetest.Read[int64](f, `SELECT count(*) FROM contact_attributes WHERE name = 'city'`))
	})
	t.Run("it can be defined anew, of another type", func(t *testing.T) {
		f := f.In(t)
		a, created, err := f.Settings.PutAttribute(t.Context(), "city", intake.TypeNumber)
		require.NoError(t, err)
		require.True(t, created)
		require.Equal(t, intake.TypeNumber, a.Type)
		more, err := f.Settings.RemoveValues(t.Context())
		require.NoError(t, err)
		require.False(t, more, "and is no more removed")
	})
}

// TestRemovingGoesOnFromPageToPage looks through more contacts than are changed together.
func TestRemovingGoesOnFromPageToPage(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	_, _, err := f.Settings.PutAttribute(t.Context(), "city", intake.TypeString)
	require.NoError(t, err)
	f.People(700, "60170")
	f.Exec(`INSERT INTO claims (contact_id, field, source, value, event_id, at)
SELECT id, field, 'form', '"x"', gen_random_uuid(), now() FROM contacts CROSS JOIN unnest(ARRAY['attributes.city', 'attributes.age', 'remarks', 'assignee', 'display_name', 'a', 'b', 'c', 'd', 'e']) AS field
ON CONFLICT DO NOTHING`)
	f.Exec(`UPDATE contacts SET attributes = '{"city": "x"}' WHERE wa_id LIKE '%1'`)
	require.NoError(t, f.Settings.RemoveAttribute(t.Context(), "city"))
	pages := 0
	for more := true; more; pages++ {
		more, err = f.Settings.RemoveValues(t.Context())
		require.NoError(t, err)
	}
	require.Greater(t, pages, 4)
	require.Equal(t, int64(0), storetest.Read[int64](f, `SELECT count(*) FROM claims WHERE field = 'attributes.city'`))
	require.Equal(t, int64(0), storetest.Read[int64](f, `SELECT count(*) FROM contact_attributes`))
	require.Equal(t, int64(700), storetest.Read[int64](f, `SELECT count(*) FROM claims WHERE field = 'attributes.age'`))
}
