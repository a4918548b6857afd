package store_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/settings"
)

func TestForms(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ctx := t.Context()
	lead := intake.Form{ID: "lead", ChannelID: shop, Name: "Lead", Fields: map[string]string{"tel": "phone", "<b>": "tags"}}

	made, created, err := f.PutForm(ctx, lead, "fresh")
	require.NoError(t, err)
	require.True(t, created)
	want := lead
	want.Secret = "fresh"
	require.Equal(t, want, made.Form, "a new form without a secret gets the fresh one")

	lead.Name, lead.Fields = "Renamed", nil
	kept, created, err := f.PutForm(ctx, lead, "another")
	require.NoError(t, err)
	require.False(t, created)
	want.Name = "Renamed"
	require.Equal(t, want, kept.Form, "what is not given stays")
	require.Equal(t, made.CreatedAt, kept.CreatedAt)

	f.channel("other", "410000000000002")
	lead.Secret, lead.Fields, lead.ChannelID = "given", map[string]string{}, "other"
	changed, _, err := f.PutForm(ctx, lead, "another")
	require.NoError(t, err)
	require.Equal(t, lead, changed.Form, "what is given counts, also if it is empty")

	_, _, err = f.PutForm(ctx, intake.Form{ID: "x", ChannelID: "nowhere", Name: "x"}, "fresh")
	require.ErrorIs(t, err, settings.ErrNoChannel)
	lead.ChannelID = "nowhere"
	_, _, err = f.PutForm(ctx, lead, "fresh")
	require.ErrorIs(t, err, settings.ErrNoChannel)

	got, err := f.Form(ctx, "lead")
	require.NoError(t, err)
	require.Equal(t, changed, got)
	_, err = f.Form(ctx, "x")
	require.ErrorIs(t, err, store.ErrNotFound)
	_, _, err = f.PutForm(ctx, intake.Form{ID: "a", ChannelID: shop, Name: "a"}, "fresh")
	require.NoError(t, err)
	all, err := f.Forms(ctx)
	require.NoError(t, err)
	require.Len(t, all, 2)
	require.Equal(t, []string{"a", "lead"}, []string{all[0].ID, all[1].ID})
	require.Empty(t, all[0].Fields)
	require.NotNil(t, all[0].Fields)
}

func TestFormsOfFlows(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ctx := t.Context()
	for _, id := range []string{"one", "two", "three"} {
		_, _, err := f.PutForm(ctx, intake.Form{ID: id, ChannelID: shop, Name: id}, "secret")
		require.NoError(t, err)
	}
	_, _, err := f.PutAttribute(ctx, "age", intake.TypeNumber)
	require.NoError(t, err)

	forms, definitions, err := f.FlowForms(ctx, []string{"two", "none", "one", "one"})
	require.NoError(t, err)
	require.Len(t, forms, 2)
	require.Equal(t, "two", forms["two"].ID)
	require.Equal(t, shopNumber, forms["two"].PhoneNumberID)
	require.Equal(t, intake.Definitions{"age": intake.TypeNumber}, definitions)
}

func TestKnownNumber(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.happen(
		text("m1", 1, number("5215512345678")),
		text("m2", 1, number("60123456789")),
		text("m3", 1, userID("MY.60187654321")),
		change("c1", 2, number("60123456789"), number("60199999999")))

	for digits, want := range map[string]bool{
		"5215512345678": true, "525512345678": true, // in any national variant
		"60199999999": true,
		"60123456789": false, // former
		"60111111111": false, "": false,
	} {
		known, err := f.KnownNumber(t.Context(), shop, digits)
		require.NoError(t, err)
		require.Equal(t, want, known, digits)
	}
	known, err := f.KnownNumber(t.Context(), "other", "60199999999")
	require.NoError(t, err)
	require.False(t, known, "a contact belongs to one channel")
}

func TestAttributes(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ctx := t.Context()
	age, created, err := f.PutAttribute(ctx, "age", intake.TypeString)
	require.NoError(t, err)
	require.True(t, created)
	_, created, err = f.PutAttribute(ctx, "age", intake.TypeNumber)
	require.NoError(t, err, "nobody has a value yet")
	require.False(t, created)

	f.happen(text("m1", 1, number("60123456789")))
	claim := func(field string, value *string) {
		f.exec(`INSERT INTO claims (contact_id, field, source, value, event_id, at)
SELECT id, $1, 'form', $2, created_by_event, now() FROM contacts`, field, value)
	}
	forty, ten := "40", "10"
	claim("attributes.age", &forty)
	claim("attributes.size", nil)
	claim("attributes.aged", &ten)

	for _, kind := range []intake.AttributeType{intake.TypeString, intake.TypeDate} {
		_, _, err = f.PutAttribute(ctx, "age", kind)
		require.ErrorIs(t, err, settings.ErrInUse)
	}
	same, created, err := f.PutAttribute(ctx, "age", intake.TypeNumber)
	require.NoError(t, err, "the same type is fine")
	require.False(t, created)
	require.Equal(t, age.CreatedAt, same.CreatedAt)

	_, _, err = f.PutAttribute(ctx, "size", intake.TypeNumber)
	require.NoError(t, err)
	_, _, err = f.PutAttribute(ctx, "size", intake.TypeString)
	require.NoError(t, err, "a source that says there is none gave no value")

	got, err := f.Attribute(ctx, "age")
	require.NoError(t, err)
	require.Equal(t, same, got)
	_, err = f.Attribute(ctx, "Age")
	require.ErrorIs(t, err, store.ErrNotFound)
	all, err := f.Attributes(ctx)
	require.NoError(t, err)
	require.Equal(t, []string{"age", "size"}, []string{all[0].Name, all[1].Name})
	definitions, err := f.Definitions(ctx)
	require.NoError(t, err)
	require.Equal(t, intake.Definitions{"age": intake.TypeNumber, "size": intake.TypeString}, definitions)
}

func TestTags(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tags, err := f.Tags(t.Context())
	require.NoError(t, err)
	require.Empty(t, tags)

	f.happen(text("m1", 1, number("60181")), text("m2", 1, number("60182")), text("m3", 1, number("60183")))
	f.exec(`INSERT INTO tags (name) VALUES ('VIP'), ('new'), ('unused')`)
	f.exec(`INSERT INTO contact_tags (contact_id, tag_id) SELECT c.id, t.id FROM contacts c, tags t WHERE t.name = 'VIP'`)
	f.exec(`INSERT INTO contact_tags (contact_id, tag_id)
SELECT c.id, t.id FROM contacts c, tags t WHERE t.name = 'new' AND c.wa_id = '60181'`)
	f.exec(`UPDATE contacts SET merged_into = (SELECT id FROM contacts WHERE wa_id = '60182') WHERE wa_id = '60183'`)

	tags, err = f.Tags(t.Context())
	require.NoError(t, err)
	require.Equal(t, []settings.TagRow{{Name: "new", Contacts: 1}, {Name: "unused"}, {Name: "VIP", Contacts: 2}}, tags)
}

// A form's values and a trigger's reach the contact, and what was skipped stays
// in the event's detail.
func TestASubmissionBecomesAContact(t *testing.T) {
	t.Parallel()
	f := setup(t)
	form := intake.Form{ID: "lead", ChannelID: shop, Fields: map[string]string{
		"tel": "phone", "name": "display_name", "age": "attributes.age", "interests": "tags",
	}}
	answers, err := intake.ReadJSON([]byte(`{"tel": "+60123456789", "name": "Ada", "age": 42, "interests": "VIP", "x": 1}`))
	require.NoError(t, err)
	ev, err := intake.FormSubmission(form, intake.Submission{
		Answers: answers, Number: form.Number(answers), Once: "1", At: clock(1),
	}, intake.Definitions{"age": intake.TypeNumber})
	require.NoError(t, err)
	out := f.happen(ev, text("m1", 2, called(number("60123456789"), "Profile")))
	require.Equal(t, []string{"created/new_person", "attached/known_contact"}, inShort(out))
	c, err := f.Contact(t.Context(), out[0].ContactID)
	require.NoError(t, err)
	require.Equal(t, "Ada", c.DisplayName)
	require.Equal(t, string(contact.NameForm), c.NameSource)
	require.Equal(t, string(contact.SourceForm), c.Source)
	require.Equal(t, map[string]json.RawMessage{"age": json.RawMessage("42")}, c.Attributes)
	require.Equal(t, []string{"VIP"}, c.Tags)
}
