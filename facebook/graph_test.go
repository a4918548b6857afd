package facebook_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/facebook"
	"github.com/luluchat/contacts/facebook/facebooktest"
)

// TestWhatIsDoneAboutARefusal says for each answer of the Graph API whether waiting, a
// person or nothing mends it.
func TestWhatIsDoneAboutARefusal(t *testing.T) {
	t.Parallel()
	const secret = "EAAGtoken"
	for name, test := range map[string]struct {
		facebooktest.Refusal
		want facebook.Kind
	}{
		"an unknown error":             {facebooktest.Refusal{Status: 400, Code: 1}, facebook.Unavailable},
		"a service that is down":       {facebooktest.Refusal{Status: 503, Code: 2}, facebook.Unavailable},
		"an error of a proxy":          {facebooktest.Refusal{Status: 502, Body: "<html>"}, facebook.Unavailable},
		"an error that says it passes": {facebooktest.Refusal{Status: 400, Body: `{"error":{"code":368,"is_transient":true}}`}, facebook.Unavailable},
		"the app's limit":              {facebooktest.Refusal{Status: 400, Code: 4}, facebook.Limited},
		"the user's limit":             {facebooktest.Refusal{Status: 400, Code: 17}, facebook.Limited},
		"the page's limit":             {facebooktest.Refusal{Status: 400, Code: 32}, facebook.Limited},
		"the limit of calls":           {facebooktest.Refusal{Status: 400, Code: 613}, facebook.Limited},
		"the limit of lead ads":        {facebooktest.Refusal{Status: 400, Code: 80005}, facebook.Limited},
		"a limit by its status":        {facebooktest.Refusal{Status: 429}, facebook.Limited},
		"an expired token":             {facebooktest.Refusal{Status: 400, Code: 190}, facebook.BadToken},
		"an ended session":             {facebooktest.Refusal{Status: 401, Code: 102}, facebook.BadToken},
		"no permission":                {facebooktest.Refusal{Status: 403, Code: 10}, facebook.BadToken},
		"a missing permission":         {facebooktest.Refusal{Status: 403, Code: 200}, facebook.BadToken},
		"a lead that is gone":          {facebooktest.Refusal{Status: 400, Code: 100}, facebook.Refused},
		"an address that is none":      {facebooktest.Refusal{Status: 404, Body: "<html>"}, facebook.Unavailable},
		"another server's refusal":     {facebooktest.Refusal{Status: 404}, facebook.Unavailable},
		"a redirection":                {facebooktest.Refusal{Status: 302}, facebook.Unavailable},
		"an alias that is none":        {facebooktest.Refusal{Status: 404, Code: 803}, facebook.Refused},
		"a hang-up":                    {facebooktest.Refusal{Hang: true}, facebook.Unavailable},
		"an answer that is no lead":    {facebooktest.Refusal{Status: 200, Body: "{}"}, facebook.Unavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := facebooktest.NewGraph(t, "520", secret)
			server.Refuse("720", test.Refusal, test.Refusal, test.Refusal)
			_, err := facebook.NewGraph(server.URL).Lead(t.Context(), secret, "720")
			var problem *facebook.Problem
			require.ErrorAs(t, err, &problem)
			require.Equal(t, test.want, problem.Kind)
			for _, word := range []string{secret, "Words of Facebook", server.URL} {
				require.NotContains(t, err.Error(), word)
			}
		})
	}
	t.Run("an answer that does not come", func(t *testing.T) {
		t.Parallel()
		server := facebooktest.NewGraph(t, "520", secret)
		server.Refuse("720", facebooktest.Refusal{Status: http.StatusOK, Slow: 300 * time.Millisecond})
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		_, err := facebook.NewGraph(server.URL).Lead(ctx, secret, "720")
		var problem *facebook.Problem
		require.ErrorAs(t, err, &problem)
		require.Equal(t, facebook.Unavailable, problem.Kind)
	})
}

func TestListsAreReadToTheirEnd(t *testing.T) {
	t.Parallel()
	server := facebooktest.NewGraph(t, "520", "token")
	for _, id := range []string{"721", "722", "723", "724", "725"} {
		server.Add(facebooktest.Lead{ID: id, Form: "62" + id, At: noon}, facebooktest.Lead{ID: "9" + id, Form: "620", At: noon.Add(time.Minute)})
	}
	graph := facebook.NewGraph(server.URL + "/")
	forms, err := graph.Forms(t.Context(), "token", "520")
	require.NoError(t, err)
	require.Len(t, forms, 6)
	var found []string
	read := func(since time.Time) error {
		found = nil
		return graph.Leads(t.Context(), "token", "520", "620", since, func(leads []facebook.Lead) error {
			for _, lead := range leads {
				require.Equal(t, facebook.Lead{ID: lead.ID, PageID: "520", FormID: "620", CreatedAt: noon.Add(time.Minute)}, lead)
				found = append(found, lead.ID)
			}
			return nil
		})
	}
	require.NoError(t, read(noon))
	require.Equal(t, []string{"9721", "9722", "9723", "9724", "9725"}, found)
	require.NoError(t, read(noon.Add(time.Minute)))
	require.Empty(t, found)
	stop := errors.New("stop")
	require.ErrorIs(t, graph.Leads(t.Context(), "token", "520", "620", noon, func([]facebook.Lead) error { return stop }), stop)
}
