package tabular_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/tabular"
)

func TestColumnsOfAttributesThatAreNotDefined(t *testing.T) {
	t.Parallel()
	header := []string{"phone", "Town", "attributes.Size", "ATTRIBUTES.CITY", "Shoe"}
	m, err := tabular.Map(header, map[string]string{"Town": "attributes.town"}, "city")
	require.NoError(t, err)
	undefined := m.Undefined([]string{"city"})
	require.Equal(t, []tabular.AttributeColumn{{Name: "town", Column: "Town"}, {Name: "Size", Column: "attributes.Size"}}, undefined)
	refused := tabular.RefuseUndefined(undefined)
	require.Equal(t, tabular.UndefinedAttributes, refused.Code)
	require.Contains(t, refused.Message, "town (column Town), Size (column attributes.Size)")
	require.Contains(t, refused.Message, "define_attributes")
	require.Empty(t, m.Undefined([]string{"city", "town", "Size"}))
}
