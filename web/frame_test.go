package web_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/web/webtest"
)

func get(t *testing.T, c *http.Client, address string) (answer, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
	require.NoError(t, err)
	resp, err := c.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	read, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return answer{resp.StatusCode, resp.Header}, string(read)
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "admin")
	c := s.Client("ada")
	resp, page := get(t, c, s.URL+"/app/settings")
	require.Equal(t, 200, resp.StatusCode)
	require.Equal(t, "no-store", resp.Header.Get("Cache-Control"))
	require.Equal(t, "nosniff", resp.Header.Get("X-Content-Type-Options"))
	require.Equal(t, "no-referrer", resp.Header.Get("Referrer-Policy"))
	policy := resp.Header.Get("Content-Security-Policy")
	require.Contains(t, policy, "frame-ancestors 'none'")
	require.NotContains(t, policy, "unsafe")
	require.NotRegexp(t, `(?i)<[^>]+ (style|on[a-z]+)=`, page, "nothing is inline")
	require.NotRegexp(t, `<script[^>]*>[^<]`, page, "nothing is inline")
	require.Less(t, len(page), 50<<10)

	t.Run("what pages load is kept for ever", func(t *testing.T) {
		loaded := regexp.MustCompile(`(?:src|href)="(/app/assets/[^"]+)"`).FindAllStringSubmatch(page, -1)
		require.GreaterOrEqual(t, len(loaded), 4)
		scripts := 0
		for _, one := range loaded {
			require.Regexp(t, `\.[0-9a-f]{12}\.`, one[1], "its address says what is in it")
			resp, _ := get(t, c, s.URL+one[1])
			require.Equal(t, 200, resp.StatusCode, one[1])
			require.Equal(t, "public, max-age=31536000, immutable", resp.Header.Get("Cache-Control"))
			if strings.HasSuffix(one[1], ".js") {
				scripts++
				require.Contains(t, resp.Header.Get("Content-Type"), "text/javascript")
			}
		}
		require.LessOrEqual(t, scripts, 3)
		resp, _ := get(t, c, s.URL+"/app/assets/app.css")
		require.Equal(t, 404, resp.StatusCode, "without its hash it is nothing")
	})
	t.Run("the session is a cookie for the pages alone", func(t *testing.T) {
		resp, _ := sent(t, s.Client(""), s.URL+"/app/login", "token="+webtest.APIToken, nil)
		cookie := resp.Header.Get("Set-Cookie")
		for _, wanted := range []string{webtest.SessionCookie + "=", "Path=/app", "HttpOnly", "SameSite=Lax"} {
			require.Contains(t, cookie, wanted)
		}
		require.NotContains(t, cookie, "Secure", "people come by http here")
	})
	t.Run("nobody is led elsewhere", func(t *testing.T) {
		for _, next := range []string{"https://elsewhere.example", "//elsewhere.example/app", `/\elsewhere.example/app`, "/app/../v1", "/application", "javascript:alert(1)", "/app/login"} {
			resp, _ := sent(t, s.Client(""), s.URL+"/app/login", url.Values{"token": {webtest.APIToken}, "next": {next}}.Encode(), nil)
			require.Equal(t, "/app", resp.Header.Get("Location"), next)
		}
		resp, _ := sent(t, s.Client(""), s.URL+"/app/login", url.Values{"token": {webtest.APIToken}, "next": {"/app/settings?a=b"}}.Encode(), nil)
		require.Equal(t, "/app/settings?a=b", resp.Header.Get("Location"))
	})
	t.Run("the address alone leads to the pages", func(t *testing.T) {
		resp, _ := get(t, c, s.URL+"/")
		require.Equal(t, "/app", resp.Header.Get("Location"))
	})
}

func TestFormsFromElsewhereAreRefused(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, map[string]string{"PUBLIC_URL": "https://crm.example.com"})
	s.Person("ada", nil, "admin")
	c := s.Client("ada")
	for name, tc := range map[string]struct {
		header http.Header
		status int
		said   string
	}{
		"another site": {http.Header{"Sec-Fetch-Site": {"cross-site"}, "Origin": {"https://elsewhere.example"}}, 403, "Sec-Fetch-Site: cross-site"},
		"another site, of an old browser": {http.Header{"Origin": {"https://elsewhere.example"}}, 403,
			"It comes from https://elsewhere.example (header Origin) and was sent to"},
		"a proxy that rewrites Host":               {http.Header{"Origin": {"https://crm.example.com"}, "Host": {"10.0.0.7:8080"}}, 303, ""},
		"a proxy that rewrites Host, by browser":   {http.Header{"Origin": {"https://crm.example.com"}, "Sec-Fetch-Site": {"same-origin"}, "Host": {"10.0.0.7:8080"}}, 303, ""},
		"the same site, by the address it came by": {http.Header{"Origin": {s.URL}}, 303, ""},
		"no browser": {nil, 303, ""},
	} {
		resp, said := sent(t, c, s.URL+"/app/theme", "theme=dark&back=/app", tc.header)
		require.Equal(t, tc.status, resp.StatusCode, name)
		require.Contains(t, said, tc.said, name)
	}
	t.Run("behind TLS the session goes there alone", func(t *testing.T) {
		resp, _ := sent(t, s.In(t).Client(""), s.URL+"/app/login", "token="+webtest.APIToken, nil)
		require.Contains(t, resp.Header.Get("Set-Cookie"), "Secure")
	})
}

func TestWrongCredentialsSlowDown(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "admin")
	c, limited := s.Client(""), 0
	for range 30 {
		resp, said := sent(t, c, s.URL+"/app/login", "token=wrong", nil)
		if resp.StatusCode == http.StatusTooManyRequests {
			limited++
			require.NotEmpty(t, resp.Header.Get("Retry-After"))
			require.Contains(t, said, "Too many wrong credentials")
		}
	}
	require.Positive(t, limited)
	resp, _ := sent(t, c, s.URL+"/app/login", "email=ada@example.com&password=x", nil)
	require.Equal(t, http.StatusTooManyRequests, resp.StatusCode, "whatever is tried")
}

// TestBehindAProxy has a proxy take the beginning off the path and rewrite Host.
func TestBehindAProxy(t *testing.T) {
	t.Parallel()
	var target *url.URL
	proxy := httptest.NewServer(http.StripPrefix("/crm", &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }}))
	t.Cleanup(proxy.Close)
	s := webtest.Serve(t, map[string]string{"PUBLIC_URL": proxy.URL + "/crm"})
	var err error
	target, err = url.Parse(s.URL)
	require.NoError(t, err)
	b := s.Browser()
	b.Open(proxy.URL + "/crm/app/settings")
	b.Sees("Sign in")
	b.Press("Sign in with an access token")
	b.Fill("token", webtest.APIToken)
	b.Click("button.primary")
	b.Until(func() bool { return b.Path() == proxy.URL+"/crm/app/settings" }, "the settings are open")
	b.Press("Make a token")
	b.Fill("name", "Reports")
	b.Click(`[name=scopes][value="contacts:read"]`)
	b.Press("Make the token")
	b.Sees("Copy it now")
	b.Press("Sign out")
	b.Sees("You are signed out.")
}

func TestPagesCanBeLeftOut(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, map[string]string{"WEB": "off"})
	for _, path := range []string{"/", "/app", "/app/login"} {
		resp, _ := get(t, s.Client(""), s.URL+path)
		require.Equal(t, 404, resp.StatusCode, path)
		require.Equal(t, "application/problem+json", resp.Header.Get("Content-Type"))
	}
}
