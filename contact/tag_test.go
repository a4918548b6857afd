package contact_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/luluchat/contacts/contact"
)

func TestCleanTags(t *testing.T) {
	t.Parallel()
	longest := strings.Repeat("é", contact.MaxTag)
	for name, test := range map[string]struct{ tags, want []string }{
		"none":                                    {nil, nil},
		"plain ones stay, in their order":         {[]string{"vip", "new"}, []string{"vip", "new"}},
		"space around them is taken away":         {[]string{" vip\t", "\n new \u00a0"}, []string{"vip", "new"}},
		"space within them stays":                 {[]string{"big spender"}, []string{"big spender"}},
		"empty ones are dropped":                  {[]string{"", "vip", "  ", "\x00"}, []string{"vip"}},
		"only empty ones":                         {[]string{"", " "}, nil},
		"repeated ones are dropped":               {[]string{"vip", "new", "vip"}, []string{"vip", "new"}},
		"of two that differ in case the first":    {[]string{"Vip", "new", "VIP", "vip"}, []string{"Vip", "new"}},
		"of two that differ in case, with accent": {[]string{"Élan", "ÉLAN", "elan"}, []string{"Élan", "elan"}},
		"of two that differ in space the first":   {[]string{"vip", " vip"}, []string{"vip"}},
		"one of just the length stays":            {[]string{longest}, []string{longest}},
		"a longer one is cut":                     {[]string{longest + "x"}, []string{longest}},
		"what is the same once cut is one":        {[]string{longest + "x", longest + "y"}, []string{longest}},
		"bad bytes are replaced":                  {[]string{"v\xffip"}, []string{"v\uFFFDip"}},
		"no space is left at the end of a cut":    {[]string{longest[2:] + " x"}, []string{longest[2:]}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, test.want, contact.CleanTags(test.tags))
		})
	}

	t.Run("cleaning twice cleans once", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			tags := rapid.SliceOf(rapid.OneOf(rapid.String(), rapid.StringMatching(`[ aA\x00]{0,4}`))).Draw(t, "tags")
			before := slices.Clone(tags)
			clean := contact.CleanTags(tags)
			require.Equal(t, before, tags, "what was given stays")
			require.Equal(t, clean, contact.CleanTags(clean))
			for n, tag := range clean {
				require.NotEmpty(t, tag)
				require.Equal(t, strings.TrimSpace(tag), tag)
				require.LessOrEqual(t, utf8.RuneCountInString(tag), contact.MaxTag)
				require.False(t, slices.ContainsFunc(clean[:n], func(other string) bool { return strings.EqualFold(tag, other) }))
			}
		})
	})
}

func TestDecideTags(t *testing.T) {
	t.Parallel()
	changed, known := because(contact.Updated, contact.FieldsChanged), because(contact.Attached, contact.KnownContact)
	nothing := because(contact.Ignored, contact.NothingNew)
	tagged := func(tags ...string) func(c *contact.Contact) { return func(c *contact.Contact) { c.Tags = tags } }
	add := func(tags ...string) contact.Event {
		return gives(5, contact.SourceImport, contact.Fields{AddTags: tags})
	}
	remove := func(tags ...string) contact.Event {
		return ordered(gives(5, contact.SourceManual, contact.Fields{RemoveTags: tags}))
	}

	for name, d := range map[string]decision{
		"the first": {
			event: add("vip"), found: adas(),
			want: contact.Changes{Decision: changed, Touched: true, AddTags: []string{"vip"}}, becomes: tagged("vip"),
		},
		"further ones are added to what is there": {
			had: tagged("vip"), event: add("new", "big"), found: adas(),
			want: contact.Changes{Decision: changed, Touched: true, AddTags: []string{"new", "big"}}, becomes: tagged("vip", "new", "big"),
		},
		"one that is there is not added again": {
			had: tagged("vip"), event: add("vip"), found: adas(), want: contact.Changes{Decision: known},
		},
		"one that is there in another case is not added again": {
			had: tagged("Vip"), event: add("VIP", "vip"), found: adas(), want: contact.Changes{Decision: known},
		},
		"one that comes twice in different cases is added once": {
			event: add("Vip", "VIP"), found: adas(),
			want: contact.Changes{Decision: changed, Touched: true, AddTags: []string{"Vip"}}, becomes: tagged("Vip"),
		},
		"of some that are there, only the others": {
			had: tagged("vip"), event: add("vip", "new"), found: adas(),
			want: contact.Changes{Decision: changed, Touched: true, AddTags: []string{"new"}}, becomes: tagged("vip", "new"),
		},
		"one is removed": {
			had: tagged("vip", "new"), event: remove("vip"), found: adas(),
			want: contact.Changes{Decision: changed, Touched: true, RemoveTags: []string{"vip"}}, becomes: tagged("new"),
		},
		"the last is removed": {
			had: tagged("vip"), event: remove("vip"), found: adas(),
			want:    contact.Changes{Decision: changed, Touched: true, RemoveTags: []string{"vip"}},
			becomes: func(c *contact.Contact) { c.Tags = []string{} },
		},
		"one is removed in whatever case": {
			had: tagged("Vip", "new"), event: remove("vIP"), found: adas(),
			want: contact.Changes{Decision: changed, Touched: true, RemoveTags: []string{"vIP"}}, becomes: tagged("new"),
		},
		"one that is not there is not removed": {
			had: tagged("vip"), event: remove("new"), found: adas(), want: contact.Changes{Decision: nothing},
		},
		"one that comes twice is removed once": {
			had: tagged("new", "vip"), event: remove("vip", "VIP"), found: adas(),
			want: contact.Changes{Decision: changed, Touched: true, RemoveTags: []string{"vip"}}, becomes: tagged("new"),
		},
		"one for another": {
			had: tagged("lead"), found: adas(),
			event:   ordered(gives(5, contact.SourceManual, contact.Fields{AddTags: []string{"customer"}, RemoveTags: []string{"lead"}})),
			want:    contact.Changes{Decision: changed, Touched: true, AddTags: []string{"customer"}, RemoveTags: []string{"lead"}},
			becomes: tagged("customer"),
		},
		"a form may add them too": {
			event: gives(5, contact.SourceForm, contact.Fields{AddTags: []string{"vip"}}), found: adas(),
			want: contact.Changes{Decision: changed, Touched: true, AddTags: []string{"vip"}}, becomes: tagged("vip"),
		},
	} {
		t.Run(name, d.test)
	}
}
