//go:build long

package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/demo"
)

// TestAPersonsWeek is what one person mends within a week that no program can know: by
// the API and by commands, beside a process that is killed.
func TestAPersonsWeek(t *testing.T) {
	t.Parallel()
	w := newWeek(t)
	w.quarantineIsEmptied()
	w.twoAreOneAndTwoAgain()
	w.aNumberIsCorrected()
	w.aNumberIsSomebodyElses()
	w.manyAreTaggedAndUntagged()
	w.whoStoppedIsErased()
	w.requireNobodyTwice()
}

// week is a person at work.
type week struct{ importer }

func newWeek(t *testing.T) *week {
	t.Helper()
	w := newWorld(t)
	w.env = append(w.env, "ERASURE_KEY=0123456789abcdef0123456789abcdef")
	return &week{importer{w, w.serve(), w.db()}}
}

// do asks the API, which must answer with a status.
func (w *week) do(status int, method, path string, body any, header ...string) map[string]any {
	w.t.Helper()
	got, answer := w.p.call(w.t, method, path, body, header...)
	require.Equal(w.t, status, got, "%s %s: %v", method, path, answer)
	return answer
}

// runs has a command do something, and returns what it says. Right after a kill a
// workflow waits for the process that is gone: the command is tried again.
func (w *week) runs(args ...string) (said string) {
	w.t.Helper()
	eventually(w.t, "contacts "+strings.Join(args, " ")+" does it", func() bool {
		cmd := exec.CommandContext(w.t.Context(), program, append(args, "--url", w.p.URL)...)
		cmd.Env = append(os.Environ(), "API_TOKEN="+apiToken)
		out, err := cmd.CombinedOutput()
		said = string(out)
		if err != nil && !strings.Contains(said, "try again") {
			require.NoError(w.t, err, said)
		}
		return err == nil
	})
	return said
}

// messages are how many a contact has.
func (w *week) messages(id string) int {
	w.t.Helper()
	return count(w.t, w.db, `SELECT count(*) FROM messages WHERE contact_id = $1`, id)
}

// words are the decisions about a contact in words, as its timeline has them.
func (w *week) words(id string) (said []string) {
	w.t.Helper()
	for _, e := range w.do(http.StatusOK, http.MethodGet, "/v1/contacts/"+id+"/timeline", nil)["events"].([]any) {
		said = append(said, fmt.Sprint(e.(map[string]any)["detail"]))
	}
	return said
}

// quarantined are the events that need a look.
func (w *week) quarantined() (all []map[string]any) {
	w.t.Helper()
	for _, e := range w.do(http.StatusOK, http.MethodGet, "/v1/events?decision=quarantined&limit=100", nil)["events"].([]any) {
		all = append(all, e.(map[string]any))
	}
	return all
}

// quarantineIsEmptied: twenty events that could not be decided are read, most are mended
// by a filter and the rest one by one, and all are decided.
func (w *week) quarantineIsEmptied() {
	w.t.Helper()
	const withoutCountry, withoutNumber, withoutChannel = 14, 3, 3
	form := w.channel + "-week"
	w.do(http.StatusCreated, http.MethodPut, "/v1/forms/"+form, map[string]any{
		"channel_id": w.channel, "name": "The week's", "fields": map[string]string{"mobile": "phone", "full_name": "display_name"},
	})
	for n := range withoutCountry {
		w.do(http.StatusAccepted, http.MethodPost, "/forms/"+form+"/submissions",
			map[string]any{"mobile": fmt.Sprintf("012-345 71%02d", n), "full_name": fmt.Sprint("Name of form ", n)})
	}
	for n := range withoutNumber {
		w.do(http.StatusAccepted, http.MethodPost, "/forms/"+form+"/submissions", map[string]any{"full_name": fmt.Sprint("Name of nobody ", n)})
	}
	elsewhere := fmt.Sprintf("8%014d", number.Add(1))
	for n := range withoutChannel {
		id := fmt.Sprint("wamid.elsewhere.", n)
		w.mustPost(w.p, demo.Webhook(elsewhere, demo.Message{
			From: demo.Sender{WaID: fmt.Sprint("6012345730", n), Name: "Name of a stray"}, ID: id, At: time.Now(), Type: "text", Body: demo.Text("Text of " + id),
		}))
	}
	w.decided(w.db)

	// They are read: what was written, why it was not decided, and what would help.
	kept := w.quarantined()
	require.Len(w.t, kept, withoutCountry+withoutNumber+withoutChannel)
	helps := map[string]int{}
	for _, e := range kept {
		require.Regexp(w.t, `Name of|Text of`, fmt.Sprint(e["content"]), "what the person wrote or answered")
		require.NotEmpty(w.t, e["detail"])
		fix := e["fix"].(map[string]any)
		require.Regexp(w.t, `^[A-Z].*\.$`, fix["message"])
		helps[fix["correction"].(string)]++
	}
	require.Equal(w.t, map[string]int{"default_country": withoutCountry, "phone": withoutNumber, "channel_id": withoutChannel}, helps)
	require.Contains(w.t, w.runs("explain", "012-345 7100"), "its phone number cannot be used")

	// They are mended, by a filter where one correction is right for all.
	replay := func(reason string, correction map[string]any, events int) {
		asked := map[string]any{"filter": map[string]any{"reason": reason}, "correction": correction, "dry_run": true}
		require.EqualValues(w.t, events, w.do(http.StatusAccepted, http.MethodPost, "/v1/events/replay", asked)["count"])
		require.Len(w.t, w.quarantined(), len(kept), "nothing was done")
		asked["dry_run"] = false
		answer := w.do(http.StatusAccepted, http.MethodPost, "/v1/events/replay", asked)
		require.EqualValues(w.t, events, answer["replayed"], answer)
		require.Empty(w.t, answer["refused"])
		w.decided(w.db)
		kept = w.quarantined()
	}
	replay("bad_phone", map[string]any{"default_country": "MY"}, withoutCountry)
	replay("unknown_channel", map[string]any{"channel_id": w.channel}, withoutChannel)
	require.Len(w.t, kept, withoutNumber)
	for n, e := range kept {
		w.do(http.StatusAccepted, http.MethodPost, "/v1/events/"+e["id"].(string)+"/replay", map[string]any{"phone": fmt.Sprint("+60 12-345 720", n)})
	}
	w.decided(w.db)

	// All are decided, and each is a contact.
	require.Empty(w.t, w.quarantined())
	require.Equal(w.t, withoutCountry+withoutNumber+withoutChannel, count(w.t, w.db, `SELECT count(*) FROM contacts WHERE NOT hidden`))
	require.Equal(w.t, "Name of form 3", w.whois("60123457103").Name)
	require.Regexp(w.t, `^Name of nobody \d$`, w.whois("60123457201").Name)
	require.Equal(w.t, 1, w.messages(w.whois("60123457302").ID))
	require.Contains(w.t, w.runs("explain", "012-345 7100", "--channel", w.channel), "Name of form 0 is a contact on channel Test,")
}

// twoAreOneAndTwoAgain: two contacts are merged, a message of the one that goes away
// arrives meanwhile, and the merge is taken back.
func (w *week) twoAreOneAndTwoAgain() {
	w.t.Helper()
	const ada, bob = "60137720001", "60137720002"
	w.writes(ada, bob)
	one, two := w.whois(ada).ID, w.whois(bob).ID
	held := w.hold(`SELECT FROM contacts WHERE id = $1 FOR UPDATE`, two)
	type answer struct {
		status int
		body   map[string]any
	}
	merged := make(chan answer, 1)
	go func() {
		status, body := w.p.call(w.t, http.MethodPost, "/v1/contacts/"+one+"/merge", map[string]any{"other": two})
		merged <- answer{status, body}
	}()
	w.waiting(1)
	w.mustPost(w.p, w.text(bob, "wamid.meanwhile", time.Now()))
	require.Equal(w.t, 1, w.messages(two), "it waits for the merge")
	held.release()
	got := <-merged
	require.Equal(w.t, http.StatusOK, got.status, got.body)
	w.decided(w.db)
	require.Equal(w.t, []int{3, 0}, []int{w.messages(one), w.messages(two)}, "what arrived meanwhile is the survivor's")
	require.Contains(w.t, w.runs("explain", bob), "a person said that two contacts are the same, and they were merged")

	event := got.body["outcome"].(map[string]any)["event_id"].(string)
	w.do(http.StatusOK, http.MethodPost, "/v1/merges/"+event+"/undo", nil)
	require.Equal(w.t, []int{1, 2}, []int{w.messages(one), w.messages(two)}, "each has what they wrote")
	require.Equal(w.t, []string{one, two}, []string{w.whois(ada).ID, w.whois(bob).ID})
	require.Contains(w.t, w.runs("explain", "--contact-id", two), "a person took a merge back")
	require.Contains(w.t, strings.Join(w.words(one), "\n"), "a person took a merge back")
	for _, key := range []string{ada, bob} {
		w.requireNoPersonalData(w.ended(key))
	}
}

// aNumberIsCorrected: the right number takes the place of a wrong one, from which
// somebody writes again.
func (w *week) aNumberIsCorrected() {
	w.t.Helper()
	const wrong, right = "60137730001", "60137730002"
	w.writes(wrong)
	id := w.whois(wrong).ID
	edited := w.do(http.StatusOK, http.MethodPatch, "/v1/contacts/"+id, map[string]any{"phone": "+60 13-773 0002"})
	require.Equal(w.t, right, edited["contact"].(map[string]any)["wa_id"])
	later := time.Now().Add(2 * time.Second) // messages have whole seconds
	w.mustPost(w.p, w.text(wrong, "wamid.from.the.wrong", later))
	w.mustPost(w.p, w.text(right, "wamid.from.the.right", later))
	w.decided(w.db)
	require.Equal(w.t, id, w.whois(right).ID)
	require.Equal(w.t, 2, w.messages(id))
	stranger := w.whois(wrong).ID
	require.NotEqual(w.t, id, stranger, "the wrong number is somebody else's")
	require.Equal(w.t, 1, w.messages(stranger))
	require.Contains(w.t, w.runs("explain", right), "the number "+right+" takes the place of "+wrong)
	require.Contains(w.t, strings.Join(w.words(id), "\n"), "a person corrected the contact's number; the wrong one is kept as former")
	require.True(w.t, w.explain(w.p, url.Values{"phone": {wrong}}).Found)
}
