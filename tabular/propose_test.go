package tabular_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/charmap"

	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/tabular"
)

// Each column says why it goes where it goes.
func TestWhyAColumnGoesWhereItGoes(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		header   string
		explicit map[string]string
		want     string
	}{
		"by its name":                        {"phone|City|attributes.size", nil, "its name says so|its name says so|its name says so"},
		"by a mapping":                       {"Wer|Wo", map[string]string{"wer": "phone", "Wo": ""}, "it was chosen|it was left out"},
		"a part of the name":                 {"phone|First|Last", nil, "its name says so|it is a part of the name|it is a part of the name"},
		"a part beside the whole":            {"phone|First|Name", nil, "its name says so|it is a part of the name|its name says so"},
		"a part where the name is mapped":    {"phone|First|Nick", map[string]string{"Nick": "display_name"}, "its name says so|another column is for the same|it was chosen"},
		"the second for one target":          {"phone|Remarks|Notes", nil, "its name says so|its name says so|another column is for the same"},
		"one of several with one name":       {"phone|x|x", nil, "its name says so|its name says nothing that is known|several columns have this name"},
		"a number of something":              {"Number|Mobile", nil, "another column is for the same|its name says so"},
		"one that a mapping gives elsewhere": {"phone|Mobile", map[string]string{"Mobile": "phone"}, "another column is for the same|it was chosen"},
		"nothing":                            {"Wer|", nil, "its name says nothing that is known|its name says nothing that is known"},
	} {
		m, err := tabular.Propose(strings.Split(test.header, "|"), test.explicit, "city")
		require.NoError(t, err, name)
		var why []string
		for _, c := range m.Columns {
			why = append(why, c.Why)
		}
		require.Equal(t, test.want, strings.Join(why, "|"), name)
		mapped, err := tabular.Map(strings.Split(test.header, "|"), test.explicit, "city")
		if !m.HasPhone() {
			require.ErrorContains(t, err, "No column is for phone numbers", name)
			continue
		}
		require.NoError(t, err, name)
		require.Equal(t, m, mapped, "%s: what is proposed is what is done", name)
	}
	_, err := tabular.Propose([]string{"phone"}, map[string]string{"Mobile": "phone"})
	require.ErrorContains(t, err, "Mobile")
}

func TestAMappingOfAnotherHeader(t *testing.T) {
	t.Parallel()
	given := map[string]string{"Mobile no.": "phone", "Town": "", "Gone": "tags"}
	require.Equal(t, map[string]string{"Mobile no.": "phone", "Town": ""}, tabular.OfHeader([]string{"MOBILE_NO", " Town "}, given))
	require.Equal(t, map[string]string{}, tabular.OfHeader([]string{"phone"}, given))
	require.Nil(t, tabular.OfHeader([]string{"phone"}, nil))
}

func TestARowIsJudged(t *testing.T) {
	t.Parallel()
	m, err := tabular.Map([]string{"phone", "user_id", "Country code"}, nil)
	require.NoError(t, err)
	judged := func(problem tabular.Problem, cells ...string) tabular.Judged {
		j, err := m.Judge(tabular.Row{Number: 7, Cells: cells, Problem: problem}, intake.RowRules{Country: "MY"},
			func(digits string) (bool, error) { return digits == "99", nil })
		require.NoError(t, err)
		return j
	}
	for name, test := range map[string]struct {
		cells   []string
		person  string
		refusal string
	}{
		"a number":                  {[]string{"+65 9123 4567"}, "6591234567", ""},
		"one of the country":        {[]string{"012-345 6789"}, "60123456789", ""},
		"one of the row's country":  {[]string{"9123 4567", "", "65"}, "6591234567", ""},
		"one that is known already": {[]string{"99"}, "99", ""},
		"a user id":                 {[]string{"", "MY.hidden"}, "", ""},
		"nobody":                    {[]string{"", ""}, "", "phone_missing"},
		"too short a number":        {[]string{"12"}, "", "phone_too_short"},
		"a rounded one":             {[]string{"6.0123E+10"}, "", "lossy_number"},
	} {
		j := judged(tabular.Problem{}, test.cells...)
		require.Equal(t, test.refusal, j.Refusal.Code, name)
		require.Equal(t, test.person, j.Person.WaID, name)
	}
	cut := judged(tabular.Problem{Code: tabular.CellCut, Words: "it is long"}, "+6591234567")
	require.Equal(t, tabular.Refusal{Code: "cell_too_long", Fix: "shorten the cell: it is long"}, cut.Refusal)
	require.Contains(t, judged(tabular.Problem{Code: tabular.SurplusCells, Words: "one too many"}, "12").Refusal.Fix, "; one too many")
	require.Empty(t, judged(tabular.Problem{Code: tabular.SurplusCells, Words: "one too many"}, "+6591234567").Refusal.Fix)
}

// What is in doubt is not called certain because it was tried.
func TestInspectTellsHowSureAnEncodingIs(t *testing.T) {
	t.Parallel()
	seen, err := inspect(t, string(fileOf(t, charmap.Windows1255, "כהן")), "leads.csv", tabular.Options{})
	require.NoError(t, err)
	require.InDelta(t, seen.Encodings[0].Confidence, seen.Confidence, 0)
	require.Less(t, seen.Confidence, 0.95)
	require.Len(t, seen.Rows, 1)
}
