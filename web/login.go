package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/luluchat/contacts/api/gate"
	"github.com/luluchat/contacts/service"
)

// LoginPage is what the sign-in page needs.
type LoginPage struct {
	Next   string // where it leads afterwards
	Post   string // with what a form is found that is sent then
	Issuer string // who vouches for people, by name; empty: nobody
}

func (s *Site) loginPage(next, post string) LoginPage {
	page := LoginPage{Next: inside(next), Post: post}
	if s.issuer != nil {
		page.Issuer = s.issuer.name()
	}
	return page
}

func (s *Site) showLogin(v *Visit) error {
	q := v.URL.Query()
	if v.signedOut == nil && q.Get("post") == "" {
		return v.Redirect(inside(q.Get("next")), Flash{})
	}
	return v.Show("login", "Sign in", s.loginPage(q.Get("next"), q.Get("post")))
}

// signIn takes an email address and password, or a token.
func (s *Site) signIn(v *Visit) error {
	if _, err := v.Posted(); err != nil {
		return err
	}
	next, post := v.Value("next"), v.Value("post")
	secret, err := s.tryToSignIn(v, func() (string, error) {
		if token := v.Value("token"); token != "" {
			return s.Service.SignInWithToken(v.Context(), token, v.agent())
		}
		posted, err := v.Posted()
		if err != nil {
			return "", err
		}
		return s.Service.SignInWithPassword(v.Context(), v.Value("email"), posted.Get("password"), v.agent())
	})
	if err != nil {
		if e := service.ErrorOf(err); e.Code == service.RateLimited {
			v.form.Values, v.form.Errors = nil, []FieldError{{"", e.Message}}
			v.retryAfter(e.RetryAfter)
			return v.show(http.StatusTooManyRequests, "login", "Sign in", s.loginPage(next, post))
		}
		return v.Again(err, "login", "Sign in", s.loginPage(next, post))
	}
	return s.begin(v, secret, next, post)
}

// tryToSignIn has a credential looked at, unless too many wrong ones came from where
// it comes from.
func (s *Site) tryToSignIn(v *Visit, try func() (string, error)) (secret string, err error) {
	sender := gate.SenderOf(v.Context())
	if wait := sender.Wait(); wait > 0 {
		return "", &service.Error{Code: service.RateLimited, RetryAfter: wait,
			Message: "Too many wrong credentials came from your address. Wait a little, and try again."}
	}
	secret, err = try()
	switch {
	case err == nil:
		sender.Right()
	case service.ErrorOf(err).Code == service.InvalidToken, service.ErrorOf(err).Code == service.NotFound:
		sender.Wrong()
	}
	return secret, err
}

// begin begins a session in this browser, and goes on with what was asked for before:
// a form that was sent without one, or a page.
func (s *Site) begin(v *Visit, secret, next, post string) error {
	if v.signedOut == nil { // the former one
		if err := s.Service.SignOut(v.Context(), v.in); err != nil {
			return err
		}
	}
	v.cookie(sessionCookie, secret, 0)
	if post != "" {
		return s.resume(v, secret, next, post)
	}
	return v.Redirect(inside(next), Flash{})
}

// signOut ends the session. What the browser kept of its pages is nothing: no page is
// stored.
func (s *Site) signOut(v *Visit) error {
	if err := s.Service.SignOut(v.Context(), v.in); err != nil {
		return err
	}
	v.cookie(sessionCookie, "", -1)
	return v.Redirect("/app/login", Flash{Text: "You are signed out."})
}

// inside returns a path of a page, home for what is none: nobody is led elsewhere by a
// link to the sign-in page.
func inside(path string) string {
	u, err := url.Parse(path)
	if err != nil || u.IsAbs() || u.Host != "" || u.User != nil || strings.ContainsAny(path, "\\\x00\r\n") ||
		u.Path != "/app" && !strings.HasPrefix(u.Path, "/app/") || strings.HasPrefix(u.Path, "/app/login") || strings.Contains(u.Path, "..") {
		return "/app"
	}
	return u.RequestURI()
}

// agent is the browser in words, by which people tell their sessions apart.
func (v *Visit) agent() string {
	said := v.UserAgent()
	first := func(names ...[2]string) string {
		for _, name := range names {
			if strings.Contains(said, name[0]) {
				return name[1]
			}
		}
		return ""
	}
	browser := first([2]string{"Edg", "Edge"}, [2]string{"OPR/", "Opera"}, [2]string{"Firefox/", "Firefox"}, [2]string{"FxiOS", "Firefox"},
		[2]string{"CriOS", "Chrome"}, [2]string{"Chrome/", "Chrome"}, [2]string{"Safari/", "Safari"})
	system := first([2]string{"Windows", "Windows"}, [2]string{"Android", "Android"}, [2]string{"iPhone", "iPhone"}, [2]string{"iPad", "iPad"},
		[2]string{"Mac OS X", "Mac"}, [2]string{"CrOS", "ChromeOS"}, [2]string{"Linux", "Linux"})
	switch {
	case browser == "":
		return "Another browser"
	case system == "":
		return browser
	}
	return browser + " on " + system
}
