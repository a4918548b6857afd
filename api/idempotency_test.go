package api_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/store/settings"
)

// keyable is a request that may bear a key.
type keyable struct {
	method, path, body string
	more               http.Header
}

func (r keyable) with(name, value string) keyable {
	r.more = http.Header{name: {value}}
	return r
}

// sends sends a request with a token and, unless it is empty, a key.
func (s server) sends(r keyable, token, key string) answer {
	s.t.Helper()
	header := bearer(token)
	for name, values := range r.more {
		header[name] = values
	}
	if key != "" {
		header.Set("Idempotency-Key", key)
	}
	return s.do(r.method, r.path, r.body, header)
}

// named is the event or import that an answer names, empty if none.
func (a answer) named(t *testing.T) string {
	t.Helper()
	if a.body == "" {
		return ""
	}
	o := a.object(t)
	for _, member := range []string{"outcome", "import"} {
		if inner, ok := o[member].(object); ok {
			o = inner
		}
	}
	for _, member := range []string{"event_id", "id"} {
		if id, ok := o[member].(string); ok {
			return id
		}
	}
	return ""
}

// counted counts rows.
func counted(t *testing.T, db *pgx.Conn, sql string, args ...any) (n int) {
	t.Helper()
	require.NoError(t, db.QueryRow(t.Context(), sql, args...).Scan(&n))
	return n
}

// reused requires that a request was refused for its key, and that the answer
// says so to programs and to people.
func (a answer) reused(t *testing.T) {
	t.Helper()
	require.Contains(t, a.problem(t, http.StatusUnprocessableEntity), "Send a key of its own", a.body)
	require.Equal(t, "idempotency_key_reused", a.object(t)["code"])
}

// multipartOf is the upload of a file.
func multipartOf(boundary string, parts ...[2]string) keyable {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if err := w.SetBoundary(boundary); err != nil {
		panic(err) // boundaries are the tests' own
	}
	for _, p := range parts {
		if p[0] == "file" {
			part, _ := w.CreateFormFile("file", "people.csv")
			_, _ = part.Write([]byte(p[1]))
			continue
		}
		_ = w.WriteField(p[0], p[1])
	}
	_ = w.Close()
	return keyable{method: http.MethodPost, path: "/v1/imports", body: b.String()}.with("Content-Type", w.FormDataContentType())
}

// TestAKeyStandsForOneRequest sends each kind of request that takes a key, the
// same in another spelling, and others under its key.
func TestAKeyStandsForOneRequest(t *testing.T) {
	t.Parallel()
	w := newWorld(t, devtest.Unique(t))
	other := w.channel + "-2"
	w.made(http.MethodPut, "/v1/channels/"+other, object{"name": "Another", "phone_number_id": "410000000000009"})
	w.made(http.MethodPut, "/v1/triggers/till", object{"channel_id": w.channel})
	w.made(http.MethodPut, "/v1/forms/lead", object{"channel_id": w.channel, "fields": object{"tel": "phone", "notes": "remarks"}})
	some, open, merged := w.contacts(5), w.conflicts(3), w.merged(2)
	alike := []string{w.alikeHere(), w.alikeHere()}
	db := connect(t, w.database)

	post := func(path, body string, a ...any) keyable {
		return keyable{method: http.MethodPost, path: path, body: fmt.Sprintf(body, a...)}
	}
	edit := func(id, body string) keyable {
		return keyable{method: http.MethodPatch, path: "/v1/contacts/" + id, body: body}
	}
	remove := func(id string) keyable { return keyable{method: http.MethodDelete, path: "/v1/contacts/" + id} }
	file, country := [2]string{"file", "phone\n+60123456001\n"}, [2]string{"default_country", "MY"}
	channel := [2]string{"channel_id", w.channel}
	for name, kind := range map[string]struct {
		first  keyable
		same   []keyable
		others []keyable
	}{
		"an entry": {
			first: post("/v1/contacts", `{"channel_id": %q, "phone": "60123456001", "remarks": "a", "attributes": {}}`, w.channel),
			same:  []keyable{post("/v1/contacts", `{"attributes":{ },"remarks":"\u0061", "phone":"60123456001","channel_id":%q}`, w.channel)},
			others: []keyable{
				post("/v1/contacts", `{"channel_id": %q, "phone": "60123456002", "remarks": "a", "attributes": {}}`, w.channel),
				post("/v1/contacts", `{"channel_id": %q, "phone": "60123456001", "remarks": "a", "attributes": {}}`, other),
				post("/v1/contacts", `{"channel_id": %q, "phone": "60123456001", "remarks": "b", "attributes": {}}`, w.channel),
				post("/v1/contacts", `{"channel_id": %q, "phone": "60123456001", "remarks": null, "attributes": {}}`, w.channel),
				post("/v1/contacts", `{"channel_id": %q, "phone": "60123456001", "attributes": {}}`, w.channel),
			},
		},
		"an edit": {
			first: edit(some[0], `{"remarks": "a"}`), same: []keyable{edit(some[0], `{"remarks":"a"}`)},
			others: []keyable{edit(some[0], `{"remarks": "b"}`), edit(some[1], `{"remarks": "a"}`), edit(some[0], `{"remarks": "a"}`).with("If-Match", `"7"`)},
		},
		"a further identity": {
			first: post("/v1/contacts/"+some[0]+"/identities", `{"kind": "user_id", "value": "MY.4711"}`),
			same:  []keyable{post("/v1/contacts/"+some[0]+"/identities", `{"value":"MY.4711","kind":"user_id"}`)},
			others: []keyable{
				post("/v1/contacts/"+some[0]+"/identities", `{"kind": "user_id", "value": "MY.4712"}`),
				post("/v1/contacts/"+some[1]+"/identities", `{"kind": "user_id", "value": "MY.4711"}`),
			},
		},
		"a deletion": {first: remove(some[2]), same: []keyable{remove(some[2])}, others: []keyable{remove(some[3])}},
		"a resolution": {
			first: post("/v1/conflicts/"+open[0]+"/resolve", `{"resolution": "keep_both"}`),
			same:  []keyable{post("/v1/conflicts/"+open[0]+"/resolve", `{"resolution":"keep_both"}`)},
			others: []keyable{
				post("/v1/conflicts/"+open[1]+"/resolve", `{"resolution": "keep_both"}`),
				post("/v1/conflicts/"+open[1]+"/resolve", `{"resolution": "merge_into_a"}`),
			},
		},
		"a dismissal": {
			first: post("/v1/duplicates/"+alike[0]+"/dismiss", ""), same: []keyable{post("/v1/duplicates/"+alike[0]+"/dismiss", "")},
			others: []keyable{post("/v1/duplicates/"+alike[1]+"/dismiss", "")},
		},
		"a merge taken back": {
			first: post("/v1/conflicts/"+merged[0]+"/undo", ""), same: []keyable{post("/v1/conflicts/"+merged[0]+"/undo", "")},
			others: []keyable{post("/v1/conflicts/"+merged[1]+"/undo", "")},
		},
		"a call": {
			first: post("/v1/triggers/till", `{"contact_number": "60123456011", "name": "Raj"}`),
			same:  []keyable{post("/v1/triggers/till", "\ufeff"+`{"name":"Raj","contact_number":"60123456011"}`)},
			others: []keyable{
				post("/v1/triggers/till", `{"contact_number": "60123456012", "name": "Raj"}`),
				post("/v1/triggers/till", `{"contact_number": "60123456011", "name": "Raja"}`),
				post("/v1/triggers/till", `{"contact_number": "60123456011", "name": "Raj", "colour": "red"}`),
			},
		},
		"a submission": {
			first: post("/forms/lead/submissions", `{"tel": "60123456021", "notes": "a"}`),
			same:  []keyable{post("/forms/lead/submissions", `{"notes":"a","tel":"60123456021"}`), post("/forms/lead/submissions", "tel=60123456021&notes=a").with("Content-Type", "application/x-www-form-urlencoded")},
			others: []keyable{
				post("/forms/lead/submissions", `{"tel": "60123456022", "notes": "a"}`),
				post("/forms/lead/submissions", `{"tel": "60123456021", "notes": "b"}`),
			},
		},
		"an import": {
			first: multipartOf("one", channel, file, country),
			same:  []keyable{multipartOf("two", country, file, [2]string{"mode", "upsert"}, channel)},
			others: []keyable{
				multipartOf("one", channel, [2]string{"file", "phone\n+60123456002\n"}, country),
				multipartOf("one", channel, file),
				multipartOf("one", [2]string{"channel_id", other}, file, country),
				multipartOf("one", channel, file, country, [2]string{"dry_run", "true"}),
				multipartOf("one", channel, file, country, [2]string{"mapping", `{"phone": "phone"}`}),
				multipartOf("one", channel, file, country, [2]string{"mode", "update_only"}),
				multipartOf("one", channel, file, country, [2]string{"callback_url", "https://crm.example.com/ended"}),
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := w.in(t)
			key := uuid.NewString()
			db := connect(t, db.Config().ConnString())
			taken := func() int {
				if name == "an import" {
					return counted(t, db, `SELECT count(*) FROM imports`)
				}
				// What is deleted keeps no word of who deleted it.
				return counted(t, db, `SELECT count(*) FROM events WHERE external_id = $1 OR kind = 'delete' AND $2`, key, name == "a deletion")
			}
			first := w.sends(kind.first, apiToken, key)
			require.Less(t, first.status, 300, first.body)
			require.Equal(t, 1, taken())
			for _, same := range kind.same {
				again := w.sends(same, apiToken, key)
				require.Equal(t, first.status, again.status, again.body)
				require.Equal(t, first.named(t), again.named(t), "it is the same")
			}
			for _, other := range kind.others {
				w.sends(other, apiToken, key).reused(t)
			}
			require.Equal(t, 1, taken(), "nothing of another request was taken in")
			another := w.sends(kind.others[0], apiToken, key+"-2")
			require.Less(t, another.status, 300, "under a key of its own it is: %s", another.body)
		})
	}
}

// TestAKeyIsItsTokensOwn has other tokens, routes and ways in use the same key.
func TestAKeyIsItsTokensOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, devtest.Unique(t))
	for _, id := range []string{"till", "lift"} {
		w.made(http.MethodPut, "/v1/triggers/"+id, object{"channel_id": w.channel})
	}
	token := func(scopes ...string) string {
		_, secret, err := w.store.Settings.CreateToken(t.Context(), settings.NewToken{Name: "test", Scopes: scopes})
		require.NoError(t, err)
		return secret
	}
	entry := func(phone string) keyable {
		return keyable{method: http.MethodPost, path: "/v1/contacts", body: encode(object{"channel_id": w.channel, "phone": phone})}
	}
	call := func(id string) keyable {
		return keyable{method: http.MethodPost, path: "/v1/triggers/" + id, body: `{"contact_number": "60123456003"}`}
	}
	names := map[string]bool{}
	of := func(a answer) string {
		require.Less(t, a.status, 300, a.body)
		names[a.named(t)] = true
		return a.named(t)
	}
	for _, secret := range []string{apiToken, token(contact.ScopeContactsWrite), token(contact.ScopeContactsWrite)} {
		of(w.sends(entry("60123456001"), secret, "k"))
	}
	require.Len(t, names, 3, "the same request of another token is another event")
	first := w.sends(entry("60123456002"), token(contact.ScopeContactsWrite), "k")
	require.Equal(t, http.StatusCreated, first.status, "and so is another one: %s", first.body)
	edited := of(w.sends(keyable{method: http.MethodPatch, path: "/v1/contacts/" + first.object(t)["contact"].(object)["id"].(string), body: `{}`}, apiToken, "k"))
	till := of(w.sends(call("till"), apiToken, "k"))
	lift := of(w.sends(call("lift"), apiToken, "k"))
	require.Len(t, names, 6, "another route or trigger knows nothing of it: %s, %s, %s", edited, till, lift)
	require.Equal(t, till, of(w.sends(call("till"), token(contact.ScopeTriggers), "k")), "a trigger's keys are its own, whoever calls it")
	imports := multipartOf("b", [2]string{"channel_id", w.channel}, [2]string{"file", "phone\n+60123456001\n"})
	require.NotEqual(t, of(w.sends(imports, apiToken, "k")), of(w.sends(imports, token(contact.ScopeImports), "k")))
}

// TestAnyKeyWillDo has keys that PostgreSQL's text could not hold.
func TestAnyKeyWillDo(t *testing.T) {
	t.Parallel()
	s := importServer(t)
	s.put("/v1/triggers/till", `{"channel_id": "shop"}`)
	s.put("/v1/forms/lead", `{"channel_id": "shop", "fields": {"tel": "phone"}}`)
	long := strings.Repeat("k", 100_000)
	requests := []keyable{
		{method: http.MethodPost, path: "/v1/contacts", body: `{"channel_id": "shop", "phone": "60123456001"}`},
		{method: http.MethodPost, path: "/v1/triggers/till", body: `{"contact_number": "60123456001"}`},
		{method: http.MethodPost, path: "/forms/lead/submissions", body: `{"tel": "60123456001"}`},
		multipartOf("b", [2]string{"channel_id", shop}, [2]string{"file", "phone\n+60123456001\n"}),
	}
	keys := []string{"\xff", "\xfe", "a\tb", long + "1", long + "2", strings.Repeat("\xff", 3000), "键"}
	answers := make([]answer, len(requests)*len(keys))
	var wg sync.WaitGroup
	for i := range answers {
		wg.Go(func() { answers[i] = s.sends(requests[i%len(requests)], apiToken, keys[i/len(requests)]) })
	}
	wg.Wait()
	names := map[string]bool{}
	for i, a := range answers {
		require.Equal(t, http.StatusAccepted, a.status, "%s with the key %.10q: %s", requests[i%len(requests)].path, keys[i/len(requests)], a.body)
		names[a.named(t)] = true
	}
	require.Len(t, names, len(answers), "all are told apart")
}

// TestAKeyIsKeptForThirtyDays looks at what is left of it then.
func TestAKeyIsKeptForThirtyDays(t *testing.T) {
	t.Parallel()
	w := newWorld(t, devtest.Unique(t))
	db := connect(t, w.database)
	entry := func(phone string) keyable {
		return keyable{method: http.MethodPost, path: "/v1/contacts", body: encode(object{"channel_id": w.channel, "phone": phone})}
	}
	first := w.sends(entry("60123456001"), apiToken, "k").named(t)
	_, err := db.Exec(t.Context(), `UPDATE idempotency_keys SET created_at = now() - interval '29 days 23 hours'`)
	require.NoError(t, err)
	w.sends(entry("60123456002"), apiToken, "k").reused(t)
	_, err = db.Exec(t.Context(), `UPDATE idempotency_keys SET created_at = now() - interval '30 days'`)
	require.NoError(t, err)
	second := w.sends(entry("60123456002"), apiToken, "k").named(t)
	require.NotEqual(t, first, second, "it may stand for another request, and that is not lost")
	w.sends(entry("60123456003"), apiToken, "k").reused(t)
	_, err = db.Exec(t.Context(), `DELETE FROM idempotency_keys`)
	require.NoError(t, err)
	require.Equal(t, first, w.sends(entry("60123456001"), apiToken, "k").named(t), "what is sent a third time, much later, is one event all the same")
}

// TestTwoRequestsUnderOneKeyAtOnce races them.
func TestTwoRequestsUnderOneKeyAtOnce(t *testing.T) {
	t.Parallel()
	s := importServer(t)
	s.put("/v1/triggers/till", `{"channel_id": "shop"}`)
	call := func(n int) keyable {
		return keyable{method: http.MethodPost, path: "/v1/triggers/till", body: fmt.Sprintf(`{"contact_number": "6012345600%d"}`, n)}
	}
	file := func(n int) keyable {
		return multipartOf("b", [2]string{"channel_id", shop}, [2]string{"file", fmt.Sprintf("phone\n+6012345600%d\n", n)})
	}
	for name, request := range map[string]func(int) keyable{"calls": call, "files": file} {
		for round := range 5 {
			t.Run(fmt.Sprintf("%s %d", name, round), func(t *testing.T) {
				t.Parallel()
				s, key := s.in(t), fmt.Sprintf("%s-%d", name, round)
				answers := make([]answer, 8)
				var wg sync.WaitGroup
				for i := range answers {
					wg.Go(func() { answers[i] = s.sends(request(i%2), apiToken, key) })
				}
				wg.Wait()
				names, won := map[string]bool{}, -1
				for i, a := range answers {
					if a.status != http.StatusAccepted {
						a.reused(t)
						continue
					}
					require.True(t, won < 0 || won == i%2, "one of the two requests wins")
					won = i % 2
					names[a.named(t)] = true
				}
				require.Len(t, names, 1)
			})
		}
	}
}
