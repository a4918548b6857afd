package webtest

import (
	"context"
	"log/slog"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"github.com/luluchat/contacts/config"
	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/internal/process"
	"github.com/luluchat/contacts/store/access"
	"github.com/luluchat/contacts/store/storetest"
	"github.com/luluchat/contacts/web"
)

// The secrets of every Site.
const (
	APIToken    = "the-api-token-of-tests"
	AppSecret   = "the-app-secret-of-tests"
	VerifyToken = "the-verify-token-of-tests"
)

// Site is the whole program – pages, API, dispatcher and worker – on a database of its
// own, with a channel, "The shop".
type Site struct {
	*storetest.Store
	T   testing.TB
	URL string // without a slash at the end

	// Shop is the id of its channel. No other site has it: all share one Temporal, where
	// two who work at one workflow would hold each other up.
	Shop string

	work func(process.Roles) (url string) // runs a process of it for the length of the test
}

// Serve runs the program for the length of the test. settings are further ones of the
// environment.
func Serve(t testing.TB, settings map[string]string) *Site {
	t.Helper()
	s := prepare(t, settings)
	s.URL = s.work(process.Roles{API: true, Worker: true})
	return s
}

// ServeWithoutWorker runs the program as Serve does, but for what decides. Temporal is
// at TEMPORAL_ADDRESS if the settings have one.
func ServeWithoutWorker(t testing.TB, settings map[string]string) *Site {
	t.Helper()
	s := prepare(t, settings)
	s.URL = s.work(process.Roles{API: true})
	return s
}

// Work has the site decide from now on.
func (s *Site) Work() {
	s.T.Helper()
	s.work(process.Roles{Worker: true})
}

func prepare(t testing.TB, settings map[string]string) *Site {
	t.Helper()
	database := storetest.URL(t)
	given := map[string]string{
		"DATABASE_URL": database, "HTTP_ADDR": "127.0.0.1:0", "TASK_QUEUE": devtest.Unique(t),
		"API_TOKEN": APIToken, "WHATSAPP_APP_SECRET": AppSecret, "WHATSAPP_VERIFY_TOKEN": VerifyToken,
	}
	maps.Copy(given, settings)
	cfg, err := config.LoadWith(given)
	require.NoError(t, err)
	s := &Site{Store: storetest.Open(t, database), T: t, Shop: "shop-" + uuid.NewString()[:8]}
	if pictured() {
		s.Shop = "shop" // whoever looks at a picture reads it
	}
	_, _, err = s.Settings.PutChannel(context.Background(), s.Shop, "The shop", "410000000000001")
	require.NoError(t, err)

	address := settings["TEMPORAL_ADDRESS"]
	if address == "" {
		address = devtest.TemporalAddress(t)
	}
	log := slog.New(slog.DiscardHandler)
	temporal := client.Options{HostPort: address, Namespace: client.DefaultNamespace, Logger: config.TemporalLogger(log)}
	s.work = func(roles process.Roles) (url string) {
		t.Helper()
		ctx, stop := context.WithCancel(context.Background())
		ready, ended := make(chan string, 1), make(chan error, 1)
		go func() {
			ended <- process.Serve(ctx, cfg, temporal, roles, log, func(url string) { ready <- url })
		}()
		select {
		case url = <-ready:
		case err := <-ended:
			stop()
			require.NoError(t, err, "the program did not start")
		}
		t.Cleanup(func() {
			stop()
			require.NoError(t, <-ended, "the program did not stop in order")
		})
		return url
	}
	return s
}

// In returns the site for a subtest.
func (s *Site) In(t testing.TB) *Site {
	own := *s
	own.T = t
	return &own
}

// Person makes a person with these scopes for certain channels, or for all.
func (s *Site) Person(slug string, channels []string, scopes ...string) {
	s.T.Helper()
	_, _, err := s.Access.PutPerson(context.Background(), access.Person{
		Slug: slug, Name: "Name of " + slug, Email: slug + "@example.com", Scopes: scopes, Channels: channels,
	})
	require.NoError(s.T, err)
}

// Session begins a session of a person, and returns its secret.
func (s *Site) Session(person string) string {
	s.T.Helper()
	secret, err := s.Access.Begin(context.Background(), access.Owner{Person: person}, "a test")
	require.NoError(s.T, err)
	return secret
}

// SessionCookie is what the secret of a session is called in the browser.
const SessionCookie = "contacts_session"

// Client is an HTTP client that is a person's browser without a window. It follows no
// redirects.
func (s *Site) Client(person string) *http.Client {
	s.T.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(s.T, err)
	at, err := url.Parse(s.URL + "/app")
	require.NoError(s.T, err)
	if person != "" {
		jar.SetCookies(at, []*http.Cookie{{Name: SessionCookie, Value: s.Session(person), Path: "/app"}})
	}
	c := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	s.T.Cleanup(c.CloseIdleConnections)
	return c
}

// Asset is the path of a file that pages load.
func (s *Site) Asset(name string) string {
	s.T.Helper()
	path, err := web.New(web.Options{}).AssetURL(name)
	require.NoError(s.T, err)
	return path
}
