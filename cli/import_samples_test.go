package cli

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestADryRunPrintsSamples shows what would become of the first rows of each outcome.
func TestADryRunPrintsSamples(t *testing.T) {
	const id = "01a2032f-9a64-7d73-b4ce-45e68d3db348"
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/imports/"+id, func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `{"import": {"id": %q, "status": "awaiting_confirmation", "counts": {"total": 3}, "preview": {"create": 1, "update": 1, "reject": 1}}}`, id)
	})
	mux.HandleFunc("GET /v1/imports/"+id+"/samples", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"samples": {
			"create": [{"row": 2, "name": "Ada", "phone": "012-345 6781", "understood": {"number": "+60123456781"}, "changes": []}],
			"update": [{"row": 3, "name": "Kumar", "phone": "+60123456782", "understood": {"number": "+60123456782"},
				"changes": [{"field": "remarks", "was": null, "value": "new"}, {"field": "tags", "was": "vip", "value": "fair, vip"}]}],
			"unchanged": [],
			"reject": [{"row": 4, "name": null, "phone": "12", "changes": [], "words": "the phone number is too short", "suggested_fix": "write it whole"}]}}`)
	})
	out, _, err := runAgainst(t, mux, "import", "--attach", id)
	require.Equal(t, exitSome, exitCode(err))
	require.Contains(t, out, `
For example:
  create  row 2  Ada    +60123456781  
  update  row 3  Kumar  +60123456782  remarks: nothing → "new"; tags: "vip" → "fair, vip"
  reject  row 4  –      12            the phone number is too short; write it whole
`)
}
