package api_test

import (
	"net/http"
	"strings"
)

// viewNamed keeps a view and returns its slug.
func (w *world) viewNamed(slug string) string {
	w.t.Helper()
	w.made(http.MethodPut, "/v1/views/"+slug, object{
		"name": slug, "filter": object{"tag": list{"vip"}, "wrote": true}, "sort": "name", "columns": list{"phone"}, "channel_id": w.channel, "shared": true,
	})
	return slug
}

// viewCalls keep lists of contacts under a name.
func (w *world) viewCalls() []call {
	w.t.Helper()
	view, other := w.viewNamed("regulars"), bearer(w.confined(w.channel))
	named := func(more object) string { return encode(with(object{"name": "Mine"}, more)) }
	return []call{
		{op: "listViews", status: 200},
		{op: "getView", status: 200, id: view},
		{op: "getView", name: "of somebody", status: 200, id: view, query: "owner=API_TOKEN"},
		{op: "getView", name: "of somebody else", status: 404, id: view, query: "owner=person/ada"},
		{op: "getView", status: 404, id: "nothing"},
		{op: "putView", status: 201, id: "new", body: named(object{"filter": object{"created_after": "2026-03-01", "zone": "Asia/Kuala_Lumpur"}})},
		{op: "putView", status: 200, id: view, body: named(object{"sort": nil, "channel_id": nil})},
		{op: "putView", name: "an id that is none", status: 400, id: "a b", body: named(nil)},
		{op: "putView", name: "no JSON", status: 400, id: view, body: "{"},
		{op: "putView", name: "an unknown filter", status: 400, id: view, body: named(object{"filter": object{"shoe_size": "44"}}), fits: true},
		{op: "putView", name: "an unknown order", status: 400, id: view, body: named(object{"sort": "created"})},
		{op: "putView", name: "shared by who only reads", status: 403, id: "new", header: bearer(w.reading()), body: named(object{"shared": true})},
		{op: "putView", status: 404, id: "new", header: other, body: named(object{"channel_id": "nothing"})},
		{op: "putView", status: 413, id: view, body: named(object{"name": strings.Repeat("1", 1<<20)})},
		{op: "putView", name: "without a name", status: 422, id: view, body: `{"filter": {}}`},
		{op: "putView", name: "an order within the filter", status: 422, id: view, body: named(object{"filter": object{"sort": "name"}}), fits: true},
		{op: "putView", name: "a column that is none", status: 422, id: view, body: named(object{"columns": list{" "}}), fits: true},
		{op: "putView", name: "a channel that is none", status: 422, id: view, body: named(object{"channel_id": "nothing"}), fits: true},
		{op: "putView", name: "an unknown member", status: 422, id: view, body: named(object{"filters": object{}})},
		{op: "deleteView", name: "of somebody else", status: 403, id: w.viewNamed("theirs"), header: other},
		{op: "deleteView", status: 204, id: w.viewNamed("gone")},
		{op: "deleteView", status: 404, id: "nothing"},
	}
}

// reading is a token that may only read.
func (w *world) reading() string {
	w.t.Helper()
	made := w.made(http.MethodPost, "/v1/tokens", object{"name": "reads", "scopes": list{"contacts:read"}})
	return made["secret"].(string)
}
