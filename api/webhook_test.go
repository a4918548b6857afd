package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/store/book"
	"github.com/luluchat/contacts/whatsapp"
)

// recorded is how many events there are.
func (s server) recorded() int {
	s.t.Helper()
	rows, _, err := s.store.Book.Events(s.t.Context(), book.EventFilter{}, uuid.Nil, 1000)
	require.NoError(s.t, err)
	return len(rows)
}

func TestHandshake(t *testing.T) {
	t.Parallel()
	s := unreachable(t) // it needs no database
	ask := func(mode, token string) answer {
		q := url.Values{"hub.mode": {mode}, "hub.verify_token": {token}, "hub.challenge": {"1158201444"}}
		return s.do(http.MethodGet, "/webhooks/whatsapp?"+q.Encode(), "", nil)
	}
	a := ask("subscribe", verifyToken)
	require.Equal(t, http.StatusOK, a.status)
	require.Equal(t, "1158201444", a.body, "the bare challenge")
	require.Contains(t, a.header.Get("Content-Type"), "text/plain")
	ask("subscribe", "wrong").problem(t, http.StatusForbidden)
	ask("subscribe", "").problem(t, http.StatusForbidden)
	ask("unsubscribe", verifyToken).problem(t, http.StatusForbidden)
	s.do(http.MethodGet, "/webhooks/whatsapp", "", nil).problem(t, http.StatusForbidden)
}

func TestAWebhookWithoutItsSignatureIsRefused(t *testing.T) {
	t.Parallel()
	s := setup(t)
	payload := one("60101", "wamid.1", 0)
	good := whatsapp.Sign(appSecret, []byte(payload))
	for name, header := range map[string]http.Header{
		"missing":             nil,
		"empty":               {"X-Hub-Signature-256": {""}},
		"of another secret":   {"X-Hub-Signature-256": {whatsapp.Sign("other", []byte(payload))}},
		"of another body":     {"X-Hub-Signature-256": {whatsapp.Sign(appSecret, []byte(payload+" "))}},
		"without its scheme":  {"X-Hub-Signature-256": {strings.TrimPrefix(good, "sha256=")}},
		"of the older scheme": {"X-Hub-Signature": {strings.Replace(good, "sha256", "sha1", 1)}},
		"cut short":           {"X-Hub-Signature-256": {good[:len(good)-1]}},
		"a bearer token":      bearer(apiToken),
	} {
		t.Run(name, func(t *testing.T) {
			s := s.in(t)
			s.do(http.MethodPost, "/webhooks/whatsapp", payload, header).problem(t, http.StatusUnauthorized)
			require.Zero(t, s.recorded(), "nothing is recorded")
		})
	}
	require.EqualValues(t, 1, s.receive(payload)["new"], "with it, it is taken")
}

func TestAWebhookThatIsNone(t *testing.T) {
	t.Parallel()
	s := setup(t)
	for name, payload := range map[string]string{
		"empty":                 ``,
		"not JSON":              `entry`,
		"half of it":            `{"entry":[{"id":"1"`,
		"an array":              `[{"entry":[]}]`,
		"a string":              `"entry"`,
		"without entry":         `{"object":"whatsapp_business_account"}`,
		"entry is no list":      `{"entry":"x"}`,
		"more than one":         `{"entry":[]}{"entry":[]}`,
		"deeper than it can be": strings.Repeat("[", 100000),
	} {
		t.Run(name, func(t *testing.T) {
			s := s.in(t)
			s.post(payload).problem(t, http.StatusBadRequest)
			require.Zero(t, s.recorded())
		})
	}
	require.Zero(t, s.receive(`{"entry":[]}`)["events"], "nothing in it is no mistake")
}

func TestTheSizeOfAWebhook(t *testing.T) {
	t.Parallel()
	s := setup(t)
	const limit = 4 << 20
	sized := func(id string, size int) string {
		payload := one("60101", id, 0)
		return payload + strings.Repeat(" ", size-len(payload))
	}
	t.Run("4 MB are taken", func(t *testing.T) {
		require.EqualValues(t, 1, s.in(t).receive(sized("wamid.fits", limit))["new"])
	})
	t.Run("a byte more is refused, and nothing recorded", func(t *testing.T) {
		s := s.in(t)
		s.post(sized("wamid.large", limit+1)).problem(t, http.StatusRequestEntityTooLarge)
		require.Equal(t, 1, s.recorded())
	})
}

func TestWithoutTheDatabaseNothingIsAcknowledged(t *testing.T) {
	t.Parallel()
	s := unreachable(t)
	for name, a := range map[string]answer{
		"webhook":  s.post(one("60101", "wamid.1", 0)),
		"contacts": s.get("/v1/contacts"),
		"channel":  s.put("/v1/channels/shop", `{"name":"Shop","phone_number_id":"1"}`),
		"explain":  s.get("/v1/explain?phone=60101"),
	} {
		detail := a.problem(t, http.StatusServiceUnavailable)
		require.NotEmpty(t, a.header.Get("Retry-After"), name)
		require.NotContains(t, detail, "127.0.0.1", "inner detail is logged, not sent")
	}
	s.post(`{"entry"`).problem(t, http.StatusBadRequest)
	s.do(http.MethodPost, "/webhooks/whatsapp", "{}", nil).problem(t, http.StatusUnauthorized)
}
