package api_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/whatsapp"
)

// TestNobodyCanTryNamesOut asks for forms and triggers that are there and that
// are not, with no credential or a wrong one: the answers are the same.
func TestNobodyCanTryNamesOut(t *testing.T) {
	t.Parallel()
	s := setup(t)
	for _, path := range []string{"/v1/forms/there", "/v1/triggers/there"} {
		require.Equal(t, http.StatusCreated, s.put(path, `{"channel_id": "shop"}`).status)
	}
	answers := `{"phone": "+60123456789"}`
	for name, header := range map[string]http.Header{
		"nothing":                 {},
		"a wrong token":           bearer("wrong"),
		"a wrong signature":       {"X-Signature-256": {whatsapp.Sign("wrong", []byte(answers))}},
		"a signature with no key": {"X-Signature-256": {whatsapp.Sign("", []byte(answers))}},
	} {
		for path, want := range map[string]int{
			"/forms/%s/submissions": http.StatusUnauthorized, "/forms/%s/submissions/wrong": http.StatusUnauthorized,
			"/forms/%s/submissions?secret=wrong": http.StatusBadRequest, "/forms/%s/submissions/wrong?secret=": http.StatusBadRequest,
			"/v1/forms/%s": http.StatusUnauthorized, "/v1/forms/%s/rotate-submit-key": http.StatusUnauthorized, "/v1/triggers/%s": http.StatusUnauthorized,
		} {
			method := http.MethodPost
			if path == "/v1/forms/%s" {
				method = http.MethodGet
			}
			there := s.do(method, fmt.Sprintf(path, "there"), answers, header)
			none := s.do(method, fmt.Sprintf(path, "none"), answers, header)
			require.Equal(t, want, there.status, "%s %s: %s", name, path, there.body)
			there.header.Del("Date")
			none.header.Del("Date")
			require.Equal(t, there, none, "%s %s", name, path)
		}
	}
	s.do(http.MethodPost, "/forms/none/submissions", answers, bearer(apiToken)).problem(t, http.StatusNotFound)
}
