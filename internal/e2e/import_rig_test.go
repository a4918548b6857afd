package e2e

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/store/imports"
)

// bulkView is an import as the API shows it.
type bulkView struct {
	ID      string
	Status  string
	Mode    string
	Error   *string
	Counts  imports.ImportCounts
	Columns map[string]string
	Preview *previewView
	Undo    *undoView
}

type previewView struct{ Create, Update, Unchanged, Reject, Merged int }

type undoView struct{ Removed, Restored, Left int }

// bulkRow is a row of an import as the API shows it.
type bulkRow struct {
	Row          int
	Cells        []string
	Status       string
	Error        string
	SuggestedFix string `json:"suggested_fix"`
	MergedInto   int    `json:"merged_into"`
	Undone       string
}

// importer uploads files to one process and follows what becomes of them.
type importer struct {
	*world
	p  *process
	db *pgxpool.Pool
}

func newImporter(t *testing.T) importer {
	t.Helper()
	w := newWorld(t)
	return importer{w, w.serve(), w.db()}
}

// lines is a file of these rows.
func lines(rows ...string) string { return strings.Join(rows, "\n") + "\n" }

// send uploads a file. A key "header:X" of fields is a header.
func (i importer) send(file string, fields map[string]string) (status int, view bulkView, detail string) {
	i.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	all := map[string]string{"channel_id": i.channel}
	header := http.Header{}
	for name, value := range fields {
		if rest, ok := strings.CutPrefix(name, "header:"); ok {
			header.Set(rest, value)
			continue
		}
		all[name] = value
	}
	for name, value := range all {
		require.NoError(i.t, form.WriteField(name, value))
	}
	part, err := form.CreateFormFile("file", "people.csv")
	require.NoError(i.t, err)
	_, err = io.WriteString(part, file)
	require.NoError(i.t, err)
	require.NoError(i.t, form.Close())
	req, err := http.NewRequest(http.MethodPost, i.p.URL+"/v1/imports", &body)
	require.NoError(i.t, err)
	req.Header = header
	req.Header.Set("Authorization", "Bearer "+apiToken)
	req.Header.Set("Content-Type", form.FormDataContentType())
	resp, err := poster.Do(req)
	require.NoError(i.t, err)
	defer func() { _ = resp.Body.Close() }()
	var answer struct {
		Import bulkView
		Detail string
	}
	require.NoError(i.t, json.NewDecoder(resp.Body).Decode(&answer))
	return resp.StatusCode, answer.Import, answer.Detail
}

// begin uploads a file that must be accepted, and returns its import's id.
func (i importer) begin(file string, fields map[string]string) string {
	i.t.Helper()
	status, view, detail := i.send(file, fields)
	require.Equal(i.t, http.StatusAccepted, status, detail)
	return view.ID
}

// run imports a file to its end.
func (i importer) run(file string, fields map[string]string) bulkView {
	i.t.Helper()
	return i.until(i.begin(file, fields), "completed")
}

// get reads a path of the API as it is.
func (i importer) get(path string) (status int, body []byte) {
	i.t.Helper()
	req, err := http.NewRequest(http.MethodGet, i.p.URL+path, http.NoBody)
	require.NoError(i.t, err)
	req.Header.Set("Authorization", "Bearer "+apiToken)
	resp, err := poster.Do(req)
	require.NoError(i.t, err)
	defer func() { _ = resp.Body.Close() }()
	body, err = io.ReadAll(resp.Body)
	require.NoError(i.t, err)
	return resp.StatusCode, body
}

func (i importer) view(id string) bulkView {
	i.t.Helper()
	status, body := i.get("/v1/imports/" + id)
	require.Equal(i.t, http.StatusOK, status, string(body))
	var answer struct{ Import bulkView }
	require.NoError(i.t, json.Unmarshal(body, &answer))
	return answer.Import
}

// until waits for one of the statuses.
func (i importer) until(id string, statuses ...string) (view bulkView) {
	i.t.Helper()
	eventually(i.t, "the import is "+strings.Join(statuses, " or "), func() bool {
		view = i.view(id)
		require.False(i.t, view.Status == "failed" && !slices.Contains(statuses, "failed"), "it has failed: %v", view.Error)
		return slices.Contains(statuses, view.Status)
	})
	return view
}

// order tells an import what to do.
func (i importer) order(id, what string) (status int) {
	i.t.Helper()
	status, _ = i.p.call(i.t, http.MethodPost, "/v1/imports/"+id+"/"+what, nil)
	return status
}

// twice tells an import the same two times: the second must do no harm.
func (i importer) twice(id, what string) {
	i.t.Helper()
	for range 2 {
		require.Less(i.t, i.insist(id, what), 300, what)
	}
}

// insist tells an import what to do, again while it answers 503: right after a kill its
// workflow is still waiting for the process that is gone.
func (i importer) insist(id, what string) (status int) {
	i.t.Helper()
	eventually(i.t, "the import is told to "+what, func() bool {
		status = i.order(id, what)
		return status != http.StatusServiceUnavailable
	})
	return status
}

// rows lists the rows of an import, those of a status or all.
func (i importer) rows(id, status string) (all []bulkRow) {
	i.t.Helper()
	cursor := "0"
	for {
		code, body := i.get("/v1/imports/" + id + "/rows?limit=100&status=" + status + "&cursor=" + cursor)
		require.Equal(i.t, http.StatusOK, code, string(body))
		var page struct {
			Rows []bulkRow
			Next *string `json:"next_cursor"`
		}
		require.NoError(i.t, json.Unmarshal(body, &page))
		all = append(all, page.Rows...)
		if page.Next == nil {
			return all
		}
		cursor = *page.Next
	}
}

// errorsCSV reads the error file of an import.
func (i importer) errorsCSV(id string) (file string, records [][]string) {
	i.t.Helper()
	code, body := i.get("/v1/imports/" + id + "/errors.csv")
	require.Equal(i.t, http.StatusOK, code)
	records, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(body), "\ufeff"))).ReadAll()
	require.NoError(i.t, err)
	return string(body), records
}

// requireCounted requires that what an import says of itself is what stands in
// the tables: every row has an end, and every decision its row.
func (i importer) requireCounted(id string) imports.ImportCounts {
	i.t.Helper()
	// What is cancelled or failed has ended before the last of its rows is decided.
	eventually(i.t, "every row has its end", func() bool { return i.view(id).Counts.Pending == 0 })
	c := i.view(id).Counts
	require.Equal(i.t, c.Total, c.Created+c.Updated+c.Unchanged+c.Merged+c.Failed+c.Cancelled)
	require.EqualValues(i.t, c.Total, count(i.t, i.db, `SELECT count(*) FROM import_rows WHERE import_id = $1`, id))
	for status, n := range map[string]int64{
		"created": c.Created, "updated": c.Updated, "unchanged": c.Unchanged,
		"merged": c.Merged, "failed": c.Failed, "cancelled": c.Cancelled,
	} {
		require.EqualValues(i.t, n, count(i.t, i.db,
			`SELECT count(*) FROM import_rows WHERE import_id = $1 AND status = $2`, id, status), status)
	}
	require.EqualValues(i.t, c.Created, count(i.t, i.db, `
SELECT count(*) FROM events WHERE origin = $1 AND kind = 'row' AND decision = 'created'`, id), "contacts that it made")
	require.EqualValues(i.t, c.Updated, count(i.t, i.db, `
SELECT count(*) FROM events WHERE origin = $1 AND kind = 'row' AND decision = 'updated'`, id), "contacts that it changed")
	require.Zero(i.t, count(i.t, i.db, `SELECT count(*) FROM events WHERE origin = $1 AND decision IS NULL`, id))
	require.Zero(i.t, count(i.t, i.db, `
SELECT count(*) FROM import_rows r LEFT JOIN contacts c ON c.id = r.contact_id
WHERE r.import_id = $1 AND r.status IN ('created', 'updated', 'unchanged') AND c.id IS NULL`, id), "rows without their contact")
	i.requireNobodyTwice()
	return c
}

func (i importer) requireNobodyTwice() {
	i.t.Helper()
	require.Zero(i.t, count(i.t, i.db, `
SELECT count(*) FROM (
    SELECT key FROM identities WHERE valid_to = 'infinity' GROUP BY channel_id, key HAVING count(DISTINCT contact_id) > 1) AS twice`))
	require.Zero(i.t, count(i.t, i.db, `
SELECT count(*) FROM (SELECT wa_id FROM contacts WHERE wa_id IS NOT NULL AND NOT hidden GROUP BY wa_id HAVING count(*) > 1) AS twice`))
}

// somebody is what the tables hold of a contact.
type somebody struct {
	ID       string
	Name     string
	Owner    string // of the name
	Remarks  string
	City     string // an attribute
	Tags     []string
	OptedOut bool
}

// whois reads the contact of a number, which must be there.
func (i importer) whois(waID string) somebody {
	i.t.Helper()
	s, found := i.find(waID)
	require.True(i.t, found, "%s is no contact", waID)
	return s
}

func (i importer) find(waID string) (somebody, bool) {
	i.t.Helper()
	rows, err := i.db.Query(context.Background(), `
SELECT id::text, display_name, name_source, coalesce(remarks, ''), coalesce(attributes ->> 'city', ''),
       ARRAY(SELECT t.name FROM contact_tags ct JOIN tags t ON t.id = ct.tag_id WHERE ct.contact_id = c.id ORDER BY 1),
       opted_out_at IS NOT NULL
FROM contacts c WHERE wa_id = $1 AND NOT hidden`, waID)
	require.NoError(i.t, err)
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[somebody])
	require.NoError(i.t, err)
	require.LessOrEqual(i.t, len(found), 1)
	if len(found) == 0 {
		return somebody{}, false
	}
	return found[0], true
}

// writes has people send a message each, and waits until they are contacts.
func (i importer) writes(people ...string) {
	i.t.Helper()
	for _, who := range people {
		i.mustPost(i.p, i.text(who, "wamid."+who+fmt.Sprint(time.Now().UnixNano()), time.Now()))
	}
	i.decided(i.db)
}

// edit changes a contact as a person does.
func (i importer) edit(waID string, values map[string]any) {
	i.t.Helper()
	status, answer := i.p.call(i.t, http.MethodPatch, "/v1/contacts/"+i.whois(waID).ID, values)
	require.Equal(i.t, http.StatusOK, status, answer)
}

// attribute defines an attribute of text.
func (i importer) attribute(name string) {
	i.t.Helper()
	status, answer := i.p.call(i.t, http.MethodPut, "/v1/attributes/"+name, map[string]any{"type": "string"})
	require.Less(i.t, status, 300, answer)
}
