package whatsapp

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFlowReplies(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		response any // response_json as it arrives
		token    string
	}{
		"an object with a token":      {`{"flow_token": "lead", "name": "Aisha"}`, "lead"},
		"an object without a token":   {`{"name": "Aisha"}`, ""},
		"a token that is no string":   {`{"flow_token": 7}`, ""},
		"no object":                   {`["lead"]`, ""},
		"malformed JSON":              {`{"flow_token": "lead"`, ""},
		"nothing":                     {``, ""},
		"no string at all":            {7, ""},
		"an object instead of a text": {map[string]any{"flow_token": "lead"}, ""},
		"more than is kept":           {`{"flow_token": "lead", "text": "` + strings.Repeat("x", 70_000) + `"}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body, err := json.Marshal(map[string]any{"entry": []any{map[string]any{"changes": []any{map[string]any{
				"field": "messages",
				"value": map[string]any{
					"metadata": map[string]any{"phone_number_id": "1"},
					"messages": []any{map[string]any{
						"from": "60123456789", "id": "wamid.1", "timestamp": "1760000900", "type": "interactive",
						"interactive": map[string]any{
							"type": "nfm_reply", "nfm_reply": map[string]any{"response_json": tt.response},
						},
					}},
				},
			}}}}})
			require.NoError(t, err)
			batch, err := Parse(body)
			require.NoError(t, err)
			require.Len(t, batch.Events, 1)
			require.NotNil(t, batch.Events[0].Facts.Message, "it is a message in any case")
			flow := batch.Events[0].Facts.Flow
			if tt.token == "" {
				require.Nil(t, flow)
				return
			}
			require.Equal(t, tt.token, flow.Token)
			require.JSONEq(t, tt.response.(string), string(flow.Answers))
			again, err := Reparse(batch.Events[0].Raw, received)
			require.NoError(t, err)
			require.Equal(t, batch.Events[0], again)
		})
	}
}
