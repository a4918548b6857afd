package settings_test

import (
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
