package web_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/web/webtest"
)

// harm is what must stay text.
const harm = `<script>document.title = "harmed"</script>`

// aFile is a file of contacts on disk, whose name is text as well.
func aFile(t *testing.T, rows ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "<script>document.title = 1<img>.csv")
	require.NoError(t, os.WriteFile(path, []byte(strings.Join(rows, "\n")+"\n"), 0o600))
	return path
}

// threePeople are two numbers that can be used, and one that lacks its country.
func threePeople(t *testing.T) string {
	return aFile(t, "Mobile,Name,Town", "+60123456781,Aisyah,"+harm, "+60123456782,"+harm+",Ipoh", "0123,Nobody,Melaka")
}

func TestAnImport(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := webtest.Serve(t, nil)
			s.Person("ada", nil, "admin")
			b := s.SignedIn("ada")
			if !scripts {
				b.NoScripts()
			}
			b.Open("/app/imports")
			b.Sees("No imports yet")
			b.File("file", threePeople(t))
			b.Press("Look at the file")
			b.Sees("Of the first 3 rows, 1 would be rejected")
			b.Sees(harm)
			draft := b.Path()
			if scripts {
				b.Everywhere(draft, "draft")
				b.Open("/app/imports")
				b.Sees("Not begun")
				b.Accessible()
				b.Open(draft)
			}
			// Town goes to an attribute that is defined on the fly.
			b.Choose(`[aria-label="Town goes to"]`, "new:")
			b.Choose(`[aria-label="Name goes to"]`, "phone")
			b.Press("Save, and look again")
			b.Sees("Saved.")
			b.Sees("defines 1 attribute")
			b.Choose(`[aria-label="Name goes to"]`, "display_name")
			b.Press("Do a dry run")
			sees(b, scripts, "2\nwould be created")
			b.Sees("1 row is rejected")
			if scripts {
				b.Everywhere(draft, "import-dry")
			}
			b.Press("Import 2 rows")
			sees(b, scripts, "2 created · 0 updated · 0 unchanged · 1 rejected")
			sees(b, scripts, "Undo the import")
			require.NotContains(t, webtest.Value[string](b, `document.title`), "harmed")
			if scripts {
				b.Everywhere(draft, "import-done")
			}

			// The rejected row is corrected right there, and imported.
			b.Fill("row4", "+60123456783")
			b.Press("Import the corrected rows")
			sees(b, scripts, "1\nwould be created")
			b.Press("Import 1 row")
			sees(b, scripts, "1 created · 0 updated")

			b.Open(draft)
			b.Press("Undo the import")
			b.Sees("removes 2 that it created")
			b.Sees("leaves 0 as they are")
			if scripts {
				b.Everywhere(draft+"/undo", "import-undo")
			}
			b.Press("Undo it for 2 contacts")
			sees(b, scripts, "Undone: 2 contacts removed")
			b.Open("/app/imports")
			sees(b, scripts, "Undone")
			if scripts {
				b.Everywhere("/app/imports", "imports")
			}
		})
	}
}

// sees looks again, as a person without scripts does, until a text can be read.
func sees(b *webtest.Browser, scripts bool, text string) {
	b.T.Helper()
	if !scripts {
		b.Arrived()
	}
	b.Until(func() bool {
		if !scripts && !strings.Contains(b.Text(), text) {
			b.Open(b.Path())
		}
		return strings.Contains(b.Text(), text)
	}, "%q can be read", text)
}

func TestAFileThatCannotBeImported(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "admin")
	s.Person("grace", nil, "contacts:read")
	b := s.SignedIn("ada")
	b.Open("/app/imports")
	b.File("file", aFile(t, "%PDF-1.4"))
	b.Press("Look at the file")
	b.Sees("1 thing is not right")
	b.Accessible()

	t.Run("two columns do not go to the same field, and what was chosen stays", func(t *testing.T) {
		b := s.In(t).SignedIn("ada")
		b.Open("/app/imports")
		b.File("file", aFile(t, "Mobile,Name,Note,Other", "+60123456781,A,b,c"))
		b.Press("Look at the file")
		b.Sees("can be used")
		b.Choose(`[aria-label="Other goes to"]`, "remarks")
		b.Press("Do a dry run")
		b.Sees("two columns for remarks")
		require.Equal(t, "remarks", webtest.Value[string](b, `document.querySelector('[aria-label="Other goes to"]').value`))
		b.Press("Discard the file")
		b.Sees("is removed.")
		b.At("/app/imports")
	})
	t.Run("the country of the numbers is said by its name", func(t *testing.T) {
		b := s.In(t).SignedIn("ada")
		b.Open("/app/imports")
		b.File("file", aFile(t, "Mobile,Name", "012-345 6789,A"))
		b.Press("Look at the file")
		b.Sees("1 would be rejected")
		require.Equal(t, "Malaysia", webtest.Value[string](b, `document.querySelector('#countries [value="MY"]').label`))
		b.Fill("default_country", "malaysia")
		b.Press("Save, and look again")
		b.Sees("can be used")
		require.Equal(t, "MY", webtest.Value[string](b, `document.querySelector("[name=default_country]").value`))
		b.Press("Discard the file")
		b.Sees("is removed.")
	})
	t.Run("who may not import does not see the place, and is refused", func(t *testing.T) {
		c := s.In(t).Client("grace")
		resp, page := get(t, c, s.URL+"/app/imports")
		require.Equal(t, http.StatusForbidden, resp.StatusCode)
		require.NotContains(t, page, `href="/app/imports"`)
		status, _ := posted(t, c, s.URL+"/app/imports/019a0000-0000-7000-8000-000000000001/undo", "")
		require.Equal(t, http.StatusForbidden, status)
	})
	t.Run("an id that is none", func(t *testing.T) {
		resp, _ := get(t, s.In(t).Client("ada"), s.URL+"/app/imports/7")
		require.Equal(t, http.StatusNotFound, resp.StatusCode)
	})
}
