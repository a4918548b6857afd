package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAnImportSaysWhatItsFileWasFoundToBe(t *testing.T) {
	t.Parallel()
	s := importServer(t)
	kept := func(parts ...part) map[string]any {
		a := s.upload(nil, append(parts, part{"channel_id", shop})...)
		require.Equal(t, http.StatusAccepted, a.status, a.body)
		return a.object(t)["import"].(map[string]any)["file"].(map[string]any)
	}
	require.Equal(t, map[string]any{
		"kind": "csv", "encoding": "utf-8", "confidence": 1.0, "delimiter": ";", "sheet": nil, "other_sheets": []any{},
		"header_row": 2.0, "hidden_rows": 0.0, "notes": []any{"What stands above the header in row 2 was passed over: 1 row."},
	}, kept(part{"file", "Leads\nphone;name\n+60123456789;Ann\n"}))

	cards := kept(part{"file", "BEGIN:VCARD\nVERSION:3.0\nFN:Ann\nTEL:+60123456789\nEND:VCARD\n"})
	require.Equal(t, "vcard", cards["kind"])
	require.Nil(t, cards["header_row"])

	// Polish, and a reader who knows better.
	file := part{"file", "phone;name\n+60123456789;\xa3ukasz W\xf3jcik\n+60123456788;Wa\xb3\xeasa\n"}
	require.Equal(t, "windows-1250", kept(file)["encoding"])
	asked := kept(file, part{"encoding", "ISO-8859-2"}, part{"delimiter", "\t"}, part{"header_row", "1"}, part{"hidden_rows", "skip"},
		part{"mapping", `{"phone;name": "phone"}`})
	require.Equal(t, "iso-8859-2", asked["encoding"])
	require.Equal(t, "\t", asked["delimiter"])
	require.InDelta(t, 1, asked["confidence"], 0)
}

func TestAnImportAsksForTheEncoding(t *testing.T) {
	t.Parallel()
	s := importServer(t)
	file, channel := part{"file", "phone,name\n+60123456789,\xeb\xe4\xef\n"}, part{"channel_id", shop}
	a := s.upload(nil, file, channel)
	require.Contains(t, a.problem(t, http.StatusUnprocessableEntity), "“כהן” in windows-1255")
	p := a.object(t)
	require.Equal(t, "which_encoding", p["code"])
	read := map[any]any{}
	for _, c := range p["encodings"].([]any) {
		read[c.(map[string]any)["name"]] = c.(map[string]any)["sample"]
	}
	require.Equal(t, "כהן", read["windows-1255"])
	require.Equal(t, "лдп", read["windows-1251"])
	require.Empty(t, s.read("/v1/imports")["imports"])
	require.Equal(t, http.StatusAccepted, s.upload(nil, file, channel, part{"encoding", "windows-1255"}).status)
}

func TestAnImportRefusesOptionsThatCannotBe(t *testing.T) {
	t.Parallel()
	s := importServer(t)
	for _, test := range []struct{ name, value, says string }{
		{"encoding", "klingon", "No encoding is called klingon"},
		{"delimiter", "ab", "A delimiter is one character"},
		{"sheet", "Leads", "has no sheets"},
		{"header_row", "0", "header_row must be the number"},
		{"header_row", "two", "header_row must be the number"},
		{"header_row", "7", "Row 7 of people.csv, which should name the columns, has nothing in it"},
		{"hidden_rows", "some", "can be imported (import) or left out (skip)"},
	} {
		a := s.in(t).upload(nil, part{"file", "phone\n+60123456789\n"}, part{"channel_id", shop}, part{test.name, test.value})
		require.Contains(t, a.problem(t, http.StatusUnprocessableEntity), test.says, test.name)
	}
}

// What is read otherwise is another request.
func TestAKeyStandsForOneWayToReadAFile(t *testing.T) {
	t.Parallel()
	s := importServer(t)
	key := http.Header{"Idempotency-Key": {"k1"}}
	parts := []part{{"file", "Leads\nphone,name\n+60123456789,Ann\n"}, {"channel_id", shop}, {"header_row", "2"}}
	first := s.upload(key, parts...).object(t)["import"]
	require.Equal(t, first, s.upload(key, parts...).object(t)["import"])
	s.upload(key, parts[:2]...).problem(t, http.StatusUnprocessableEntity)
}
