package intake_test

import (
	"encoding/json"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
)

// someone is whom the rows of these tests are about.
var someone = contact.Person{WaID: "60123456789", Unconfirmed: true}

// rowOf reads a row of one cell.
func rowOf(p contact.Person, target, text string) contact.Facts {
	return intake.RowFacts(2, p, []intake.RowCell{{Column: "c", Target: target, Text: text}},
		intake.RowRules{Definitions: intake.Definitions{"city": intake.TypeString}})
}

func TestWhatARowClears(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{"remarks"}, rowOf(someone, "remarks", " -- ").Fields.Clear)
	require.JSONEq(t, "null", string(rowOf(someone, "attributes.city", "--").Fields.Attributes["city"]))
	require.Empty(t, rowOf(someone, "tags", "--").Fields.AddTags)
}

// TestLiteral writes values as an export does, and reads them as an import does.
func TestLiteral(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"--", "'--", "''--", "---", "-", "'", "'-", "x--", "'=1+1", "plain"} {
		written := intake.Literal(value)
		facts := rowOf(someone, "remarks", written)
		require.NotNil(t, facts.Fields.Remarks, "%q clears", written)
		require.Equal(t, value, *facts.Fields.Remarks)
		if name := rowOf(someone, "display_name", written).Fields.DisplayName; contact.SaysNothing(value) {
			require.Nil(t, name, "dashes are no name")
		} else {
			require.Equal(t, value, *name)
		}
		text, err := json.Marshal(value)
		require.NoError(t, err)
		require.JSONEq(t, string(text), string(rowOf(someone, "attributes.city", written).Fields.Attributes["city"]))
	}
	require.Equal(t, "plain", intake.Literal("plain"))
}

func TestTagsGoOutAndComeInAgain(t *testing.T) {
	t.Parallel()
	for _, tags := range [][]string{
		{"vip"}, {"a", "b c"}, {"fair, KL", "vip"}, {`say "hi"`}, {`"quoted"`}, {`", "`}, {"--"}, {"'--"}, {"a;b", ","}, {"，", "、", "|", "a；b"}, {`"`}, {`a, "b", c`, `"d, e`},
	} {
		require.Equal(t, tags, rowOf(someone, "tags", intake.JoinTags(tags)).Fields.AddTags, intake.JoinTags(tags))
	}
	require.Equal(t, "a, b c", intake.JoinTags([]string{"a", "b c"}), "no more quotes than need be")
}

func TestSplitTags(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		`a,b`:              {"a", "b"},
		` "a, b" , c`:      {"a, b", "c"},
		`"a ""b"" c"`:      {`a "b" c`},
		`"never closed, b`: {`"never closed`, "b"},
		`"a" b, c`:         {`"a" b`, "c"}, // somebody's own quotes
		`5" pipe, b`:       {`5" pipe`, "b"},
		"a，b、c；d;e|f":      {"a", "b", "c", "d", "e", "f"},
		"a\nb\r\nc\u2028d": {"a", "b", "c", "d"},
		`"a;b"; c`:         {"a;b", "c"},
		"أ، ب":             {"أ", "ب"},
	} {
		require.Equal(t, want, intake.SplitTags(text), text)
	}
}

func TestANumberIsNobodysName(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"60123456789", "+60123456789", "+60 12-345 6789", "+60 (0) 12-345 6789"} {
		require.Nil(t, rowOf(someone, "display_name", name).Fields.DisplayName, name)
	}
	for _, name := range []string{"60123456780", "Ann 60123456789", "12"} {
		require.NotNil(t, rowOf(someone, "display_name", name).Fields.DisplayName, name)
	}
	hidden := contact.Person{UserID: "MY.hidden"}
	require.Nil(t, rowOf(hidden, "display_name", "MY.hidden").Fields.DisplayName)
	require.NotNil(t, rowOf(hidden, "display_name", "Hidden").Fields.DisplayName)
	require.NotNil(t, rowOf(hidden, "display_name", "60123456789").Fields.DisplayName)
}

func TestRowPerson(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		phone, userID string
		want          contact.Person
		known         bool
	}{
		"a number":                {"+60123456789", "", someone, true},
		"a number and a user id":  {"+60123456789", "MY.hidden", someone, true}, // which the file cannot vouch for
		"a user id":               {"", "MY.hidden", contact.Person{UserID: "MY.hidden"}, true},
		"a parent's user id":      {"", "MY.ENT.hidden", contact.Person{ParentUserID: "MY.ENT.hidden"}, true},
		"another kind of user id": {"", "4711", contact.Person{}, false},
		"a number that is wrong":  {"12", "MY.hidden", contact.Person{}, false},
		"neither":                 {"", "", contact.Person{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, known := intake.RowPerson(intake.Phone(test.phone), test.userID)
			require.Equal(t, test.known, known)
			require.Equal(t, test.want, p)
		})
	}
}

func TestWhoIsKnownByAUserIDIsOnlyUpdated(t *testing.T) {
	t.Parallel()
	for _, mode := range intake.Modes() {
		facts := intake.RowFacts(2, contact.Person{UserID: "MY.hidden"}, nil, intake.RowRules{Import: uuid.New(), Mode: mode})
		require.Equal(t, contact.Touches, facts.Effect, mode)
		require.Equal(t, contact.NotAContact, facts.Reason, mode)
	}
}
