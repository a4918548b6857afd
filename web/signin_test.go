package web_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/store/access"
	"github.com/luluchat/contacts/store/settings"
	"github.com/luluchat/contacts/web/webtest"
)

const password = "four words put together"

// invited makes a link with which a person chooses a password.
func invited(t *testing.T, s *webtest.Site, person string) (path string) {
	t.Helper()
	secret, _, err := s.Access.Invite(t.Context(), person, access.ToChoosePassword, access.SessionIdle)
	require.NoError(t, err)
	return "/app/invite/" + secret
}

func TestSigningIn(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "admin")
	link := invited(t, s, "ada")

	b := s.Browser()
	b.Open(link)
	b.Sees("Welcome, Name of ada")
	b.Everywhere(link, "invite")
	b.Fill("password", "short")
	b.Press("Choose this password")
	b.Sees("1 thing is not right")
	b.Until(func() bool {
		return webtest.Value[string](b, `document.activeElement.getAttribute("aria-labelledby")`) == "errors-title"
	}, "the summary has the focus")
	b.Fill("password", password)
	b.Press("Choose this password")
	b.At("/app")
	b.Sees("Name of ada")

	b.Open(link)
	b.Sees("used already")
	b.Open("/app/settings")
	b.Press("Sign out")
	b.Sees("You are signed out.")
	b.Run(back)
	b.Sees("Sign in")
	b.Lacks("Name of ada")

	b.Open("/app/settings?channel=" + s.Shop)
	b.At("/app/login?next=%2Fapp%2Fsettings%3Fchannel%3D" + s.Shop)
	b.Fill("email", "ADA@example.com")
	b.Fill("password", "something else")
	b.Press("Sign in")
	b.Sees("do not belong together")
	require.Equal(t, "ADA@example.com", webtest.Value[string](b, `document.querySelector("[name=email]").value`), "what was typed stays")
	require.Empty(t, webtest.Value[string](b, `document.querySelector("[name=password]").value`), "but the password")
	b.Accessible()
	b.Shot("login-wrong")
	b.Fill("password", password)
	b.Press("Sign in")
	b.At("/app/settings?channel=" + s.Shop)

	t.Run("a new link ends every session, and gives another password", func(t *testing.T) {
		other := s.In(t).Browser()
		other.Open(invited(t, s, "ada"))
		other.Fill("password", "quite another password")
		other.Press("Choose this password")
		other.At("/app")
		b.Open("/app/settings")
		b.Sees("Sign in")
		b.Fill("email", "ada@example.com")
		b.Fill("password", password)
		b.Press("Sign in")
		b.Sees("do not belong together")
	})
}

func TestSigningInWithAToken(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, nil)
	signIn := func(b *webtest.Browser, token string) {
		b.Open("/app/login")
		b.Press("Sign in with an access token")
		b.Fill("token", token)
		b.Click("button.primary")
	}
	token, secret, err := s.Settings.CreateToken(t.Context(), settings.NewToken{Name: "Reports", Scopes: []string{"contacts:read"}})
	require.NoError(t, err)
	b := s.Browser()
	signIn(b, "wrong")
	b.Sees("unknown or revoked")
	signIn(b, secret)
	b.At("/app")
	b.Sees("Reports")
	require.NoError(t, s.Settings.RevokeToken(t.Context(), token.ID))
	b.Open("/app/settings")
	b.Sees("Sign in")

	signIn(b, webtest.APIToken)
	b.At("/app")
	b.Open("/app/settings")
	b.Sees("API_TOKEN")
	b.Sees("Access tokens")
	_, err = s.DB.Other.Exec(t.Context(), `UPDATE sessions SET proof = sha256('that of another token') WHERE proof IS NOT NULL`)
	require.NoError(t, err)
	b.Open("/app/settings")
	b.Sees("Sign in")
}

// TestALinkSignsInOnce looks at the page first, as a preview does.
func TestALinkSignsInOnce(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "admin")
	secret, _, err := s.Access.Invite(t.Context(), "ada", access.ToSignIn, access.SessionIdle)
	require.NoError(t, err)
	b := s.Browser()
	for range 3 {
		b.Open("/app/link/" + secret)
		b.Sees("This link signs you in as Name of ada")
	}
	b.Everywhere("/app/link/"+secret, "link")
	b.Press("Sign in as Name of ada")
	b.At("/app")
	other := s.Browser()
	other.Open("/app/link/" + secret)
	other.Sees("used already")
}

// TestASessionEnds in every way that it can.
func TestASessionEnds(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "admin")
	s.Person("grace", nil, "contacts:read")
	for name, end := range map[string]func(){
		"when nothing was asked for in it for 12 hours": func() {
			_, err := s.DB.Other.Exec(t.Context(), `UPDATE sessions SET last_seen_at = now() - interval '12 hours' WHERE person = 'grace'`)
			require.NoError(t, err)
		},
		"when an admin ends it": func() {
			admin := s.SignedIn("ada")
			admin.Open("/app/settings")
			admin.Press("End the session of Name of grace")
			admin.Sees("The session has ended.")
		},
		"with the person": func() { require.NoError(t, s.Access.RemovePerson(context.Background(), "grace")) },
	} {
		s.Person("grace", nil, "contacts:read")
		b := s.SignedIn("grace")
		b.Open("/app/settings")
		b.Sees("Your sessions")
		end()
		b.Open("/app/settings")
		b.Sees("Sign in")
		b.At("/app/login?next=%2Fapp%2Fsettings")
		require.NotEmpty(t, name)
	}
	_, err := s.Access.Session(t.Context(), "no secret", "")
	require.Error(t, err)
}

func TestWhatAScopeDoesNotAllow(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "admin")
	s.Person("grace", []string{s.Shop}, "contacts:read")
	_, _, err := s.Settings.PutChannel(t.Context(), "branch", "The branch", "410000000000002")
	require.NoError(t, err)
	b := s.SignedIn("grace")
	b.Open("/app/settings")
	b.Sees("Your sessions")
	for _, hidden := range []string{"People", "Access tokens", "ada@example.com", "The branch"} {
		b.Lacks(hidden)
	}
	for _, path := range []string{"/app/settings/new-person", "/app/settings/people/ada"} {
		b.Open(path)
		b.Sees("This needs the scope admin")
	}
	c := s.Client("grace")
	for _, path := range []string{"/app/settings/tokens", "/app/settings/people", "/app/settings/people/grace", "/app/settings/people/ada/remove", "/app/settings/people/ada/invite"} {
		status, said := posted(t, c, s.URL+path, "name=x&slug=x&email=x@example.com&scopes=admin")
		require.Equal(t, 403, status, path)
		require.Contains(t, said, "needs the scope admin", path)
	}
	people, err := s.Access.People(t.Context())
	require.NoError(t, err)
	require.Len(t, people, 2)

	t.Run("a change of scopes holds from the next page on", func(t *testing.T) {
		s.In(t).Person("grace", nil, "admin")
		b.Open("/app/settings")
		b.Sees("Access tokens")
	})
}

func TestPeopleArePut(t *testing.T) {
	devtest.Long(t)
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "admin")
	b := s.SignedIn("ada")
	b.Open("/app/settings")
	b.Press("Add a person")
	b.Press("Add the person")
	b.Sees("4 things are not right")
	b.Accessible()
	b.Shot("new-person-wrong")
	b.Fill("name", `<script>document.title = "harmed"</script>`)
	b.Fill("slug", "ada")
	b.Fill("email", "grace@example.com")
	b.Click(`[name=scopes][value="contacts:write"]`)
	b.Press("Add the person")
	b.Sees("There is a person of this short name already")
	b.Fill("slug", "grace")
	b.Press("Add the person")
	b.Sees("Send this link")
	link := webtest.Value[string](b, `document.querySelector("[data-copied]").value`)
	require.Contains(t, link, s.URL+"/app/invite/")
	require.NotEqual(t, "harmed", webtest.Value[string](b, `document.title`))
	b.Accessible()
	b.Open("/app/settings")
	b.Sees(`<script>document.title = "harmed"</script>`)
	require.NotEqual(t, "harmed", webtest.Value[string](b, `document.title`))

	t.Run("the last admin stays", func(*testing.T) {
		b.Open("/app/settings/people/ada")
		b.Press("Remove the person")
		b.Press("Remove Name of ada")
		b.Sees("Nobody else has the scope admin")
		b.Open("/app/settings/people/ada")
		b.Click(`[name=scopes][value=admin]`)
		b.Click(`[name=scopes][value=imports]`)
		b.Press("Save")
		b.Sees("Nobody else has the scope admin")
	})
	t.Run("a token is shown once", func(t *testing.T) {
		b.Open("/app/settings")
		b.Press("Make a token")
		b.Fill("name", "Reports")
		b.Click(`[name=scopes][value="contacts:read"]`)
		b.Press("Make the token")
		b.Sees("Copy it now")
		require.Regexp(t, `^lc_`, webtest.Value[string](b, `document.querySelector("[data-copied]").value`))
		b.Accessible()
		b.Shot("settings-token")
		b.Open("/app/settings")
		b.Lacks("Copy it now")
		b.Press("Revoke")
		b.Press("Revoke the token of Reports")
		b.Sees("The token is revoked")
	})
}
