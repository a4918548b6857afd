package e2e

import (
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/store/imports"
)

// contacts is a command of the program, on a terminal, against the process.
func (i importer) contacts(on *terminal, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(i.t.Context(), program, append(args, "--url", i.p.URL)...)
	cmd.Env = append(os.Environ(), "API_TOKEN="+apiToken)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = on.program, on.program, on.program
	return cmd
}

func (i importer) drafts() (all []bulkView) {
	i.t.Helper()
	status, body := i.get("/v1/imports?status=draft")
	require.Equal(i.t, http.StatusOK, status)
	var list struct{ Imports []bulkView }
	require.NoError(i.t, json.Unmarshal(body, &list))
	return list.Imports
}

// TestAFileIsInspectedCorrectedAndImported does so by the command on a terminal: a file
// whose encoding, header and columns have to be told.
func TestAFileIsInspectedCorrectedAndImported(t *testing.T) {
	t.Parallel()
	i := newImporter(t)
	i.attribute("city")
	path := filepath.Join(t.TempDir(), "leads.csv")
	require.NoError(t, os.WriteFile(path, []byte("Wer;Wie;Wo\n0132100001;\xeb\xe4\xef;Ipoh\n0132100002;;\nnone;;\n"), 0o600))
	const question = "Import it? [Y/n]"

	term := newTerminal(t)
	cmd := i.contacts(term, "import", path, "--channel", i.channel)
	require.NoError(t, cmd.Start())
	term.types(1, question, "Wer=phone")
	term.types(2, question, "y") // its encoding is in doubt, and it says so
	term.types(3, question, "encoding=windows-1255")
	term.types(4, question, "wie = display_name")
	term.types(5, question, "Wo=attributes.city")
	term.shows("כהן")
	term.types(6, question, "country=MY")
	term.types(7, question, "")
	err := cmd.Wait()
	require.Equal(t, 1, cmd.ProcessState.ExitCode(), "%v: %s", err, term.read())
	term.shows("Of the first 3 rows 1 would be refused")
	term.shows("1 of 3 rows failed")
	s := i.whois("60132100001")
	require.Equal(t, []string{"כהן", "Ipoh"}, []string{s.Name, s.City})
	require.Empty(t, i.drafts(), "the draft is the import now")

	// The next file with these columns needs its encoding alone.
	require.NoError(t, os.WriteFile(path, []byte("Wer;Wie;Wo\n+60132100003;Ann;KL\n"), 0o600))
	term = newTerminal(t)
	cmd = i.contacts(term, "import", path, "--channel", i.channel)
	require.NoError(t, cmd.Start())
	term.types(1, question, "")
	require.NoError(t, cmd.Wait())
	term.shows("the last import of a file with these columns did so")
	require.Equal(t, "KL", i.whois("60132100003").City)

	term = newTerminal(t)
	cmd = i.contacts(term, "import", path, "--channel", i.channel)
	require.NoError(t, cmd.Start())
	term.types(1, question, "n")
	require.Error(t, cmd.Wait())
	require.Equal(t, 2, cmd.ProcessState.ExitCode(), term.read())
	require.Empty(t, i.drafts())
	require.Equal(t, imports.ImportCounts{Total: 1, Created: 1}, i.requireCounted(i.latest()))
}

// latest is the import that was started last.
func (i importer) latest() string {
	i.t.Helper()
	_, body := i.get("/v1/imports?limit=1")
	var list struct{ Imports []bulkView }
	require.NoError(i.t, json.Unmarshal(body, &list))
	return list.Imports[0].ID
}
