package contact_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
)

// An edit is stored as JSON before it is decided.
func TestNullIsStillNullOnceItIsStored(t *testing.T) {
	t.Parallel()
	var f contact.Facts
	require.NoError(t, json.NewDecoder(strings.NewReader(`{"fields": {"attributes": {"plan": null, "score": 7}}}`)).Decode(&f))
	stored, err := json.Marshal(f)
	require.NoError(t, err)
	f = contact.Facts{}
	require.NoError(t, json.Unmarshal(stored, &f))
	require.Equal(t, attributes("plan", "null", "score", "7"), f.Fields.Attributes)
}

func TestMergeRows(t *testing.T) {
	t.Parallel()
	const remarks, assignee = contact.FieldRemarks, contact.FieldAssignee
	full := contact.Fields{
		DisplayName: says("Ada"), Remarks: says("late"), Attributes: attributes("plan", `"gold"`, "score", "7"),
		AddTags: []string{"vip"}, Clear: []string{assignee}, Skipped: []contact.Skipped{{Name: "age", Why: "is no number"}},
	}
	for name, test := range map[string]struct{ row, later, want contact.Fields }{
		"an empty row changes nothing": {full, contact.Fields{}, full},
		"an empty row is filled":       {contact.Fields{}, full, full},
		"the same again is the same": {
			full, contact.Fields{DisplayName: says("Ada"), AddTags: []string{"vip"}, Clear: []string{assignee}}, full,
		},
		"the last value wins, field by field": {
			full, contact.Fields{Remarks: says(""), Attributes: attributes("score", "null", "age", "8")},
			contact.Fields{
				DisplayName: says("Ada"), Remarks: says(""), Attributes: attributes("plan", `"gold"`, "score", "null", "age", "8"),
				AddTags: full.AddTags, Clear: full.Clear, Skipped: full.Skipped,
			},
		},
		"all of them may": {
			contact.Fields{DisplayName: says("Ada"), Remarks: says("late"), Assignee: says("bob")},
			contact.Fields{DisplayName: says("Bell"), Remarks: says("early"), Assignee: says("carol")},
			contact.Fields{DisplayName: says("Bell"), Remarks: says("early"), Assignee: says("carol")},
		},
		"what is empty later is empty": {
			contact.Fields{DisplayName: says("Ada"), Remarks: says("late"), Assignee: says("bob"), Clear: []string{}},
			contact.Fields{Clear: []string{assignee, contact.FieldDisplayName, remarks}},
			contact.Fields{Clear: []string{assignee, contact.FieldDisplayName, remarks}},
		},
		"what is filled later is filled": {
			contact.Fields{Clear: []string{contact.FieldDisplayName, assignee, remarks}},
			contact.Fields{DisplayName: says("Ada"), Remarks: says("late")},
			contact.Fields{DisplayName: says("Ada"), Remarks: says("late"), Clear: []string{assignee}},
		},
		"what is empty in either is empty": {
			contact.Fields{Clear: []string{plan, remarks}}, contact.Fields{Clear: []string{remarks, score}},
			contact.Fields{Clear: []string{plan, remarks, score}},
		},
		"tags add up": {
			contact.Fields{AddTags: []string{"Vip", "new"}}, contact.Fields{AddTags: []string{"big", "VIP"}},
			contact.Fields{AddTags: []string{"Vip", "new", "big"}},
		},
		"what did not fit is all reported": {
			contact.Fields{Skipped: []contact.Skipped{{Name: "age", Why: "is no number"}}},
			contact.Fields{Skipped: []contact.Skipped{{Name: "born", Why: "is no date"}}},
			contact.Fields{Skipped: []contact.Skipped{{Name: "age", Why: "is no number"}, {Name: "born", Why: "is no date"}}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			row := test.row
			row.Attributes, row.Clear = maps.Clone(row.Attributes), slices.Clone(row.Clear)
			row.Merge(test.later)
			require.Equal(t, test.want, row)
		})
	}
}
