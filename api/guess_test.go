package api_test

import (
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/api"
	"github.com/luluchat/contacts/api/gate"
)

// careful is setup where wrong credentials are counted as in production, and
// nothing is forgotten by the hour.
func careful(t *testing.T, change func(*api.API)) server {
	t.Helper()
	return guarded(t, func(a *api.API) {
		a.Limits = gate.Settings{Again: time.Hour}
		change(a)
	})
}

const tries = 20 // that an address has

// from is a token that is sent from an address, by way of a proxy.
func from(address, token string) http.Header {
	h := bearer(token)
	h.Set("X-Forwarded-For", address)
	return h
}

// TestThreeThousandGuesses are not answered: but for the first, nobody looks
// whether they are right.
func TestThreeThousandGuesses(t *testing.T) {
	t.Parallel()
	s := careful(t, func(*api.API) {})
	s.put("/v1/forms/lead", `{"channel_id": "shop", "secret": "a secret of a form", "fields": {"phone": "phone"}}`)
	const guesses, atOnce = 3000, 8
	var next, looked, refused atomic.Int64
	var wg sync.WaitGroup
	for range atOnce {
		wg.Go(func() {
			for next.Add(1) <= guesses {
				a := s.do(http.MethodGet, "/v1/contacts", "", bearer(fmt.Sprintf("lc_%043d", next.Load())))
				switch {
				case a.status == http.StatusUnauthorized:
					looked.Add(1)
				case a.status == http.StatusTooManyRequests && a.header.Get("Retry-After") != "":
					refused.Add(1)
				}
			}
		})
	}
	wg.Wait()
	require.EqualValues(t, guesses, looked.Load()+refused.Load())
	require.GreaterOrEqual(t, looked.Load(), int64(tries))
	require.Less(t, looked.Load(), int64(tries+atOnce))

	s.get("/v1/contacts").problem(t, http.StatusTooManyRequests) // a right one would tell it from the wrong
	t.Run("but signed requests are", func(t *testing.T) {
		s := s.in(t)
		s.receive(one("60123456789", "wamid.1", 0))
		header := signed("a secret of a form", `{"phone": "+60123456789"}`)
		header.Set("Content-Type", "application/json")
		a := s.do(http.MethodPost, "/forms/lead/submissions", `{"phone": "+60123456789"}`, header)
		require.Equal(t, http.StatusAccepted, a.status, a.body)
	})
	t.Run("and what needs no credential", func(t *testing.T) {
		for _, path := range []string{"/healthz", "/readyz", "/metrics", "/openapi.yaml"} {
			require.Equal(t, http.StatusOK, s.in(t).probe(path).status, path)
		}
		s.in(t).probe("/v1/contacts").problem(t, http.StatusUnauthorized)
	})
}

// TestEveryCredentialCanBeGuessedOnlySoOften has the others.
func TestEveryCredentialCanBeGuessedOnlySoOften(t *testing.T) {
	t.Parallel()
	for name, guess := range map[string]func(server) answer{
		"the webhook's verify token": func(s server) answer {
			return s.probe("/webhooks/whatsapp?hub.mode=subscribe&hub.challenge=1&hub.verify_token=guess")
		},
		"the verify token of Facebook's webhook": func(s server) answer {
			return s.probe("/webhooks/facebook?hub.mode=subscribe&hub.challenge=1&hub.verify_token=guess")
		},
		"a token, sent with a submission": func(s server) answer {
			return s.do(http.MethodPost, "/forms/lead/submissions", "{}", bearer("guess"))
		},
		"a form's submit key": func(s server) answer {
			return s.do(http.MethodPost, "/forms/lead/submissions/guess", "{}", nil)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := careful(t, func(*api.API) {})
			for range tries {
				require.Contains(t, []int{http.StatusUnauthorized, http.StatusForbidden}, guess(s).status)
			}
			a := guess(s)
			a.problem(t, http.StatusTooManyRequests)
			require.NotEmpty(t, a.header.Get("Retry-After"))
		})
	}
}

func TestARightCredentialMakesUpForWrongOnes(t *testing.T) {
	t.Parallel()
	s := careful(t, func(*api.API) {})
	for range 3 {
		for range tries - 1 {
			s.do(http.MethodGet, "/v1/contacts", "", bearer("wrong")).problem(t, http.StatusUnauthorized)
		}
		require.Equal(t, http.StatusOK, s.get("/v1/contacts").status)
	}
}

func TestWhoseForwardedForCounts(t *testing.T) {
	t.Parallel()
	guess := func(s server, address string) int {
		return s.do(http.MethodGet, "/v1/contacts", "", from(address, "wrong")).status
	}
	t.Run("nobody's, unless it is said", func(t *testing.T) {
		t.Parallel()
		s := careful(t, func(*api.API) {})
		for i := range tries {
			require.Equal(t, http.StatusUnauthorized, guess(s, fmt.Sprintf("192.0.2.%d", i)))
		}
		require.Equal(t, http.StatusTooManyRequests, guess(s, "198.51.100.1"))
	})
	t.Run("that of a trusted proxy, and only its own word", func(t *testing.T) {
		t.Parallel()
		s := careful(t, func(a *api.API) { a.TrustedProxies = []string{"127.0.0.0/8", "10.0.0.0/8"} })
		for i := range tries {
			// The client has made up what is before the last; 10.0.0.1 is a proxy, too.
			require.Equal(t, http.StatusUnauthorized, guess(s, fmt.Sprintf("192.0.2.%d, 203.0.113.1, 10.0.0.1", i)))
		}
		require.Equal(t, http.StatusTooManyRequests, guess(s, "203.0.113.1"))
		require.Equal(t, http.StatusUnauthorized, guess(s, "203.0.113.2"))
		require.Equal(t, http.StatusUnauthorized, guess(s, ""))
		require.Equal(t, http.StatusOK, s.get("/v1/contacts").status)
		header := from("203.0.113.1", "wrong")
		header.Set("X-Real-Ip", "203.0.113.3")
		require.Equal(t, http.StatusTooManyRequests, s.do(http.MethodGet, "/v1/contacts", "", header).status, "no other header counts")
	})
}
