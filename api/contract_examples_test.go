package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/store/access"
	"github.com/luluchat/contacts/whatsapp"
)

// TestTheExamplesWork sends every example of a request as it stands in the
// document, in a world where what they name is there. Of ids that the program
// gives, and the examples can therefore only invent, real ones are sent.
func TestTheExamplesWork(t *testing.T) {
	devtest.Long(t)
	t.Parallel()
	// Workflow ids hold the channel: no other test has one of this name.
	c := readContract(t)
	w := newWorld(t, example(t, c.doc.Components.Parameters["ChannelID"]))
	form := example(t, c.doc.Components.Parameters["FormID"])
	for name, kind := range map[string]string{"city": "string", "budget": "number", "birthday": "date"} {
		w.made(http.MethodPut, "/v1/attributes/"+name, object{"type": kind})
	}
	w.made(http.MethodPut, "/v1/forms/"+form, object{"channel_id": w.channel, "fields": object{"mobile": "phone"}})
	w.made(http.MethodPut, "/v1/facebook/pages/"+example(t, c.doc.Components.Parameters["PageID"]), object{"token": "EAAG"})
	w.made(http.MethodPut, "/v1/triggers/zapier", object{"channel_id": w.channel})
	people, open, merged := w.contacts(2), w.conflicts(4), w.merged(3)
	imported := func() string { return w.ended(w.imported(leads("60198701001"), nil)) }
	tried := func() string { return w.tried(leads("60198701001")) }
	done := imported()
	job := func() string {
		return w.jobOf(object{"action": "tag", "args": object{"tags": list{"job"}}, "ids": list{people[0]}})
	}
	paused := func() string { // it pauses already
		id := job()
		_, err := connect(t, w.database).Exec(t.Context(), `UPDATE jobs SET status = 'paused', started_at = NULL WHERE id = $1`, id)
		require.NoError(t, err)
		return id
	}
	take := func(from *[]string) string {
		require.NotEmpty(t, *from)
		id := (*from)[0]
		*from = (*from)[1:]
		return id
	}
	person := func() string {
		slug := "p" + uuid.NewString()
		w.made(http.MethodPut, "/v1/people/"+slug, object{"name": slug, "email": slug + "@example.com", "scopes": list{"imports"}})
		return slug
	}
	made := func(path string, body object) func() string {
		return func() string {
			id := "x" + strings.ReplaceAll(uuid.NewString(), "-", "")
			if strings.HasPrefix(path, "/v1/channels") {
				body["phone_number_id"] = "9" + fmt.Sprint(uuid.New().ID()) + fmt.Sprint(uuid.New().ID())
			}
			w.made(http.MethodPut, path+id, body)
			return id
		}
	}
	aChannel, aForm := made("/v1/channels/", object{}), made("/v1/forms/", object{"channel_id": w.channel})
	aTrigger := made("/v1/triggers/", object{"channel_id": w.channel})
	_, err := connect(t, w.database).Exec(t.Context(), `INSERT INTO tags (name) VALUES ('customer') ON CONFLICT DO NOTHING`)
	require.NoError(t, err)
	// ids are what stands in the path where the example's id is invented.
	ids := map[string]func() string{
		"getContact": func() string { return people[0] }, "patchContact": func() string { return people[0] },
		"listMessages": func() string { return people[0] }, "timeline": func() string { return people[0] },
		"deleteContact": func() string { return people[1] },
		"addIdentity":   func() string { return people[0] }, "endIdentity": w.withTwo,
		"mergeContacts": func() string { return w.contacts(1)[0] }, "undoMerge": w.mergeOf,
		"dismissDuplicate": w.alikeHere, "undoDismissal": w.dismissed,
		"resolveConflict": func() string { return take(&open) }, "undoConflict": func() string { return take(&merged) },
		"replayEvent": func() string { return w.nobody(form) }, "deleteEvent": func() string { return w.nobody(form) }, "whyEventWaits": func() string { return w.nobody(form) },
		"dismissEvent": func() string { return w.nobody(form) }, "undismissEvent": func() string { return w.nobody(form) },
		"changeDraft":  func() string { return w.drafted("phone,Town\n60198702702,Ipoh\n", nil) },
		"inspectDraft": func() string { return w.drafted(leads("60198702702"), nil) },
		"deleteImport": func() string { return w.ended(w.imported(leads("60198702701"), nil)) },
		"getImport":    func() string { return done }, "listImportRows": func() string { return done },
		"listRejectedRows": func() string { return done }, "listImportSamples": func() string { return done }, "whyImportWaits": func() string { return done },
		"importErrors": func() string { return done }, "streamImport": func() string { return done },
		"confirmImport": tried, "rerunImport": tried, "cancelImport": tried, "undoImport": imported,
		"resumeImport": func() string { return done }, // it goes on already
		"pauseImport": func() string { // it pauses already
			id := tried()
			require.NoError(t, w.store.Imports.SetImportStatus(t.Context(), uuid.MustParse(id), "paused", ""))
			return id
		},
		"disableChannel": aChannel, "enableChannel": aChannel, "deleteChannel": aChannel, "disableForm": aForm, "enableForm": aForm, "deleteForm": aForm,
		"disableTrigger": aTrigger, "enableTrigger": aTrigger, "deleteTrigger": aTrigger,
		"removeAttribute": made("/v1/attributes/", object{"type": "string"}),
		"getPerson":       person, "invitePerson": person, "deletePerson": person,
		"endSession": func() string {
			_, err := w.store.Access.Begin(t.Context(), access.Owner{Person: person()}, "a browser")
			require.NoError(t, err)
			return w.read("/v1/sessions")["sessions"].(list)[0].(object)["id"].(string)
		},
		"getView":    func() string { return w.viewNamed("vip") },
		"deleteView": func() string { return w.viewNamed("gone") },
		"getJob":     job, "listJobRefusals": job, "whyJobWaits": job, "pauseJob": paused, "resumeJob": job, "cancelJob": job, "undoJob": job,
		"revokeToken": func() string {
			made := w.made(http.MethodPost, "/v1/tokens", object{"name": "Spare", "scopes": list{"imports"}})
			return made["token"].(object)["id"].(string)
		},
	}

	sent := 0
	for _, id := range slices.Sorted(maps.Keys(w.operations)) {
		for _, e := range w.examples(t, id) {
			sent++
			t.Run(e.name, func(t *testing.T) {
				r := e.request
				r.path = map[string]string{}
				for _, p := range parameters(w.operations[id]) {
					if p.Value.In != openapi3.ParameterInPath {
						continue
					}
					r.path[p.Value.Name] = fmt.Sprint(p.Value.Example)
					if p.Value.Name == "submit_key" {
						known, err := w.store.Settings.Form(t.Context(), form)
						require.NoError(t, err)
						r.path[p.Value.Name] = known.SubmitKey
					} else if p.Value.Name == "n" {
						r.path["n"] = w.identity(r.path["id"], "user_id")
					} else if real, ok := ids[id]; ok {
						r.path[p.Value.Name] = real()
					}
				}
				if before, id, draft := strings.Cut(r.body, `"upload_id":"`); draft {
					_, after, _ := strings.Cut(id, `"`)
					r.body = before + `"upload_id":"` + w.drafted(leads("60198702703"), nil) + `"` + after
				}
				if before, rest, merge := strings.Cut(r.body, `"other":"`); merge {
					_, after, _ := strings.Cut(rest, `"`)
					r.body = before + `"other":"` + w.contacts(1)[0] + `"` + after
				}
				if r.query.Get("contact_id") != "" {
					r.query.Set("contact_id", people[0])
				}
				if id == "createJob" {
					r.body = strings.Replace(r.body, "0199c7a0-6d0e-7c54-9d3b-6f1f0a5b2c11", people[0], 1)
				}
				e.credential(t, w, &r)
				require.NoError(t, w.allows(t, r))
				a := w.in(t).insist(w.operations[id].Method, w.url(t, r), r.body, r.header)
				require.Less(t, a.status, 300, a.body)
				require.NoError(t, w.answers(t, r, a), a.body)
			})
		}
	}
	require.Greater(t, sent, len(w.operations))
}

func example(t *testing.T, p *openapi3.ParameterRef) string {
	t.Helper()
	text, ok := p.Value.Example.(string)
	require.True(t, ok, p.Value.Name)
	return text
}

// anExample is a request made of examples, and which of the operation's
// credentials it bears.
type anExample struct {
	request
	name, scheme string
}

// asked is what else must be asked where an example alone asks nothing.
var asked = map[string]url.Values{"explain channel_id": {"phone": {"+60123456789"}}}

// examples makes requests of an operation's examples: each body with each
// credential; and with the first body each query parameter, and all headers.
func (c contract) examples(t *testing.T, id string) (all []anExample) {
	t.Helper()
	op := c.operations[id]
	required := url.Values{}
	headers := http.Header{}
	for _, p := range parameters(op) {
		switch {
		case p.Value.In == openapi3.ParameterInHeader && p.Value.Example != nil:
			headers.Set(p.Value.Name, fmt.Sprint(p.Value.Example))
		case p.Value.In == openapi3.ParameterInQuery && p.Value.Required:
			required.Set(p.Value.Name, fmt.Sprint(p.Value.Example))
		}
	}
	schemes := []string{""}
	if len(*op.Operation.Security) > 0 {
		schemes = nil
	}
	for _, alternative := range *op.Operation.Security {
		schemes = append(schemes, slices.Collect(maps.Keys(alternative))...)
	}
	schemes = slices.DeleteFunc(schemes, ofService)
	bodies := c.bodies(t, id)
	for _, scheme := range schemes {
		for _, b := range bodies {
			b.name, b.query, b.scheme = fmt.Sprintf("%s %s %s", id, b.name, scheme), maps.Clone(required), scheme
			all = append(all, b)
		}
	}
	first := all[0]
	if id == "explain" {
		all = nil // it must be asked about something
	}
	more := func(name string) *anExample {
		e := first
		e.name, e.query, e.header = id+" "+name, maps.Clone(required), first.header.Clone()
		all = append(all, e)
		return &all[len(all)-1]
	}
	for _, p := range parameters(op) {
		if p.Value.In != openapi3.ParameterInQuery || p.Value.Required || p.Value.Example == nil {
			continue
		}
		e := more(p.Value.Name)
		maps.Copy(e.query, asked[e.name])
		e.query.Set(p.Value.Name, fmt.Sprint(p.Value.Example))
		if several, ok := p.Value.Example.([]any); ok {
			e.query.Del(p.Value.Name)
			for _, one := range several {
				e.query.Add(p.Value.Name, fmt.Sprint(one))
			}
		}
	}
	if len(headers) > 0 {
		maps.Copy(more("with headers").header, headers)
	}
	return all
}

// bodies encodes the examples of an operation's body, and none where it may be
// left out.
func (c contract) bodies(t *testing.T, id string) (all []anExample) {
	t.Helper()
	op := c.operations[id].Operation
	if op.RequestBody == nil || !op.RequestBody.Value.Required {
		all = append(all, anExample{request: request{op: id, header: http.Header{}}, name: "without a body"})
	}
	if op.RequestBody == nil {
		return all
	}
	for _, kind := range slices.Sorted(maps.Keys(op.RequestBody.Value.Content)) {
		media := op.RequestBody.Value.Content[kind]
		values := map[string]any{}
		if media.Example != nil {
			values[kind] = media.Example
		}
		for name, e := range media.Examples {
			values[name] = e.Value.Value
		}
		for _, name := range slices.Sorted(maps.Keys(values)) {
			encoded, contentType := encodeAs(t, kind, values[name])
			all = append(all, anExample{
				request: request{op: id, header: http.Header{"Content-Type": {contentType}}, body: encoded}, name: name,
			})
		}
	}
	return all
}

func encodeAs(t *testing.T, kind string, value any) (encoded, contentType string) {
	t.Helper()
	switch kind {
	case "application/x-www-form-urlencoded":
		fields := url.Values{}
		for name, v := range value.(object) {
			fields.Set(name, fmt.Sprint(v))
		}
		return fields.Encode(), kind
	case "multipart/form-data":
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		for name, v := range value.(object) {
			encodePart(t, w, name, v)
		}
		require.NoError(t, w.Close())
		return b.String(), w.FormDataContentType()
	}
	b, err := json.Marshal(value)
	require.NoError(t, err)
	return string(b), kind
}

// encodePart writes a file, a text, or what is JSON in its part.
func encodePart(t *testing.T, w *multipart.Writer, name string, v any) {
	t.Helper()
	text, ok := v.(string)
	if !ok {
		text = encode(v)
	}
	if name != "file" {
		require.NoError(t, w.WriteField(name, text))
		return
	}
	part, err := w.CreateFormFile(name, "contacts.csv")
	require.NoError(t, err)
	_, err = io.WriteString(part, text)
	require.NoError(t, err)
}

// ofService reports whether a scheme is the signature of a form service. Such a
// service signs bodies of its own shape, and the examples are flat.
func ofService(scheme string) bool {
	return scheme == "typeformSignature" || scheme == "tallySignature"
}

// credential adds the example's credential, made with the real secret.
func (e anExample) credential(t *testing.T, w *world, r *request) {
	t.Helper()
	secret := func() string {
		form, err := w.store.Settings.Form(t.Context(), r.path["id"])
		require.NoError(t, err)
		return form.Secret
	}
	switch e.scheme {
	case "":
	case "bearer":
		r.header.Set("Authorization", "Bearer "+apiToken)
	case "webhookSignature":
		r.header.Set("X-Hub-Signature-256", whatsapp.Sign(appSecret, []byte(r.body)))
	case "facebookSignature":
		r.header.Set("X-Hub-Signature-256", whatsapp.Sign(fbSecret, []byte(r.body)))
	case "formSignature":
		r.header.Set("X-Signature-256", whatsapp.Sign(secret(), []byte(r.body)))
	default:
		require.Fail(t, "nobody knows how to do "+e.scheme)
	}
}
