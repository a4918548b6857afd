package contact_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/luluchat/contacts/contact"
)

func TestReadFilter(t *testing.T) {
	t.Parallel()
	yes, no := true, false
	file := uuid.MustParse("0199c7a0-6d0e-7c54-9d3b-6f1f0a5b2c11")
	kl := time.Date(2026, 3, 1, 16, 0, 0, 0, time.UTC)
	for query, want := range map[string]contact.Filter{
		"":                                                       {},
		"q=&tag=&opted_out=&attr.city=":                          {},
		"limit=5&cursor=x&columns=name":                          {},
		"channel_id=shop&q=ada&ad_id=7":                          {ChannelID: "shop", Query: "ada", AdID: "7"},
		"tag=vip&tag=Fair&tag=VIP":                               {Tags: []string{"vip", "Fair"}},
		"tag_any=a&tag_any=b&not_tag=c":                          {AnyTags: []string{"a", "b"}, NotTags: []string{"c"}},
		"without=tag&without=attr.city":                          {Without: []string{"tag", "attr.city"}},
		"without=name&without=name":                              {Without: []string{"name"}},
		"source=import&assignee=kumar":                           {Source: "import", Assignee: "kumar"},
		"opted_out=true&wrote=false":                             {OptedOut: &yes, Wrote: &no},
		"import=" + file.String():                                {Import: file},
		"outcome=created&import=" + file.String():                {Import: file, Outcome: "created"},
		"outcome=changed&job=" + file.String():                   {Job: file, Outcome: "changed"},
		"outcome=unchanged&job=" + file.String():                 {Job: file, Outcome: "unchanged"},
		"created_after=2026-03-02T00:00:00%2B08:00":              {CreatedAfter: kl},
		"created_before=2026-03-02&zone=Asia/Kuala_Lumpur":       {CreatedBefore: kl, Zone: "Asia/Kuala_Lumpur"},
		"conversed_after=2026-03-01&conversed_before=2026-03-02": {ConversedAfter: day(1), ConversedBefore: day(2)},
		"attr.city=Ipoh&attr.age.gte=18&attr.age.lte=30":         {Attributes: []contact.AttributeFilter{{Name: "age", From: "18", To: "30"}, {Name: "city", Is: "Ipoh"}}},
		"sort=-conversed":                                        {Sort: contact.ByConversed},
		"sort=name":                                              {Sort: contact.ByName},
	} {
		f, err := contact.ReadFilter(parse(t, query))
		require.NoError(t, err, query)
		require.Equal(t, want, f, query)
	}
}

const anyID = "0199c7a0-6d0e-7c54-9d3b-6f1f0a5b2c11"

// TestAFilterThatCannotBeRead names each part that is wrong, and what it must be.
func TestAFilterThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for query, want := range map[string][]string{
		"source=fax":                      {"source"},
		"opted_out=yes":                   {"opted_out"},
		"wrote=1":                         {"wrote"},
		"created_after=yesterday":         {"created_after"},
		"created_before=2026-02-30":       {"created_before"},
		"conversed_after=0000-01-01":      {"conversed_after"},
		"zone=Local":                      {"zone"},
		"zone=Mars/Crater":                {"zone"},
		"zone=../etc/passwd":              {"zone"},
		"sort=created":                    {"sort"},
		"import=7":                        {"import"},
		"import=" + uuid.Nil.String():     {"import"},
		"outcome=created":                 {"outcome"},
		"outcome=failed":                  {"outcome"},
		"job=x":                           {"job"},
		"outcome=created&job=" + anyID:    {"outcome"},
		"outcome=changed&import=" + anyID: {"outcome"},
		"outcome=unchanged&job=" + anyID + "&import=" + anyID: {"outcome"},
		"without=remarks":                   {"without"},
		"without=attr.":                     {"without"},
		"without=attr.a-b":                  {"without"},
		"assignee=a&assignee=b":             {"assignee"},
		"attr.=x":                           {"attr."},
		"attr.a%20b=x":                      {"attr.a b"},
		"attr.age.gt=1":                     {"attr.age.gt"},
		"attr.age.gte.lte=1":                {"attr.age.gte.lte"},
		"attr.age=1&attr.age=2":             {"attr.age"},
		strings.Repeat("tag=a&", 21):        {"tag"},
		"opted_out=2&attr.=x&source=pigeon": {"source", "opted_out", "attr."},
	} {
		_, err := contact.ReadFilter(parse(t, query))
		var wrong contact.WrongFilters
		require.ErrorAs(t, err, &wrong, query)
		names := []string{}
		for _, w := range wrong {
			names = append(names, w.Name)
			require.Regexp(t, `^[A-Za-z].*\.$`, w.Message)
		}
		require.Equal(t, want, names, query)
		require.Contains(t, err.Error(), wrong[0].Message)
	}
	var many []string
	for _, letter := range "abcdefghijklmnopqrstu" {
		many = append(many, "attr."+string(letter)+"=1")
	}
	_, err := contact.ReadFilter(parse(t, strings.Join(many, "&")))
	require.ErrorContains(t, err, "20 attributes at most")
	_, err = contact.ReadFilter(parse(t, strings.Join(many[:20], "&")))
	require.NoError(t, err)
}

// TestAFilterIsReadAsItIsWritten goes to an address and to JSON and back.
func TestAFilterIsReadAsItIsWritten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		f := anyFilter(rt)
		again, err := contact.ReadFilter(f.Values())
		require.NoError(rt, err)
		require.Equal(rt, f, again)
		encoded, err := json.Marshal(f)
		require.NoError(rt, err)
		var fromJSON contact.Filter
		require.NoError(rt, json.Unmarshal(encoded, &fromJSON))
		require.Equal(rt, f, fromJSON)
		address, err := url.ParseQuery(f.Values().Encode())
		require.NoError(rt, err)
		require.Equal(rt, f.Values(), address)
		require.Equal(rt, len(f.Given()) == 0, f.Costly() == "")
	})
}

func anyFilter(rt *rapid.T) (f contact.Filter) {
	word := rapid.StringMatching(`|[a-zé &=%+]{0,5}[a-z]`)
	texts := func(name string) []string { return contact.NamedTags(rapid.SliceOfN(word, 0, 3).Draw(rt, name)) }
	flag := func(name string) *bool {
		return rapid.OneOf(rapid.Just[*bool](nil), rapid.Ptr(rapid.Bool(), false)).Draw(rt, name)
	}
	moment := func(name string) time.Time {
		return rapid.SampledFrom([]time.Time{{}, day(1), day(1).Add(16 * time.Hour), day(2).Add(time.Microsecond)}).Draw(rt, name)
	}
	f = contact.Filter{
		ChannelID: word.Draw(rt, "channel"), Query: word.Draw(rt, "query"), Tags: texts("tags"), AnyTags: texts("any"), NotTags: texts("not"),
		Source: rapid.SampledFrom([]string{"", "form", "import"}).Draw(rt, "source"), Assignee: word.Draw(rt, "assignee"), AdID: word.Draw(rt, "ad"),
		OptedOut: flag("opted out"), Wrote: flag("wrote"), Zone: rapid.SampledFrom([]string{"", "UTC", "Asia/Kuala_Lumpur", "America/Lima"}).Draw(rt, "zone"),
		CreatedAfter: moment("created after"), CreatedBefore: moment("created before"), ConversedAfter: moment("after"), ConversedBefore: moment("before"),
		Sort: rapid.SampledFrom(append(contact.Sorts(), "")).Draw(rt, "sort"),
	}
	f.Without = rapid.SampledFrom([][]string{nil, {"tag"}, {"attr.city", "number"}}).Draw(rt, "without")
	if rapid.Bool().Draw(rt, "imported") {
		f.Import, f.Outcome = uuid.New(), rapid.SampledFrom([]string{"", "updated"}).Draw(rt, "outcome")
	}
	for _, name := range []string{"age", "city"} {
		a := contact.AttributeFilter{Name: name, Is: word.Draw(rt, "is"), From: word.Draw(rt, "from"), To: word.Draw(rt, "to")}
		if a.Is+a.From+a.To != "" {
			f.Attributes = append(f.Attributes, a)
		}
	}
	return f
}

func TestAFilterInJSON(t *testing.T) {
	t.Parallel()
	var f contact.Filter
	require.NoError(t, json.Unmarshal([]byte(`{"tag": ["vip"], "q": null, "not_tag": "lost", "opted_out": false, "attr.age.gte": 18, "attr.city": "Ipoh"}`), &f))
	no := false
	require.Equal(t, contact.Filter{
		Tags: []string{"vip"}, NotTags: []string{"lost"}, OptedOut: &no,
		Attributes: []contact.AttributeFilter{{Name: "age", From: "18"}, {Name: "city", Is: "Ipoh"}},
	}, f)
	encoded, err := json.Marshal(f)
	require.NoError(t, err)
	require.JSONEq(t, `{"tag": ["vip"], "not_tag": ["lost"], "opted_out": false, "attr.age.gte": "18", "attr.city": "Ipoh"}`, string(encoded))

	for text, wrong := range map[string]string{
		`{"tags": ["vip"]}`:             `There is no filter named "tags".`,
		`{"limit": 5}`:                  `There is no filter named "limit".`,
		`{"tag": [1]}`:                  "tag must be a text",
		`{"q": {}}`:                     "q must be a text",
		`{"source": "fax", "tags": ""}`: `source must be one of`,
	} {
		before := f
		require.ErrorContains(t, json.Unmarshal([]byte(text), &f), wrong)
		require.Equal(t, before, f, "nothing is taken over")
	}
	require.Error(t, json.Unmarshal([]byte(`[]`), &f))
}

func TestWhichFilterIsToBlame(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"":                                 "",
		"sort=name&zone=UTC":               "",
		"tag=vip":                          "tag",
		"tag=vip&not_tag=lost":             "not_tag",
		"channel_id=shop&without=tag&q=ad": "without",
		"attr.city=Ipoh&attr.age.gte=3":    "attr.age.gte",
		"source=form&q=ad":                 "q",
	} {
		f, err := contact.ReadFilter(parse(t, query))
		require.NoError(t, err)
		require.Equal(t, want, f.Costly(), query)
	}
}

func day(n int) time.Time { return time.Date(2026, 3, n, 0, 0, 0, 0, time.UTC) }

func parse(t *testing.T, query string) url.Values {
	t.Helper()
	values, err := url.ParseQuery(query)
	require.NoError(t, err)
	return values
}
