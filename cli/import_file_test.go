package cli

import (
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
