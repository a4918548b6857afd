package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/client"
)

func TestMappingOf(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		given []string
		want  map[string]string
		says  string
	}{
		"nothing":                    {nil, map[string]string{}, ""},
		"one column":                 {[]string{"Mobile=phone"}, map[string]string{"Mobile": "phone"}, ""},
		"several columns":            {[]string{"Mobile=phone", "Town=attributes.city"}, map[string]string{"Mobile": "phone", "Town": "attributes.city"}, ""},
		"a column with equals signs": {[]string{"a=b=phone"}, map[string]string{"a=b": "phone"}, ""},
		"a column that is ignored":   {[]string{"Town="}, map[string]string{"Town": ""}, ""},
		"JSON":                       {[]string{` {"Mobile": "phone", "Town": ""}`}, map[string]string{"Mobile": "phone", "Town": ""}, ""},
		"JSON and a column":          {[]string{`{"Mobile": "phone"}`, "Town=tags"}, map[string]string{"Mobile": "phone", "Town": "tags"}, ""},
		"the same twice":             {[]string{"Mobile=phone", "Mobile=phone"}, map[string]string{"Mobile": "phone"}, ""},
		"a column given to two":      {[]string{"Mobile=phone", "Mobile=tags"}, nil, `"Mobile" to "phone" and to "tags"`},
		"no target":                  {[]string{"Mobile"}, nil, "must be like 'Mobile=phone'"},
		"no column":                  {[]string{"=phone"}, nil, "must be like 'Mobile=phone'"},
		"broken JSON":                {[]string{`{"Mobile": 1}`}, nil, "no JSON object of columns and targets"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := mappingOf(tt.given)
			if tt.says != "" {
				require.ErrorContains(t, err, tt.says)
				return
			}
			require.NoError(t, err)
			require.Equal(t, tt.want, got)
		})
	}
}

func TestResultOf(t *testing.T) {
	t.Parallel()
	why := "The file has too many rows."
	for name, tt := range map[string]struct {
		im   client.Import
		code int
		says string
	}{
		"all rows are in":        {client.Import{Status: "completed", Counts: client.ImportCounts{Total: 4, Created: 2, Unchanged: 1, Merged: 1}}, 0, ""},
		"there are no rows":      {client.Import{Status: "completed"}, 0, ""},
		"some failed":            {client.Import{Status: "completed", Counts: client.ImportCounts{Total: 3, Updated: 2, Failed: 1}}, exitSome, "1 of 3 rows failed"},
		"all failed":             {client.Import{Status: "completed", Counts: client.ImportCounts{Total: 3, Failed: 3}}, exitNothing, "3 of 3 rows failed"},
		"cancelled on the way":   {client.Import{Status: "cancelled", Counts: client.ImportCounts{Total: 3, Created: 1, Cancelled: 2}}, exitSome, "1 of 3 rows are in"},
		"cancelled at the start": {client.Import{Status: "cancelled", Counts: client.ImportCounts{Total: 3, Cancelled: 3}}, exitNothing, "0 of 3 rows are in"},
		"failed":                 {client.Import{Status: "failed", Error: &why}, exitNothing, why},
		"failed without a word":  {client.Import{Status: "failed", Counts: client.ImportCounts{Created: 1}}, exitSome, "the server's log"},
		"undone":                 {client.Import{Status: "undone", Counts: client.ImportCounts{Total: 3, Failed: 1, Created: 2}}, 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := resultOf(tt.im)
			if tt.code == 0 {
				require.NoError(t, err)
				return
			}
			require.Equal(t, tt.code, exitCode(err))
			require.ErrorContains(t, err, tt.says)
		})
	}
}

func TestExitCode(t *testing.T) {
	t.Parallel()
	plain := errors.New("no")
	require.Equal(t, 1, exitCode(plain))
	require.Equal(t, exitNothing, exitCode(nothingDone(plain)))
	require.Equal(t, exitNothing, exitCode(fmt.Errorf("more: %w", nothingDone(plain))))
	require.Equal(t, exitSome, exitCode(nothingDone(exitError{exitSome, plain})), "a code that is there stays")
	require.ErrorIs(t, nothingDone(plain), plain)
	require.NoError(t, nothingDone(nil))
}

func TestPrintSummary(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	printSummary(client.Import{
		Filename: "a.csv", Status: "undone",
		Counts: client.ImportCounts{Total: 12345678, Created: 12345670, Merged: 3, Failed: 5}, Undo: &client.ImportUndo{Removed: 7, Left: 2},
	}, &out)
	require.Equal(t, `a.csv: undone
  created    12345670
  updated           0
  unchanged         0
  merged            3
  failed            5
  cancelled         0
  total      12345678
undone:
  removed          7
  restored         0
  left             2
`, out.String())
}

// runAgainst runs a command of the program against a handler.
func runAgainst(t *testing.T, h http.Handler, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	t.Setenv("API_TOKEN", "secret")
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	envFile := filepath.Join(t.TempDir(), "env")
	require.NoError(t, os.WriteFile(envFile, nil, 0o600))
	var out, errOut bytes.Buffer
	root := rootCommand("test")
	root.SetIn(strings.NewReader(""))
	root.SetOut(&out)
	root.SetErr(&errOut)
	root.SetArgs(append(args, "--url", server.URL, "--env-file", envFile))
	err = root.ExecuteContext(context.Background())
	return out.String(), errOut.String(), err
}

func TestImportCommand(t *testing.T) {
	const id = "01a2032f-9a64-7d73-b4ce-45e68d3db348"
	file := filepath.Join(t.TempDir(), "people.csv")
	require.NoError(t, os.WriteFile(file, []byte("Mobile\n60123456789\n"), 0o600))

	t.Run("an upload that is tried again has the same key", func(t *testing.T) {
		var keys, bodies []string
		h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			keys = append(keys, r.Header.Get("Idempotency-Key"))
			_, part, err := r.FormFile("file")
			if err != nil {
				bodies = append(bodies, err.Error())
				return
			}
			bodies = append(bodies, strings.Join([]string{
				r.Method, r.URL.Path, r.FormValue("channel_id"), r.FormValue("mode"), r.FormValue("mapping"), part.Filename, fmt.Sprint(part.Size),
			}, " "))
			if len(keys) == 1 {
				w.WriteHeader(http.StatusServiceUnavailable)
				return
			}
			w.WriteHeader(http.StatusAccepted)
			fmt.Fprintf(w, `{"import": {"id": %q, "filename": "people.csv", "status": "completed", "counts": {"total": 1, "created": 1}}}`, id)
		})
		out, words, err := runAgainst(t, h, "import", file, "--channel", "main", "--mapping", "Mobile=phone")
		require.NoError(t, err)
		require.Contains(t, out, "people.csv: completed")
		require.Contains(t, words, "import "+id)
		require.Len(t, keys, 2)
		require.Len(t, keys[0], 36)
		require.Equal(t, keys[0], keys[1])
		require.Equal(t, `POST /v1/imports main upsert {"Mobile":"phone"} people.csv 19`, bodies[0])
		require.Equal(t, bodies[0], bodies[1])
	})

	t.Run("a dry run that nobody can confirm says how to", func(t *testing.T) {
		mux := http.NewServeMux()
		mux.HandleFunc("GET /v1/imports/"+id, func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprintf(w, `{"import": {"id": %q, "status": "awaiting_confirmation", "columns": {"Mobile": "phone", "Town": "ignored"},
				"counts": {"total": 3, "pending": 2, "failed": 1}, "preview": {"create": 2, "reject": 1}}}`, id)
		})
		mux.HandleFunc("GET /v1/imports/"+id+"/rows", func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, `{"header": ["Mobile", "Town"], "rows": []}`)
		})
		out, words, err := runAgainst(t, mux, "import", "--attach", id)
		require.Equal(t, exitSome, exitCode(err))
		require.ErrorContains(t, err, "1 rows would be rejected")
		require.Contains(t, out, "Mobile  → phone\nTown    → ignored\n")
		require.Contains(t, words, "contacts import --confirm "+id+" --url http://")
	})

	t.Run("what is told answers with the status", func(t *testing.T) {
		mux := http.NewServeMux()
		mux.HandleFunc("POST /v1/imports/"+id+"/pause", func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprintf(w, `{"import": {"id": %q, "status": "paused"}}`, id)
		})
		out, _, err := runAgainst(t, mux, "import", "--pause", strings.ToUpper(id))
		require.NoError(t, err)
		require.Equal(t, "paused\n", out)
	})

	t.Run("what cannot be is said in a sentence, with the code of nothing done", func(t *testing.T) {
		refuse := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprint(w, `{"detail": "This token is unknown or revoked."}`)
		})
		for says, args := range map[string][]string{
			"name the file to import":    {},
			"which channel":              {file},
			"there is no file nofile":    {"nofile", "--channel", "main"},
			"is a folder":                {filepath.Dir(file), "--channel", "main"},
			"one file at a time":         {file, file},
			"--mode is one of":           {file, "--channel", "main", "--mode", "all"},
			"--default-country is two":   {file, "--channel", "main", "--default-country", "XX"},
			"lists the flags":            {file, "--chanel", "main"},
			"not both":                   {file, "--attach", id},
			"one thing at a time":        {"--pause", id, "--resume", id},
			"leave it out with --attach": {"--attach", id, "--dry-run"},
			"rather than --cancel":       {"--cancel", id, "--yes"},
			"is no import's id":          {"--undo", "7"},
			"does not know the token":    {file, "--channel", "main"},
		} {
			_, _, err := runAgainst(t, refuse, append([]string{"import"}, args...)...)
			require.ErrorContains(t, err, says)
			require.Equal(t, exitNothing, exitCode(err), says)
		}
	})
}
