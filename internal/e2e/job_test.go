package e2e

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/stretchr/testify/require"
)

// job tells a job something, and returns it.
func (i importer) job(method, path string, body any, want int) map[string]any {
	i.t.Helper()
	status, answer := 0, map[string]any{}
	eventually(i.t, "the job is told "+path, func() bool { // right after a kill its workflow waits for who is gone
		status, answer = i.p.call(i.t, method, path, body)
		return status != http.StatusServiceUnavailable
	})
	require.Equal(i.t, want, status, answer)
	return answer
}

func (i importer) jobUntil(id string, statuses ...string) (job map[string]any) {
	i.t.Helper()
	eventually(i.t, fmt.Sprint("the job is ", statuses), func() bool {
		job = i.job(http.MethodGet, "/v1/jobs/"+id, nil, http.StatusOK)["job"].(map[string]any)
		return slices.Contains(statuses, job["status"].(string))
	})
	return job
}

func (i importer) newJob(body map[string]any) (id string) {
	i.t.Helper()
	return i.job(http.MethodPost, "/v1/jobs", body, http.StatusAccepted)["job"].(map[string]any)["id"].(string)
}
