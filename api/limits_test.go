package api_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/api"
	"github.com/luluchat/contacts/api/gate"
	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/settings"
	"github.com/luluchat/contacts/store/storetest"
	"github.com/luluchat/contacts/whatsapp"
)

// TestSoManyRequestsAtOnce has one that takes all the room there is.
func TestSoManyRequestsAtOnce(t *testing.T) {
	t.Parallel()
	s := guarded(t, func(a *api.API) { a.Limits.Requests, a.Limits.Body = 1, long })
	full := func() bool { return s.get("/v1/channels").status == http.StatusServiceUnavailable }
	l := s.dial()
	require.Eventually(t, func() bool {
		if full() {
			return true
		}
		_ = l.Close() // it has not arrived yet, or was refused, since there was no room beside the question
		l = s.dial()
		l.begin(http.MethodPost, "/v1/contacts", bearer(apiToken))
		return false
	}, long, 20*time.Millisecond)
	for _, path := range []string{"/v1/contacts", "/openapi.yaml", "/nowhere"} {
		a := s.get(path)
		a.problem(t, http.StatusServiceUnavailable)
		require.Equal(t, "1", a.header.Get("Retry-After"))
	}
	s.upload(nil, part{"file", "phone\n+60123456789\n"}).problem(t, http.StatusServiceUnavailable)
	for _, path := range []string{"/healthz", "/readyz", "/metrics", "/webhooks/whatsapp?hub.mode=subscribe&hub.challenge=1&hub.verify_token=" + verifyToken,
		"/webhooks/facebook?hub.mode=subscribe&hub.challenge=1&hub.verify_token=" + fbToken} {
		require.Equal(t, http.StatusOK, s.probe(path).status, path)
	}
	s.receive(one("60123456789", "wamid.1", 0))
	told := `{"object":"page","entry":[]}`
	require.Equal(t, http.StatusOK, s.do(http.MethodPost, "/webhooks/facebook", told, leadHook(told)).status)
	require.NoError(t, l.Close())
	require.Eventually(t, func() bool { return !full() }, long, 5*time.Millisecond)
}

// TestSoManyWebhooksAtOnce has one that waits for the database. One that has not
// arrived keeps nobody out.
func TestSoManyWebhooksAtOnce(t *testing.T) {
	t.Parallel()
	url := storetest.URL(t)
	s := serveWith(t, url, func(a *api.API) { a.Limits.Requests, a.Limits.Body = 1, long })
	_, _, err := s.store.Settings.PutChannel(t.Context(), shop, "The shop", shopNumber)
	require.NoError(t, err)
	s.dial().begin(http.MethodPost, "/webhooks/whatsapp", http.Header{"X-Hub-Signature-256": {whatsapp.Sign("another", nil)}})
	s.receive(one("60123456789", "wamid.1", 0))

	release := held(t, url, `LOCK TABLE events IN ACCESS EXCLUSIVE MODE`)
	var wg sync.WaitGroup
	refused := make(chan answer, 2)
	for i := range 2 {
		wg.Go(func() { refused <- s.post(one("60123456789", fmt.Sprintf("wamid.w%d", i), 0)) })
	}
	a := <-refused // the other one waits
	a.problem(t, http.StatusServiceUnavailable)
	require.Equal(t, "1", a.header.Get("Retry-After"))
	require.Equal(t, http.StatusOK, s.get("/v1/channels").status)
	release()
	wg.Wait()
}

func TestATokenHasAQuota(t *testing.T) {
	t.Parallel()
	s := guarded(t, func(a *api.API) { a.Limits = gate.Settings{Quota: 3, Window: time.Hour} })
	s.put("/v1/forms/lead", `{"channel_id": "shop", "secret": "a secret of a form", "fields": {"phone": "phone"}}`)
	_, other, err := s.store.Settings.CreateToken(t.Context(), settings.NewToken{Name: "another", Scopes: []string{contact.ScopeContactsRead}})
	require.NoError(t, err)
	a := s.get("/v1/channels")
	require.Equal(t, http.StatusOK, a.status)
	require.Equal(t, `"token";q=3;w=3600`, a.header.Get("RateLimit-Policy"))
	require.Regexp(t, `^"token";r=1;t=2[34]\d\d$`, a.header.Get("RateLimit"))
	submit := func(header http.Header) answer {
		header.Set("Content-Type", "application/json")
		return s.do(http.MethodPost, "/forms/lead/submissions", `{"phone": "+60123456789"}`, header)
	}
	require.Equal(t, http.StatusAccepted, submit(bearer(apiToken)).status, "of submissions, too")
	for _, a := range []answer{s.get("/v1/channels"), submit(bearer(apiToken)), s.upload(nil)} {
		a.problem(t, http.StatusTooManyRequests)
		require.Regexp(t, `^1[12]\d\d$`, a.header.Get("Retry-After"))
		require.Equal(t, `"token";q=3;w=3600`, a.header.Get("RateLimit-Policy"))
		require.Regexp(t, `^"token";r=0;t=3\d\d\d$`, a.header.Get("RateLimit"))
	}
	require.Equal(t, http.StatusOK, s.do(http.MethodGet, "/v1/channels", "", bearer(other)).status, "each token has its own")
	for i := range 5 { // who signs has no token
		s.receive(one("60123456789", fmt.Sprintf("wamid.%d", i), 0))
		require.Equal(t, http.StatusAccepted, submit(signed("a secret of a form", `{"phone": "+60123456789"}`)).status)
	}
}
