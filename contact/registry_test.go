package contact_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
)

// TestEveryTextIsRegistered fails where a member of Fields or Texts is forgotten
// in the registry, or is another field's.
func TestEveryTextIsRegistered(t *testing.T) {
	t.Parallel()
	byName := map[string]contact.Field{}
	for _, f := range contact.AllFields() {
		require.NotContains(t, byName, f.Name)
		byName[f.Name] = f
	}
	text := reflect.TypeFor[*string]()

	var given contact.Fields
	all := reflect.ValueOf(&given).Elem()
	for i := range all.NumField() {
		member := all.Type().Field(i)
		if member.Type != text {
			continue
		}
		f, name := contact.Field{}, member.Tag.Get("json")
		for _, known := range byName {
			if known.Name+",omitempty" == name {
				f = known
			}
		}
		require.Equal(t, contact.IsText, f.Kind, "%s is registered as a text", name)
		require.Same(t, all.Field(i).Addr().Interface(), f.Given(&given), name)
		require.NotEmpty(t, f.Sources, "somebody may give %s", name)
		require.Positive(t, f.Max, "%s has a longest value", name)
	}

	var shown contact.Texts
	all = reflect.ValueOf(&shown).Elem()
	require.Len(t, contact.ShownTexts(), all.NumField())
	for i, f := range contact.ShownTexts() {
		require.Equal(t, all.Type().Field(i).Tag.Get("json"), f.Name, "the registry has the order of Texts")
		require.Same(t, all.Field(i).Addr().Interface(), f.Text(&shown), f.Name)
		require.Equal(t, []string{f.Name}, f.Columns, "it has the column of its name")
		require.Empty(t, f.Outlives, "what people say of a person is erased")
		require.True(t, f.Shown, f.Name)
	}
}

func TestFieldFor(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		source contact.Source
		given  string
		want   string // the field; empty: there is none
	}{
		"a form's number":                      {contact.SourceForm, "phone", "wa_id"},
		"a trigger's number":                   {contact.SourceTrigger, "contact_number", "wa_id"},
		"a trigger's name":                     {contact.SourceTrigger, "name", "display_name"},
		"a name in HTTP is no target":          {contact.SourceForm, "wa_id", ""},
		"the heading of a trigger's name":      {contact.SourceTrigger, "display_name", ""},
		"remarks of a trigger":                 {contact.SourceTrigger, "remarks", ""},
		"remarks of a form":                    {contact.SourceForm, "remarks", "remarks"},
		"an assignee of a file":                {contact.SourceImport, "assignee", ""},
		"an assignee of a caller":              {contact.SourceAPI, "assignee", "assignee"},
		"a user id of a file":                  {contact.SourceImport, "user_id", "user_id"},
		"a user id of a form":                  {contact.SourceForm, "user_id", ""},
		"an attribute":                         {contact.SourceForm, "attributes.city", "attributes"},
		"an attribute that is called remarks":  {contact.SourceForm, "attributes.remarks", "attributes"},
		"attributes without a name":            {contact.SourceForm, "attributes", ""},
		"what nobody gives":                    {contact.SourceImport, "created_at", ""},
		"what nobody has heard of":             {contact.SourceImport, "email", ""},
		"anything that WhatsApp's events give": {contact.SourceMessage, "display_name", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, ok := contact.FieldFor(tc.source, tc.given)
			require.Equal(t, tc.want != "", ok)
			if ok {
				require.Equal(t, tc.want, f.Name)
			}
		})
	}
}

func TestFieldsOfASource(t *testing.T) {
	t.Parallel()
	for source, want := range map[contact.Source][]string{
		contact.SourceManual:  {"display_name", "tags", "remarks", "assignee", "consent", "attributes"},
		contact.SourceAPI:     {"display_name", "tags", "remarks", "assignee", "consent", "attributes"},
		contact.SourceImport:  {"display_name", "tags", "remarks", "consent", "consent_at", "consent_source", "consent_text", "attributes"},
		contact.SourceForm:    {"display_name", "tags", "remarks", "consent", "consent_text", "attributes"},
		contact.SourceTrigger: {"display_name", "consent", "consent_text", "attributes"},
		contact.SourceMessage: nil,
		contact.SourceSystem:  nil,
	} {
		var names []string
		for _, f := range contact.FieldsOf(source) {
			names = append(names, f.Name)
		}
		require.Equal(t, want, names, source)
	}
}
