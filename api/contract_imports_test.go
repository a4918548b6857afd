package api_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store/imports"
)

// templates are the operations that answer without the database.
var templates = []string{"importTemplateCSV", "importTemplateXLSX"}

// leads is a file of people who have nothing but a number.
func leads(numbers ...string) string { return "phone\n" + strings.Join(numbers, "\n") + "\n" }

// upload is the header and the body by which a file is imported.
func (w *world) upload(file string, more object) (header http.Header, body string) {
	w.t.Helper()
	body, kind := encodeAs(w.t, "multipart/form-data", with(object{"channel_id": w.channel, "file": file}, more))
	return tokenWith("Content-Type", kind), body
}

// imported imports a file and returns the import's id.
func (w *world) imported(file string, more object) (id string) {
	w.t.Helper()
	header, body := w.upload(file, more)
	a := w.do(http.MethodPost, "/v1/imports", body, header)
	require.Equal(w.t, http.StatusAccepted, a.status, a.body)
	return a.object(w.t)["import"].(object)["id"].(string)
}

// tried imports a file as a dry run, and waits until it waits for a person.
func (w *world) tried(file string) (id string) {
	w.t.Helper()
	return w.becomes(w.imported(file, object{"dry_run": true}), "awaiting_confirmation")
}

func (w *world) ended(id string) string {
	w.t.Helper()
	return w.becomes(id, "completed")
}

// becomes waits until an import has a status, and returns its id.
func (w *world) becomes(id, status string) string {
	w.t.Helper()
	for end := time.Now().Add(long); ; time.Sleep(10 * time.Millisecond) {
		now := w.read("/v1/imports/" + id)["import"].(object)["status"]
		if now == status {
			return id
		}
		require.True(w.t, time.Now().Before(end), "the import becomes %s; it is %s", status, now)
	}
}

// told sends an import what it must do.
func (w *world) told(id, word string) string {
	w.t.Helper()
	w.made(http.MethodPost, "/v1/imports/"+id+"/"+word, nil)
	return id
}

func (w *world) contactOf(waID string) (id string) {
	w.t.Helper()
	return w.read("/v1/contacts?q=" + waID)["contacts"].(list)[0].(object)["id"].(string)
}

// importCalls makes imports of every kind, and returns calls about them and
// what came of them.
func (w *world) importCalls() []call {
	w.t.Helper()
	const header = "Mobile;Full name;Town;tags;Shop\n"
	mapping := object{"Mobile": "phone", "Town": "attributes.city", "Shop": ""}
	mixed := header + "60198702001;Nurul;Ipoh;vip;1\n60198702001;Nurul Huda;;fair;2\n0198702002;;;;\n6.01988E+11;;;;\n;Nobody;;;\n" +
		"call me;;;;\n6019;;;;\n6019870200160198702001;;;;\n60000000000;;;;\n60198702003;" + strings.Repeat("x", 200<<10) + ";;;\n"
	done := w.ended(w.imported(mixed, object{"mapping": mapping}))
	for i, mode := range intake.Modes() { // one contact is there, and the other is not
		w.ended(w.imported(leads("60198702001", fmt.Sprint(60198702101+i)), object{"mode": mode}))
	}
	domestic := w.ended(w.imported(leads("019-870 2201"), object{"default_country": "my"}))

	// Of three contacts one was there, one is new, and one is edited since.
	undone := w.ended(w.imported("phone,name\n60198702001,Another\n60198702301,New\n60198702302,Edited\n", nil))
	removed, edited := w.contactOf("60198702301"), w.contactOf("60198702302")
	w.made(http.MethodPatch, "/v1/contacts/"+edited, object{"display_name": "By hand"})
	w.becomes(w.told(undone, "undo"), "undone")
	require.Equal(w.t, object{"removed": 1.0, "restored": 1.0, "left": 1.0}, w.read("/v1/imports/" + undone)["import"].(object)["undo"])

	failed := w.becomes(w.imported(leads(slices.Repeat([]string{"60198702401"}, smallFiles.Rows+1)...), nil), "failed")
	cancelled := w.becomes(w.told(w.tried(leads("60198702501")), "cancel"), "cancelled")
	waiting := make([]string, 3)
	for i := range waiting {
		waiting[i] = w.tried(mixed)
	}
	w.decide()
	w.met(contact.NewPerson, contact.AlreadyThere, contact.NotAContact, contact.EditedSince, contact.ImportUndone)
	page := func(path string) string { return "limit=1&cursor=" + w.read(path + "?limit=1")["next_cursor"].(string) }
	nothing, filter := uuid.NewString(), "channel_id="+w.channel+"&q=nurul&tag=VIP&source=import&ad_id=&created_after=2025-10-09&created_before=2100-01-01"

	calls := slices.Concat(w.uploads(mapping), w.draftCalls(done), w.jobCalls(), w.viewCalls(), []call{
		{op: "listImports", status: 200},
		{op: "listImports", name: "the second page", status: 200, query: page("/v1/imports")},
		{op: "listImports", name: "of drafts", status: 200, query: "status=draft"},
		{op: "listImports", name: "that are completed", status: 200, query: "status=completed"},
		{op: "listImports", name: "a status that is none", status: 400, query: "status=lost"},
		{op: "listImports", name: "a limit that is none", status: 400, query: "limit=0"},
		{op: "listImports", name: "a cursor that is none", status: 400, query: "cursor=x", fits: true},
		{op: "getImport", name: "completed", status: 200, id: done},
		{op: "getImport", name: "of domestic numbers", status: 200, id: domestic},
		{op: "getImport", name: "undone", status: 200, id: undone},
		{op: "getImport", name: "failed", status: 200, id: failed},
		{op: "getImport", name: "cancelled", status: 200, id: cancelled},
		{op: "getImport", name: "awaiting confirmation", status: 200, id: waiting[0]},
		{op: "listImportRows", status: 200, id: done},
		{op: "listImportRows", name: "failed", status: 200, id: done, query: "status=failed"},
		{op: "listImportRows", name: "the second page", status: 200, id: done, query: page("/v1/imports/" + done + "/rows")},
		{op: "listImportRows", name: "undone", status: 200, id: undone},
		{op: "listImportRows", name: "cancelled", status: 200, id: cancelled},
		{op: "listImportRows", name: "of one that failed", status: 200, id: failed},
		{op: "listImportRows", name: "a status that is none", status: 400, id: done, query: "status=lost"},
		{op: "listImportRows", name: "a limit that is none", status: 400, id: done, query: "limit=0"},
		{op: "listImportRows", name: "a cursor that is none", status: 400, id: done, query: "cursor=x", fits: true},
		{op: "listRejectedRows", status: 200, id: done},
		{op: "listRejectedRows", name: "without any", status: 200, id: domestic},
		{op: "listImportSamples", status: 200, id: waiting[2]},
		{op: "listImportSamples", name: "of one that ended", status: 200, id: done},
		{op: "listRejectedRows", name: "of one that waits", status: 200, id: waiting[2]},
		{op: "inspectDraft", name: "of one that waits", status: 200, id: waiting[2]},
		{op: "rerunImport", status: 202, id: w.tried(mixed), body: `{"default_country": "MY", "leave_out": ["phone_missing"]}`},
		{op: "rerunImport", name: "with nothing changed", status: 202, id: w.tried(mixed), body: `{}`},
		{op: "rerunImport", name: "of one that is completed", status: 409, id: done, body: `{}`},
		{op: "rerunImport", name: "of a draft", status: 409, id: w.drafted(leads("60198702001"), nil), body: `{}`},
		{op: "rerunImport", name: "a member that is none", status: 400, id: waiting[2], body: `{"country": "MY"}`},
		{op: "rerunImport", name: "a reason that is none", status: 422, id: waiting[2], body: `{"leave_out": ["all"]}`, fits: true},
		{op: "rerunImport", name: "a country that is none", status: 422, id: waiting[2], body: `{"default_country": "XX"}`, fits: true},
		{op: "rerunImport", name: "another import's id", status: 422, id: waiting[2], body: encode(object{"upload_id": done}), fits: true},
		{op: "rerunImport", name: "too large", status: 413, id: waiting[2], body: large(1 << 20)},
		{op: "whyImportWaits", name: "of one that has ended", status: 200, id: done},
		{op: "whyImportWaits", name: "of one that waits for a person", status: 200, id: waiting[2]},
		{op: "whyImportWaits", name: "of one that is under way", status: 200, id: w.imported(leads(w.numbers(20)...), nil)},
		{op: "importErrors", status: 200, id: done},
		{op: "importErrors", name: "without errors", status: 200, id: domestic},
		{op: "streamImport", name: "from its beginning", status: 200, id: w.imported(leads(w.numbers(20)...), nil)},
		{op: "streamImport", name: "at its end", status: 200, id: undone},
		{op: "importTemplateCSV", status: 200},
		{op: "importTemplateXLSX", status: 200},

		{op: "confirmImport", status: 200, id: waiting[0]},
		{op: "confirmImport", name: "again", status: 200, id: done},
		{op: "confirmImport", name: "of one that is cancelled", status: 409, id: cancelled},
		{op: "confirmImport", name: "of one that failed", status: 409, id: failed},
		{op: "pauseImport", name: "of one that waits", status: 409, id: waiting[2]},
		{op: "pauseImport", name: "of one that is completed", status: 409, id: done},
		{op: "resumeImport", name: "of one that goes on", status: 200, id: done},
		{op: "resumeImport", status: 409, id: cancelled},
		{op: "cancelImport", status: 200, id: waiting[1]},
		{op: "cancelImport", name: "again", status: 200, id: cancelled},
		{op: "cancelImport", name: "of one that is completed", status: 200, id: done},
		{op: "cancelImport", name: "of one that failed", status: 200, id: failed},
		{op: "cancelImport", name: "of one that is undone", status: 200, id: undone},
		{op: "undoImport", name: "asked before", status: 200, id: done, query: "dry_run=true"},
		{op: "undoImport", name: "neither true nor false", status: 400, id: done, query: "dry_run=perhaps"},
		{op: "undoImport", status: 202, id: domestic},
		{op: "undoImport", name: "of what was cancelled", status: 202, id: w.becomes(w.told(w.tried(leads("60198702502")), "cancel"), "cancelled")},
		{op: "undoImport", name: "again", status: 200, id: undone},
		{op: "undoImport", name: "of one that waits", status: 409, id: waiting[2]},
		{op: "undoImport", name: "of one that failed", status: 409, id: failed},

		{op: "deleteImport", status: 204, id: w.ended(w.imported(leads("60198702601"), nil))},
		{op: "deleteImport", name: "of one that failed", status: 204, id: w.becomes(w.imported(leads(slices.Repeat([]string{"60198702402"}, smallFiles.Rows+1)...), nil), "failed")},
		{op: "deleteImport", name: "of one that waits", status: 409, id: waiting[2]},

		{op: "exportContactsCSV", status: 200},
		{op: "exportContactsCSV", name: "by everything", status: 200, query: filter},
		{op: "exportContactsCSV", name: "a time that is none", status: 400, query: "created_before=soon"},
		{op: "exportContactsXLSX", status: 200},
		{op: "exportContactsXLSX", name: "by everything", status: 200, query: filter},
		{op: "exportContactsXLSX", name: "a time that is none", status: 400, query: "created_after=yesterday"},

		{op: "listEvents", name: "of imports", status: 200, query: "limit=100&source=import"},
		{op: "explain", name: "whom an import undid", status: 200, query: "phone=60198702301"},
		{op: "timeline", name: "of who was imported", status: 200, id: w.contactOf("60198702001")},
		{op: "getContact", name: "whom an import created", status: 200, id: w.contactOf("60198702001")},
		{op: "getContact", name: "whom an import created and undid", status: 410, id: removed},
	})
	for _, op := range []string{
		"getImport", "listImportRows", "listRejectedRows", "listImportSamples", "whyImportWaits", "importErrors", "streamImport", "confirmImport", "pauseImport", "resumeImport", "cancelImport", "undoImport", "deleteImport",
		"inspectDraft", "changeDraft", "rerunImport",
	} {
		body := ""
		if op == "changeDraft" || op == "rerunImport" {
			body = "{}"
		}
		calls = append(calls,
			call{op: op, name: "an id that is none", status: 400, id: "7", body: body},
			call{op: op, status: 404, id: nothing, body: body})
	}
	return append(calls,
		call{op: "confirmImport", name: "while Temporal is unavailable", status: 503, slow: true, id: waiting[2]},
		call{op: "cancelImport", name: "while Temporal is unavailable", status: 503, slow: true, id: waiting[2]},
		call{op: "undoImport", name: "while Temporal is unavailable", status: 503, slow: true, id: done})
}

// numbers makes numbers up that nobody has.
func (w *world) numbers(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i], _ = w.person()
	}
	return all
}

// met requires that events of imports have been decided for these reasons.
func (w *world) met(reasons ...contact.Reason) {
	w.t.Helper()
	said := map[any]bool{}
	for _, ev := range w.read("/v1/events?limit=100&source=import")["events"].(list) {
		said[ev.(object)["reason"]] = true
	}
	for _, reason := range reasons {
		require.True(w.t, said[string(reason)], "an event of an import is decided as %s", reason)
	}
}

// uploads are the ways in which a file is taken in or refused.
func (w *world) uploads(mapping object) []call {
	w.t.Helper()
	var calls []call
	send := func(name string, status int, fits bool, file string, more object) *call {
		header, body := w.upload(file, more)
		calls = append(calls, call{op: "createImport", name: name, status: status, header: header, body: body, fits: fits})
		return &calls[len(calls)-1]
	}
	file := leads("60198703001")
	send("a file alone", 202, false, file, nil)
	send("with everything", 202, false, "Mobile;Town;Shop\n60198703002;Ipoh;7\n", object{
		"mapping": mapping, "mode": "update_only", "default_country": "MY", "dry_run": true, "callback_url": "https://127.0.0.1/ended",
	})
	header, content := w.upload(file, nil)
	header.Set("Idempotency-Key", "import-202")
	require.Equal(w.t, http.StatusAccepted, w.do(http.MethodPost, "/v1/imports", content, header).status)
	send("with a key", 202, false, file, nil).header.Set("Idempotency-Key", "import-202")
	send("another under its key", 422, true, leads("60198703009"), nil).header.Set("Idempotency-Key", "import-202")
	send("while Temporal is unavailable", 202, false, file, nil).slow = true
	send("of the largest size", 202, false, file+strings.Repeat("\n", 1<<20-len(file)), nil)
	send("too large", 413, false, file+strings.Repeat("\n", 1<<20), nil)
	send("a field too long", 400, true, file, object{"mapping": object{strings.Repeat("x", 64<<10): ""}})
	send("a field that is none", 400, false, file, object{"dryrun": true})

	send("an empty file", 422, false, "", nil)
	send("a picture", 422, true, "\x89PNG\r\n", nil)
	send("no column for numbers", 422, true, "name\nNurul\n", nil)
	send("no mode", 422, false, file, object{"mode": "replace"})
	send("no country", 422, false, file, object{"default_country": "Malaysia"})
	send("a country that is none", 422, true, file, object{"default_country": "XX"})
	send("neither true nor false", 422, false, file, object{"dry_run": "perhaps"})
	send("a mapping with a NUL", 422, true, file, object{"mapping": object{"a\x00": ""}})
	send("no mapping", 422, false, file, object{"mapping": "phone"})
	send("a mapping to nowhere", 422, false, file, object{"mapping": object{"phone": "email"}})
	send("a mapping of no column", 422, true, file, object{"mapping": object{"Mobile": "phone"}})
	send("a workbook's options for a CSV", 422, true, file, object{"sheet": "Leads"})
	send("options of all kinds", 202, false, "Leads\nphone|name\n60198703001|Ann\n", object{"encoding": "utf-8", "delimiter": "pipe", "header_row": 2, "hidden_rows": "skip"})
	send("no encoding", 422, true, file, object{"encoding": "klingon"})
	send("no row", 422, false, file, object{"header_row": 0})
	send("hidden rows that are neither", 422, false, file, object{"hidden_rows": "some"})
	send("letters of which encoding", 422, true, "phone,name\n60198703001,\xeb\xe4\xef\n", nil)
	send("attributes to define", 202, false, "phone,attributes.shoe_width\n60198703001,41\n", object{"define_attributes": true})
	send("attributes that nobody has defined", 422, true, "phone,attributes.nobodys\n60198703001,41\n", nil)
	send("a definition that is neither true nor false", 422, false, file, object{"define_attributes": "perhaps"})
	send("no URL", 422, false, file, object{"callback_url": "crm.example.com"})
	send("a URL without a host", 422, true, file, object{"callback_url": "https:///ended"})
	send("a channel that is none", 422, false, file, object{"channel_id": ""})
	send("an unknown channel", 422, true, file, object{"channel_id": "nothing"})
	send("in none of the token's channels", 404, false, file, object{"channel_id": "nothing"}).header.Set("Authorization", "Bearer "+w.confined(w.channel))

	part := "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n" + file + "\r\n"
	raw := func(name string, status int, fits bool, kind, body string) {
		calls = append(calls, call{op: "createImport", name: name, status: status, header: tokenWith("Content-Type", kind), body: body, fits: fits})
	}
	raw("no file", 422, false, "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"channel_id\"\r\n\r\n"+w.channel+"\r\n--b--\r\n")
	raw("no channel", 422, false, "multipart/form-data; boundary=b", part+"--b--\r\n")
	raw("broken off", 400, false, "multipart/form-data; boundary=b", part)
	raw("JSON", 400, false, "application/json", `{"channel_id": "`+w.channel+`"}`)
	raw("form-encoded", 400, false, "application/x-www-form-urlencoded", url.Values{"file": {file}}.Encode())
	raw("two files", 400, true, "multipart/form-data; boundary=b",
		"--b\r\nContent-Disposition: form-data; name=\"channel_id\"\r\n\r\n"+w.channel+"\r\n"+part+part+"--b--\r\n")
	return calls
}

// heldCalls makes imports whose rows wait, and returns calls about them. The
// world has no dispatcher.
func (w *world) heldCalls() []call {
	w.t.Helper()
	running := func() string { return w.becomes(w.imported(leads(w.numbers(2)...), nil), "running") }
	paused := func() string { return w.becomes(w.told(running(), "pause"), "paused") }
	id, err := uuid.NewV7()
	require.NoError(w.t, err)
	file := leads("60198704001")
	_, created, err := w.store.Imports.CreateImport(w.t.Context(), imports.Import{
		ID: id, ChannelID: w.channel, Filename: "leads.csv", Mode: intake.ModeUpsert,
	}, strings.NewReader(file), int64(len(file)))
	require.NoError(w.t, err)
	require.True(w.t, created)
	unread := id.String() // nobody starts it
	calls := []call{
		{op: "listImports", name: "that are held", status: 200},
		{op: "getImport", name: "that is not begun", status: 200, id: unread},
		{op: "getImport", name: "that runs", status: 200, id: running()},
		{op: "getImport", name: "that is paused", status: 200, id: paused()},
		{op: "listImportRows", name: "that is not begun", status: 200, id: unread},
		{op: "listImportRows", name: "that are pending", status: 200, id: running(), query: "status=pending"},
		{op: "importErrors", name: "that is not begun", status: 200, id: unread},
		{op: "confirmImport", name: "of one that runs", status: 200, id: running()},
		{op: "pauseImport", status: 200, id: running()},
		{op: "pauseImport", name: "again", status: 200, id: paused()},
		{op: "resumeImport", status: 200, id: paused()},
		{op: "resumeImport", name: "of one that runs", status: 200, id: running()},
		{op: "cancelImport", name: "of one that runs", status: 200, id: running()},
		{op: "cancelImport", name: "of one that is paused", status: 200, id: paused()},
		{op: "undoImport", name: "of one that runs", status: 409, id: running()},
	}
	for i := range calls {
		calls[i].held = true
	}
	return calls
}
