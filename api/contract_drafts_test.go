package api_test

import (
	"net/http"
	"strings"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// drafted uploads a file as a draft and returns its id.
func (w *world) drafted(file string, more object) (id string) {
	w.t.Helper()
	header, body := w.upload(file, more)
	a := w.do(http.MethodPost, "/v1/imports/inspect", body, header)
	require.Equal(w.t, http.StatusOK, a.status, a.body)
	return a.object(w.t)["upload_id"].(string)
}

// draftCalls makes drafts, and returns calls about them. done is an import that has
// ended.
func (w *world) draftCalls(done string) []call {
	w.t.Helper()
	file := leads("60198705001", "call me")
	draft := func() string { return w.drafted(file, nil) }
	var calls []call
	inspect := func(name string, status int, fits bool, file string, more object) *call {
		header, body := w.upload(file, more)
		calls = append(calls, call{op: "inspectUpload", name: name, status: status, header: header, body: body, fits: fits})
		return &calls[len(calls)-1]
	}
	inspect("a file alone", 200, false, file, nil)
	inspect("without a column for numbers", 200, false, "Wer,Town\nNurul,Ipoh\n", object{"mapping": object{"Town": "attributes.town"}})
	inspect("letters of which encoding", 200, false, "phone,name\n60198705001,\xeb\xe4\xef\n", nil)
	inspect("with everything", 200, false, "Leads\nMobile;Town;Shop\n60198705002;Ipoh;7\n", object{
		"mapping": object{"Mobile": "phone", "Town": "attributes.city", "Shop": ""}, "mode": "update_only", "default_country": "MY", "dry_run": true,
		"callback_url": "https://127.0.0.1/ended", "encoding": "utf-8", "delimiter": ";", "header_row": 2, "hidden_rows": "skip",
	})
	inspect("address cards", 200, false, "BEGIN:VCARD\nVERSION:3.0\nFN:Ann\nTEL:+60198705003\nEND:VCARD\n", nil)
	inspect("a picture", 422, true, "\x89PNG\r\n", nil)
	inspect("an empty file", 422, false, "", nil)
	inspect("a field that is none", 400, false, file, object{"upload_id": "7"})
	inspect("too large", 413, false, file+strings.Repeat("\n", 1<<20), nil)
	inspect("in none of the token's channels", 404, false, file, object{"channel_id": "nothing"}).header.Set("Authorization", "Bearer "+w.confined(w.channel))

	started := draft()
	w.made(http.MethodPost, "/v1/imports", object{"upload_id": started})
	json := func(body any) call {
		return call{op: "createImport", status: 202, header: tokenWith("Content-Type", "application/json"), body: encode(body)}
	}
	start := func(name string, status int, fits bool, body any) {
		c := json(body)
		c.name, c.status, c.fits = "of a draft: "+name, status, fits
		calls = append(calls, c)
	}
	start("as it is", 202, false, object{"upload_id": draft()})
	start("again", 202, false, object{"upload_id": started})
	start("with everything", 202, false, object{
		"upload_id": draft(), "channel_id": w.channel, "mode": "create_only", "default_country": "my", "dry_run": false, "mapping": object{"phone": "phone"},
		"encoding": "utf-8", "delimiter": ",", "sheet": nil, "header_row": 1, "hidden_rows": nil, "callback_url": "https://127.0.0.1/ended",
		"define_attributes": true,
	})
	start("otherwise than before", 409, false, object{"upload_id": started, "dry_run": true})
	start("that is none", 404, false, object{"upload_id": uuid.NewString()})
	start("an id that is none", 400, false, object{"upload_id": "7"})
	start("a mapping of no column", 422, true, object{"upload_id": draft(), "mapping": object{"Mobile": "phone"}})
	start("undefined attributes", 422, true, object{"upload_id": w.drafted("phone,attributes.undefined_in_draft\n60198705004,7\n", nil)})
	start("a member that is none", 400, false, object{"upload_id": draft(), "dryrun": true})

	change := func(name string, status int, fits bool, id string, body any) {
		calls = append(calls, call{op: "changeDraft", name: name, status: status, id: id, body: encode(body), fits: fits})
	}
	change("its mapping", 200, false, draft(), object{"mapping": object{"phone": "phone"}, "mode": "create_only", "default_country": "MY", "dry_run": true})
	change("everything back", 200, false, draft(), object{
		"mapping": nil, "mode": nil, "default_country": nil, "dry_run": nil, "encoding": nil, "delimiter": nil, "sheet": nil, "header_row": nil,
		"hidden_rows": nil, "callback_url": nil,
	})
	change("a mapping of no column", 422, true, draft(), object{"mapping": object{"Mobile": "phone"}})
	change("a row that is none", 422, false, draft(), object{"header_row": 0})
	change("a member that is none", 400, false, draft(), object{"dryrun": true})
	change("of what is no draft", 409, false, done, object{"dry_run": true})
	calls = append(calls,
		call{op: "changeDraft", name: "too large", status: 413, id: draft(), body: large(1 << 20)},
		call{op: "inspectDraft", status: 200, id: draft()},
		call{op: "inspectDraft", name: "of what is no draft", status: 409, id: done},
		call{op: "getImport", name: "that is a draft", status: 200, id: draft()},
		call{op: "listImportRows", name: "of a draft", status: 200, id: draft()},
		call{op: "confirmImport", name: "of a draft", status: 409, id: draft()},
		call{op: "cancelImport", name: "of a draft", status: 409, id: draft()},
		call{op: "deleteImport", name: "of a draft", status: 204, id: draft()})
	return calls
}
