package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// inspects uploads a file as a draft.
func (s server) inspects(parts ...part) object {
	s.t.Helper()
	a := s.sendFile("/v1/imports/inspect", nil, append(parts, part{"channel_id", shop})...)
	require.Equal(s.t, http.StatusOK, a.status, a.body)
	return a.object(s.t)
}

// starts has a draft imported.
func (s server) starts(body object, header http.Header) answer {
	s.t.Helper()
	all := bearer(apiToken)
	all.Set("Content-Type", "application/json")
	for name, values := range header {
		all[name] = values
	}
	return s.do(http.MethodPost, "/v1/imports", encode(body), all)
}

func (s server) changes(id any, body object) answer {
	s.t.Helper()
	return s.do(http.MethodPatch, "/v1/imports/"+id.(string), encode(body), bearer(apiToken))
}

// columnsOf are the columns of an inspection: name, target and why.
func columnsOf(seen object) (all [][]any) {
	for _, c := range seen["columns"].(list) {
		c := c.(object)
		all = append(all, []any{c["name"], c["target"], c["why"]})
	}
	return all
}

func TestInspectingAFileShowsWhatIsInIt(t *testing.T) {
	t.Parallel()
	s := importServer(t)
	_, _, err := s.store.Settings.PutAttribute(t.Context(), "city", "string")
	require.NoError(t, err)
	seen := s.inspects(
		part{"file", "Leads\nMobile;Name;Town;City;Number;attributes.size\n012-345 6789;Ann;KL;Ipoh;1;7\n0123;Bee;;;;\n;Cee;;;;\nnone;Dee;;;;\n12;Eee;;;;\n"},
		part{"mapping", `{"Town": ""}`}, part{"default_country", "my"},
	)
	require.Equal(t, object{"name": "utf-8", "confidence": 1.0, "candidates": list{}}, seen["encoding"])
	require.Equal(t, []any{"csv", ";", list{}, 2.0, "MY", list{object{"name": "size", "column": "attributes.size"}}},
		[]any{seen["kind"], seen["delimiter"], seen["sheets"], seen["header_row"], seen["default_country"], seen["undefined_attributes"]})
	require.Contains(t, seen["notes"], "What stands above the header in row 2 was passed over: 1 row.")
	require.Equal(t, [][]any{
		{"Mobile", "phone", "its name says so"}, {"Name", "display_name", "its name says so"}, {"Town", nil, "it was left out"},
		{"City", "attributes.city", "its name says so"}, {"Number", nil, "another column is for the same"}, {"attributes.size", "attributes.size", "its name says so"},
	}, columnsOf(seen))
	require.Equal(t, list{"Ann", "Bee", "Cee"}, seen["columns"].(list)[1].(object)["samples"])
	failing := seen["failing"].(object)
	require.Equal(t, []any{5.0, 4.0}, []any{failing["sampled"], failing["rows"]})
	reasons := failing["reasons"].(list)
	require.Equal(t, "phone_too_short", reasons[0].(object)["error"])
	require.Equal(t, []any{2.0, 4.0}, []any{reasons[0].(object)["rows"], reasons[0].(object)["row"]})
	require.Contains(t, reasons[0].(object)["words"], "too short")

	id := seen["upload_id"]
	require.Equal(t, list{seen["import"]}, s.read("/v1/imports?status=draft")["imports"])
	require.Empty(t, s.read("/v1/imports")["imports"], "nothing is imported")
	require.Equal(t, seen["import"], s.read("/v1/imports/" + id.(string))["import"])
	require.Equal(t, seen, s.read("/v1/imports/"+id.(string)+"/inspection"))
	draft := seen["import"].(object)
	require.Equal(t, []any{"draft", "people.csv", object{"Town": ""}, "MY", nil, nil},
		[]any{draft["status"], draft["filename"], draft["mapping"], draft["default_country"], draft["started_at"], draft["finished_at"]})
	require.NotNil(t, draft["draft_until"])
	s.get("/v1/imports?status=lost").problem(t, http.StatusBadRequest)
}

func TestInspectingAFileWithoutAColumnForNumbersIsNoError(t *testing.T) {
	t.Parallel()
	s := importServer(t)
	seen := s.inspects(part{"file", "Wer,Wo\n+60123456789,Ipoh\n+60123456788,KL\n"})
	require.Equal(t, [][]any{{"Wer", nil, "its name says nothing that is known"}, {"Wo", nil, "its name says nothing that is known"}}, columnsOf(seen))
	require.Equal(t, object{"sampled": 2.0, "rows": 2.0, "reasons": list{object{
		"error": "no_phone_column", "rows": 2.0, "row": 2.0, "words": "no column is for phone numbers: say which one is",
	}}}, seen["failing"])
	require.Contains(t, s.starts(object{"upload_id": seen["upload_id"]}, nil).problem(t, http.StatusUnprocessableEntity), "No column is for phone numbers")
	require.Equal(t, http.StatusAccepted, s.starts(object{"upload_id": seen["upload_id"], "mapping": object{"Wer": "phone"}}, nil).status)
}

func TestAnEncodingInDoubtIsNoErrorOfInspecting(t *testing.T) {
	t.Parallel()
	s := importServer(t)
	seen := s.inspects(part{"file", "phone,name\n+60123456789,\xeb\xe4\xef\n"})
	found := seen["encoding"].(object)
	read := map[any]any{}
	for _, c := range found["candidates"].(list) {
		read[c.(object)["name"]] = c.(object)["sample"]
	}
	require.Equal(t, "כהן", read["windows-1255"])
	require.Equal(t, "лдп", read["windows-1251"])
	require.Less(t, found["confidence"], 0.95)
	require.Equal(t, found["name"], found["candidates"].(list)[0].(object)["name"])

	id := seen["upload_id"]
	s.starts(object{"upload_id": id}, nil).problem(t, http.StatusUnprocessableEntity)
	told := s.changes(id, object{"encoding": "windows-1255"}).object(t)
	require.Equal(t, object{"name": "windows-1255", "confidence": 1.0, "candidates": list{}}, told["encoding"])
	require.Equal(t, list{"כהן"}, told["columns"].(list)[1].(object)["samples"])
	a := s.starts(object{"upload_id": id}, nil)
	require.Equal(t, http.StatusAccepted, a.status, a.body)
	require.Equal(t, "windows-1255", a.object(t)["import"].(object)["file"].(object)["encoding"])
}

func TestADraftIsCorrectedStepByStep(t *testing.T) {
	t.Parallel()
	s := importServer(t)
	seen := s.inspects(part{"file", "Wer;Wo\n0123456789;Ipoh\n"}, part{"callback_url", "https://example.com/ended"})
	id := seen["upload_id"]
	step := func(body object) object {
		a := s.changes(id, body)
		require.Equal(t, http.StatusOK, a.status, a.body)
		require.Equal(t, a.object(t), s.read("/v1/imports/"+id.(string)+"/inspection"), "it is kept")
		return a.object(t)
	}
	mapped := step(object{"mapping": object{"Wer": "phone", "Wo": "attributes.city"}, "mode": "create_only", "dry_run": true})
	require.Equal(t, list{object{"name": "city", "column": "Wo"}}, mapped["undefined_attributes"])
	require.Contains(t, s.starts(object{"upload_id": id}, nil).problem(t, http.StatusUnprocessableEntity), "city (column Wo)")
	require.Equal(t, true, step(object{"define_attributes": true})["import"].(object)["define_attributes"])
	require.Equal(t, false, step(object{"define_attributes": nil})["import"].(object)["define_attributes"])
	require.Equal(t, "phone_no_country_code", mapped["failing"].(object)["reasons"].(list)[0].(object)["error"])
	local := step(object{"default_country": "MY", "upload_id": id, "channel_id": shop})
	require.Empty(t, local["failing"].(object)["reasons"])
	require.Equal(t, []any{"create_only", true, "MY", object{"Wer": "phone", "Wo": "attributes.city"}},
		[]any{local["import"].(object)["mode"], local["import"].(object)["dry_run"], local["import"].(object)["default_country"], local["import"].(object)["mapping"]})
	// Read in another way it has other columns.
	other := step(object{"header_row": 2, "delimiter": "semicolon"})
	require.Equal(t, object{}, other["import"].(object)["mapping"])
	require.Equal(t, object{"encoding": nil, "delimiter": "semicolon", "sheet": nil, "header_row": 2.0, "hidden_rows": nil, "leave_out": list{}}, other["import"].(object)["options"])
	back := step(object{"header_row": nil, "mapping": nil, "mode": nil, "dry_run": nil, "default_country": nil})
	require.Equal(t, "upsert", back["import"].(object)["mode"])
	require.Nil(t, back["import"].(object)["mapping"])
	require.Nil(t, back["import"].(object)["options"].(object)["header_row"])

	for name, test := range map[string]struct {
		body   object
		status int
		says   string
	}{
		"a column that is none":       {object{"mapping": object{"Was": "phone"}}, 422, "Was"},
		"a target that is none":       {object{"mapping": object{"Wer": "fax"}}, 422, "fax"},
		"a NUL":                       {object{"mapping": object{"W\x00": "phone"}}, 422, "NUL"},
		"an encoding that is none":    {object{"encoding": "klingon"}, 422, "klingon"},
		"a sheet of a text file":      {object{"sheet": "Leads"}, 422, "no sheets"},
		"a row that is none":          {object{"header_row": 0}, 422, "header_row"},
		"a row beyond its end":        {object{"header_row": 9}, 422, "Row 9"},
		"a country that is none":      {object{"default_country": "XX"}, 422, "two letters"},
		"a mode that is none":         {object{"mode": "replace"}, 422, "mode"},
		"another channel":             {object{"channel_id": "elsewhere"}, 422, "send it again"},
		"another upload":              {object{"upload_id": uuid.NewString()}, 422, "upload_id"},
		"a callback that is none":     {object{"callback_url": "call me"}, 422, "callback_url"},
		"a misspelt member":           {object{"dryrun": true}, 400, `no member "dryrun"`},
		"a mapping that is no object": {object{"mapping": "phone"}, 400, "JSON object"},
	} {
		require.Contains(t, s.changes(id, test.body).problem(t, test.status), test.says, name)
	}
	require.Equal(t, back, s.read("/v1/imports/"+id.(string)+"/inspection"), "what is refused changes nothing")
	s.do(http.MethodPatch, "/v1/imports/"+id.(string), "{} {}", bearer(apiToken)).problem(t, http.StatusBadRequest)
	s.changes(uuid.NewString(), object{}).problem(t, http.StatusNotFound)
	s.changes("none", object{}).problem(t, http.StatusBadRequest)
}

func TestADraftIsImportedWithoutSendingTheFileAgain(t *testing.T) {
	t.Parallel()
	s := importServer(t)
	sent := part{"file", "Wer;Wo;attributes.size\n0123456789;Ipoh;7\n"}
	seen := s.inspects(sent, part{"mapping", `{"Wer": "phone"}`}, part{"dry_run", "true"})
	id := seen["upload_id"]
	body := object{"upload_id": id, "channel_id": shop, "default_country": "my", "header_row": 1, "define_attributes": true}
	a := s.starts(body, nil)
	require.Equal(t, http.StatusAccepted, a.status, a.body)
	started := a.object(t)["import"].(object)
	require.Equal(t, []any{id, "staging", "MY", true, nil, object{"Wer": "phone"}}, []any{started["id"], started["status"], started["default_country"], started["dry_run"],
		started["draft_until"], started["mapping"]})
	require.Equal(t, true, started["define_attributes"])
	require.Equal(t, list{started}, s.read("/v1/imports")["imports"])
	require.Empty(t, s.read("/v1/imports?status=draft")["imports"])
	require.Equal(t, list{started}, s.read("/v1/imports?status=staging")["imports"])
	require.Empty(t, s.read("/v1/imports?status=running")["imports"])

	require.Equal(t, started, s.starts(body, nil).object(t)["import"], "sent again it is the same import")
	s.starts(object{"upload_id": id, "dry_run": false}, nil).problem(t, http.StatusConflict)
	s.changes(id, object{"mode": "upsert"}).problem(t, http.StatusConflict)
	s.get("/v1/imports/"+id.(string)+"/inspection").problem(t, http.StatusConflict)

	keyed := s.inspects(sent)["upload_id"]
	key, body := http.Header{"Idempotency-Key": {"k1"}}, object{"upload_id": keyed, "mapping": object{"Wer": "phone", "attributes.size": ""}}
	first := s.starts(body, key)
	require.Equal(t, http.StatusAccepted, first.status, first.body)
	require.Equal(t, first.object(t), s.starts(body, key).object(t))
	require.Equal(t, "idempotency_key_reused", s.starts(with(body, object{"dry_run": true}), key).object(t)["code"])

	ordinary := s.upload(nil, part{"file", "phone\n+60123456789\n"}, part{"channel_id", shop}).object(t)["import"].(object)["id"]
	s.starts(object{"upload_id": ordinary}, nil).problem(t, http.StatusConflict)
	s.starts(object{"upload_id": uuid.NewString()}, nil).problem(t, http.StatusNotFound)
	s.starts(object{"upload_id": "7"}, nil).problem(t, http.StatusBadRequest)
	s.starts(object{"channel_id": shop}, nil).problem(t, http.StatusBadRequest)
	s.starts(object{"upload_id": keyed, "dryrun": true}, nil).problem(t, http.StatusBadRequest)
}

func TestADraftIsDiscarded(t *testing.T) {
	t.Parallel()
	s := importServer(t)
	path := "/v1/imports/" + s.inspects(part{"file", "phone\n+60123456789\n"})["upload_id"].(string)
	for _, order := range []string{"confirm", "pause", "resume", "cancel", "undo"} {
		require.Contains(t, s.do(http.MethodPost, path+"/"+order, "", bearer(apiToken)).problem(t, http.StatusConflict), "upload_id starts it")
	}
	require.Equal(t, object{"header": nil, "rows": list{}, "next_cursor": nil}, s.read(path+"/rows"))
	require.Equal(t, http.StatusNoContent, s.do(http.MethodDelete, path, "", bearer(apiToken)).status)
	s.get(path).problem(t, http.StatusNotFound)
	require.Empty(t, s.read("/v1/imports?status=draft")["imports"])
}

func TestInspectingRefusesWhatAnImportRefuses(t *testing.T) {
	t.Parallel()
	s := importServer(t)
	file, channel := part{"file", "phone\n+60123456789\n"}, part{"channel_id", shop}
	for name, test := range map[string]struct {
		parts  []part
		status int
		says   string
	}{
		"no file":                  {[]part{channel}, 422, "no file"},
		"no channel":               {[]part{file}, 422, "channel_id"},
		"a misspelt field":         {[]part{file, channel, {"upload_id", "7"}}, 400, `no field "upload_id"`},
		"nothing in it":            {[]part{{"file", ""}, channel}, 422, "nothing"},
		"a picture":                {[]part{{"file", "\x89PNG\r\n\x1a\n" + strings.Repeat("\x00\x01", 400)}, channel}, 422, ""},
		"a file that is too large": {[]part{channel, {"file", "phone\n" + strings.Repeat("+60123456789\n", 6000)}}, 413, "MB"},
		"a mapping of no column":   {[]part{file, channel, {"mapping", `{"Mobile": "phone"}`}}, 422, "Mobile"},
		"a country that is none":   {[]part{file, channel, {"default_country", "XX"}}, 422, "two letters"},
	} {
		require.Contains(t, s.sendFile("/v1/imports/inspect", nil, test.parts...).problem(t, test.status), test.says, name)
	}
	require.Empty(t, s.read("/v1/imports?status=draft")["imports"], "nothing is kept of what was refused")
}

// The mapping with which a file of the same columns was imported is taken over, and
// said.
func TestTheLastMappingIsOffered(t *testing.T) {
	t.Parallel()
	s := importServer(t)
	before := s.upload(nil, part{"file", "Wer,Wo\n+60123456789,Ipoh\n"}, part{"channel_id", shop}, part{"mapping", `{"Wer": "phone", "Wo": ""}`}).object(t)["import"].(object)
	id := uuid.MustParse(before["id"].(string))
	require.NoError(t, s.store.Imports.SetImportHeader(t.Context(), id, []string{"Wer", "Wo"}, map[string]string{"Wer": "phone", "Wo": "ignored"}, nil))
	file := part{"file", "Wer,Wo\n+60123456788,KL\n"}
	require.Nil(t, s.inspects(file)["import"].(object)["mapping"], "it is not under way yet")
	require.NoError(t, s.store.Imports.SetImportStatus(t.Context(), id, "running", ""))

	seen := s.inspects(file)
	const why = "the last import of a file with these columns did so"
	require.Equal(t, [][]any{{"Wer", "phone", why}, {"Wo", nil, why}}, columnsOf(seen))
	require.Equal(t, object{"Wer": "phone", "Wo": ""}, seen["import"].(object)["mapping"], "and is what would be imported")
	corrected := s.changes(seen["upload_id"], object{"mapping": object{"Wer": "phone", "Wo": "remarks"}}).object(t)
	require.Equal(t, [][]any{{"Wer", "phone", why}, {"Wo", "remarks", "it was chosen"}}, columnsOf(corrected))
	require.Equal(t, object{}, s.changes(seen["upload_id"], object{"mapping": object{}}).object(t)["import"].(object)["mapping"], "whoever wants none gets none")
	require.Equal(t, http.StatusAccepted, s.starts(object{"upload_id": s.inspects(file)["upload_id"]}, nil).status)

	given := s.inspects(file, part{"mapping", `{"Wo": "phone"}`})
	require.Equal(t, object{"Wo": "phone"}, given["import"].(object)["mapping"], "what is given now goes before it")
	require.Nil(t, s.inspects(part{"file", "Wo,Wer\nKL,+60123456788\n"})["import"].(object)["mapping"], "of other columns nothing is known")
}

func TestAWorkbookIsInspected(t *testing.T) {
	t.Parallel()
	s := importServer(t)
	seen := s.inspects(part{"file", workbook(t, "phone", "+60123456789")})
	require.Nil(t, seen["encoding"])
	require.Nil(t, seen["delimiter"])
	require.Len(t, seen["sheets"], 1)
	s.changes(seen["upload_id"], object{"sheet": "Nowhere"}).problem(t, http.StatusUnprocessableEntity)
	require.Equal(t, http.StatusOK, s.changes(seen["upload_id"], object{"sheet": seen["sheets"].(list)[0], "hidden_rows": "skip"}).status)
	cards := s.inspects(part{"file", "BEGIN:VCARD\nVERSION:3.0\nFN:Ann\nTEL:+60123456789\nEND:VCARD\n"})
	require.Equal(t, "vcard", cards["kind"])
	require.Nil(t, cards["header_row"])
	require.True(t, slices.ContainsFunc(columnsOf(cards), func(c []any) bool { return c[1] == "phone" }))
}
