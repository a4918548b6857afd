package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/client"
)

const draftID = "01a2032f-9a64-7d73-b4ce-45e68d3db348"

// drafts is a server that takes drafts in, and notes what it is asked.
type drafts struct {
	asked    []string
	mapping  map[string]string
	refuse   string // what is said of a start
	unwanted bool   // a change
}

func (d *drafts) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body) // what it lacks is missing in what was asked
	said := r.Method + " " + r.URL.Path
	if r.Header.Get("Content-Type") == "application/json" {
		said += " " + string(body)
	}
	d.asked = append(d.asked, said)
	switch {
	case r.Method == http.MethodDelete:
		w.WriteHeader(http.StatusNoContent)
	case r.URL.Path == "/v1/imports" && d.refuse != "":
		w.WriteHeader(http.StatusUnprocessableEntity)
		fmt.Fprintf(w, `{"detail": %q}`, d.refuse)
		d.refuse = ""
	case r.URL.Path == "/v1/imports":
		w.WriteHeader(http.StatusAccepted)
		fmt.Fprintf(w, `{"import": {"id": %q, "filename": "people.csv", "status": "completed", "counts": {"total": 1, "created": 1}}}`, draftID)
	case r.Method == http.MethodPatch && d.unwanted:
		w.WriteHeader(http.StatusUnprocessableEntity)
		fmt.Fprint(w, `{"detail": "There is no such sheet."}`)
	default:
		var change struct{ Mapping map[string]string }
		if json.Unmarshal(body, &change) == nil && change.Mapping != nil {
			d.mapping = change.Mapping
		}
		mapping, _ := json.Marshal(d.mapping) // of texts
		fmt.Fprintf(w, `{"upload_id": %q, "kind": "csv", "encoding": {"name": "windows-1255", "confidence": 0.61, "candidates": [
			{"name": "windows-1255", "sample": "כהן"}, {"name": "windows-1251", "sample": "лдп"}]}, "delimiter": ";", "sheets": [], "header_row": 3,
			"notes": ["What stands above the header was passed over."], "columns": [
			{"name": "Mobile", "samples": ["012-345 6789", "a\nb"], "target": "phone", "why": "its name says so"},
			{"name": "Town", "samples": ["Ipoh"], "target": "attributes.town", "why": "it was chosen"},
			{"name": "Country", "samples": [], "target": null, "why": "its name says nothing that is known"}],
			"undefined_attributes": [{"name": "town", "column": "Town"}], "default_country": "MY",
			"failing": {"sampled": 7, "rows": 2, "reasons": [{"error": "phone_missing", "rows": 2, "row": 5, "words": "phone is missing"}]},
			"import": {"filename": "people.csv", "bytes": 19, "mapping": %s}}`, draftID, mapping)
	}
}

// answers has somebody import a file, and answer this when asked.
func answers(t *testing.T, d *drafts, said string) (shown string, im client.Import, err error) {
	t.Helper()
	server := httptest.NewServer(d)
	t.Cleanup(server.Close)
	file := filepath.Join(t.TempDir(), "people.csv")
	require.NoError(t, os.WriteFile(file, []byte("Mobile\n60123456789\n"), 0o600))
	var out bytes.Buffer
	cmd := &cobra.Command{}
	cmd.Flags().String("url", "", "")
	cmd.Flags().String("env-file", "", "")
	cmd.SetContext(context.Background())
	cmd.SetIn(strings.NewReader(said))
	cmd.SetErr(&out)
	s := &importSession{client: client.Client{URL: server.URL, Token: "secret"}, cmd: cmd, asks: true}
	im, err = s.propose(client.Upload{Path: file, ChannelID: "main"})
	return out.String(), im, err
}

func TestAnImportIsShownAndStarted(t *testing.T) {
	t.Parallel()
	for _, yes := range []string{"\n", "y\n", "YES\n"} {
		d := &drafts{}
		shown, im, err := answers(t, d, yes)
		require.NoError(t, err)
		require.Equal(t, draftID, im.ID)
		require.Equal(t, []string{"POST /v1/imports/inspect", `POST /v1/imports {"upload_id":"` + draftID + `"}`}, d.asked)
		for _, line := range []string{
			"people.csv: CSV, encoding windows-1255 (61% sure), delimiter \";\", header in row 3\n",
			"What stands above the header was passed over.\n",
			"Its encoding is in doubt. Choose the one in which this reads as it should:\n  encoding=windows-1255: כהן\n  encoding=windows-1251: лдп\n",
			"  Mobile   → phone                          its name says so                     012-345 6789 | a b\n",
			"  Town     → attributes.town (not defined)  it was chosen                        Ipoh\n",
			"  Country  → left out                       its name says nothing that is known  (blank)\n",
			"Numbers without a country code are taken for numbers of MY.\n",
			"define=yes has the import define them",
			"Of the first 7 rows 2 would be refused:\n  2, such as row 5: phone is missing\n",
			"Import it? [Y/n]",
		} {
			require.Contains(t, shown, line)
		}
	}
}

func TestAnImportIsCorrected(t *testing.T) {
	t.Parallel()
	d := &drafts{mapping: map[string]string{"Mobile": "phone", "TOWN": "tags"}}
	_, _, err := answers(t, d, "town = attributes.city\ncountry=remarks\n--default-country=SG\nsheet=Leads\nHeader=4\nencoding=\ndefine=Yes\n--define-attributes=no\nmobile=\n\n")
	require.NoError(t, err)
	patch := "PATCH /v1/imports/" + draftID + " "
	require.Equal(t, []string{
		"POST /v1/imports/inspect",
		patch + `{"mapping":{"Mobile":"phone","Town":"attributes.city"}}`,
		patch + `{"mapping":{"Country":"remarks","Mobile":"phone","Town":"attributes.city"}}`, // there is a column of this name
		patch + `{"default_country":"SG"}`,
		patch + `{"sheet":"Leads"}`,
		patch + `{"header_row":4}`,
		patch + `{"encoding":null}`,
		patch + `{"define_attributes":true}`,
		patch + `{"define_attributes":false}`,
		patch + `{"mapping":{"Country":"remarks","Mobile":"","Town":"attributes.city"}}`,
		`POST /v1/imports {"upload_id":"` + draftID + `"}`,
	}, d.asked)
}

func TestWhatCannotBeSoIsSaidAndAskedAgain(t *testing.T) {
	t.Parallel()
	d := &drafts{refuse: "Which encoding is it?"}
	shown, im, err := answers(t, d, "nonsense\nFax=remarks\nheader=last\n?\ny\ny\n")
	require.NoError(t, err)
	require.Equal(t, draftID, im.ID)
	for _, said := range []string{
		`"nonsense" is no correction`, `the file has no column "Fax"; it has: Mobile, Town, Country`, `the header's row is a number, not "last"`,
		"the country of numbers without a country code", "Which encoding is it?",
	} {
		require.Contains(t, shown, said)
	}
	require.Len(t, d.asked, 3, "what cannot be read is not sent")

	d = &drafts{unwanted: true}
	shown, _, err = answers(t, d, "sheet=Nowhere\nn\n")
	require.Error(t, err)
	require.Contains(t, shown, "There is no such sheet.")
}

func TestWhatIsNotWantedIsDiscarded(t *testing.T) {
	t.Parallel()
	for _, no := range []string{"n\n", "quit\n", ""} { // or the terminal is gone
		d := &drafts{}
		_, _, err := answers(t, d, no)
		require.Equal(t, exitNothing, exitCode(err))
		require.ErrorContains(t, err, "nothing was imported, and the file is discarded")
		require.Equal(t, []string{"POST /v1/imports/inspect", "DELETE /v1/imports/" + draftID}, d.asked)
	}
}

// Scripts have no terminal: nothing is asked, and the file is sent once.
func TestWithoutATerminalNothingIsAsked(t *testing.T) {
	file := filepath.Join(t.TempDir(), "people.csv")
	require.NoError(t, os.WriteFile(file, []byte("Mobile\n60123456789\n"), 0o600))
	for _, args := range [][]string{{}, {"--yes"}} {
		d := &drafts{}
		out, _, err := runAgainst(t, d, append([]string{"import", file, "--channel", "main"}, args...)...)
		require.NoError(t, err)
		require.Contains(t, out, "people.csv: completed")
		require.Equal(t, []string{"POST /v1/imports"}, d.asked)
	}
}
