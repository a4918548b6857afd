package e2e

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/facebook/facebooktest"
	"github.com/luluchat/contacts/internal/demo"
	"github.com/luluchat/contacts/internal/dev"
	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/store/storetest"
)

// leak is a run that does everything that the program does with people, in words
// that are used nowhere else.
type leak struct {
	*world
	words
	p        *process
	postgres *dev.Postgres
	temporal *dev.Temporal
	graph    *facebooktest.Graph
	at       time.Time
	messages int
}

// TestNobodysWordsLeak goes through every way in and out, refusals and outages
// included, and then reads the logs of all processes and all that Temporal keeps.
// No number, name or other word of anybody stands there, and no secret: but in what
// Temporal keeps of a contact's workflow, the keys of that contact.
func TestNobodysWordsLeak(t *testing.T) {
	devtest.Long(t)
	t.Parallel()
	l := &leak{world: newWorld(t), at: time.Now().Add(-time.Hour).Truncate(time.Second)}
	l.postgres, l.temporal = devtest.OwnPostgres(t, storetest.Schema()), devtest.OwnTemporal(t)
	l.database, l.world.temporal = l.postgres.URL(), l.temporal.Address()
	l.env = []string{"LOG_LEVEL=debug-4", // the SDK's, too
		"WHATSAPP_VERIFY_TOKEN=" + l.secret("the verify token", "hush-verify")}
	l.graph = facebooktest.NewGraph(t, leakPage, l.secret("a page's token", leakPageToken))
	l.env = append(l.env, "FACEBOOK_APP_SECRET="+l.secret("FACEBOOK_APP_SECRET", fbSecret), "FACEBOOK_GRAPH_URL="+l.graph.URL)
	database, err := url.Parse(l.database)
	require.NoError(t, err)
	password, _ := database.User.Password()
	l.secret("the database's password", password)
	l.secret("WHATSAPP_APP_SECRET", appSecret)
	l.secret("API_TOKEN", apiToken)

	l.p = l.serve()
	somebody := l.sendMessages()
	l.sendWhatIsRefused()
	l.submitForms()
	l.sendLeads()
	l.callTriggers()
	l.letPeopleIn()
	edited := l.enterAndEdit()
	l.mergePeople()
	l.importFiles()
	l.readEverything(somebody)
	l.breakConstraints()
	l.losePostgreSQL()
	l.loseTemporal(edited)
	l.erase(somebody, edited)
	l.splitInTwo()

	l.requireSilence()
}

// requireSilence reads all logs, and all that Temporal keeps.
func (l *leak) requireSilence() {
	l.t.Helper()
	kept := l.kept()
	require.Greater(l.t, len(kept), 30, "there are workflows to be looked at")
	tell := func(where string, told []string) {
		for _, one := range told[:min(len(told), 10)] {
			l.t.Errorf("%s tells %s", where, one)
		}
	}
	everywhere := make([]string, 0, 2*len(kept)) // of what Temporal itself logs
	for id, all := range kept {
		tell("what Temporal keeps of "+id, l.in(all, l.allowed(l.channel, id)...))
		if strings.HasPrefix(id, "contact/") {
			everywhere = append(everywhere, id)
		}
	}
	for _, path := range l.logs {
		tell(path, l.in(logOf(l.t, path)))
	}
	tell(l.postgres.LogFile(), l.in(logOf(l.t, l.postgres.LogFile())))
	tell(l.temporal.LogFile(), l.in(logOf(l.t, l.temporal.LogFile()), everywhere...))
	for _, seen := range []string{"level=DEBUG", "key=60…", "workflow_id=contact/" + l.channel + "/60…"} {
		require.Contains(l.t, strings.Join(l.allLogs(), ""), seen, "there was something to be masked")
	}
}

func (l *leak) allLogs() (all []string) {
	for _, path := range l.logs {
		all = append(all, logOf(l.t, path))
	}
	return all
}

// do sends a request that must be answered with one of the statuses, or with any
// below 300.
func (l *leak) do(method, path string, body any, statuses ...int) map[string]any {
	l.t.Helper()
	call := l.p.call
	if slices.Contains(statuses, http.StatusAccepted) {
		call = l.p.callOnce
	}
	status, answer := call(l.t, method, path, body)
	if len(statuses) == 0 {
		require.Less(l.t, status, 300, "%s %s: %v", method, path, answer)
	} else {
		require.Contains(l.t, statuses, status, "%s %s: %v", method, path, answer)
	}
	return answer
}

// send delivers a message.
func (l *leak) send(kind string, from demo.Sender, body any, ad map[string]any) {
	l.t.Helper()
	l.messages++
	l.at = l.at.Add(time.Second)
	l.mustPost(l.p, demo.Webhook(l.phoneNumberID, demo.Message{
		From: from, ID: fmt.Sprintf("wamid.leak.%d", l.messages), At: l.at, Type: kind, Body: body, Ad: ad,
	}))
}

// finish waits until nothing is pending.
func (l *leak) finish() { l.decided(l.db()) }

// stop stops a process in order.
func (l *leak) stop(p *process) {
	l.t.Helper()
	require.NoError(l.t, p.cmd.Process.Signal(syscall.SIGTERM))
	<-p.exited
}

// breakConstraints has PostgreSQL refuse a row and a value, with all that is in them.
func (l *leak) breakConstraints() {
	l.t.Helper()
	db := l.db()
	_, err := db.Exec(context.Background(), `ALTER TABLE messages ADD CONSTRAINT poison CHECK (text NOT LIKE 'Poison%') NOT VALID`)
	require.NoError(l.t, err)
	l.send("text", demo.Sender{WaID: l.number(), Name: l.say("poisoned")}, demo.Text("Poison "+l.say("poison")), nil)
	eventually(l.t, "it is quarantined", func() bool { return decisions(l.t, db)["quarantined/failed"] == 1 })
	_, err = db.Exec(context.Background(), `ALTER TABLE messages DROP CONSTRAINT poison`)
	require.NoError(l.t, err)
	l.finish()
}

// losePostgreSQL kills the database in the middle of a step.
func (l *leak) losePostgreSQL() {
	l.t.Helper()
	number := l.number()
	held := l.hold(`SELECT pg_advisory_lock(hashtextextended($1, 0))`, l.channel+"/"+number)
	l.send("text", demo.Sender{WaID: number, Name: l.say("held")}, demo.Text(l.say("held")), nil)
	l.waiting(1)
	l.postgres.Kill()
	held.abandon()
	during := demo.Message{From: demo.Sender{WaID: l.number(), Name: l.say("refused")}, ID: "wamid.during", At: l.at, Type: "text", Body: demo.Text(l.say("refused"))}
	eventually(l.t, "nothing is acknowledged", func() bool {
		status, _ := l.p.post(demo.Webhook(l.phoneNumberID, during))
		return status == http.StatusServiceUnavailable
	})
	// A backend may outlive the killed server for a moment, and answer.
	ended := []int{http.StatusServiceUnavailable, http.StatusOK, http.StatusCreated, http.StatusAccepted}
	l.do(http.MethodPost, "/v1/contacts", map[string]any{"channel_id": l.channel, "phone": "+" + l.number(), "display_name": l.say("entry")}, ended...)
	l.do(http.MethodGet, "/v1/contacts?q="+l.say("search"), nil, ended...)
	l.do(http.MethodGet, "/v1/explain?phone="+number, nil, ended...)
	require.NoError(l.t, l.postgres.Start(context.Background()))
	eventually(l.t, "it is back", func() bool {
		status, _ := l.p.call(l.t, http.MethodGet, "/v1/contacts", nil)
		return status == http.StatusOK
	})
	l.finish()
}

// loseTemporal kills Temporal while people write and a person edits.
func (l *leak) loseTemporal(edited string) {
	l.t.Helper()
	l.temporal.Kill()
	for range 3 {
		l.send("text", demo.Sender{WaID: l.number(), Name: l.say("meanwhile")}, demo.Text(l.say("meanwhile")), nil)
	}
	l.send("text", demo.Sender{WaID: l.say("odd") + " sender", Name: l.say("meanwhile")}, demo.Text(l.say("meanwhile")), nil)
	l.do(http.MethodPatch, "/v1/contacts/"+edited, map[string]any{"remarks": l.say("remarks")}, http.StatusAccepted)
	l.upload(l.p, "phone,name\n+"+l.number()+","+l.say("row")+"\n", map[string]string{"filename": l.say("file") + ".csv"})
	eventually(l.t, "the dispatcher says that it cannot wake a workflow", func() bool {
		return strings.Contains(strings.Join(l.allLogs(), ""), "cannot wake a workflow")
	})
	require.NoError(l.t, l.temporal.Start(context.Background()))
	l.finish()
	db := l.db()
	eventually(l.t, "the import has ended", func() bool {
		return count(l.t, db, `SELECT count(*) FROM imports WHERE finished_at IS NULL`) == 0
	})
}

func (l *leak) erase(people ...string) {
	l.t.Helper()
	for _, id := range people {
		l.do(http.MethodDelete, "/v1/contacts/"+id, nil)
	}
	l.erased()
}

// splitInTwo has the API in one process and the worker in another: a caller's event
// goes through an update of its workflow then.
func (l *leak) splitInTwo() {
	l.t.Helper()
	l.stop(l.p)
	front, back := l.start("api"), l.start("worker")
	l.p = front
	entered := l.do(http.MethodPost, "/v1/contacts", map[string]any{
		"channel_id": l.channel, "phone": "+" + l.number(), "display_name": l.say("entry"), "remarks": l.say("remarks"),
	})
	l.send("text", demo.Sender{WaID: l.number(), Name: l.say("name")}, demo.Text(l.say("text")), nil)
	l.finish()
	if made, ok := entered["contact"].(map[string]any); ok {
		l.erase(made["id"].(string))
	}
	l.idle()
	l.stop(front)
	l.stop(back)
}
