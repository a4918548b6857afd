package web_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/web/webtest"
)

// back goes back in the window's history.
var back = chromedp.NavigateBack()

// posted sends a form and returns what is answered.
func posted(t *testing.T, c *http.Client, address, body string) (status int, said string) {
	t.Helper()
	resp, read := sent(t, c, address, body, nil)
	return resp.StatusCode, read
}

// sent sends a form with further headers.
func sent(t *testing.T, c *http.Client, address, body string, header http.Header) (answer, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(body))
	require.NoError(t, err)
	for name, values := range header {
		req.Header[name] = values
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if host := header.Get("Host"); host != "" {
		req.Host = host
	}
	resp, err := c.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	read, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return answer{resp.StatusCode, resp.Header}, string(read)
}

// answer is what an answer has before its body.
type answer struct {
	StatusCode int
	Header     http.Header
}

// signedOut ends all sessions.
func signedOut(t *testing.T, s *webtest.Site) {
	t.Helper()
	_, err := s.Access.EndAll(t.Context(), "")
	require.NoError(t, err)
}

// TestAPostWithAnEndedSession is sent once who sent it has signed in again, in a real
// browser.
func TestAPostWithAnEndedSession(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "admin")
	s.Person("grace", nil, "contacts:read")
	chosen := s.Browser()
	chosen.Open(invited(t, s, "ada"))
	chosen.Fill("password", password)
	chosen.Press("Choose this password")
	chosen.At("/app")

	b := s.SignedIn("ada")
	b.Open("/app/settings/people/grace")
	b.Fill("name", "Grace & Hopper")
	signedOut(t, s)
	b.Press("Save")
	b.Sees("You were signed out. Sign in, and what you have just sent is taken in then.")
	b.Accessible()
	b.Shot("login-resume")
	require.Equal(t, "Name of grace", personNamed(t, s, "grace"), "nothing is taken in before")
	b.Fill("email", "ada@example.com")
	b.Fill("password", "wrong once")
	b.Press("Sign in")
	b.Sees("do not belong together")
	b.Fill("password", password)
	b.Press("Sign in")
	b.Sees("Grace & Hopper is saved.")
	b.At("/app/settings/people/grace")
	require.Equal(t, "Grace & Hopper", personNamed(t, s, "grace"))
	require.Zero(t, keptPosts(t, s))

	t.Run("without a cookie, too", func(*testing.T) {
		b.Open("/app/settings/people/grace")
		b.Fill("name", "Grace again")
		b.NoCookies()
		b.Press("Save")
		b.Sees("what you have just sent")
		b.Fill("email", "ada@example.com")
		b.Fill("password", password)
		b.Press("Sign in")
		b.Sees("Grace again is saved.")
	})
}

func personNamed(t *testing.T, s *webtest.Site, slug string) string {
	t.Helper()
	p, err := s.Access.Person(t.Context(), slug)
	require.NoError(t, err)
	return p.Name
}

func keptPosts(t *testing.T, s *webtest.Site) (n int) {
	t.Helper()
	require.NoError(t, s.DB.Other.QueryRow(t.Context(), `SELECT count(*) FROM kept_posts`).Scan(&n))
	return n
}

// TestAKeptPostIsSentOnce although the button to sign in is pressed many times at once,
// and never for somebody else.
func TestAKeptPostIsSentOnce(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "admin")
	keep := func(c *http.Client) (post string) {
		signedOut(t, s)
		resp, _ := sent(t, c, s.URL+"/app/settings/tokens", "name=Unmistakable&scopes=imports", nil)
		require.Equal(t, http.StatusSeeOther, resp.StatusCode)
		at, err := url.Parse(resp.Header.Get("Location"))
		require.NoError(t, err)
		require.Equal(t, "/app/login", at.Path)
		return at.Query().Get("post")
	}
	tokens := func() int {
		all, err := s.Settings.Tokens(t.Context())
		require.NoError(t, err)
		return len(all)
	}

	// The session was begun with the API_TOKEN, with which it is easy to sign in again.
	c := s.Client("")
	form := url.Values{"token": {webtest.APIToken}}
	status, said := posted(t, c, s.URL+"/app/login", form.Encode())
	require.Equal(t, http.StatusSeeOther, status, said)
	form.Set("post", keep(c))
	var readable int
	require.NoError(t, s.DB.Other.QueryRow(t.Context(), `SELECT count(*) FROM kept_posts WHERE position('Unmistakable' IN encode(sealed, 'escape')) > 0`).Scan(&readable))
	require.Zero(t, readable, "what was sent cannot be read in the database")
	var all sync.WaitGroup
	for range 5 {
		all.Go(func() {
			resp, _ := sent(t, s.Client(""), s.URL+"/app/login", form.Encode(), nil)
			if resp.StatusCode != http.StatusSeeOther {
				t.Errorf("answered %d", resp.StatusCode)
			}
		})
	}
	all.Wait()
	require.Equal(t, 1, tokens())

	t.Run("somebody else signs in on the same browser", func(t *testing.T) {
		form.Set("post", keep(s.In(t).Client("ada")))
		resp, _ := sent(t, s.Client(""), s.URL+"/app/login", form.Encode(), nil)
		require.Equal(t, http.StatusSeeOther, resp.StatusCode)
		require.Equal(t, 1, tokens())
		require.Zero(t, keptPosts(t, s), "it is forgotten")
	})
	t.Run("after an hour it is too late", func(t *testing.T) {
		form.Set("post", keep(s.In(t).Client("")))
		_, err := s.DB.Other.Exec(t.Context(), `UPDATE kept_posts SET created_at = now() - interval '61 minutes'`)
		require.NoError(t, err)
		sent(t, s.Client(""), s.URL+"/app/login", form.Encode(), nil)
		require.Equal(t, 1, tokens())
	})
	t.Run("what comes from elsewhere is not kept", func(t *testing.T) {
		resp, said := sent(t, s.In(t).Client(""), s.URL+"/app/settings/tokens", "name=x&scopes=imports", http.Header{"Origin": {"https://elsewhere.example"}})
		require.Equal(t, http.StatusForbidden, resp.StatusCode)
		require.Contains(t, said, "https://elsewhere.example (header Origin)")
	})
}
