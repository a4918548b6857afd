package settings_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/contact/contacttest"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/settings"
	"github.com/luluchat/contacts/store/storetest"
)

func TestForms(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	ctx := t.Context()
	lead := intake.Form{ID: "lead", ChannelID: contacttest.Shop, Name: "Lead", Fields: map[string]string{"tel": "phone", "<b>": "tags"}}

	made, created, err := f.Settings.PutForm(ctx, lead, "fresh")
	require.NoError(t, err)
	require.True(t, created)
	require.Regexp(t, `^[0-9a-f]{64}$`, made.SubmitKey, "the database makes it")
	want := lead
	public, thanks := true, "https://example.com/thanks"
	want.Secret, want.Shape, want.Public = "fresh", "flat", new(bool)
	require.Equal(t, want, made.Form, "a new form without a secret gets the fresh one, and is flat without a shape")

	lead.Name, lead.Fields = "Renamed", nil
	kept, created, err := f.Settings.PutForm(ctx, lead, "another")
	require.NoError(t, err)
	require.False(t, created)
	want.Name = "Renamed"
	require.Equal(t, want, kept.Form, "what is not given stays")
	require.Equal(t, made.CreatedAt, kept.CreatedAt)
	require.Equal(t, made.SubmitKey, kept.SubmitKey)

	f.Channel("other", "410000000000002")
	lead.Secret, lead.Shape, lead.Fields, lead.ChannelID = "given", "tally", map[string]string{}, "other"
	lead.Public, lead.ThanksURL = &public, &thanks
	changed, _, err := f.Settings.PutForm(ctx, lead, "another")
	require.NoError(t, err)
	require.Equal(t, lead, changed.Form, "what is given counts, also if it is empty")

	_, _, err = f.Settings.PutForm(ctx, intake.Form{ID: "x", ChannelID: "nowhere", Name: "x"}, "fresh")
	require.ErrorIs(t, err, settings.ErrNoChannel)
	lead.ChannelID = "nowhere"
	_, _, err = f.Settings.PutForm(ctx, lead, "fresh")
	require.ErrorIs(t, err, settings.ErrNoChannel)

	got, err := f.Settings.Form(ctx, "lead")
	require.NoError(t, err)
	require.Equal(t, changed, got)
	_, err = f.Settings.Form(ctx, "x")
	require.ErrorIs(t, err, store.ErrNotFound)
	_, _, err = f.Settings.PutForm(ctx, intake.Form{ID: "a", ChannelID: contacttest.Shop, Name: "a"}, "fresh")
	require.NoError(t, err)
	all, err := f.Settings.Forms(ctx)
	require.NoError(t, err)
	require.Len(t, all, 2)
	require.Equal(t, []string{"a", "lead"}, []string{all[0].ID, all[1].ID})
	require.Empty(t, all[0].Fields)
	require.NotNil(t, all[0].Fields)
}

func TestRotateSubmitKey(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	ctx := t.Context()
	lead, _, err := f.Settings.PutForm(ctx, intake.Form{ID: "lead", ChannelID: contacttest.Shop, Name: "Lead", Fields: map[string]string{"tel": "phone"}}, "secret")
	require.NoError(t, err)
	other, _, err := f.Settings.PutForm(ctx, intake.Form{ID: "other", ChannelID: contacttest.Shop, Name: "Other"}, "secret")
	require.NoError(t, err)

	rotated, err := f.Settings.RotateSubmitKey(ctx, "lead")
	require.NoError(t, err)
	require.NotEqual(t, lead.SubmitKey, rotated.SubmitKey)
	require.Regexp(t, `^[0-9a-f]{64}$`, rotated.SubmitKey)
	require.Equal(t, lead.Form, rotated.Form, "nothing else changes")
	require.True(t, rotated.UpdatedAt.After(lead.UpdatedAt))
	got, err := f.Settings.Form(ctx, "lead")
	require.NoError(t, err)
	require.Equal(t, rotated, got)
	got, err = f.Settings.Form(ctx, "other")
	require.NoError(t, err)
	require.Equal(t, other, got)
	_, err = f.Settings.RotateSubmitKey(ctx, "none")
	require.ErrorIs(t, err, store.ErrNotFound)
}

func TestFormsOfFlows(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	ctx := t.Context()
	for _, id := range []string{"one", "two", "three"} {
		_, _, err := f.Settings.PutForm(ctx, intake.Form{ID: id, ChannelID: contacttest.Shop, Name: id}, "secret")
		require.NoError(t, err)
	}
	_, _, err := f.Settings.PutAttribute(ctx, "age", intake.TypeNumber)
	require.NoError(t, err)

	forms, definitions, err := f.Settings.FlowForms(ctx, []string{"two", "none", "one", "one"})
	require.NoError(t, err)
	require.Len(t, forms, 2)
	require.Equal(t, "two", forms["two"].ID)
	require.Equal(t, contacttest.ShopNumber, forms["two"].PhoneNumberID)
	require.Equal(t, intake.Definitions{"age": intake.TypeNumber}, definitions)
}

func TestKnownNumber(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	f.Happen(
		contacttest.Text("m1", 1, contacttest.Number("5215512345678")),
		contacttest.Text("m2", 1, contacttest.Number("60123456789")),
		contacttest.Text("m3", 1, contacttest.UserID("MY.60187654321")),
		contacttest.Change("c1", 2, contacttest.Number("60123456789"), contacttest.Number("60199999999")))

	for digits, want := range map[string]bool{
		"5215512345678": true, "525512345678": true, // in any national variant
		"60199999999": true,
		"60123456789": false, // former
		"60111111111": false, "": false,
	} {
		known, err := f.Ledger.KnownNumber(t.Context(), contacttest.Shop, digits)
		require.NoError(t, err)
		require.Equal(t, want, known, digits)
	}
	known, err := f.Ledger.KnownNumber(t.Context(), "other", "60199999999")
	require.NoError(t, err)
	require.False(t, known, "a contact belongs to one channel")
}

func TestAttributes(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	ctx := t.Context()
	age, created, err := f.Settings.PutAttribute(ctx, "age", intake.TypeString)
	require.NoError(t, err)
	require.True(t, created)
	_, created, err = f.Settings.PutAttribute(ctx, "age", intake.TypeNumber)
	require.NoError(t, err, "nobody has a value yet")
	require.False(t, created)

	f.Happen(contacttest.Text("m1", 1, contacttest.Number("60123456789")))
	claim := func(field string, value *string) {
		f.Exec(`INSERT INTO claims (contact_id, field, source, value, event_id, at)
SELECT id, $1, 'form', $2, created_by_event, now() FROM contacts`, field, value)
	}
	forty, ten := "40", "10"
	claim("attributes.age", &forty)
	claim("attributes.size", nil)
	claim("attributes.aged", &ten)

	for _, kind := range []intake.AttributeType{intake.TypeString, intake.TypeDate} {
		_, _, err = f.Settings.PutAttribute(ctx, "age", kind)
		require.ErrorIs(t, err, settings.ErrInUse)
	}
	same, created, err := f.Settings.PutAttribute(ctx, "age", intake.TypeNumber)
	require.NoError(t, err, "the same type is fine")
	require.False(t, created)
	require.Equal(t, age.CreatedAt, same.CreatedAt)

	_, _, err = f.Settings.PutAttribute(ctx, "size", intake.TypeNumber)
	require.NoError(t, err)
	_, _, err = f.Settings.PutAttribute(ctx, "size", intake.TypeString)
	require.NoError(t, err, "a source that says there is none gave no value")

	got, err := f.Settings.Attribute(ctx, "age")
	require.NoError(t, err)
	require.Equal(t, same, got)
	_, err = f.Settings.Attribute(ctx, "Age")
	require.ErrorIs(t, err, store.ErrNotFound)
	all, err := f.Settings.Attributes(ctx)
	require.NoError(t, err)
	require.Equal(t, []string{"age", "size"}, []string{all[0].Name, all[1].Name})
	definitions, err := f.Settings.Definitions(ctx)
	require.NoError(t, err)
	require.Equal(t, intake.Definitions{"age": intake.TypeNumber, "size": intake.TypeString}, definitions)
}

func TestTags(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	tags, err := f.Settings.Tags(t.Context())
	require.NoError(t, err)
	require.Empty(t, tags)

	f.Happen(contacttest.Text("m1", 1, contacttest.Number("60181")), contacttest.Text("m2", 1, contacttest.Number("60182")), contacttest.Text("m3", 1, contacttest.Number("60183")))
	f.Exec(`INSERT INTO tags (name) VALUES ('VIP'), ('new'), ('unused')`)
	f.Exec(`INSERT INTO contact_tags (contact_id, tag_id) SELECT c.id, t.id FROM contacts c, tags t WHERE t.name = 'VIP'`)
	f.Exec(`INSERT INTO contact_tags (contact_id, tag_id)
SELECT c.id, t.id FROM contacts c, tags t WHERE t.name = 'new' AND c.wa_id = '60181'`)
	f.Exec(`UPDATE contacts SET merged_into = (SELECT id FROM contacts WHERE wa_id = '60182') WHERE wa_id = '60183'`)

	tags, err = f.Settings.Tags(t.Context())
	require.NoError(t, err)
	require.Equal(t, []settings.TagRow{{Name: "new", Contacts: 1}, {Name: "unused"}, {Name: "VIP", Contacts: 2}}, tags)
}

// A form's values and a trigger's reach the contact, and what was skipped stays
// in the event's detail.
func TestASubmissionBecomesAContact(t *testing.T) {
	t.Parallel()
	f := storetest.Setup(t)
	form := intake.Form{ID: "lead", ChannelID: contacttest.Shop, Fields: map[string]string{
		"tel": "phone", "name": "display_name", "age": "attributes.age", "interests": "tags",
	}}
	answers, err := intake.ReadJSON([]byte(`{"tel": "+60123456789", "name": "Ada", "age": 42, "interests": "VIP", "x": 1}`))
	require.NoError(t, err)
	ev, err := intake.FormSubmission(form, intake.Submission{
		Answers: answers, Number: form.Number(answers), Once: "1", At: contacttest.Clock(1),
	}, intake.Definitions{"age": intake.TypeNumber})
	require.NoError(t, err)
	out := f.Happen(ev, contacttest.Text("m1", 2, contacttest.Called(contacttest.Number("60123456789"), "Profile")))
	require.Equal(t, []string{"created/new_person", "attached/known_contact"}, storetest.InShort(out))
	c, err := f.Book.Contact(t.Context(), out[0].ContactID)
	require.NoError(t, err)
	require.Equal(t, "Ada", c.DisplayName)
	require.Equal(t, string(contact.NameForm), c.NameSource)
	require.Equal(t, string(contact.SourceForm), c.Source)
	require.Equal(t, map[string]json.RawMessage{"age": json.RawMessage("42")}, c.Attributes)
	require.Equal(t, []string{"VIP"}, c.Tags)
}
