package web_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/web/webtest"
)

// local are rows of people whose numbers lack their country.
func local(n int) (rows []string) {
	for i := range n {
		rows = append(rows, fmt.Sprintf("012-345 7%03d,Local %d,", i, i))
	}
	return rows
}

// tried sends a file, and has a dry run of it.
func tried(t *testing.T, b *webtest.Browser, scripts bool, rows ...string) {
	t.Helper()
	b.Open("/app/imports")
	b.File("file", aFile(t, rows...))
	b.Press("Look at the file")
	b.Sees("would be rejected")
	b.Press("Do a dry run")
	sees(b, scripts, "What would become of it")
}

func TestRowsThatWereRejectedForOneReasonAreMendedAtOnce(t *testing.T) {
	devtest.Long(t)
	t.Parallel()
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := webtest.Serve(t, nil)
			s.Person("ada", nil, "admin")
			signed := func(t *testing.T) *webtest.Browser {
				b := s.In(t).SignedIn("ada")
				if !scripts {
					b.NoScripts()
				}
				return b
			}
			t.Run("thirty numbers that lack their country, by two clicks", func(t *testing.T) {
				b := signed(t)
				tried(t, b, scripts, append([]string{"Mobile,Name,Other", "+60123456781,Aisyah,"}, local(30)...)...)
				require.Equal(t, "MY", webtest.Value[string](b, `document.querySelector('[name="default_country"]').value`), "it is the country of the others")
				first := b.Path()
				if scripts {
					b.Everywhere(first, "import-remedy")
				}
				b.Press("Read them with this country")
				sees(b, scripts, "31\nwould be created")
				b.Lacks("would help")
				require.NotEqual(t, first, b.Path())
				b.Press("Import 31 rows")
				sees(b, scripts, "31 created · 0 updated · 0 unchanged · 0 rejected")
				b.Open(first)
				sees(b, scripts, "Cancelled")
			})
			t.Run("numbers that stand in another column", func(t *testing.T) {
				b := signed(t)
				tried(t, b, scripts, "Mobile,Name,Other", "+60123456791,Aisyah,", "-,Bob,+60123456792", "-,Cid,+60123456793")
				b.Press("Take the numbers from “Other”, too")
				sees(b, scripts, "3\nwould be created")
			})
			t.Run("rows that have no number at all are left out", func(t *testing.T) {
				b := signed(t)
				tried(t, b, scripts, "Mobile,Name,Other", "+60123456794,Aisyah,", ",Bob,", "12,Cid,")
				b.Press("Leave this row out")
				sees(b, scripts, "1\nwould be rejected")
				sees(b, scripts, "1\nare left out")
				b.Press("Leave this row out")
				sees(b, scripts, "2\nare left out")
				sees(b, scripts, "0\nwould be rejected")
				b.Press("Import 1 row")
				sees(b, scripts, "1 created · 0 updated · 0 unchanged · 0 rejected · 2 left out")
			})
			t.Run("rows of people who are no contacts, in a file that only updates", func(t *testing.T) {
				b := signed(t)
				s.In(t).Enter("+60123456795", "Farah", nil)
				b.Open("/app/imports")
				b.File("file", aFile(t, "Mobile,Name,Other", "+60123456795,Farah,x", "+60123456796,Stranger,", "+60123456797,"+harm+","))
				b.Press("Look at the file")
				b.Sees("can be used")
				b.Choose(`#f-mode`, "update_only")
				b.Press("Do a dry run")
				sees(b, scripts, "2\nwould be rejected")
				b.Sees("2 rows are rejected")
				b.Sees("The row could only update a contact, and the person is none")
				b.Sees("Import 1 row")
				if scripts {
					b.Everywhere(b.Path(), "import-strangers")
				}
				b.Press("Leave these rows out")
				sees(b, scripts, "2\nare left out")
				sees(b, scripts, "0\nwould be rejected")
				b.Press("Import 1 row")
				sees(b, scripts, "0 rejected · 2 left out")
			})
			t.Run("a country that is none is refused in words", func(t *testing.T) {
				b := signed(t)
				tried(t, b, scripts, append([]string{"Mobile,Name,Other"}, "012-345 7999,Nobody,")...)
				b.Fill("default_country", "XX")
				b.Press("Read them with this country")
				b.Sees("two letters")
			})
		})
	}
}

func TestWithoutAChannelThereIsNothingToImportInto(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "admin")
	b := s.SignedIn("ada")
	require.NoError(t, s.Settings.DeleteChannel(t.Context(), s.Shop, 0))
	b.Open("/app/imports")
	b.Sees("Connect a number first")
	b.Lacks("short name")
	b.Everywhere("/app/imports", "imports-no-channel")
	b.Press("Go to Channels")
	b.At("/app/channels")
}
