package e2e

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/demo"
)

// mergePeople has one event say that two contacts are one, and a person say so and
// take it back.
func (l *leak) mergePeople() {
	l.t.Helper()
	number, bsuid := l.number(), "MY."+l.say("bsuid")
	l.same(number, bsuid)
	l.send("text", demo.Sender{WaID: number, Name: l.say("one")}, demo.Text(l.say("text")), nil)
	l.send("text", demo.Sender{UserID: bsuid, Name: l.say("two")}, demo.Text(l.say("text")), nil)
	l.finish()
	l.send("text", demo.Sender{WaID: number, UserID: bsuid, Name: l.say("both")}, demo.Text(l.say("text")), nil)
	l.finish()
	_, list := l.p.call(l.t, http.MethodGet, "/v1/conflicts", nil)
	require.NotEmpty(l.t, list["conflicts"])
	conflict := fmt.Sprintf("/v1/conflicts/%v/", list["conflicts"].([]any)[0].(map[string]any)["id"])
	l.do(http.MethodPost, conflict+"resolve", map[string]any{"resolution": "merge_into_a"})
	l.do(http.MethodPost, conflict+"resolve", map[string]any{"resolution": "merge_into_a"}, http.StatusConflict)
	l.do(http.MethodPost, conflict+"undo", nil)
	l.mend()
}

// mend has a person say who two contacts are, well and badly.
func (l *leak) mend() {
	l.t.Helper()
	first, second, third := l.number(), l.number(), l.number()
	l.same(first, second, third)
	for _, number := range []string{first, second} {
		l.send("text", demo.Sender{WaID: number, Name: l.say("mended")}, demo.Text(l.say("text")), nil)
	}
	l.finish()
	one, two := "/v1/contacts/"+l.found(l.p, first), l.found(l.p, second)
	l.do(http.MethodPost, one+"/identities", map[string]any{"kind": "phone", "value": "+" + second}, http.StatusConflict)
	l.do(http.MethodPost, one+"/identities", map[string]any{"kind": l.say("kind"), "value": l.say("value")}, http.StatusUnprocessableEntity)
	l.do(http.MethodPost, one+"/identities/"+l.say("n")+"/end", nil, http.StatusBadRequest)
	l.do(http.MethodPatch, one, map[string]any{"phone": l.say("no number")}, http.StatusUnprocessableEntity)
	l.do(http.MethodPatch, one, map[string]any{"phone": "+" + third, "remarks": l.say("remarks")})
	l.do(http.MethodPost, one+"/merge", map[string]any{"other": two, "dry_run": true})
	merged := l.do(http.MethodPost, one+"/merge", map[string]any{"other": two})
	l.do(http.MethodPost, one+"/merge", map[string]any{"other": l.say("other")}, http.StatusUnprocessableEntity)
	l.do(http.MethodPost, "/v1/merges/"+merged["outcome"].(map[string]any)["event_id"].(string)+"/undo", nil)
	l.compare()
}

// compare has two contacts found who may be one person, and says that they are not.
func (l *leak) compare() {
	l.t.Helper()
	twin, number := l.say("twin"), l.number()
	for strings.HasSuffix(number, "9") {
		number = l.number()
	}
	near := l.number() // the next one differs in the last digit
	for _, one := range []string{number, near} {
		l.send("text", demo.Sender{WaID: one, Name: twin}, demo.Text(l.say("text")), nil)
	}
	l.finish()
	id := l.duplicatesFound(l.p, l.found(l.p, number))
	l.do(http.MethodPost, "/v1/duplicates/"+id+"/dismiss", nil)
	l.do(http.MethodPost, "/v1/duplicates/"+id+"/dismiss", nil, http.StatusConflict)
	l.do(http.MethodPost, "/v1/duplicates/"+id+"/undo", nil)
	l.do(http.MethodPost, "/v1/duplicates/"+l.say("id")+"/undo", nil, http.StatusBadRequest)
}
