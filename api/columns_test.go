package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestColumnsOfNumbersAndNames imports files as people have them.
func TestColumnsOfNumbersAndNames(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "columns")
	w.made(http.MethodPut, "/v1/attributes/town", object{"type": "string"})
	w.made(http.MethodPut, "/v1/attributes/since", object{"type": "date"})
	for name, test := range map[string]struct {
		file    string
		more    object
		numbers string // and, behind a =, the name
		says    string // what the detail of the first row has
	}{
		"WhatsApp before a landline": {file: "Telephone,WhatsApp\n+60321611001,+60123051001\n", numbers: "60123051001"},
		"the first that is usable":   {file: "phone_number,whatsapp_number,name\n+60123051002,n/a,Ann\n", numbers: "60123051002=Ann"},
		"a code of its own column":   {file: "Country Code,Phone\n+60,123051003\n65,9123 4567\n", numbers: "60123051003 6591234567"},
		"a number of the row":        {file: "Number,Mobile,Given,Family\n7,+60123051004,Ann,Lee\n", numbers: "60123051004=Ann Lee"},
		"a name that is blank":       {file: "Name,First Name,Last Name,HP\n,Ann,Lee,+60123051005\n", numbers: "60123051005=Ann Lee"},
		"two in one cell": {file: "phone\n+60123051006 / +60123051007\n", numbers: "60123051006",
			says: "phone (it was read as +60123051006, without: +60123051007)"},
		"an extension":             {file: "phone\n+60 3-2161 1008 ext. 12\n", numbers: "60321611008", says: "without: ext. 12"},
		"as a spreadsheet has it":  {file: "phone\n=\"60123051009\"\n'60123051010\n\"60,123,051,011\"\n", numbers: "60123051009 60123051010 60123051011"},
		"in two national variants": {file: "phone,name\n+52 55 3160 1020,\n+52 1 55 3160 1020,Ana\n", numbers: "525531601020=Ana"},
		"a column left out":        {file: "phone,name,notes\n+60123051012,X,secret\n", more: object{"mapping": `{"name": null}`}, numbers: "60123051012=60123051012"},
		"no name of a program":     {file: "phone,name\n+60123051013,#N/A\n+60123051014,null\n", numbers: "60123051013=60123051013 60123051014=60123051014"},
	} {
		t.Run(name, func(t *testing.T) {
			w := *w
			w.server = w.in(t)
			rows := w.rows(w.ended(w.imported(test.file, test.more)))
			var got []string
			for _, row := range rows {
				require.NotEqual(t, "failed", row["status"], "%v", row)
				if row["status"] == "merged" {
					continue
				}
				c := w.read("/v1/contacts/" + row["contact_id"].(string))
				if strings.Contains(test.numbers, "=") {
					got = append(got, c["wa_id"].(string)+"="+c["display_name"].(string))
				} else {
					got = append(got, c["wa_id"].(string))
				}
			}
			require.Equal(t, test.numbers, strings.Join(got, " "))
			if test.says != "" {
				require.Contains(t, rows[0]["detail"], test.says)
			}
		})
	}

	rows := w.rows(w.ended(w.imported("phone,Town,since,tags\n+60123052001,Ipoh,2026-03-04 00:00:00,\"vip；new|old、Cafe\u0301\"\n", nil)))
	ann := w.read("/v1/contacts/" + rows[0]["contact_id"].(string))
	require.Equal(t, object{"town": "Ipoh", "since": "2026-03-04"}, ann["attributes"])
	require.ElementsMatch(t, list{"vip", "new", "old", "Café"}, ann["tags"])
	refused := w.rows(w.ended(w.imported("phone\n012-305 2002\n", nil)))
	require.Contains(t, refused[0]["suggested_fix"], "set a default country for this channel")
}

// TestNamesAreCleanedWhereverTheyComeIn gives one name by every way in.
func TestNamesAreCleanedWhereverTheyComeIn(t *testing.T) {
	t.Parallel()
	const given, want = "  Jose\u0301\u200b\n\u202eNun\u0303ez\u2066 ", "José Nuñez"
	w := newWorld(t, "names")
	w.made(http.MethodPut, "/v1/forms/lead", object{"channel_id": w.channel, "fields": object{"tel": "phone", "name": "display_name", "tags": "tags", "notes": "remarks"}})
	w.made(http.MethodPut, "/v1/triggers/crm", object{"channel_id": w.channel})
	named := func(waID string) object {
		t.Helper()
		w.decide()
		return w.read("/v1/contacts/" + w.contactOf(waID))
	}
	w.receive(body(shopNumber, messages(map[string]string{"60123053001": given, "60123053002": "\u3164"},
		text("60123053001", "wamid.n1", 0), text("60123053002", "wamid.n2", 0))))
	require.Equal(t, want, named("60123053001")["display_name"])
	require.Equal(t, want, named("60123053001")["whatsapp_name"])
	require.Equal(t, list{"60123053002", nil}, list{named("60123053002")["display_name"], named("60123053002")["whatsapp_name"]})

	w.made(http.MethodPost, "/forms/lead/submissions", object{"tel": "+60123053003", "name": given, "notes": given, "tags": "Cafe\u0301，a\u00a0 b"})
	form := named("60123053003")
	require.Equal(t, list{want, want}, list{form["display_name"], form["remarks"]})
	require.ElementsMatch(t, list{"Café", "a b"}, form["tags"])
	w.made(http.MethodPost, "/v1/triggers/crm", object{"contact_number": "+60123053004", "name": given})
	require.Equal(t, want, named("60123053004")["display_name"])
	made := w.entered(object{"phone": "+60123053005", "display_name": given, "remarks": given, "tags": list{"Cafe\u0301", "CAFÉ", " a  b "}})["contact"].(object)
	require.Equal(t, list{want, want}, list{made["display_name"], made["remarks"]})
	require.ElementsMatch(t, list{"a b", "Café"}, made["tags"])
	w.made(http.MethodPatch, "/v1/contacts/"+made["id"].(string), object{"tags": object{"remove": list{"cafe\u0301"}}, "display_name": "null"})
	edited := named("60123053005")
	require.Equal(t, list{"60123053005", list{"a b"}}, list{edited["display_name"], edited["tags"]}, "a program's null is no name")

	for _, q := range []string{"Jose+Nunez", "nunez+jose", "NU%C3%91EZ%2C+Jos%C3%A9", "nun+jos"} {
		require.Len(t, w.read("/v1/contacts?q=" + q)["contacts"], 3, q)
	}
	require.Len(t, w.read("/v1/contacts?q=0060123053005")["contacts"], 1)
	require.Len(t, w.read("/v1/contacts?q=012-305+3005")["contacts"], 1)
	require.Empty(t, w.read("/v1/contacts?q=jose+lopez")["contacts"])
	require.Len(t, w.read("/v1/contacts?tag=cafe%CC%81")["contacts"], 1)
}
