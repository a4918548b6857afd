package cli

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestJobsCommand tells a server about jobs, and prints what that answers.
func TestJobsCommand(t *testing.T) {
	t.Parallel()
	const id = "0199c7a0-6d0e-7c54-9d3b-6f1f0a5b2c13"
	job := map[string]any{
		"id": id, "action": "tag", "status": "completed", "error": nil, "created_at": "2026-03-01T08:00:00Z",
		"counts": map[string]any{"total": 5, "pending": 0, "changed": 4, "unchanged": 0, "failed": 1, "cancelled": 0},
	}
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Method+" "+r.URL.RequestURI())
		answer := map[string]any{"job": job}
		switch {
		case r.URL.Path == "/v1/jobs/later":
			later := maps.Clone(job)
			later["status"], later["begins_at"] = "scheduled", "2026-03-01T08:10:00Z"
			answer["job"] = later
		case r.URL.Path == "/v1/jobs":
			answer = map[string]any{"jobs": []any{job}}
		case strings.HasSuffix(r.URL.Path, "/undo"):
			answer["undo"] = map[string]any{"removes": 3, "restores": 0, "leaves": 1, "why": []any{map[string]any{"count": 1, "message": "Somebody has changed them since."}}}
		case strings.HasSuffix(r.URL.Path, "/cancel"):
			ended := maps.Clone(job)
			ended["status"], ended["error"] = "cancelled", "It was ended in Temporal before it was through."
			answer["job"] = ended
		case strings.HasSuffix(r.URL.Path, "/pause"):
			w.Header().Set("Content-Type", "application/problem+json")
			w.WriteHeader(http.StatusConflict)
			answer = map[string]any{"title": "Conflict", "status": 409, "code": "job_status", "detail": "The job is completed: it cannot pause."}
		}
		_ = json.NewEncoder(w).Encode(answer)
	}))
	t.Cleanup(server.Close)
	envFile := filepath.Join(t.TempDir(), "env")
	require.NoError(t, os.WriteFile(envFile, []byte("DATABASE_URL=postgres://nobody\nAPI_TOKEN=a-token-of-this-test\n"), 0o600))
	run := func(args ...string) (string, error) {
		var out bytes.Buffer
		root := rootCommand("test")
		root.SetOut(&out)
		root.SetErr(&out)
		root.SetArgs(append(append([]string{"jobs"}, args...), "--url", server.URL, "--env-file", envFile))
		err := root.ExecuteContext(t.Context())
		return out.String(), err
	}
	says := func(args []string, want ...string) {
		t.Helper()
		said, err := run(args...)
		require.NoError(t, err)
		for _, text := range want {
			require.Contains(t, said, text)
		}
	}

	said, err := run("list")
	require.NoError(t, err)
	require.Equal(t, []string{id, "2026-03-01", "08:00:00", "tag", "completed", "5", "0"}, strings.Fields(strings.Split(said, "\n")[1]))
	says([]string{"show", id}, "tag: completed", "changed")
	says([]string{"show", "later"}, "tag: scheduled", "begins at 2026-03-01 08:10:00 UTC")
	says([]string{"resume", id}, "tag: completed")
	says([]string{"cancel", id}, "tag: cancelled", "It was ended in Temporal before it was through.")
	says([]string{"undo", id, "--dry-run"}, "removes 3, restores 0, leaves 1", "leaves 1: Somebody has changed them since.")
	says([]string{"undo", id}, "removes 3")
	_, err = run("pause", id)
	require.ErrorContains(t, err, "The job is completed: it cannot pause.")
	_, err = run("show")
	require.Error(t, err, "a job has to be named")
	at := "/v1/jobs/" + id
	require.Equal(t, []string{
		"GET /v1/jobs", "GET " + at, "GET /v1/jobs/later", "POST " + at + "/resume", "POST " + at + "/cancel", "POST " + at + "/undo?dry_run=true", "POST " + at + "/undo", "POST " + at + "/pause",
	}, asked)
}
