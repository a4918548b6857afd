// Package web is the pages: what people do with the program. A page has one handler
// and one template. A handler reads what was sent, calls use cases of package service
// as the API does, and shows what they return; it never asks the API and knows no SQL.
//
// Pages work without scripts. What scripts add is in assets/.
package web

import (
	"context"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/luluchat/contacts/service"
)

// Options are what the pages are made from.
type Options struct {
	Service   *service.Service
	PublicURL string // where people reach the pages, without a slash at the end
	// VerifyToken is the WHATSAPP_VERIFY_TOKEN, or several, see whatsapp.Values.
	VerifyToken string
	UIURL       string // of the Temporal UI
	Namespace   string // in which the UI shows workflows
	// KeepsOptOuts says that an opt-out outlives a deletion: there is an ERASURE_KEY.
	KeepsOptOuts bool
	// Zone is that of times where the browser does not tell its own.
	Zone   *time.Location
	Issuer Issuer
	Log    *slog.Logger
	// Stopping ends when the process is to stop: streams end then. Nil: never.
	Stopping context.Context
}

// Site serves the pages.
type Site struct {
	Options
	base      string // the path of PublicURL
	secure    bool   // people come by https
	templates map[string]*template.Template
	mux       *http.ServeMux
	origins   *http.CrossOriginProtection
	issuer    *issuer // nil: nobody vouches for people
}

// New returns the pages.
func New(o Options) *Site {
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	if o.Stopping == nil {
		o.Stopping = context.Background()
	}
	s := &Site{Options: o, mux: http.NewServeMux(), origins: http.NewCrossOriginProtection(), issuer: newIssuer(o)}
	if u, err := url.Parse(o.PublicURL); err == nil && u.Host != "" {
		s.base, s.secure = strings.TrimRight(u.Path, "/"), u.Scheme == "https"
		// A proxy may rewrite Host: then it is told by this what the browser sees.
		if err := s.origins.AddTrustedOrigin(u.Scheme + "://" + u.Host); err != nil {
			o.Log.Warn("PUBLIC_URL is no origin that forms could come from", "error", err)
		}
	}
	s.templates = s.parse()
	s.routes()
	return s
}

// policy is what a page may load and do: what comes from here, and nothing inline.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; " +
	"base-uri 'none'; frame-ancestors 'none'"

// ServeHTTP serves a page to whoever may see it.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, publicForms) {
		s.servePublic(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	if err := s.origins.Check(r); err != nil {
		s.refuseOrigin(w, r)
		return
	}
	s.mux.ServeHTTP(w, r)
}

// refuseOrigin says which header shows that a form came from elsewhere.
func (s *Site) refuseOrigin(w http.ResponseWriter, r *http.Request) {
	v := s.visit(w, r)
	said := fmt.Sprintf("The browser says that it was sent from another site (Sec-Fetch-Site: %.100s).", r.Header.Get("Sec-Fetch-Site"))
	if r.Header.Get("Sec-Fetch-Site") == "" {
		said = fmt.Sprintf("It comes from %.200s (header Origin) and was sent to %.200s (header Host).", r.Header.Get("Origin"), r.Host)
	}
	v.fail(http.StatusForbidden, "This was sent from another site", "Nothing was done. "+said+
		" Open the page at its own address and send it again. If this is its own address, set PUBLIC_URL to what the browser shows, or have the proxy pass Host on.")
}

// handler shows one page, or does what its form asks for. Its error becomes a page.
type handler func(*Visit) error

// open serves a page to anybody.
func (s *Site) open(pattern string, h handler) {
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		v := s.visit(w, r)
		v.end(h(v))
	})
}

// page serves a page to who has signed in and has a scope; any scope, if none is named.
func (s *Site) page(pattern, scope string, h handler) {
	s.open(pattern, func(v *Visit) error {
		if v.signedOut != nil {
			return v.askToSignIn()
		}
		if scope != "" {
			if err := v.Who.May(scope); err != nil {
				return err
			}
		}
		return h(v)
	})
}

// url is the address of a path of ours on this host.
func (s *Site) url(path string) string { return s.base + path }
