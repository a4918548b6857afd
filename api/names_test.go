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
		for _, query := range []string{"", "?secret=wrong", "?secret="} {
			for _, path := range []string{"/forms/%s/submissions", "/v1/forms/%s", "/v1/triggers/%s"} {
				method := http.MethodPost
				if path == "/v1/forms/%s" {
					method = http.MethodGet
				}
				there := s.do(method, fmt.Sprintf(path, "there")+query, answers, header)
				none := s.do(method, fmt.Sprintf(path, "none")+query, answers, header)
				require.Equal(t, http.StatusUnauthorized, there.status, "%s %s: %s", name, path, there.body)
				there.header.Del("Date")
				none.header.Del("Date")
				require.Equal(t, there, none, "%s %s", name, path)
			}
		}
	}
	s.do(http.MethodPost, "/forms/none/submissions", answers, bearer(apiToken)).problem(t, http.StatusNotFound)
}
