package web

import (
	"net/url"
)

// query writes what is not empty as the query of an address.
func query(values map[string]string) string {
	q := url.Values{}
	for name, value := range values {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

func (s *Site) showInvite(v *Visit) error {
	person, err := s.Service.Invited(v.Context(), v.PathValue("secret"))
	if err != nil {
		return err
	}
	return v.Show("invite", "Choose a password", person)
}

// acceptInvite uses an invitation up, and signs its person in.
func (s *Site) acceptInvite(v *Visit) error {
	posted, err := v.Posted()
	if err != nil {
		return err
	}
	link := v.PathValue("secret")
	secret, err := s.tryToSignIn(v, func() (string, error) {
		return s.Service.AcceptInvitation(v.Context(), link, posted.Get("password"), v.agent())
	})
	if err != nil {
		person, gone := s.Service.Invited(v.Context(), link)
		if gone != nil {
			return gone
		}
		return v.Again(err, "invite", "Choose a password", person)
	}
	return s.begin(v, secret, "/app", "")
}

// showLink shows a button: whoever only looks at the address uses it up by nothing.
func (s *Site) showLink(v *Visit) error {
	person, err := s.Service.LinkWorks(v.Context(), v.PathValue("secret"))
	if err != nil {
		return err
	}
	return v.Show("link", "Sign in", person)
}

func (s *Site) useLink(v *Visit) error {
	secret, err := s.tryToSignIn(v, func() (string, error) {
		return s.Service.SignInWithLink(v.Context(), v.PathValue("secret"), v.agent())
	})
	if err != nil {
		return err
	}
	return s.begin(v, secret, "/app", "")
}
