package tabular_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/tabular"
)

func targets(m tabular.Mapping) (all []string) {
	for _, c := range m.Columns {
		all = append(all, c.Target)
	}
	return all
}

func TestMap(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		header   string
		explicit map[string]string
		want     string // targets, in the header's order
		notes    int
	}{
		"the template":                         {header: "phone|name|tags|remarks", want: "phone|display_name|tags|remarks"},
		"an export":                            {header: "phone|display_name|user_id|username|attributes.City|source", want: "phone|display_name|user_id||attributes.City|"},
		"the prefix of attributes in any case": {header: "Phone|ATTRIBUTES.City|attributes.not one", want: "phone|attributes.City|"},
		"other words":                          {header: "Whats-App Number|Nombre completo|LABELS|Comments", want: "phone|display_name|tags|remarks"},
		"a first and a last name":              {header: "Last Name|Mobile|First_Name", want: "display_name|phone|display_name"},
		"a last name alone":                    {header: "tel|surname", want: "phone|display_name"},
		"a full name and its parts":            {header: "first name|full name|phone", want: "display_name|display_name|phone"},
		"two columns for one target":           {header: "Mobile|Phone|Name|Display name|Notes|Remarks", want: "phone|phone|display_name||remarks|", notes: 3},
		"the same name twice":                  {header: "phone|Phone|city|City", want: "phone|phone||", notes: 2},
		"given and family":                     {header: "Given|Family|phone", want: "display_name|display_name|phone"},
		"a number of something, and a mobile":  {header: "Number|Mobile|Name", want: "|phone|display_name"},
		"a number of something alone":          {header: "Number|Name", want: "phone|display_name"},
		"a country's code":                     {header: "Country Code|Phone", want: "country_code|phone", notes: 0},
		"last and first in one":                {header: "Name (last, first)|Phone", want: "display_name|phone"},
		"columns without a name":               {header: "|phone||", want: "|phone||"},
		"Facebook's lead export": {header: "id|created_time|ad_id|ad_name|campaign_name|form_name|platform|full_name|phone_number|email|lead_status",
			want: "|||||||display_name|phone||"},

		"an explicit column": {header: "Contact|Phone", explicit: map[string]string{"Contact": "phone"}, want: "phone|"},
		"an explicit column whose name differs in case": {header: "Ort |Phone", explicit: map[string]string{"ORT": "attributes.city"},
			want: "attributes.city|phone"},
		"the exact name before a similar one": {header: "CITY|city|phone", explicit: map[string]string{"city": "attributes.city"}, want: "|attributes.city|phone"},
		"an explicit name instead of two":     {header: "first name|nick|phone", explicit: map[string]string{"nick": "display_name"}, want: "|display_name|phone"},
		"a column to ignore":                  {header: "phone|notes", explicit: map[string]string{"notes": ""}, want: "phone|"},
		"numbers that are asked in turn":      {header: "Phone|Ann|Bob", explicit: map[string]string{"Ann": "phone", "Bob": "phone"}, want: "|phone|phone", notes: 1},
		"names that are joined":               {header: "Given|Family|Phone", explicit: map[string]string{"Given": "display_name", "Family": "display_name"}, want: "display_name|display_name|phone"},
		"tags that add up":                    {header: "phone|b|a", explicit: map[string]string{"a": "tags", "b": "tags"}, want: "phone|tags|tags"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, err := tabular.Map(strings.Split(test.header, "|"), test.explicit)
			require.NoError(t, err)
			require.Equal(t, strings.Split(test.want, "|"), targets(m))
			require.Len(t, m.Notes, test.notes, "%q", m.Notes)
		})
	}
}

func TestWhatPhoneColumnsAreCalled(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"phone", "Phone Number", "phone_number", "PHONE-NUMBER", "whatsapp", "WhatsApp number", "wa", "WA_ID", "contact_number", "Contact Number", "mobile",
		"mobile number", "Mobile phone", "tel", "Tel.", "telephone", "cell", "msisdn", "número", "NÚMERO", "nu\u0301mero", "telefone", "celular", "teléfono",
		"nomor", "No. HP", "Phone (WhatsApp)", "Phone 1 - Value", "*Phone No.", "手机号码", "ｐｈｏｎｅ",
		"Phone Number (with country code)", "Mobile No. (WhatsApp)", "HP", "H/P", "Business Phone", "Phone1", "Phone 2", "Phone 2 - Value", "Телефон",
		"電話", "電話番号", "전화번호", "رقم الهاتف", "Số điện thoại", "Mobile 2", "phone_number_1", "Work Phone", "Celular (WhatsApp)", "Telefon [mobil]",
	} {
		m, err := tabular.Map([]string{name}, nil)
		require.NoError(t, err, name)
		require.Equal(t, []string{"phone"}, m.Targets())
	}
	for _, name := range []string{"", "email", "phones of friends", "name", "id", "call", "Parent phone number 2 of 3", "1", "Fax"} {
		_, err := tabular.Map([]string{name}, nil)
		require.Error(t, err, name)
	}
}

func TestAMappingThatCannotBeUsedIsRefused(t *testing.T) {
	t.Parallel()
	header := []string{"Kontakt", "Ort", "Land"}
	for name, test := range map[string]struct {
		explicit map[string]string
		code     tabular.Code
		says     string
	}{
		"no phone column": {nil, tabular.NoPhoneColumn, "The columns are: Kontakt, Ort, Land."},
		"a column that is not there": {map[string]string{"Telefon": "phone"}, tabular.BadMapping,
			"names the column Telefon, which the file does not have. The columns are: Kontakt"},
		"a target that there is not":   {map[string]string{"Kontakt": "email"}, tabular.BadMapping, `no target "email", use phone, user_id`},
		"an attribute without a name":  {map[string]string{"Ort": "attributes."}, tabular.BadMapping, "1 to 64"},
		"an attribute with a bad name": {map[string]string{"Ort": "attributes.phone"}, tabular.BadMapping, "means something else"},
		"two columns for one target":   {map[string]string{"Kontakt": "remarks", "Ort": "remarks"}, tabular.BadMapping, "two columns for remarks: Kontakt and Ort"},
		"one column twice":             {map[string]string{"Ort": "phone", "ORT": "remarks"}, tabular.BadMapping, "names the column Ort twice"},
		"user ids alone":               {map[string]string{"Kontakt": "user_id"}, tabular.NoPhoneColumn, "No column is for phone numbers"},
		"the phone column ignored":     {map[string]string{"Kontakt": ""}, tabular.NoPhoneColumn, "No column is for phone numbers"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := tabular.Map(header, test.explicit)
			var refused *tabular.FileError
			require.ErrorAs(t, err, &refused)
			require.Equal(t, test.code, refused.Code)
			require.Contains(t, refused.Message, test.says)
		})
	}
}

func TestValue(t *testing.T) {
	t.Parallel()
	m, err := tabular.Map([]string{"first name", "last name", "phone", "a", "b", "notes"}, map[string]string{"a": "tags", "b": "tags"})
	require.NoError(t, err)
	for name, test := range map[string]struct {
		cells  []string
		target string
		want   string
	}{
		"a cell":                   {[]string{"", "", " +60123456789\t"}, "phone", "+60123456789"},
		"names together":           {[]string{"Ada ", " Lovelace"}, "display_name", "Ada Lovelace"},
		"one name":                 {[]string{" ", "Lovelace"}, "display_name", "Lovelace"},
		"one name, the other gone": {[]string{"--", "Lovelace"}, "display_name", "Lovelace"},
		"tags together":            {[]string{"", "", "", "vip, new", "fair"}, "tags", "vip, new,fair"},
		"a blank cell":             {[]string{"", "", "", "", "", "\u200b "}, "remarks", ""},
		"no cell":                  {[]string{"Ada"}, "remarks", ""},
		"a cell that clears":       {[]string{"", "", "", "", "", " -- "}, "remarks", tabular.Clear},
		"names that clear":         {[]string{"--", ""}, "display_name", tabular.Clear},
		"no such target":           {[]string{"Ada"}, "attributes.city", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, test.want, m.Value(test.cells, test.target))
		})
	}
}

func TestNamesOfTwoColumns(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		header, cells, want string
		explicit            map[string]string
	}{
		"the whole name":                       {header: "Name|First Name|Last Name|phone", cells: "Ada King|Ada|Lovelace|1", want: "Ada King"},
		"its parts where it is blank":          {header: "Name|First Name|Last Name|phone", cells: " |Ada|Lovelace|1", want: "Ada Lovelace"},
		"its parts where a program wrote none": {header: "Name|First Name|phone", cells: "N/A|Ada|1", want: "Ada"},
		"a whole name that clears":             {header: "Name|First Name|phone", cells: "--|Ada|1", want: "--"},
		"nothing at all":                       {header: "Name|First Name|phone", cells: "||1", want: ""},
		"given and family":                     {header: "Family|Given|phone", cells: "Lovelace|Ada|1", want: "Ada Lovelace"},
		"where the family name comes first":    {header: "名|姓|電話", cells: "花子|山田|1", want: "山田 花子"},
		"in the order of the header, as told": {header: "Family|Given|phone", cells: "Lovelace|Ada|1", want: "Lovelace Ada",
			explicit: map[string]string{"Given": "display_name", "Family": "display_name"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, err := tabular.Map(strings.Split(test.header, "|"), test.explicit)
			require.NoError(t, err)
			require.Equal(t, test.want, m.Value(strings.Split(test.cells, "|"), "display_name"))
		})
	}
}

// TestWhichNumberIsAskedFirst has columns in the order in which they are asked.
func TestWhichNumberIsAskedFirst(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{
		"phone_number|whatsapp_number":         "whatsapp_number|phone_number",
		"Telephone|WhatsApp":                   "WhatsApp|Telephone",
		"Mobile Phone|Primary Phone":           "Mobile Phone|Primary Phone",
		"Primary Phone|Mobile Phone":           "Mobile Phone|Primary Phone",
		"Phone|phone":                          "Phone|phone",
		"Phone 1 - Value|Phone 2 - Value":      "Phone 1 - Value|Phone 2 - Value",
		"Home Phone|Phone|Mobile":              "Mobile|Phone|Home Phone",
		"Work Phone|No. HP|WA":                 "WA|No. HP|Work Phone",
		"Number|Mobile":                        "Mobile",
		"Número|Celular|Nomor":                 "Celular",
		"Number|No WA":                         "No WA",
		"Festnetz|Handy":                       "Handy|Festnetz",
		"電話|携帯":                                "携帯|電話",
		"Phone|Emergency contact|Office Phone": "Phone|Office Phone",
	} {
		columns := strings.Split(header, "|")
		m, err := tabular.Map(columns, nil)
		require.NoError(t, err)
		var asked []string
		for _, cell := range m.Numbers(columns) {
			require.Equal(t, cell.Column, cell.Text)
			asked = append(asked, cell.Column)
		}
		require.Equal(t, want, strings.Join(asked, "|"), header)
	}
	m, err := tabular.Map([]string{"Phone", "WhatsApp"}, nil)
	require.NoError(t, err)
	require.Len(t, m.Numbers([]string{"1", " \u200b"}), 1, "a blank cell is not asked")
	require.Empty(t, m.Numbers(nil))
	require.Contains(t, m.Notes[0], "WhatsApp and Phone are both for phone")
}

// TestColumnsNamedLikeAttributes set them, as they do in a trigger's call.
func TestColumnsNamedLikeAttributes(t *testing.T) {
	t.Parallel()
	header := []string{"Phone", "town", "Attributes.Town", "Birth Day", "notes", "Country"}
	for name, test := range map[string]struct {
		attributes []string
		explicit   map[string]string
		want       string
	}{
		"none":                               {nil, nil, "phone||attributes.Town||remarks|"},
		"in its own spelling":                {[]string{"town", "birthday"}, nil, "phone|attributes.town||attributes.birthday|remarks|"},
		"as it is called before a synonym":   {[]string{"notes"}, nil, "phone||attributes.Town||attributes.notes|"},
		"as somebody wrote it":               {[]string{"town"}, map[string]string{"country": "ATTRIBUTES.TOWN", "town": "", "Attributes.Town": ""}, "phone||||remarks|attributes.town"},
		"another one leaves the other alone": {[]string{"city"}, nil, "phone||attributes.Town||remarks|"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, err := tabular.Map(header, test.explicit, test.attributes...)
			require.NoError(t, err)
			require.Equal(t, strings.Split(test.want, "|"), targets(m))
		})
	}
}

func TestFacebookLeadsAreImportedAsTheyCome(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/facebook_leads.csv")
	require.NoError(t, err)
	table := read(t, data)
	m, err := tabular.Map(table[0], nil)
	require.NoError(t, err)
	require.Empty(t, m.Notes)
	require.Equal(t, []string{"display_name", "phone"}, m.Targets())
	require.Equal(t, "60123456789", intake.Phone(m.Value(table[1], "phone")).Digits)
	require.Equal(t, "陳大文", m.Value(table[2], "display_name"))
}

func TestMessagesShowLittleOfAFile(t *testing.T) {
	t.Parallel()
	header := make([]string, 500)
	for i := range header {
		header[i] = strings.Repeat("column\n\x1b", 100)
	}
	_, err := tabular.Map(header, nil)
	require.ErrorContains(t, err, "…")
	require.ErrorContains(t, err, "and more.")
	require.Less(t, len(err.Error()), 2000)
	require.NotContains(t, err.Error(), "\x1b")
	require.ErrorContains(t, look(nil, `C:\fakepath\leads.csv`, tabular.Limits{}).err, "leads.csv has nothing in it")
	require.ErrorContains(t, look(nil, "", tabular.Limits{}).err, "The file has nothing in it")
}
