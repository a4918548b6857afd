package api_test

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/client"
	"github.com/luluchat/contacts/contact"
)

// TestTheDocumentHasEveryField compares the document and the Go client with the
// registry of fields.
func TestTheDocumentHasEveryField(t *testing.T) {
	t.Parallel()
	schemas := readContract(t).doc.Components.Schemas
	properties := func(schema string) openapi3.Schemas { return schemas[schema].Value.Properties }

	var shown []string
	for _, f := range contact.AllFields() {
		if f.Shown {
			shown = append(shown, f.Name)
		}
	}
	require.ElementsMatch(t, append(slices.Clone(shown), "workflow_id", "history_url"), schemas["Contact"].Value.Required)
	for _, name := range shown {
		require.Contains(t, properties("Contact"), name)
		require.Contains(t, membersOf[client.Contact](), name)
	}

	target := regexp.MustCompile(schemas["FieldTarget"].Value.Pattern)
	for _, f := range contact.AllFields() {
		_, ok := contact.FieldFor(contact.SourceForm, f.Title())
		require.Equal(t, ok, target.MatchString(f.Title()), "the target %s", f.Title())
		if ok {
			require.Contains(t, schemas["FieldMap"].Value.Description, f.Title())
		}
	}

	for _, f := range contact.FieldsOf(contact.SourceAPI) {
		require.Contains(t, membersOf[client.NewContact](), f.Name)
		for _, schema := range []string{"NewContact", "ContactPatch"} {
			given := properties(schema)[f.Name]
			require.NotNil(t, given, "%s of %s", f.Name, schema)
			if f.Kind == contact.IsText {
				require.NotNil(t, given.Value.MaxLength, "%s of %s", f.Name, schema)
				require.EqualValues(t, f.Max, *given.Value.MaxLength, "%s of %s", f.Name, schema)
			}
		}
	}
}

// membersOf are the names in JSON of a struct's members.
func membersOf[T any]() (names []string) {
	of := reflect.TypeFor[T]()
	for i := range of.NumField() {
		name, _, _ := strings.Cut(of.Field(i).Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}
