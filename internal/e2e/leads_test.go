package e2e

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/client"
	"github.com/luluchat/contacts/facebook/facebooktest"
	"github.com/luluchat/contacts/internal/demo"
)

// codeWord is what a shopkeeper does not understand: words of the program.
var codeWord = regexp.MustCompile(`\b[a-z]+_[a-z_]+\b|[{}]|\bJSON\b|\bnil\b|SQLSTATE`)

// TestLeads sends one of everything: each ends as a contact, an update, or a sentence
// that a shopkeeper understands.
func TestLeads(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	fb := demo.Facebook{Secret: fbSecret, Page: fmt.Sprintf("53%010d", uuid.New().ID())} // the Temporal server is shared
	graph := facebooktest.NewGraph(t, fb.Page, demo.PageToken)
	fb.Add = func(id, form string, answers [][2]string) {
		graph.Add(facebooktest.Lead{ID: id, Form: form, At: time.Now(), Answers: answers})
	}
	w.env = append(w.env, "FACEBOOK_APP_SECRET="+fbSecret, "FACEBOOK_VERIFY_TOKEN=verify", "FACEBOOK_GRAPH_URL="+graph.URL)
	p := w.serve()
	all, err := demo.SendLeads(t.Context(), p.Client, client.Channel{ID: w.channel, PhoneNumberID: w.phoneNumberID}, fb)
	var table strings.Builder
	require.NoError(t, demo.PrintLeads(all, &table))
	require.NoError(t, err, table.String())
	t.Log("\n" + table.String())
	require.Greater(t, len(all), 50)
	for _, way := range []string{"WhatsApp: ", "form: ", "trigger: ", "API: ", "Facebook: ", "file of ", "file that is looked at "} {
		require.True(t, slices.ContainsFunc(all, func(b demo.Became) bool { return strings.HasPrefix(b.What, way) }), "a line of each way in, such as %q", way)
	}
	for _, b := range all {
		require.Equal(t, b.Wants, b.End, "%s: %s", b.What, b.Words)
		require.Regexp(t, `^.{12,}\.$`, b.Words, b.What)
		if b.End == demo.IsContact {
			require.Regexp(t, `^A new contact, [\p{L}+]`, b.Words, "it has a name")
		}
		require.NotRegexp(t, codeWord, inPlainWords(b.Words), b.What)
	}
}

// inPlainWords leaves out the names of what a reader has to write: settings, members and
// addresses are told as they are.
func inPlainWords(words string) string {
	for _, name := range []string{"default_country", "define_attributes", "PUT /v1/attributes/{name}", "never_defined", "shoe_size", "contact_number",
		"PUT /v1/forms/{id}", "facebook_form_id", "full_name", "phone_number"} {
		words = strings.ReplaceAll(words, name, "")
	}
	return words
}
