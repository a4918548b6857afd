package api_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/store/storetest"
)

// connect returns a connection to a database, to put into it what the program
// would not.
func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close(t.Context()) })
	return conn
}

// breaksOff requires that an answer begins and has no end.
func (s server) breaksOff(path string) {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.URL+path, nil)
	require.NoError(s.t, err)
	req.Header = bearer(apiToken)
	resp, err := s.Client().Do(req)
	require.NoError(s.t, err)
	defer resp.Body.Close()
	require.Equal(s.t, http.StatusOK, resp.StatusCode)
	read, err := io.ReadAll(resp.Body)
	require.ErrorIs(s.t, err, io.ErrUnexpectedEOF)
	require.NotEmpty(s.t, read, "it had begun")
}

// failsAtOnce requires a problem, without the headers of a file.
func (s server) failsAtOnce(path string) {
	s.t.Helper()
	a := s.get(path)
	a.problem(s.t, http.StatusInternalServerError)
	require.Empty(s.t, a.header.Get("Content-Disposition"))
}

// TestExportBreaksOffVisibly has contacts the oldest of which cannot be read.
func TestExportBreaksOffVisibly(t *testing.T) {
	t.Parallel()
	url := storetest.URL(t)
	s := serve(t, url)
	_, _, err := s.store.Settings.PutChannel(t.Context(), shop, "The shop", shopNumber)
	require.NoError(t, err)
	_, err = connect(t, url).Exec(t.Context(), `
INSERT INTO contacts (id, channel_id, created_by_event, source, wa_id, display_name, name_source, created_at, attributes)
SELECT gen_random_uuid(), 'shop', gen_random_uuid(), 'message', n::text, md5(n::text) || md5((n + 1)::text), 'profile', now() - make_interval(secs => n),
       CASE n WHEN 3000 THEN '[]' ELSE '{}' END::jsonb
FROM generate_series(1, 3000) AS n`)
	require.NoError(t, err)
	for _, kind := range []string{"csv", "xlsx"} {
		s.breaksOff("/v1/contacts/export." + kind)
		s.failsAtOnce("/v1/contacts/export." + kind + "?q=3000")
	}
}

func TestErrorFileBreaksOffVisibly(t *testing.T) {
	t.Parallel()
	url := storetest.URL(t)
	s := serve(t, url)
	_, _, err := s.store.Settings.PutChannel(t.Context(), shop, "The shop", shopNumber)
	require.NoError(t, err)
	imported := func(rows int) (id uuid.UUID) {
		id, _, err := s.store.Imports.CreateImport(t.Context(),
			imports.Import{ID: uuid.Must(uuid.NewV7()), ChannelID: shop, Mode: "upsert"}, strings.NewReader("x"), 10)
		require.NoError(t, err)
		var staged []imports.StagedRow
		for n := range rows {
			staged = append(staged, imports.StagedRow{N: n + 2, Cells: []string{fmt.Sprintf("%0100d", n)}, Status: "failed", Error: "phone_too_short"})
		}
		require.NoError(t, s.store.Imports.StageRows(t.Context(), id, 0, staged, nil))
		// A cell is never null.
		_, err = connect(t, url).Exec(t.Context(),
			`UPDATE import_rows SET cells = '{NULL}' WHERE import_id = $1 AND n = $2`, id, rows+1)
		require.NoError(t, err)
		return id
	}
	s.breaksOff("/v1/imports/" + imported(300).String() + "/errors.csv")
	s.failsAtOnce("/v1/imports/" + imported(20).String() + "/errors.csv")
}
