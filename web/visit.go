package web

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/luluchat/contacts/api/gate"
	"github.com/luluchat/contacts/service"
)

// Visit is one request for a page: who asks, and how it is answered.
type Visit struct {
	*http.Request
	Who  service.Caller // nobody on pages for everybody
	Zone *time.Location // of the browser, where it is known

	site      *Site
	w         http.ResponseWriter
	in        service.SignedIn
	signedOut error // why nobody is signed in; nil: somebody is
	channels  []service.Channel
	listed    bool // channels are

	deleted       []service.Channel
	deletedListed bool
	origins       map[string]string // names of forms and triggers
	form          Form
	posted        url.Values

	peopleKnown []service.Person
	peopleRead  bool
}

// sessionCookie has the secret of a session.
const sessionCookie = "contacts_session"

// visit tells who asks. Who does not show a session is nobody.
func (s *Site) visit(w http.ResponseWriter, r *http.Request) *Visit {
	v := &Visit{Request: r, Zone: s.Zone, site: s, w: w, signedOut: errNoSession}
	if c, err := r.Cookie(zoneCookie); err == nil {
		if name, err := url.QueryUnescape(c.Value); err == nil && name != "" && name != "Local" && len(name) < 64 {
			if at, err := time.LoadLocation(name); err == nil {
				v.Zone = at
			}
		}
	}
	if c, err := r.Cookie(sessionCookie); err == nil {
		v.in, v.signedOut = s.Service.RestoreSession(r.Context(), c.Value)
	}
	if v.signedOut == nil {
		v.Who = v.in.Caller
	}
	return v
}

var errNoSession = &service.Error{Code: service.Unauthenticated, Message: "You are signed out. Sign in to go on."}

// May reports whether who asks has a scope.
func (v *Visit) May(scope string) bool { return v.Who.May(scope) == nil }

// Channel is the one that the page is about, as its address says; empty: all.
func (v *Visit) Channel() string {
	chosen := v.URL.Query().Get("channel")
	for _, c := range v.Channels() {
		if c.ID == chosen {
			return chosen
		}
	}
	return ""
}

// Channels are those that who asks sees.
func (v *Visit) Channels() []service.Channel {
	if !v.listed && v.May(service.ContactsRead) {
		var err error
		if v.channels, err = v.site.Service.ListChannels(v.Context(), v.Who); err != nil {
			v.site.Log.WarnContext(v.Context(), "the channels cannot be listed", "error", err)
		}
	}
	v.listed = true
	return v.channels
}

// OpenChannels are those that take something in. Where none does they are all: what is
// sent to one is answered with why not.
func (v *Visit) OpenChannels() []service.Channel {
	open := slices.DeleteFunc(slices.Clone(v.Channels()), func(c service.Channel) bool { return c.DisabledAt != nil })
	if len(open) == 0 {
		return v.Channels()
	}
	return open
}

// Asked tells the request from others, for use cases that are done once: by the key
// that the page's form had in it.
func (v *Visit) Asked() service.Request {
	return service.Request{Key: v.Value(onceField), Route: v.Method + " " + v.Pattern}
}

// onceField has a form's key: sent twice, the form is taken in once.
const onceField = "idempotency_key"

// maxForm is the largest form without a file, in bytes.
const maxForm = 1 << 20

// Posted returns what a form was filled in with. It fails for what is no such form.
func (v *Visit) Posted() (url.Values, error) {
	if v.posted != nil {
		return v.posted, nil
	}
	kind, _, _ := mime.ParseMediaType(v.Header.Get("Content-Type"))
	if kind != "application/x-www-form-urlencoded" {
		return nil, &service.Error{Code: service.Malformed, Message: "This takes the form of its page, and nothing else."}
	}
	read, err := v.body(maxForm)
	if err == nil {
		v.posted, err = url.ParseQuery(string(read))
	}
	if err != nil {
		return nil, &service.Error{Code: service.Malformed, Err: err, Message: "The form did not arrive whole. Go back and send it again."}
	}
	return v.posted, nil
}

// body reads what was sent, through the gate where it came through one.
func (v *Visit) body(most int64) ([]byte, error) {
	if b := gate.Of(v.Request); b != nil {
		return b.All(most)
	}
	read, err := io.ReadAll(io.LimitReader(v.Body, most+1))
	if err == nil && int64(len(read)) > most {
		err = gate.ErrTooLarge
	}
	return read, err
}

// Value is what one field was filled in with, without white space around it.
func (v *Visit) Value(name string) string {
	posted, err := v.Posted()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(posted.Get(name))
}

// Show answers with a page: the template of a name, in pages/.
func (v *Visit) Show(name, title string, data any) error {
	return v.show(http.StatusOK, name, title, data)
}

func (v *Visit) show(status int, name, title string, data any) error {
	var b bytes.Buffer
	t, ok := v.site.templates[name]
	if !ok {
		return errors.New("there is no page " + name)
	}
	if err := t.ExecuteTemplate(&b, "base", v.page(title, data)); err != nil {
		return err
	}
	v.write(status, &b)
	return nil
}

// Fragment answers with a part of a page alone, which is defined in its template.
func (v *Visit) Fragment(name, part string, data any) error {
	var b bytes.Buffer
	t, ok := v.site.templates[name]
	if !ok {
		return errors.New("there is no page " + name)
	}
	if err := t.ExecuteTemplate(&b, part, v.page("", data)); err != nil {
		return err
	}
	v.write(http.StatusOK, &b)
	return nil
}

func (v *Visit) write(status int, b *bytes.Buffer) {
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.WriteHeader(status)
	if v.Method != http.MethodHead {
		_, _ = b.WriteTo(v.w) // whoever has left reads no error
	}
}

// Redirect leads to another page of ours after a form was taken in, which says there
// what was done; an empty text says nothing.
func (v *Visit) Redirect(path string, said Flash) error {
	if said.Text != "" {
		v.setFlash(said)
	}
	http.Redirect(v.w, v.Request, v.site.url(path), http.StatusSeeOther)
	return nil
}

// With is the address of this page with other values in its query; an empty one is
// left out. Whatever pages there are begins anew with it.
func (v *Visit) With(values map[string]string) string {
	q := maps.Clone(v.URL.Query())
	q.Del("cursor")
	for name, value := range values {
		if q.Set(name, value); value == "" {
			q.Del(name)
		}
	}
	if len(q) == 0 {
		return v.site.url(v.URL.Path)
	}
	return v.site.url(v.URL.Path) + "?" + q.Encode()
}
