package cli

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/client"
)

func TestWhatAFileWasReadAsIsSaid(t *testing.T) {
	t.Parallel()
	of := func(s string) *string { return &s }
	first, fourth := 1, 4
	for name, tc := range map[string]struct {
		file *client.ImportFile
		said []string
	}{
		"nothing is known":             {nil, nil},
		"as everybody expects":         {&client.ImportFile{Kind: "csv", Encoding: of("utf-8"), Delimiter: of(","), HeaderRow: &first}, nil},
		"a card has no rows to name":   {&client.ImportFile{Kind: "vcard", Encoding: of("UTF-8")}, nil},
		"another encoding":             {&client.ImportFile{Encoding: of("gb18030"), Notes: []string{"it may be another"}}, []string{"read with encoding gb18030" + otherwise, "it may be another"}},
		"another delimiter and header": {&client.ImportFile{Delimiter: of(";"), HeaderRow: &fourth}, []string{`read with delimiter ";"; header in row 4` + otherwise}},
		"one sheet of several":         {&client.ImportFile{Sheet: of("Leads"), OtherSheets: []string{"Cover", "Old"}}, []string{`read with sheet "Leads", and not Cover, Old` + otherwise}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tc.said, readAs(tc.file))
		})
	}
}

const otherwise = " (--encoding, --delimiter, --sheet and --header-row say otherwise)"

func TestARefusalNamesTheFlag(t *testing.T) {
	t.Parallel()
	refused := &client.RefusedError{Status: 422, Code: "undefined_attributes", Detail: "The file has columns for attributes that are not defined."}
	require.ErrorContains(t, withFlag(refused), "--define-attributes")
	require.ErrorIs(t, withFlag(refused), refused)
	other := &client.RefusedError{Status: 422, Detail: "The file is empty."}
	require.Equal(t, error(other), withFlag(other))
}

func TestTheAttributesThatAnImportDefinesAreShown(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	printDefined(&out, client.Import{Defined: map[string]string{"size": "number", "city": "string"}}, "It would define the attributes")
	printDefined(&out, client.Import{}, "It would define the attributes")
	require.Equal(t, "It would define the attributes city (string), size (number)\n", out.String())
}
