package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/luluchat/contacts/service"
)

// keptPost is a form that was sent when the session had ended.
type keptPost struct {
	URI  string `json:"uri"`
	Body []byte `json:"body"`
}

// askToSignIn leads who is signed out to the sign-in page, and from there back. A form
// that was sent is kept meanwhile, encrypted, and is sent once who sent it has signed
// in again.
func (v *Visit) askToSignIn() error {
	if err := service.ErrorOf(v.signedOut); err.Code != service.Unauthenticated {
		return err // the database is unavailable: nobody is signed out by that
	}
	if v.Header.Get("X-Requested-With") != "" { // a script reads no page to sign in on
		return v.signedOut
	}
	q := make(map[string]string)
	if v.Method == http.MethodPost {
		secret, err := v.keep()
		if err != nil {
			return err
		}
		q["post"] = secret
	} else {
		q["next"] = v.URL.RequestURI()
	}
	http.Redirect(v.w, v.Request, v.site.url("/app/login")+query(q), http.StatusSeeOther)
	return nil
}

// keep keeps the form that was sent. It returns nothing for one that is no form, such
// as a file: that has to be sent again.
func (v *Visit) keep() (secret string, err error) {
	posted, err := v.Posted()
	if err != nil {
		v.setFlash(Flash{Text: "You were signed out, and what you sent was not taken in. Sign in and send it again."})
		return "", nil
	}
	kept, err := json.Marshal(keptPost{v.URL.RequestURI(), []byte(posted.Encode())})
	if err != nil {
		return "", err
	}
	return v.site.Service.KeepPost(v.Context(), v.in, kept)
}

// resume sends a form that was kept, in a session that has just begun. It is sent once,
// however often somebody presses the button.
func (s *Site) resume(v *Visit, session, next, secret string) error {
	in, err := s.Service.RestoreSession(v.Context(), session)
	if err != nil {
		return err
	}
	read, err := s.Service.TakePost(v.Context(), in, secret)
	switch {
	case errors.Is(err, service.ErrNotYours):
		return v.Redirect(inside(next), Flash{Text: "What was sent before was sent by somebody else, and was not taken in."})
	case err != nil && service.ErrorOf(err).Code == service.NotFound:
		return v.Redirect(inside(next), Flash{Text: "What you had sent was taken in already, or is more than an hour old. Look whether it is done."})
	case err != nil:
		return err
	}
	var kept keptPost
	if err := json.Unmarshal(read, &kept); err != nil {
		return err
	}
	again, err := http.NewRequestWithContext(v.Context(), http.MethodPost, kept.URI, bytes.NewReader(kept.Body))
	if err != nil {
		return err
	}
	again.Host, again.RemoteAddr = v.Host, v.RemoteAddr
	again.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for _, c := range v.Cookies() {
		if c.Name != sessionCookie && c.Name != flashCookie {
			again.AddCookie(c)
		}
	}
	again.AddCookie(&http.Cookie{Name: sessionCookie, Value: session})
	s.mux.ServeHTTP(v.w, again)
	return nil
}
