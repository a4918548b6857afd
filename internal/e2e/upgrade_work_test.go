package e2e

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/client"
	"github.com/luluchat/contacts/internal/demo"
	"github.com/luluchat/contacts/whatsapp"
)

// secret is that of an access token of the dump.
func secret(name string) string {
	begin := "lc_" + name + "-of-the-fixture-"
	return begin + strings.Repeat("0", 46-len(begin))
}

func (u upgraded) knowsTokens(t *testing.T) {
	aisha := "/v1/contacts/" + u.known("60123000001").ID
	call := map[string]any{"contact_number": "+60123000011", "visits": 4}
	for _, try := range []struct {
		token, method, path string
		body                any
		allowed             bool
	}{
		{"reader", http.MethodGet, aisha, nil, true},
		{"reader", http.MethodPatch, aisha, map[string]any{"assignee": "nobody"}, false},
		{"writer", http.MethodPatch, aisha, map[string]any{"assignee": "zara"}, true},
		{"writer", http.MethodGet, "/v1/imports", nil, true},
		{"writer", http.MethodGet, "/v1/tokens", nil, false},
		{"caller", http.MethodPost, "/v1/triggers/zap", call, true},
		{"caller", http.MethodGet, aisha, nil, false},
		{"chief", http.MethodGet, "/v1/tokens", nil, true},
		{"former", http.MethodGet, aisha, nil, false}, // revoked
	} {
		status, answer := u.p.call(t, try.method, try.path, try.body, "Authorization", "Bearer "+secret(try.token))
		if try.allowed {
			require.Less(t, status, 300, "%v: %v", try, answer)
		} else {
			require.Contains(t, []int{http.StatusUnauthorized, http.StatusForbidden}, status, "%v: %v", try, answer)
		}
	}
	require.Equal(t, "zara", u.known("60123000001").Assignee)

	for key, want := range map[string]int{"not-a-secret": http.StatusAccepted, "another": http.StatusUnauthorized} {
		lead := map[string]any{"mobile": "+60123000120", "full_name": "Signed Lead", "submission_id": "s-100"}
		body, err := json.Marshal(lead)
		require.NoError(t, err)
		status, answer := u.p.call(t, http.MethodPost, "/forms/lead/submissions", lead, "X-Signature-256", whatsapp.Sign(key, body))
		require.Equal(t, want, status, answer)
	}
	_, form := u.p.call(t, http.MethodGet, "/v1/forms/lead", nil)
	require.Equal(t, true, form["weak_secret"], "it was set when it could be short, and goes on working")
	_, err := client.Submit(t.Context(), form["submit_url"].(string), map[string]any{"mobile": "+60123000120", "submission_id": "s-101"})
	require.NoError(t, err, "a form of an earlier version has a submit key, too")
	u.decided()
	require.Equal(t, "Signed Lead", u.known("60123000120").DisplayName)
}

func (u upgraded) takesEdits(t *testing.T) {
	for _, one := range []struct{ source, number string }{
		{"message", "60123000002"}, // whose name is an import's
		{"message", "60123000001"}, // whose other fields are a person's
		{"form", "60123000010"}, {"trigger", "60123000011"}, {"api", "60123000012"}, {"manual", "60123000013"}, {"import", "60123000080"},
	} {
		was := u.known(one.number)
		require.Equal(t, one.source, was.Source)
		u.must(http.MethodPatch, "/v1/contacts/"+was.ID, map[string]any{
			"display_name": "Edited " + one.number, "remarks": "edited", "assignee": "zara", "opted_out": true,
			"tags": map[string]any{"add": []string{"edited"}}, "attributes": map[string]any{"city": "Edited", "visits": 99, "birthday": "2000-02-29"},
		}, "If-Match", fmt.Sprintf(`"%d"`, was.Version))
		now := u.known(one.number)
		require.Equal(t, was.ID, now.ID)
		require.Equal(t, "Edited "+one.number, now.DisplayName)
		require.Equal(t, "manual", now.NameSource)
		require.Equal(t, "edited", now.Remarks)
		require.NotNil(t, now.OptedOutAt)
		require.Contains(t, now.Tags, "edited")
		require.Subset(t, now.Tags, was.Tags)
		require.Equal(t, "Edited", now.Attributes["city"])
		require.Equal(t, "2000-02-29", now.Attributes["birthday"])
		status, _ := u.p.call(t, http.MethodPatch, "/v1/contacts/"+was.ID, map[string]any{"remarks": "late"}, "If-Match", fmt.Sprintf(`"%d"`, was.Version))
		require.Contains(t, []int{http.StatusPreconditionFailed, http.StatusAccepted}, status)

		// A weaker source does not replace it, and it can be taken back.
		u.must(http.MethodPost, "/forms/lead/submissions", map[string]any{"mobile": "+" + one.number, "full_name": "Form " + one.number})
		u.must(http.MethodPatch, "/v1/contacts/"+was.ID, map[string]any{"remarks": nil})
		require.Equal(t, now.DisplayName, u.known(one.number).DisplayName)
		require.NotEqual(t, "edited", u.known(one.number).Remarks)
	}
}

func (u upgraded) attaches(t *testing.T) {
	before := u.people("")
	at := time.Now()
	for i, one := range []struct{ name, from, of string }{
		{"a number", "60123000001", "60123000001"},
		{"an ad's contact", "60123000002", "60123000002"},
		{"a user id", "MY.fixture0001", "MY.fixture0001"},
		{"a lead whose number WhatsApp has confirmed", "5215512345678", "5215512345678"},
		{"a number without its ninth digit", "551187654321", "551187654321"},
		{"a form's lead", "60123000010", "60123000010"},
		{"an API's", "60123000012", "60123000012"},
		{"an import's", "60123000080", "60123000080"},
		{"a new number", "60123000051", "60123000051"},
		{"who has the old one", "60123000050", "60123000050"},
		{"a new user id", "MY.after01", "MY.after01"},
		{"both of one", "MY.merged01", "60123000040"},
	} {
		id := u.known(one.of).ID
		message := demo.Message{From: demo.Sender{WaID: one.from}, ID: fmt.Sprint("wamid.new.", i), At: at, Type: "text", Body: demo.Text("again")}
		u.mustPost(u.p, demo.Webhook(u.phoneNumberID, message))
		u.decided()
		require.Contains(t, u.messages(id), message.ID, one.name)
	}
	mexican := u.known("5215587654321")
	u.must(http.MethodPost, "/forms/lead/submissions", map[string]any{"mobile": "+52 55 8765 4321", "city": "Puebla"})
	require.Equal(t, "Puebla", u.known("5215587654321").Attributes["city"], "a form finds the other variant")
	require.Equal(t, mexican.ID, u.known("5215587654321").ID)

	redelivered := u.messages(u.known("60123000001").ID)
	u.mustPost(u.p, u.text("60123000001", "wamid.old.a1", at))
	u.decided()
	require.Equal(t, redelivered, u.messages(u.known("60123000001").ID), "an old message that comes again is the same")
	require.ElementsMatch(t, slices.Collect(maps.Keys(before)), slices.Collect(maps.Keys(u.people(""))), "nobody is new")

	u.mustPost(u.p, u.text("60123000023", "wamid.new.first", at))
	u.decided()
	require.NotNil(t, u.known("60123000023").OptedOutAt, "said before they first wrote")
}

func (u upgraded) decidesQuarantined(t *testing.T) {
	quarantined := func() (ids map[string]string) {
		ids = map[string]string{}
		for _, e := range list[client.Event](u, "events", "decision=quarantined") {
			require.NotNil(t, e.Reason)
			ids[*e.Reason] = e.ID
		}
		return ids
	}
	ids := quarantined()
	for _, reason := range []string{"unknown_channel", "failed", "no_phone", "bad_phone", "ambiguous_number", "missing_id", "bad_timestamp", "no_sender", "unknown_type", "not_an_object"} {
		require.Contains(t, ids, reason)
	}
	u.must(http.MethodPut, "/v1/channels/added", map[string]any{"name": "Added", "phone_number_id": "100000000000099"})
	u.must(http.MethodPost, "/v1/events/"+ids["failed"]+"/replay", nil)
	u.must(http.MethodPost, "/v1/events/"+ids["no_phone"]+"/replay", map[string]any{"phone": "+60123000121"})
	eventually(t, "the events of the added channel are decided", func() bool {
		return !slices.Contains(slices.Collect(maps.Keys(quarantined())), "unknown_channel")
	})
	u.decided()
	added := slices.Collect(maps.Keys(u.people("channel_id=added")))
	require.Len(t, added, 1)
	require.Equal(t, []string{"wamid.old.unknown1", "wamid.old.unknown2"}, u.messages(added[0]))
	require.Contains(t, u.messages(u.known("60123000074").ID), "wamid.old.poison")
	require.Equal(t, "No Number", u.known("60123000121").DisplayName)
	require.NotContains(t, quarantined(), "failed")
	require.NotContains(t, quarantined(), "no_phone")
}

func (u upgraded) resolvesConflicts(t *testing.T) {
	type party struct {
		Name string `json:"display_name"`
	}
	type conflict struct {
		ID         int64
		A          party   `json:"contact_a"`
		B          party   `json:"contact_b"`
		ResolvedAt *string `json:"resolved_at"`
	}
	of := func(name string) (found conflict) {
		t.Helper()
		all := list[conflict](u, "conflicts", "all=true")
		i := slices.IndexFunc(all, func(c conflict) bool { return strings.Contains(c.A.Name+" "+c.B.Name, name) })
		require.GreaterOrEqual(t, i, 0, name)
		return all[i]
	}
	path := func(c conflict) string { return fmt.Sprintf("/v1/conflicts/%d", c.ID) }

	merged := u.known("60123000040")
	require.Contains(t, u.people("q=MY.merged01"), merged.ID)
	all := u.messages(merged.ID)
	u.must(http.MethodPost, path(of("Mei"))+"/undo", nil)
	require.NotEqual(t, u.known("60123000040").ID, u.known("MY.merged01").ID)
	require.ElementsMatch(t, all, slices.Concat(u.messages(u.known("60123000040").ID), u.messages(u.known("MY.merged01").ID)))
	require.NotEqual(t, u.known("60123000041").ID, u.known("MY.undone01").ID, "what was taken back stays so")
	require.NotNil(t, of("Priya").ResolvedAt)
	require.NotEqual(t, u.known("60123000043").ID, u.known("MY.kept01").ID)

	require.Nil(t, of("Omar").ResolvedAt)
	u.must(http.MethodPost, path(of("Omar"))+"/resolve", map[string]any{"resolution": "merge_into_a"})
	require.Equal(t, u.known("60123000042").ID, u.known("MY.open01").ID)
	u.must(http.MethodPost, path(of("Omar"))+"/undo", nil)
	require.NotEqual(t, u.known("60123000042").ID, u.known("MY.open01").ID)
}

func (u upgraded) deletes(t *testing.T) {
	gone := func(pattern string) {
		t.Helper()
		eventually(t, "no table mentions "+pattern, func() bool { return len(u.mentions(pattern)) == 0 })
	}
	gone("60123000030|Erased")   // by the earlier version
	gone("60123000022|Opter 22") // by the order that was pending
	for number, words := range map[string]string{
		"60123000010": "60123000010|Indra", "5215512345678": "5512345678|Marta", // a form's, and one that came by hand first
		"60123000093": "60123000093|Running One", "60123000111": "60123000111|MY.pending01", // an import's, and one with two keys
	} {
		who := u.known(number)
		u.must(http.MethodDelete, "/v1/contacts/"+who.ID, nil)
		status, _ := u.get("/v1/contacts/" + who.ID)
		require.Equal(t, http.StatusGone, status)
		require.NotContains(t, u.people(""), who.ID)
		require.Nil(t, u.explain(u.p, url.Values{"phone": {number}}).Contact)
		gone(words)
	}
	u.mustPost(u.p, u.text("60123000010", "wamid.new.after", time.Now()))
	u.decided()
	require.Len(t, u.messages(u.known("60123000010").ID), 1, "who comes back is somebody new")
}
