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
	"github.com/luluchat/contacts/api/gate"
)

// fullServer serves a database, and has room for no more requests.
func fullServer(t *testing.T, database string) server {
	t.Helper()
	s := lonely(t, database, func(a *api.API) { a.Limits.Requests, a.Limits.Body = 1, long })
	require.Eventually(t, func() bool {
		if s.probe("/openapi.yaml").status == http.StatusServiceUnavailable {
			return true
		}
		s.dial().begin(http.MethodPost, "/v1/contacts", bearer(apiToken)) // the one before may have met a probe, and been refused
		return false
	}, long, 5*time.Millisecond)
	return s
}

// meetsLimits sends every operation more often, and more slowly, than may be.
func (w *world) meetsLimits(t *testing.T, good map[string]call, seen *sightings) {
	t.Helper()
	limits := gate.Settings{Quota: 1, Window: 1000 * time.Hour, Tries: 1, Again: 1000 * time.Hour}
	spent := lonely(t, w.database, func(a *api.API) { a.Limits = limits })
	require.Equal(t, http.StatusOK, spent.get("/v1/channels").status)
	suspect := lonely(t, w.database, func(a *api.API) { a.Limits = limits })
	suspect.do(http.MethodGet, "/v1/channels", "", bearer("wrong")).problem(t, http.StatusUnauthorized)
	hasty := lonely(t, w.database, func(a *api.API) { a.Limits.Body, a.Limits.Stall = 50*time.Millisecond, 50*time.Millisecond })

	for id, route := range w.operations {
		if route.Operation.Responses.Status(http.StatusTooManyRequests) != nil {
			t.Run(fmt.Sprintf("%s %d", id, http.StatusTooManyRequests), func(t *testing.T) {
				t.Parallel()
				c, s := good[id], spent
				c.status = http.StatusTooManyRequests
				if id == "submitForm" { // whose signatures are not counted
					c.header = tokenWith("Content-Type", c.header.Get("Content-Type"))
				}
				if id == "handshake" || id == "facebookHandshake" || id == "submitFormByKey" { // whose credential is none that has a quota
					s = suspect
				}
				w.keeps(t, s, c)
				seen.add(id, c.status)
			})
		}
		if route.Operation.Responses.Status(http.StatusRequestTimeout) != nil {
			t.Run(fmt.Sprintf("%s %d", id, http.StatusRequestTimeout), func(t *testing.T) {
				t.Parallel()
				w.isTooLate(t, hasty, good[id])
				seen.add(id, http.StatusRequestTimeout)
			})
		}
	}
}

// isTooLate sends the beginning of a body.
func (w *world) isTooLate(t *testing.T, s server, c call) {
	t.Helper()
	r := w.request(t, c)
	body, end := io.Pipe()
	defer func() { _ = end.Close() }()
	go func() { _, _ = io.Copy(end, strings.NewReader(r.body[:min(1, len(r.body))])) }()
	req, err := http.NewRequestWithContext(t.Context(), w.operations[c.op].Method, s.URL+w.url(t, r), body)
	require.NoError(t, err)
	req.Header = r.header
	resp, err := s.Client().Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	read, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	a := answer{resp.StatusCode, resp.Header, string(read)}
	a.problem(t, http.StatusRequestTimeout)
	require.NoError(t, w.answers(t, r, a), a.body)
}
