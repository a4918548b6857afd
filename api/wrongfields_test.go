package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/dev/devtest"
)

// TestAllThatIsWrongIsSaidAtOnce sends entries, edits and jobs of which several fields
// are wrong.
func TestAllThatIsWrongIsSaidAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, devtest.Unique(t))
	long := strings.Repeat("x", 300)
	made := w.made(http.MethodPost, "/v1/contacts", object{"channel_id": w.channel, "phone": "+60123456789"})["contact"].(object)
	for path, of := range map[string]struct {
		method string
		body   object
		fields []string
	}{
		"/v1/contacts": {
			http.MethodPost, object{"channel_id": w.channel, "phone": "12", "display_name": long, "attributes": object{"nowhere": "x"}},
			[]string{"phone", "display_name", "attributes.nowhere"},
		},
		"/v1/contacts/" + made["id"].(string): {
			http.MethodPatch, object{"display_name": long, "assignee": long, "tags": 7}, []string{"display_name", "assignee", "tags"},
		},
		"/v1/jobs": {
			http.MethodPost, object{"action": "set", "ids": []string{made["id"].(string)}, "args": object{"attributes": object{"a": 1, "b": 2}}},
			[]string{"args.attributes.a", "args.attributes.b"},
		},
	} {
		a := w.do(of.method, path, encode(of.body), bearer(apiToken))
		require.Equal(t, http.StatusUnprocessableEntity, a.status, "%s: %s", path, a.body)
		var fields []string
		for _, e := range a.object(t)["errors"].(list) {
			fields = append(fields, e.(object)["field"].(string))
		}
		require.Equal(t, of.fields, fields, path)
	}
}
