package api_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/store/facebook"
	"github.com/luluchat/contacts/store/storetest"
)

// sameForAll are the operations that show what belongs to no channel: attributes, and
// an empty table to begin from.
var sameForAll = []string{"listAttributes", "getAttribute", "importTemplateCSV", "importTemplateXLSX"}

// onlyNumbers are the operations whose answers name nothing: TestArrivals and
// TestDismissingInOneChannel have who may not see a channel count nothing of it.
var onlyNumbers = []string{"countArrivals", "getQuarantine", "dismissEvents", "undismissEvents"}

// nothingAt are ids of nothing that there is, by path.
var nothingAt = map[string]string{
	"/v1/channels/": "nothing", "/v1/contacts/": uuid.NewString(), "/v1/conflicts/": "999999", "/v1/duplicates/": "999999", "/v1/merges/": uuid.NewString(), "/v1/events/": uuid.NewString(),
	"/v1/imports/": uuid.NewString(), "/v1/jobs/": uuid.NewString(), "/v1/views/": "nothing", "/v1/forms/": "nothing", "/v1/triggers/": "nothing", "/v1/people/": "nothing", "/forms/": "nothing", "/v1/ads/": "nothing",
}

// saying are the bodies of the operations that need one and name what they are about
// in their path.
var saying = map[string]string{
	"patchContact": `{"remarks": "Changed"}`, "resolveConflict": `{"resolution": "keep_both"}`, "replayEvent": `{"phone": "60198700001"}`,
	"addIdentity": `{"kind": "user_id", "value": "MY.1349120865530274"}`, "mergeContacts": `{"other": "0199c7a0-6d0e-7c54-9d3b-6f1f0a5b2c12"}`,
	"dismissEvent": `{"reason": "Spam"}`,
	"changeDraft":  `{"mode": "update_only"}`, "rerunImport": `{"mode": "update_only"}`, "callTrigger": `{"contact_number": "60198700002"}`, "submitForm": `{"mobile": "60198700003"}`,
}

// narrowed are further ways of asking for a list, in which MARK stands for the mark of
// the other channel and CONTACT for one of its contacts.
var narrowed = map[string][]string{
	"listContacts":       {"q=MARK", "tag=MARK-tag", "ad_id=MARK-ad", "source=api", "source=import", "source=message"},
	"exportContactsCSV":  {"q=MARK", "tag=MARK-tag", "ad_id=MARK-ad", "source=import"},
	"exportContactsXLSX": {"q=MARK", "tag=MARK-tag"},
	"listImports":        {"status=draft", "status=completed"},
	"listConflicts":      {"all=true"},
	"listDuplicates":     {"dismissed=true"},
	"listForms":          {"deleted=true"},
	"listTriggers":       {"deleted=true"},
	"listEvents": {"decision=quarantined", "decision=quarantined&source=form", "decision=created", "source=form", "source=import", "source=api", "source=message",
		"contact_id=CONTACT"},
}

// operationsOf divides the operations that a token may use which is for certain
// channels. Those whose path names a thing come reading ones first, and those last
// that remove what others read.
func (w *world) operationsOf() (admins, naming, lists, making []string) {
	rank := func(op string) int {
		switch {
		case w.operations[op].Method == http.MethodGet:
			return 0
		case op == "deleteImport":
			return 3
		case w.operations[op].Method == http.MethodDelete:
			return 2
		}
		return 1
	}
	for _, op := range slices.Sorted(maps.Keys(w.operations)) {
		route := w.operations[op]
		switch needed := scope(route); {
		case needed == "", slices.Contains(sameForAll, op), slices.Contains(onlyNumbers, op): // they show nothing of a channel
		case op == "putView", op == "deleteView": // which are for one's own alone, see TestViews
		case needed == "admin":
			admins = append(admins, op)
		case strings.Contains(route.Path, "{"):
			naming = append(naming, op)
		case op == "countContacts", op == "readNumber": // which are no lists, see counts and TestReadingANumber
		case route.Method == http.MethodGet && op != "explain": // which is no list
			lists = append(lists, op)
		case route.Method == http.MethodPost:
			making = append(making, op)
		}
	}
	slices.SortStableFunc(naming, func(a, b string) int { return rank(a) - rank(b) })
	return admins, naming, lists, making
}

// pathTo is the path of what an operation names, without its id.
func (w *world) pathTo(t *testing.T, op string, f furnished) string {
	t.Helper()
	path, _, _ := strings.Cut(w.operations[op].Path, "{")
	require.Contains(t, f.ids, path, "furnish makes what %s names: say there what it finds", op)
	return path
}

// idsFor are what an operation may name of a channel.
func (w *world) idsFor(t *testing.T, op string, f furnished) []string {
	t.Helper()
	ids := f.ids[w.pathTo(t, op, f)]
	if op == "streamImport" {
		return ids[:1] // which has ended, and so has its stream
	}
	return ids
}

// TestATokenForOneChannelSeesNothingOfAnother sends every operation with a token for
// one channel, and asks for what another one has. An operation that is new is sent as
// well, for what its path and its method say.
func TestATokenForOneChannelSeesNothingOfAnother(t *testing.T) {
	t.Parallel()
	w := newWorld(t, devtest.Unique(t))
	own := w.furnish(w.channel, shopNumber, "alpha", "6012710")
	other := w.furnish(devtest.Unique(t), "410000000000002", "beta", "6012720")
	nowhere := furnished{words: []string{"gamma", "6012730"}} // what belongs to no channel
	w.receive(body("410000000000009", messages(map[string]string{"60127300001": "Gil gamma"}, text("60127300001", "wamid.gamma", 0))))
	for number, name := range map[string]string{shopNumber: "Shared alpha", "410000000000002": "Shared beta"} {
		w.receive(body(number, messages(map[string]string{"60127400001": name}, wrote("60127400001", ""))))
	}
	w.decide()
	token := w.confined(own.channel)
	c := confinement{world: w, token: token, own: own, other: other, nowhere: nowhere}
	state := w.stateOf(other.channel)

	t.Run("what is for admins is refused", c.admins)
	t.Run("a thing of another channel is answered like one that is not there", c.things)
	t.Run("lists leave out what is of another channel or of none", c.lists)
	t.Run("pages of lists leave it out", c.pages)
	t.Run("a count counts what is listed", c.counts)
	t.Run("explain knows what is known in the channel", c.explains)
	t.Run("nothing is made in another channel", c.makes)
	require.Equal(t, state, w.stateOf(other.channel), "and nothing was done to the other channel")

	t.Run("a token for both sees both, and what belongs to none still not", c.both)
	t.Run("the same requests reach what is its own", c.reaches)
	t.Run("who sees everything reaches the other channel's things", c.all)
	require.Empty(t, storetest.Search(t, w.store.DB.Other, token, token[6:], apiToken, appSecret), "no secret stands in the database")
}

// confinement is a token for one channel in a world with two.
type confinement struct {
	*world
	token      string
	own, other furnished
	nowhere    furnished
}

func (c confinement) admins(t *testing.T) {
	admins, _, _, _ := c.operationsOf()
	require.GreaterOrEqual(t, len(admins), 7)
	for _, op := range admins {
		a := c.hears(t, c.token, call{op: op, id: c.own.channel, body: "{}"})
		require.Equal(t, http.StatusForbidden, a.status, "%s: %s", op, a.body)
	}
}

func (c confinement) things(t *testing.T) {
	_, naming, _, _ := c.operationsOf()
	require.GreaterOrEqual(t, len(naming), 24)
	for _, op := range naming {
		nothing := c.hears(t, c.token, call{op: op, id: nothingAt[c.pathTo(t, op, c.other)], body: saying[op]})
		for _, id := range c.idsFor(t, op, c.other) {
			a := c.hears(t, c.token, call{op: op, id: id, body: saying[op]})
			require.Equal(t, http.StatusNotFound, a.status, "%s %s: %s", op, id, a.body)
			require.Equal(t, nothing.tells(t), a.tells(t), "%s %s", op, id)
		}
	}
}

// asked returns the queries by which a list is asked for.
func (c confinement) asked(t *testing.T, op string) (queries []string) {
	t.Helper()
	all := parameters(c.operations[op])
	limit := ""
	if all.GetByInAndName(openapi3.ParameterInQuery, "limit") != nil {
		limit = "&limit=100"
	}
	queries = []string{limit}
	if all.GetByInAndName(openapi3.ParameterInQuery, "channel_id") != nil {
		queries = append(queries, "channel_id="+c.own.channel+limit, "channel_id="+c.other.channel+limit)
	}
	fill := strings.NewReplacer("MARK", c.other.mark, "CONTACT", c.other.ids["/v1/contacts/"][0])
	for _, more := range narrowed[op] {
		queries = append(queries, fill.Replace(more)+limit)
	}
	return queries
}

func (c confinement) lists(t *testing.T) {
	_, _, lists, _ := c.operationsOf()
	require.GreaterOrEqual(t, len(lists), 11)
	for _, op := range lists {
		for _, query := range c.asked(t, op) {
			what := op + "?" + query
			a := c.hears(t, c.token, call{op: op, query: query})
			require.Equal(t, http.StatusOK, a.status, what)
			told := a.told(t)
			c.other.silentAbout(t, told, what)
			c.nowhere.silentAbout(t, told, what)

			all := c.hears(t, apiToken, call{op: op, query: query}).told(t)
			if !strings.Contains(query, c.own.channel) {
				require.True(t, c.other.isIn(all), "%s: whoever sees everything sees the other channel's", what)
			}
			if !strings.Contains(query, c.other.channel) && !strings.Contains(query, c.other.mark) && !strings.Contains(query, "contact_id") {
				require.True(t, c.own.isIn(told), "%s: its own are there", what)
			}
			if strings.Contains(query, c.other.channel) {
				nothing := c.hears(t, c.token, call{op: op, query: strings.Replace(query, c.other.channel, "nothing", 1)})
				require.Equal(t, nothing.tells(t), a.tells(t), "%s: as of a channel that is not there", what)
			}
		}
	}
}

func (c confinement) pages(t *testing.T) {
	for op, kind := range map[string]string{"listContacts": "contacts", "listEvents": "events", "listConflicts": "conflicts", "listDuplicates": "duplicates", "listImports": "imports", "listJobs": "jobs"} {
		whole := c.hears(t, c.token, call{op: op, query: "limit=100"}).object(t)[kind].(list)
		require.NotEmpty(t, whole, op)
		var rows list
		for query := "limit=1"; ; {
			a := c.hears(t, c.token, call{op: op, query: query})
			c.other.silentAbout(t, a.body, op)
			page := a.object(t)
			rows = append(rows, page[kind].(list)...)
			next, more := page["next_cursor"].(string)
			if !more {
				break
			}
			query = "limit=1&cursor=" + next
		}
		require.Equal(t, whole, rows, op)
	}
}

func (c confinement) counts(t *testing.T) {
	for _, token := range []string{c.token, apiToken} {
		for _, query := range append(c.asked(t, "countContacts"), "tag="+c.other.mark+"-tag", "wrote=true") {
			listed := c.hears(t, token, call{op: "listContacts", query: query + "&limit=100"}).object(t)["contacts"].(list)
			require.EqualValues(t, len(listed), c.hears(t, token, call{op: "countContacts", query: query}).object(t)["count"], query)
		}
	}
}

func (c confinement) explains(t *testing.T) {
	explain := func(t *testing.T, token, query string) object {
		t.Helper()
		return c.hears(t, token, call{op: "explain", query: query}).object(t)
	}
	for _, query := range c.other.asks {
		for _, channel := range []string{"", "&channel_id=" + c.own.channel, "&channel_id=" + c.other.channel, "&channel_id=nothing"} {
			a := explain(t, c.token, query+channel)
			summary := a["summary"].(string)
			delete(a, "summary") // which repeats what was asked
			require.Equal(t, object{"found": false, "contact": nil, "events": list{}, "other_contacts": list{}, "deliveries": list{}}, a, query+channel)
			require.True(t, strings.HasPrefix(summary, "Nothing has arrived about "), "%s: %s", query, summary)
			require.NotContains(t, summary, "another channel", query)
		}
		require.Equal(t, true, explain(t, apiToken, query)["found"], query)
	}
	for _, query := range c.own.asks {
		a := explain(t, c.token, query)
		require.Equal(t, true, a["found"], query)
		told, err := json.Marshal(a)
		require.NoError(t, err)
		c.other.silentAbout(t, string(told), query)
	}

	const shared = "phone=60127400001" // who has written to both
	require.Len(t, explain(t, apiToken, shared)["other_contacts"], 1)
	for _, query := range []string{shared, shared + "&channel_id=" + c.own.channel} {
		a := explain(t, c.token, query)
		require.Equal(t, "Shared alpha", a["contact"].(object)["display_name"])
		require.Empty(t, a["other_contacts"])
		require.Len(t, a["events"], 1)
	}
	require.Contains(t, explain(t, c.token, "phone=60127399999")["summary"], "on any of your channels")
	require.Equal(t, false, explain(t, c.token, "message_id=wamid.gamma")["found"], "what belongs to no channel")

	var told []facebook.Told
	for id, form := range map[string]string{"60127309001": "60127309000", "60127309002": ""} {
		told = append(told, facebook.Told{ID: id, PageID: "520000000000020", FormID: form, CreatedAt: time.Now()})
	}
	_, err := c.store.Facebook.Record(t.Context(), told, false)
	require.NoError(t, err)
	for _, lead := range told {
		require.Equal(t, false, explain(t, c.token, "lead_id="+lead.ID)["found"], "a lead of a form that nobody mapped")
		require.Equal(t, true, explain(t, apiToken, "lead_id="+lead.ID)["found"])
	}
}

// into is a request that makes something in a channel.
func (c confinement) into(t *testing.T, op, channel, number string) call {
	t.Helper()
	switch op {
	case "createContact":
		return call{op: op, body: encode(object{"channel_id": channel, "phone": number})}
	case "replayEvents": // counts what is quarantined, to make it something of the channel
		return call{op: op, body: encode(object{"correction": object{"channel_id": channel}, "dry_run": true})}
	case "createJob": // the same by a job
		return call{op: op, body: encode(object{"action": "replay", "args": object{"channel_id": channel}, "filter": object{}, "dry_run": true})}
	case "createImport", "inspectUpload":
		header, body := c.upload(leads(number), object{"channel_id": channel})
		return call{op: op, header: header, body: body}
	}
	require.Fail(t, "say here how to make something in a channel", op)
	return call{}
}

func (c confinement) makes(t *testing.T) {
	_, _, _, making := c.operationsOf()
	require.GreaterOrEqual(t, len(making), 2)
	for _, op := range making {
		a := c.hears(t, c.token, c.into(t, op, c.other.channel, "60198700011"))
		require.Equal(t, http.StatusNotFound, a.status, "%s: %s", op, a.body)
		nothing := c.hears(t, c.token, c.into(t, op, "nothing", "60198700011"))
		require.Equal(t, nothing.tells(t), a.tells(t), "%s: as in a channel that is not there", op)
		require.Less(t, c.hears(t, c.token, c.into(t, op, c.own.channel, "60198700012")).status, 300, "%s: in its own", op)
		require.Equal(t, http.StatusUnprocessableEntity, c.hears(t, apiToken, c.into(t, op, "nothing", "60198700011")).status, op)
	}
}

func (c confinement) both(t *testing.T) {
	_, _, lists, _ := c.operationsOf()
	token := c.confined(c.other.channel, c.own.channel)
	for _, op := range lists {
		query := c.asked(t, op)[0]
		told := c.hears(t, token, call{op: op, query: query}).told(t)
		require.True(t, c.own.isIn(told), op)
		require.True(t, c.other.isIn(told), op)
		c.nowhere.silentAbout(t, told, op)
	}
	for _, f := range []furnished{c.own, c.other} {
		for _, query := range f.asks {
			require.Equal(t, true, c.hears(t, token, call{op: "explain", query: query}).object(t)["found"], query)
		}
		require.Equal(t, http.StatusOK, c.hears(t, token, call{op: "getContact", id: f.ids["/v1/contacts/"][0]}).status)
		require.Equal(t, http.StatusOK, c.hears(t, token, call{op: "getImport", id: f.ids["/v1/imports/"][0]}).status)
	}
}

func (c confinement) reaches(t *testing.T) { c.everything(t, c.token, c.own) }

func (c confinement) all(t *testing.T) { c.everything(t, apiToken, c.other) }

// everything requires that a token reaches all things of a channel by every operation.
func (c confinement) everything(t *testing.T, token string, f furnished) {
	t.Helper()
	_, naming, _, _ := c.operationsOf()
	for _, op := range naming {
		for _, id := range c.idsFor(t, op, f) {
			a := c.hears(t, token, call{op: op, id: id, key: c.identityOf(op, id), body: saying[op]})
			require.NotContains(t, []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound}, a.status, "%s %s: %s", op, id, a.body)
			require.Less(t, a.status, 500, "%s %s: %s", op, id, a.body)
			if op == "undoImport" && a.status == http.StatusAccepted {
				c.becomes(id, "undone")
			}
		}
	}
}

// identityOf is the n of an identity for an operation that names one.
func (c confinement) identityOf(op, id string) string {
	if op != "endIdentity" || c.do(http.MethodGet, "/v1/contacts/"+id, "", bearer(apiToken)).status != http.StatusOK {
		return ""
	}
	return c.identity(id, "")
}
