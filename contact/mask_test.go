package contact_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
)

func TestMask(t *testing.T) {
	t.Parallel()
	for key, shown := range map[string]string{
		"60123456789":      "60…89",
		"MY.4f7a1c9e2b":    "MY…2b",
		"MY.ENT.4f7a1c9e2": "MY…e2",
		"Zoë Näme":         "Zo…me",
		"123456":           "…", // a short one would be shown nearly whole
		"":                 "…",
	} {
		require.Equal(t, shown, contact.Mask(key), key)
	}
}

func TestMaskWorkflow(t *testing.T) {
	t.Parallel()
	for id, shown := range map[string]string{
		"contact/main/60123456789":                   "contact/main/60…89",
		"contact/main/Aisha / Rahman":                "contact/main/Ai…an",
		"contact/main/MY.4f7a1c9e2b":                 "contact/main/MY…2b",
		"import/60123456789":                         "import/60…89",
		"erase/01234567-1234-7123-8123-012345678901": "erase/01234567-1234-7123-8123-012345678901",
		"contact/main":                               "contact/main",
	} {
		require.Equal(t, shown, contact.MaskWorkflow(id), id)
	}
}

func TestMaskText(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, shown string }{
		{"a number", "no workflow for 60123456789", "no workflow for 60…89"},
		{"two numbers", "60123456789, 60123456788", "60…89, 60…88"},
		{"a number as people write it", "refused +60 12-345 6789 here", "refused +6…89 here"},
		{"a number with brackets", "(+1 (555) 010-9999)", "(+1…99)"},
		{"a number in a URL", `Get "http://x/v1?phone=%2B60123456789": EOF`, `Get "http://x/v1?phone=%2…89": EOF`},
		{"a number in JSON", `{"from":"60123456789"}`, `{"from":"60…89"}`},
		{"a key of PostgreSQL's detail", "Key (value)=(60123456789) already exists.", "Key (value)=(60…89) already exists."},
		{"a user id", "lookup of MY.4f7a1c9e2b failed", "lookup of MY…2b failed"},
		{"the parent's user id", "MY.ENT.4f7a1c9e2b", "MY…2b"},
		{"an address of e-mail", "told aisha.rahman@example.com, too", "told …@…, too"},
		{"a password in a URL", "postgres://contacts:geheim@db.example:5432/contacts", "postgres://contacts:…@db.example:5432/contacts"},
		{"the workflow of a number", "contact/main/60123456789 is running", "contact/main/60…89 is running"},
		{"the workflow of another key", "contact/main/Zyxquill%0A", "contact/main/Zy…0A"},
		{
			"a value that PostgreSQL cannot read", `read events: ERROR: invalid input syntax for type date: "Aisha" (SQLSTATE 22007)`,
			"read events: PostgreSQL cannot read a value (SQLSTATE 22007)",
		},
		{"in another alphabet", `错误: 无效的 "Aisha" (SQLSTATE 22007)`, `错误: 无效的 "…" (SQLSTATE 22007)`},

		{"a UUID stays", "event 01234567-1234-7123-8123-012345678901 waits", "event 01234567-1234-7123-8123-012345678901 waits"},
		{"an import's workflow stays", "import/01234567-1234-7123-8123-012345678901/page/3", "import/01234567-1234-7123-8123-012345678901/page/3"},
		{
			"a constraint stays", `ERROR: duplicate key value violates unique constraint "identities_pkey" (SQLSTATE 23505)`,
			`ERROR: duplicate key value violates unique constraint "identities_pkey" (SQLSTATE 23505)`,
		},
		{"times, ports and sizes stay", "at 2026-11-28T14:37:15Z 127.0.0.1:54321 took 1.234567891s of 200000", "at 2026-11-28T14:37:15Z 127.0.0.1:54321 took 1.234567891s of 200000"},
		{"a process stays", "WorkerID=4711@host-3@", "WorkerID=4711@host-3@"},
		{"pointers and hashes stay", "0xc000123456 6f5cec0 sha256-1234567abc", "0xc000123456 6f5cec0 sha256-1234567abc"},
		{"nothing stays nothing", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.shown, contact.MaskText(c.text))
		})
	}
}

// FuzzMaskText looks for a number of seven digits and more that is left.
func FuzzMaskText(f *testing.F) {
	f.Add("key=60123456789 x")
	f.Fuzz(func(t *testing.T, around string) {
		around = strings.Map(func(r rune) rune {
			if r > ' ' && r < '~' && !strings.ContainsRune(`"'<>=(),;:/`, r) {
				return -1
			}
			return r
		}, around)
		require.NotContains(t, contact.MaskText(around+" 60123456789 "+around), "60123456789")
	})
}
