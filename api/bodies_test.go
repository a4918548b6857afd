package api_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/api"
	"github.com/luluchat/contacts/whatsapp"
)

// TestNoBodyIsReadThatCannotBeSigned has senders who wait for their answer before
// they send anything.
func TestNoBodyIsReadThatCannotBeSigned(t *testing.T) {
	t.Parallel()
	s := guarded(t, func(a *api.API) { a.Limits.Body = long })
	good := whatsapp.Sign(appSecret, []byte("{}"))
	for path, header := range map[string]string{
		"/webhooks/whatsapp": "X-Hub-Signature-256", "/webhooks/facebook": "X-Hub-Signature-256", "/forms/lead/submissions": "X-Signature-256",
	} {
		for name, value := range map[string]string{
			"missing": "", "of another scheme": strings.Replace(good, "sha256", "sha1", 1), "cut short": good[:len(good)-1],
			"no hexadecimal": good[:len(good)-1] + "g", "too long": good + "0",
		} {
			t.Run(path+" "+name, func(t *testing.T) {
				t.Parallel()
				l := s.in(t).dial()
				h := http.Header{}
				if value != "" {
					h.Set(header, value)
				}
				l.begin(http.MethodPost, path, h)
				a := l.hear()
				a.problem(t, http.StatusUnauthorized)
				require.Equal(t, "close", a.header.Get("Connection"))
			})
		}
	}
	for path, token := range map[string]string{"/v1/imports": "wrong", "/v1/contacts": "", "/forms/lead/submissions": "wrong"} {
		t.Run(path+" with a wrong token", func(t *testing.T) {
			t.Parallel()
			l := s.in(t).dial()
			l.begin(http.MethodPost, path, bearer(token))
			l.hear().problem(t, http.StatusUnauthorized)
		})
	}
}

// TestBodiesThatDoNotArrive has 60 of them on each way in.
func TestBodiesThatDoNotArrive(t *testing.T) {
	t.Parallel()
	s := guarded(t, func(a *api.API) { a.Limits.Body, a.Limits.Stall = 200*time.Millisecond, 200*time.Millisecond })
	signature := whatsapp.Sign("another", nil) // which can be one, as long as the body is not there
	for path, header := range map[string]http.Header{
		"/webhooks/whatsapp":      {"X-Hub-Signature-256": {signature}},
		"/webhooks/facebook":      {"X-Hub-Signature-256": {signature}},
		"/forms/lead/submissions": {"X-Signature-256": {signature}},
		"/v1/contacts":            bearer(apiToken),
		"/v1/imports":             tokenWith("Content-Type", "multipart/form-data; boundary=b"),
	} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			var lines []line
			for range 60 {
				l := s.in(t).dial()
				l.begin(http.MethodPost, path, header)
				l.say("--b\r\n")
				lines = append(lines, l)
			}
			for _, l := range lines {
				a := l.hear()
				a.problem(t, http.StatusRequestTimeout)
				require.Equal(t, "close", a.header.Get("Connection"))
			}
		})
	}
	require.Empty(t, s.read("/v1/imports")["imports"])
}

func TestBodiesHaveRoomOfTheirOwn(t *testing.T) {
	t.Parallel()
	s := guarded(t, func(a *api.API) { a.Limits.Body, a.Limits.BodyBytes, a.Limits.WebhookBytes = long, 16<<10, 16<<10 })
	enter := `{"channel_id": "shop", "phone": "+60123456790", "display_name": "Mei"}`
	full := func() bool {
		return s.do(http.MethodPost, "/v1/contacts", enter, bearer(apiToken)).status == http.StatusServiceUnavailable
	}
	// until has a body arrive until there is no room beside it. It may have met a question, and been refused.
	until := func(full func() bool, path string, header http.Header) (l line) {
		l = s.dial()
		require.Eventually(t, func() bool {
			if full() {
				return true
			}
			_ = l.Close()
			l = s.dial()
			l.begin(http.MethodPost, path, header)
			return false
		}, long, 20*time.Millisecond)
		return l
	}
	l := until(full, "/v1/contacts", bearer(apiToken))
	a := s.do(http.MethodPost, "/v1/contacts", enter, bearer(apiToken))
	a.problem(t, http.StatusServiceUnavailable)
	require.Equal(t, "1", a.header.Get("Retry-After"))
	s.receive(one("60123456789", "wamid.1", 0))
	require.NoError(t, l.Close())
	require.Eventually(t, func() bool { return !full() }, long, 5*time.Millisecond)

	until(func() bool {
		a := s.post(one("60123456789", "wamid.2", 0))
		return a.status == http.StatusServiceUnavailable && a.header.Get("Retry-After") == "1"
	}, "/webhooks/whatsapp", http.Header{"X-Hub-Signature-256": {whatsapp.Sign("another", nil)}})
	require.False(t, full())
}

// TestTooLargeAFileIsToldSo has files of which nothing need be kept, sent by
// clients who ask first, who do not, and who do not tell how much comes.
func TestTooLargeAFileIsToldSo(t *testing.T) {
	t.Parallel()
	s := setup(t)
	head := "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nphone\n"
	for _, size := range []int{1<<20 + 1, 3 << 20} {
		for _, expect := range []string{"", "100-continue"} {
			for _, declared := range []bool{true, false} {
				t.Run(fmt.Sprintf("%d bytes, Expect %q, declared %v", size, expect, declared), func(t *testing.T) {
					t.Parallel()
					body := head + strings.Repeat("+60123456789\n", size/13+1) + "\r\n--b--\r\n"
					req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/v1/imports", strings.NewReader(body))
					require.NoError(t, err)
					if !declared {
						req.ContentLength = -1
					}
					req.Header = tokenWith("Content-Type", "multipart/form-data; boundary=b")
					if expect != "" {
						req.Header.Set("Expect", expect)
					}
					client := &http.Client{Transport: &http.Transport{ExpectContinueTimeout: long}}
					resp, err := client.Do(req)
					require.NoError(t, err)
					defer resp.Body.Close()
					read, err := io.ReadAll(resp.Body)
					require.NoError(t, err)
					answer{resp.StatusCode, resp.Header, string(read)}.problem(t, http.StatusRequestEntityTooLarge)
				})
			}
		}
	}
	t.Run("also to somebody who sends everything before reading", func(t *testing.T) {
		t.Parallel()
		l := s.in(t).dial()
		l.say("POST /v1/imports HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: %d\r\n\r\n", apiToken, 55<<20)
		for range 55 {
			l.say("%s", strings.Repeat("a", 1<<20))
		}
		l.hear().problem(t, http.StatusRequestEntityTooLarge)
	})
}
