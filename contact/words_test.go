package contact_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
)

func TestEveryReasonHasWords(t *testing.T) {
	t.Parallel()
	reasons := constants(t, "reason.go", "Reason")
	names := map[string]string{}
	for name, value := range reasons {
		require.Regexp(t, `^[a-z]+(_[a-z]+)*$`, value, "%s is not a snake_case word", name)
		require.Empty(t, names[value], "%s and %s are the same word", name, names[value])
		names[value] = name
		words := contact.Reason(value).Words()
		require.NotEqual(t, value, words, "%s has no words", name)
		require.Regexp(t, `^[a-z].*[^.]$`, words, "the words of %s do not end a sentence", name)
	}
}

// A constant without the type would escape the test above.
func TestEveryReasonIsTyped(t *testing.T) {
	t.Parallel()
	f, err := parser.ParseFile(token.NewFileSet(), "reason.go", nil, 0)
	require.NoError(t, err)
	for _, d := range f.Decls {
		group, ok := d.(*ast.GenDecl)
		if !ok || group.Tok != token.CONST {
			continue
		}
		for _, s := range group.Specs {
			spec := s.(*ast.ValueSpec)
			typed, ok := spec.Type.(*ast.Ident)
			require.True(t, ok && typed.Name == "Reason", "%s is not of type Reason", spec.Names[0].Name)
		}
	}
}

func TestAnUnknownReasonSpeaksForItself(t *testing.T) {
	t.Parallel()
	require.Equal(t, "of_a_later_version", contact.Reason("of_a_later_version").Words())
	require.Empty(t, contact.Reason("").Words())
}
