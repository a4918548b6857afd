package contact

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDifferences(t *testing.T) {
	t.Parallel()
	text := func(s string) *string { return &s }
	number := func(s string) map[string]json.RawMessage {
		return map[string]json.RawMessage{"size": json.RawMessage(s)}
	}
	for name, tc := range map[string]struct {
		was, is Contact
		want    []Given
	}{
		"nothing": {is: Contact{}, want: nil},
		"a name in place of a number": {
			was: Contact{DisplayName: "60123456789", NameSource: NamePhone}, is: Contact{DisplayName: "Ada", NameSource: NameImport},
			want: []Given{{FieldDisplayName, "Ada", ""}},
		},
		"who owns the name is no difference": {
			was: Contact{DisplayName: "Ada", NameSource: NameProfile}, is: Contact{DisplayName: "Ada", NameSource: NameImport},
		},
		"texts": {
			was: Contact{Texts: Texts{Remarks: text("old")}}, is: Contact{Texts: Texts{Assignee: text("lin")}},
			want: []Given{{FieldRemarks, "", "old"}, {FieldAssignee, "lin", ""}},
		},
		"a further tag": {
			was: Contact{Tags: []string{"vip"}}, is: Contact{Tags: []string{"vip", "fair"}},
			want: []Given{{"tags", "fair, vip", "vip"}},
		},
		"tags in another order are no difference": {was: Contact{Tags: []string{"a", "b"}}, is: Contact{Tags: []string{"b", "a"}}},
		"a number and a user id": {
			was: Contact{UserID: "MY.1"}, is: Contact{WaID: "60123456789", UserID: "MY.2"},
			want: []Given{{"wa_id", "60123456789", ""}, {"user_id", "MY.2", "MY.1"}},
		},
		"consent": {is: Contact{Consent: &Consent{Given: true}}, want: []Given{{FieldConsent, "yes", ""}}},
		"an attribute that is cleared": {
			was: Contact{Attributes: map[string]json.RawMessage{"city": json.RawMessage(`"Ipoh"`)}}, is: Contact{},
			want: []Given{{"attributes.city", "", "Ipoh"}},
		},
		"an attribute that is new":                     {is: Contact{Attributes: number("3")}, want: []Given{{"attributes.size", "3", ""}}},
		"digits written otherwise are no difference":   {was: Contact{Attributes: number("1")}, is: Contact{Attributes: number("1.00")}},
		"a text that looks like a number is a new one": {was: Contact{Attributes: number(`"1"`)}, is: Contact{Attributes: number(`"1.0"`)}, want: []Given{{"attributes.size", "1.0", "1"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tc.want, Differences(tc.was, tc.is))
		})
	}
}
