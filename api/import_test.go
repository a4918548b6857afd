package api_test

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"

	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/service"
	"github.com/luluchat/contacts/starter"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/store/storetest"
	"github.com/luluchat/contacts/tabular"
	"github.com/luluchat/contacts/workflows"
)

// importServer is setup with a limit of 64 KB for files.
func importServer(t *testing.T) server {
	t.Helper()
	return importServerOf(t, closedPort(t))
}

// silent returns the address of a server that takes connections and never
// answers.
func silent(t *testing.T) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	return listener.Addr().String() // the kernel takes the connections
}

func importServerOf(t *testing.T, temporalAddress string) server {
	t.Helper()
	quiet := slog.New(slog.DiscardHandler)
	temporal, err := client.NewLazyClient(client.Options{HostPort: temporalAddress, Logger: log.NewStructuredLogger(quiet)})
	require.NoError(t, err)
	t.Cleanup(temporal.Close)
	db := storetest.Open(t, storetest.URL(t))
	a := apiOf(service.Dependencies{
		DB: db.DB, Ledger: db.Ledger, Recorder: starter.NewRecorder(db.Ledger, db.Imports, starter.New(temporal, "nobody"), starter.NewHub(), quiet), ImportLimits: tabular.Limits{Bytes: 64 << 10},
	}, temporal)
	s := server{Server: httptest.NewServer(a.Handler()), t: t, store: db}
	t.Cleanup(s.Close)
	_, _, err = db.Settings.PutChannel(t.Context(), shop, "The shop", shopNumber)
	require.NoError(t, err)
	return s
}

// part is one field of a multipart body.
type part struct{ name, value string }

// upload imports a multipart body whose part named file is a file.
func (s server) upload(header http.Header, parts ...part) answer {
	s.t.Helper()
	return s.sendFile("/v1/imports", header, parts...)
}

// sendFile posts a multipart body whose part named file is a file.
func (s server) sendFile(path string, header http.Header, parts ...part) answer {
	s.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for _, p := range parts {
		open := form.CreateFormField
		if p.name == "file" {
			open = func(name string) (io.Writer, error) { return form.CreateFormFile(name, `C:\Users\me\people.csv`) }
		}
		out, err := open(p.name)
		require.NoError(s.t, err)
		_, err = io.WriteString(out, p.value)
		require.NoError(s.t, err)
	}
	require.NoError(s.t, form.Close())
	all := bearer(apiToken)
	all.Set("Content-Type", form.FormDataContentType())
	for name, values := range header {
		all[name] = values
	}
	return s.do(http.MethodPost, path, body.String(), all)
}

func TestImportRefusesWhatItCannotUse(t *testing.T) {
	t.Parallel()
	s := importServer(t)
	file, channel := part{"file", "phone\n+60123456789\n"}, part{"channel_id", shop}
	for name, test := range map[string]struct {
		parts  []part
		status int
		says   string
	}{
		"no file":                    {[]part{channel}, 422, "no file"},
		"no channel":                 {[]part{file}, 422, "channel_id"},
		"an unknown channel":         {[]part{file, {"channel_id", "nowhere"}}, 422, "channel_id"},
		"a channel that is no text":  {[]part{file, {"channel_id", "sh\x00op\xff"}}, 422, "channel_id"},
		"an unknown mode":            {[]part{file, channel, {"mode", "replace"}}, 422, "mode"},
		"an unknown country":         {[]part{file, channel, {"default_country", "XX"}}, 422, "two letters"},
		"a country in words":         {[]part{file, channel, {"default_country", "Malaysia"}}, 422, "two letters"},
		"a country that is a code":   {[]part{file, channel, {"default_country", "60"}}, 422, "two letters"},
		"what is no country":         {[]part{file, channel, {"default_country", "001"}}, 422, "two letters"},
		"dry_run in words":           {[]part{file, channel, {"dry_run", "perhaps"}}, 422, "dry_run"},
		"a mapping that is no JSON":  {[]part{file, channel, {"mapping", "phone=Mobile"}}, 422, "mapping"},
		"a mapping that is a list":   {[]part{file, channel, {"mapping", `["phone"]`}}, 422, "mapping"},
		"a mapping of nobody":        {[]part{file, channel, {"mapping", `{"Mobile": "phone"}`}}, 422, "Mobile"},
		"a mapping to nowhere":       {[]part{file, channel, {"mapping", `{"phone": "fax"}`}}, 422, "fax"},
		"a mapping with a NUL":       {[]part{file, channel, {"mapping", `{"pho\u0000ne": "phone"}`}}, 422, "mapping"},
		"a callback that is no URL":  {[]part{file, channel, {"callback_url", "call me"}}, 422, "callback_url"},
		"a callback by file":         {[]part{file, channel, {"callback_url", "file:///etc/passwd"}}, 422, "callback_url"},
		"nothing in it":              {[]part{{"file", ""}, channel}, 422, "nothing"},
		"no column of phone numbers": {[]part{{"file", "name\nAnn\n"}, channel}, 422, "phone"},
		"a picture":                  {[]part{{"file", "\x89PNG\r\n\x1a\n" + strings.Repeat("\x00\x01", 400)}, channel}, 422, ""},
		"a damaged workbook":         {[]part{{"file", "PK\x03\x04" + strings.Repeat("x", 400)}, channel}, 422, ""},
		"a file that is too large":   {[]part{channel, {"file", "phone\n" + strings.Repeat("+60123456789\n", 6000)}}, 413, "MB"},
		"a misspelt field":           {[]part{file, channel, {"dryrun", "true"}}, 400, `no field "dryrun" here; there is: file, channel_id, mode, default_country, dry_run, mapping, define_attributes, callback_url, encoding, delimiter, sheet, header_row, hidden_rows.`},
		"a misspelt field at first":  {[]part{{"DRY_RUN", "true"}, file, channel}, 400, `"DRY_RUN"`},
		"two files":                  {[]part{file, file, channel}, 400, "more than one file"},
		"a field that is too long":   {[]part{file, channel, {"mapping", strings.Repeat("x", 70<<10)}}, 400, "too long"},
	} {
		t.Run(name, func(t *testing.T) {
			detail := s.in(t).upload(nil, test.parts...).problem(t, test.status)
			require.Contains(t, detail, test.says)
		})
	}
	a := s.do(http.MethodPost, "/v1/imports", `{}`, bearer(apiToken))
	a.problem(t, http.StatusBadRequest)
	a = s.upload(http.Header{"Authorization": {"Bearer wrong"}}, file, channel)
	a.problem(t, http.StatusUnauthorized)
	require.Empty(t, s.read("/v1/imports")["imports"], "nothing is kept of what was refused")
}

// TestImportIsAcceptedWithoutTemporal keeps what comes in; the database is all
// that it needs.
func TestImportIsAcceptedWithoutTemporal(t *testing.T) {
	t.Parallel()
	s := importServer(t)
	key := http.Header{"Idempotency-Key": {"k1"}}
	parts := []part{{"file", "Mobile\n+60123456789\n"}, {"channel_id", shop}, {"mapping", `{"mobile": "phone"}`}, {"default_country", "my"}}
	a := s.upload(key, parts...)
	require.Equal(t, http.StatusAccepted, a.status, a.body)
	kept := a.object(t)["import"].(map[string]any)
	require.Equal(t, "staging", kept["status"])
	require.Equal(t, "people.csv", kept["filename"])
	require.Equal(t, "upsert", kept["mode"])
	require.Equal(t, "MY", kept["default_country"])
	require.Equal(t, false, kept["dry_run"])
	require.Nil(t, kept["started_at"])
	again := s.upload(key, parts...)
	require.Equal(t, http.StatusAccepted, again.status)
	require.Equal(t, kept["id"], again.object(t)["import"].(map[string]any)["id"])
	path := fmt.Sprintf("/v1/imports/%v", kept["id"])
	require.Equal(t, kept, s.read(path)["import"])
	require.Equal(t, []any{kept}, s.read("/v1/imports")["imports"])

	for _, order := range []string{"confirm", "pause", "resume"} {
		a := s.do(http.MethodPost, path+"/"+order, "", bearer(apiToken))
		require.Contains(t, a.problem(t, http.StatusServiceUnavailable), "Sending it again is safe")
		require.NotEmpty(t, a.header.Get("Retry-After"))
	}
	for _, order := range []string{"undo"} {
		s.do(http.MethodPost, path+"/"+order, "", bearer(apiToken)).problem(t, http.StatusConflict)
	}
	require.Equal(t, map[string]any{"header": nil, "rows": []any{}, "next_cursor": nil}, s.read(path+"/rows"))
	require.Equal(t, "\ufeffrow,error,suggested_fix\r\n", s.get(path+"/errors.csv").body)

	for range 2 { // whoever waits for Temporal to be back need not wait to call it off
		a := s.do(http.MethodPost, path+"/cancel", "", bearer(apiToken))
		require.Equal(t, http.StatusOK, a.status, a.body)
		cancelled := a.object(t)["import"].(map[string]any)
		require.Equal(t, "cancelled", cancelled["status"])
		require.NotNil(t, cancelled["finished_at"])
		require.Nil(t, cancelled["started_at"])
	}
	s.do(http.MethodPost, path+"/confirm", "", bearer(apiToken)).problem(t, http.StatusConflict)
}

// TestImportThatNobodyStarted is one that was kept while Temporal was unavailable.
func TestImportThatNobodyStarted(t *testing.T) {
	t.Parallel()
	w, recorder := newSlowWorld(t, devtest.Unique(t))
	keep := func(dryRun bool) (uuid.UUID, string) {
		id, _, err := w.store.Imports.CreateImport(t.Context(), imports.Import{
			ID: uuid.Must(uuid.NewV7()), ChannelID: w.channel, Filename: "leads.csv", Mode: "upsert", DryRun: dryRun,
		}, strings.NewReader(leads("60198704001")), 1<<20)
		require.NoError(t, err)
		return id, id.String()
	}
	cancelled, path := keep(false)
	require.Equal(t, "cancelled", w.made(http.MethodPost, "/v1/imports/"+path+"/cancel", nil)["import"].(object)["status"])
	require.NoError(t, recorder.StartImport(t.Context(), cancelled, w.channel, false), "as a sweeper does")
	var result workflows.ImportResult
	require.NoError(t, devtest.TemporalClient(t).GetWorkflow(t.Context(), workflows.ImportID(cancelled), "").Get(t.Context(), &result))
	require.Equal(t, workflows.ImportResult{Status: "cancelled"}, result)
	require.Equal(t, "cancelled", w.read("/v1/imports/" + path)["import"].(object)["status"])
	require.Empty(t, w.read("/v1/imports/" + path + "/rows")["rows"])

	_, path = keep(false)
	w.becomes(w.told(path, "pause"), "paused")
	w.becomes(w.told(path, "resume"), "running")
	_, path = keep(true)
	w.becomes(w.told(path, "confirm"), "running")
}

// TestImportIsAcceptedWhileTemporalIsSilent has a Temporal that takes
// connections and does not answer. A sender who is told that nothing was taken in
// would send the file again, and it would be imported twice.
func TestImportIsAcceptedWhileTemporalIsSilent(t *testing.T) {
	t.Parallel()
	s := importServerOf(t, silent(t))
	a := s.upload(nil, part{"file", "Mobile\n+60123456789\n"}, part{"channel_id", shop})
	require.Equal(t, http.StatusAccepted, a.status, a.body)
	require.Equal(t, []any{a.object(t)["import"]}, s.read("/v1/imports")["imports"])
}

// TestImportOfAFileWithoutAName has files as programs name them.
func TestImportOfAFileWithoutAName(t *testing.T) {
	t.Parallel()
	s := importServer(t)
	for header, name := range map[string]string{
		`form-data; name="file"`:                            "upload",
		`form-data; name="file"; filename=""`:               "upload",
		`form-data; name="file"; filename="."`:              "upload",
		`form-data; name="file"; filename="/"`:              "upload",
		`form-data; name="file"; filename=" "`:              "upload",
		`form-data; name="file"; filename="a/../"`:          "upload",
		`form-data; name="file"; filename="leads"`:          "leads",
		`form-data; name="file"; filename=".leads.csv"`:     ".leads.csv",
		`form-data; name="file"; filename="../list/in.csv"`: "in.csv",
	} {
		body := "--b\r\nContent-Disposition: " + header + "\r\n\r\nphone\n+60123456789\n\r\n" +
			"--b\r\nContent-Disposition: form-data; name=\"channel_id\"\r\n\r\n" + shop + "\r\n--b--\r\n"
		sent := bearer(apiToken)
		sent.Set("Content-Type", "multipart/form-data; boundary=b")
		a := s.do(http.MethodPost, "/v1/imports", body, sent)
		require.Equal(t, http.StatusAccepted, a.status, a.body)
		require.Equal(t, name, a.object(t)["import"].(map[string]any)["filename"], header)
	}
}

func TestImportsThatAreNone(t *testing.T) {
	t.Parallel()
	s := importServer(t)
	for _, path := range []string{"", "/rows", "/errors.csv", "/stream"} {
		s.get("/v1/imports/"+uuid.NewString()+path).problem(t, http.StatusNotFound)
		s.get("/v1/imports/none"+path).problem(t, http.StatusBadRequest)
	}
	for _, order := range []string{"confirm", "pause", "resume", "cancel", "undo"} {
		s.do(http.MethodPost, "/v1/imports/"+uuid.NewString()+"/"+order, "", bearer(apiToken)).problem(t, http.StatusNotFound)
	}
}

func TestImportRowsArePaged(t *testing.T) {
	t.Parallel()
	s := importServer(t)
	id, _, err := s.store.Imports.CreateImport(t.Context(),
		imports.Import{ID: uuid.Must(uuid.NewV7()), ChannelID: shop, Mode: "upsert"}, strings.NewReader("x"), 10)
	require.NoError(t, err)
	require.NoError(t, s.store.Imports.SetImportHeader(t.Context(), id, []string{"phone"}, map[string]string{"phone": "phone"}, nil))
	var rows []imports.StagedRow
	for n := 2; n < 252; n++ {
		row := imports.StagedRow{N: n, Cells: []string{fmt.Sprint(n), "surplus"}, Status: "failed", Error: "phone_too_short", SuggestedFix: "=x"}
		if n%5 == 0 {
			row.Status, row.Error, row.SuggestedFix = "merged", "", ""
		}
		rows = append(rows, row)
	}
	require.NoError(t, s.store.Imports.StageRows(t.Context(), id, 0, rows, nil))
	path := "/v1/imports/" + id.String()

	seen, cursor := 0, ""
	for {
		page := s.read(path + "/rows?status=failed&limit=70" + cursor)
		for _, r := range page["rows"].([]any) {
			require.Equal(t, "failed", r.(map[string]any)["status"])
			seen++
		}
		if page["next_cursor"] == nil {
			break
		}
		cursor = "&cursor=" + page["next_cursor"].(string)
	}
	require.Equal(t, 200, seen)
	require.Len(t, s.read(path + "/rows?limit=100&cursor=200")["rows"], 51)
	for _, query := range []string{"status=odd", "limit=0", "limit=101", "cursor=x", "cursor=-1"} {
		s.get(path+"/rows?"+query).problem(t, http.StatusBadRequest)
	}
	file := strings.Split(strings.TrimSpace(s.get(path+"/errors.csv").body), "\r\n")
	require.Len(t, file, 201, "all of them, over several pages")
	require.Equal(t, "\ufeffphone,row,error,suggested_fix", file[0])
	require.Equal(t, "2,2,phone_too_short,'=x", file[1])
}

func TestTemplatesCanBeImported(t *testing.T) {
	t.Parallel()
	s := importServer(t)
	for _, kind := range []string{"csv", "xlsx"} {
		a := s.get("/v1/imports/template." + kind)
		require.Equal(t, http.StatusOK, a.status)
		require.Contains(t, a.header.Get("Content-Disposition"), "."+kind)
		reader, err := tabular.Open(strings.NewReader(a.body), int64(len(a.body)), "template."+kind, tabular.Options{}, tabular.Limits{})
		require.NoError(t, err)
		mapping, err := tabular.Map(reader.Header(), nil)
		require.NoError(t, err)
		require.Equal(t, []string{"display_name", "phone", "remarks", "tags"}, mapping.Targets())
		row, err := reader.Next()
		require.NoError(t, err)
		require.Equal(t, "+60123456789", mapping.Value(row.Cells, "phone"))
	}
}
