package e2e

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/common/v1"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/failure/v1"
	"go.temporal.io/api/history/v1"
	"go.temporal.io/api/sdk/v1"
	"go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

// readable is everything that a message of Temporal's API holds, at any depth and
// however it is packed: payloads, headers, memos, search attributes, summaries,
// failures.
func readable(t *testing.T, m proto.Message) string {
	t.Helper()
	b, err := protojson.Marshal(m)
	require.NoError(t, err)
	var out strings.Builder
	unpack(&out, b, 6)
	return out.String()
}

// unpack writes what is in some bytes: they may be JSON, base64 or compressed, and
// so may be what is in them.
func unpack(out *strings.Builder, b []byte, depth int) {
	if depth == 0 || len(b) == 0 {
		return
	}
	var value any
	if json.Unmarshal(b, &value) == nil {
		unpackJSON(out, value, depth)
		return
	}
	out.Write(b)
	out.WriteByte('\n')
	for _, inflate := range []func(io.Reader) (io.Reader, error){
		func(r io.Reader) (io.Reader, error) { return zlib.NewReader(r) },
		func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) },
	} {
		if r, err := inflate(bytes.NewReader(b)); err == nil {
			if plain, err := io.ReadAll(r); err == nil {
				unpack(out, plain, depth-1)
			}
		}
	}
	for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.URLEncoding, base64.RawStdEncoding, base64.RawURLEncoding} {
		if plain, err := encoding.DecodeString(string(b)); err == nil {
			unpack(out, plain, depth-1)
			return
		}
	}
}

func unpackJSON(out *strings.Builder, value any, depth int) {
	switch value := value.(type) {
	case map[string]any:
		for name, inner := range value {
			out.WriteString(name + "\n")
			unpackJSON(out, inner, depth)
		}
	case []any:
		for _, inner := range value {
			unpackJSON(out, inner, depth)
		}
	case string:
		out.WriteString(value + "\n")
		unpack(out, []byte(value), depth-1)
	case float64:
		b, _ := json.Marshal(value)
		out.Write(append(b, '\n'))
	}
}

// TestTheScanReadsEverything hides a word in every place of a history, packed in every
// way, and has it found.
func TestTheScanReadsEverything(t *testing.T) {
	t.Parallel()
	w := &words{}
	number, mexican := w.number(), w.numbered("5215512340001")
	word := w.say("name")
	w.secret("of a form", "hush-hush")
	w.same(number, "MY.abc")
	deflated := func(text string) []byte {
		var b bytes.Buffer
		z := zlib.NewWriter(&b)
		_, err := io.WriteString(z, text)
		require.NoError(t, err)
		require.NoError(t, z.Close())
		return b.Bytes()
	}
	payload := func(data []byte) *common.Payload { return &common.Payload{Data: data} }
	payloads := func(data []byte) *common.Payloads {
		return &common.Payloads{Payloads: []*common.Payload{payload([]byte("{}")), payload(data)}}
	}
	packed := func(text string) map[string][]byte {
		twice, err := json.Marshal(map[string]any{"inner": []any{map[string][]byte{"b": []byte(`{"who":"` + text + `"}`)}}})
		require.NoError(t, err)
		return map[string][]byte{
			"as it is": []byte(text), "as JSON": []byte(`{"a":["` + text + `"]}`), "as a name": []byte(`{"` + text + `":1}`),
			"in base64": []byte(`"` + base64.StdEncoding.EncodeToString([]byte(text)) + `"`), "in base64 in JSON": twice,
			"compressed": deflated(text), "compressed in base64": []byte(base64.RawURLEncoding.EncodeToString(deflated(text))),
		}
	}
	for _, secret := range []string{word, strings.ToUpper(word), number, "+60 13-774 0000", mexican, "hush-hush"} {
		for how, data := range packed(secret) {
			for where, event := range map[string]*history.HistoryEvent{
				"an input": {Attributes: &history.HistoryEvent_WorkflowExecutionStartedEventAttributes{
					WorkflowExecutionStartedEventAttributes: &history.WorkflowExecutionStartedEventAttributes{Input: payloads(data)},
				}},
				"a header": {Attributes: &history.HistoryEvent_WorkflowExecutionStartedEventAttributes{
					WorkflowExecutionStartedEventAttributes: &history.WorkflowExecutionStartedEventAttributes{
						Header: &common.Header{Fields: map[string]*common.Payload{"h": payload(data)}},
					},
				}},
				"a memo": {Attributes: &history.HistoryEvent_WorkflowExecutionStartedEventAttributes{
					WorkflowExecutionStartedEventAttributes: &history.WorkflowExecutionStartedEventAttributes{
						Memo: &common.Memo{Fields: map[string]*common.Payload{"m": payload(data)}},
					},
				}},
				"a search attribute": {Attributes: &history.HistoryEvent_UpsertWorkflowSearchAttributesEventAttributes{
					UpsertWorkflowSearchAttributesEventAttributes: &history.UpsertWorkflowSearchAttributesEventAttributes{
						SearchAttributes: &common.SearchAttributes{IndexedFields: map[string]*common.Payload{"s": payload(data)}},
					},
				}},
				"a marker": {Attributes: &history.HistoryEvent_MarkerRecordedEventAttributes{
					MarkerRecordedEventAttributes: &history.MarkerRecordedEventAttributes{Details: map[string]*common.Payloads{"d": payloads(data)}},
				}},
				"a cause of a failure": {Attributes: &history.HistoryEvent_ActivityTaskFailedEventAttributes{
					ActivityTaskFailedEventAttributes: &history.ActivityTaskFailedEventAttributes{Failure: &failure.Failure{
						Cause: &failure.Failure{EncodedAttributes: payload(data)},
					}},
				}},
				"a summary": {UserMetadata: &sdk.UserMetadata{Summary: payload(data)}},
			} {
				require.NotEmpty(t, w.in(readable(t, event)), "%s, %s, in %s", secret, how, where)
			}
		}
	}
	failed := &history.HistoryEvent{Attributes: &history.HistoryEvent_ActivityTaskFailedEventAttributes{
		ActivityTaskFailedEventAttributes: &history.ActivityTaskFailedEventAttributes{Failure: &failure.Failure{
			Message: "failed", Cause: &failure.Failure{Message: "no row for " + number, StackTrace: word},
		}},
	}}
	require.Len(t, w.in(readable(t, failed)), 2)
	require.Empty(t, w.in("contact/shop/"+number+" of MY.abc", w.allowed("shop", "contact/shop/"+number)...))
	require.NotEmpty(t, w.in("of "+number, w.allowed("shop", "import/1")...))
	require.NotEmpty(t, w.in("of "+number, w.allowed("shop", "contact/shop/"+contact60)...), "somebody else's")
	require.NotEmpty(t, w.in("was "+mexican, w.allowed("shop", "contact/shop/525512340001")...), "the key is the folded number")
	require.Empty(t, w.in("nothing of 60…89 at 2026-11-28T14:37:15.123456789Z"))
}

const contact60 = "60137749999"

// idle waits until no workflow runs, which is a moment after its last decision.
func (w *world) idle() {
	w.t.Helper()
	c := w.client()
	eventually(w.t, "no workflow runs", func() bool {
		open, err := c.CountWorkflow(context.Background(), &workflowservice.CountWorkflowExecutionsRequest{Query: `ExecutionStatus = "Running"`})
		return err == nil && open.GetCount() == 0
	})
}

// kept is what Temporal keeps of all workflows, by their ids.
func (w *world) kept() map[string]string {
	w.t.Helper()
	ctx, c := context.Background(), w.client()
	all := map[string]string{}
	var page []byte
	for {
		list, err := c.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{Namespace: w.namespace, NextPageToken: page})
		require.NoError(w.t, err)
		for _, info := range list.GetExecutions() {
			all[info.GetExecution().GetWorkflowId()] += w.keptOf(info)
		}
		if page = list.GetNextPageToken(); len(page) == 0 {
			return all
		}
	}
}

// keptOf is what Temporal keeps of one run: its entry in the list, what describes it, and
// its history.
func (w *world) keptOf(info *workflow.WorkflowExecutionInfo) string {
	w.t.Helper()
	ctx, c, run := context.Background(), w.client(), info.GetExecution()
	var out strings.Builder
	out.WriteString(readable(w.t, info))
	described, err := c.DescribeWorkflowExecution(ctx, run.GetWorkflowId(), run.GetRunId())
	require.NoError(w.t, err)
	out.WriteString(readable(w.t, described))
	for it := c.GetWorkflowHistory(ctx, run.GetWorkflowId(), run.GetRunId(), false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT); it.HasNext(); {
		event, err := it.Next()
		require.NoError(w.t, err)
		out.WriteString(readable(w.t, event))
	}
	return out.String()
}

// logOf is what a file holds.
func logOf(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(b)
}
