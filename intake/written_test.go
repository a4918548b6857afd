package intake_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
)

// TestNumbersAsTheyAreWritten has numbers as people, spreadsheets and programs
// write them, with what stands around them.
func TestNumbersAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	const phone = "60123030101"
	for _, line := range []struct{ country, written, digits, leftOut string }{
		// Digits of other scripts.
		{"", "+٩٦٦٥٠١٢٣٤٥٦٧", "966501234567", ""},
		{"", "+۹۸۹۱۲۳۴۵۶۷۸۹", "989123456789", ""},
		{"", "+९१९८७६५४३२१०", "919876543210", ""},
		{"", "＋６０１２３０３０１０１", phone, ""},
		{"MY", "０１２－３０３０１０１", phone, ""},
		{"", "+𝟔𝟎𝟏𝟐𝟑𝟎𝟑𝟎𝟏𝟎𝟏", phone, ""},
		{"SA", "٠٥٠١٢٣٤٥٦٧", "966501234567", ""},

		// Signs between the digits.
		{"", "+49 30/9018200", "49309018200", ""},
		{"", "+43/664/1234567", "436641234567", ""},
		{"DE", "030 / 9018200", "49309018200", ""},
		{"", "[+60] 12-303 0101", phone, ""},
		{"", "(+60)12-3030101", phone, ""},
		{"", "+60~12~303~0101", phone, ""},
		{"", "+60_12_303_0101", phone, ""},
		{"", "+60·12·303·0101", phone, ""},
		{"", "+60 12 303 0101", phone, ""},
		{"CH", "079'123'45'67", "41791234567", ""},
		{"", "+60 12-303\n0101", phone, ""},

		// Words and addresses around them.
		{"", "tel:+60-12-303-0101", phone, ""},
		{"", "tel:+60-12-303-0101;ext=12", phone, "ext=12"},
		{"", "whatsapp:+60123030101", phone, ""},
		{"", "60123030101@c.us", phone, ""},
		{"BR", "51987654321@s.whatsapp.net", "51987654321", ""},
		{"", "60123030101:12@s.whatsapp.net", phone, ""},
		{"", "https://wa.me/60123030101", phone, ""},
		{"BR", "wa.me/51987654321?text=Hi%202", "51987654321", ""},
		{"", "https://api.whatsapp.com/send/?phone=%2B60123030101&text=1", phone, ""},
		{"", "whatsapp://send?phone=60123030101", phone, ""},
		{"", "WhatsApp +60123030101", phone, ""},
		{"", "Tel.: +60 12 303 0101", phone, ""},
		{"", "Phone 1: +60123030101", phone, ""},
		{"MY", "HP 012-303 0101", phone, ""},
		{"", "📱 +60123030101", phone, ""},
		{"", "+60 12-303 0101 (mobile)", phone, ""},
		{"", "+60 12-303 0101 [WhatsApp]", phone, ""},
		{"", "+60123030101 WhatsApp", phone, ""},
		{"", "+60123030101 - home", phone, ""},
		{"", "+60 3-2161 1000 ext. 12", "60321611000", "ext. 12"},
		{"", "+60321611000x12", "60321611000", "x12"},
		{"", "+60 3-2161 1000 #12", "60321611000", "#12"},
		{"", "+60123030101,", phone, ""},
		{"", "+60123030101;", phone, ""},

		// What spreadsheets and programs put around them.
		{"", "'60123030101", phone, ""},
		{"", "’60123030101", phone, ""},
		{"", `="60123030101"`, phone, ""},
		{"", `="+60123030101"`, phone, ""},
		{"", "=+60123030101", phone, ""},
		{"", `"+60123030101"`, phone, ""},
		{"", "“60123030101”", phone, ""},
		{"", "60123030101,00", phone, ""},
		{"", "60123030101.0", phone, ""},
		{"", "60,123,030,101", phone, ""},
		{"", "60,123,030,101.00", phone, ""},
		{"", "60.123.030.101,00", phone, ""},
		{"", "60 123 030 101", phone, ""},
		{"IN", "98,76,54,32,10", "", ""},
		{"IN", "9,87,65,43,210", "919876543210", ""},
		{"", "6.0123030101e10", phone, ""},
		{"", "6.0123030101E+10", phone, ""},
		{"MY", "1.23030101E+8", "60123030101", ""},

		// WhatsApp's own spelling of somebody whom nobody knows yet.
		{"", "+52 1 55 3160 1020", "5215531601020", ""},
		{"", "00521 55 3160 1020", "5215531601020", ""},
		{"", "5215531601020", "5215531601020", ""},
		{"MX", "1 55 3160 1020", "5215531601020", ""},
		{"", "+55 41 8160-1021", "554181601021", ""},
		{"BR", "(41) 8160-1021", "554181601021", ""},
		{"BR", "041 8160-1021", "554181601021", ""},
		{"", "+54 9 11 2345-6789", "5491123456789", ""},
		{"", "https://wa.me/5215531601020", "5215531601020", ""},

		// Several in one cell.
		{"", "+60123030101 / +60123030102", phone, "+60123030102"},
		{"", "+60123030101/+60123030102", phone, "+60123030102"},
		{"", "+60123030101 ::: +60123030102", phone, "+60123030102"},
		{"", "+60123030101 or +60123030102", phone, "+60123030102"},
		{"", "+60123030101\n+60123030102", phone, "+60123030102"},
		{"", "+60123030101\r\n+60123030102", phone, "+60123030102"},
		{"", "+60123030101; +60123030102; +60123030103", phone, "+60123030102, +60123030103"},
		{"", "60123030101,60123030102", phone, "60123030102"},
		{"", "+60123030101, +60123030102", phone, "+60123030102"},
		{"", "+60123030101 +60123030102", phone, "+60123030102"},
		{"", "+60123030101 - +60123030102", phone, "+60123030102"},
		{"", "+60123030101 | +60123030102", phone, "+60123030102"},
		{"MY", "012-3030101 & 012-3030102", phone, "012-3030102"},
		{"MY", "012-3030101/012-3030102", phone, "012-3030102"},
		{"SG", "91234567/91234568", "6591234567", "91234568"},
		{"", "+60 3-2161 1000 / 1001", "60321611000", "1001"},
		{"", "n/a / +60123030101", phone, ""},
		{"", "+60 / 12-303 0101 / +60123030102", phone, "+60123030102"},
		{"", "12345678 / +60123030101", phone, "12345678"},
		{"DE", "3012345\n3012346", "49" + "3012345", "3012346"},
	} {
		t.Run(line.country+" "+line.written, func(t *testing.T) {
			t.Parallel()
			got := intake.PhoneIn(line.written, line.country)
			if line.digits == "" {
				require.NotEmpty(t, got.Problem)
				return
			}
			require.Empty(t, got.Problem)
			require.Equal(t, line.digits, got.Digits)
			require.Equal(t, line.leftOut, got.LeftOut)
		})
	}
}

// TestWhatIsNoNumber stays none, however generous the reading is.
func TestWhatIsNoNumber(t *testing.T) {
	t.Parallel()
	for written, problem := range map[string]intake.Problem{
		"n/a": intake.Missing, "N/A": intake.Missing, "-": intake.Missing, "—": intake.Missing, "null": intake.Missing, "None": intake.Missing,
		"#N/A": intake.Missing, "undefined": intake.Missing, "\u200b": intake.Missing, "\u00a0": intake.Missing, "Tel:": intake.Missing,
		"call me": intake.Letters, "+60123456789@g.us": intake.Letters, "123456789012345@lid": intake.Letters,
		"MY.13491208655302741918": intake.Letters, "https://wa.me/message/ABC": intake.Letters, "60+123456789": intake.Letters,
		"+6012 HOME 303": intake.Letters, "ann@example.com": intake.Letters,
		"6.01E+10": intake.Rounded, "6,01235E+10": intake.Rounded,
		"012, 345": intake.Letters,
	} {
		require.Equal(t, problem, intake.Phone(written).Problem, "%q", written)
	}
}

// TestARefusalSaysWhatWouldMendIt requires the sentence that a shopkeeper reads.
func TestARefusalSaysWhatWouldMendIt(t *testing.T) {
	t.Parallel()
	require.Equal(t, "has no country code, so that it could belong to several countries: write it with one, such as +60123456789, or set a default country for this channel",
		intake.Phone("012-345 6789").Words())
	require.Equal(t, "has no country code, and is no number of the default country SG: write it with one, such as +60123456789",
		intake.PhoneIn("012-345 6789", "sg").Words())
	require.Contains(t, intake.Phone("6.01E+10").Words(), "format the column as text")
	for _, written := range []string{"", "x", "0123456789", "+60123", "+6012345678901234", "+999123456789"} {
		words := intake.Phone(written).Words()
		require.Contains(t, words, "+60123456789")
		require.NotContains(t, words[:3], ":", "there are words before it")
	}
	require.Contains(t, intake.Number{Problem: intake.Nested}.Words(), "list or an object")
}

func TestWhatIsLeftOutIsReported(t *testing.T) {
	t.Parallel()
	n := intake.Phone("+60123030101 / +60123030102")
	require.Equal(t, []contact.Skipped{{Name: "Mobile", Why: "it was read as +60123030101, without: +60123030102"}}, n.Skipped("Mobile"))
	require.Empty(t, intake.Phone("+60123030101").Skipped("Mobile"))
	ev, err := intake.FormSubmission(intake.Form{ID: "lead", Fields: map[string]string{"tel": "phone"}},
		intake.Submission{Answers: answers(t, `{"tel": "+60123030101 or +60123030102"}`), Number: n}, nil)
	require.NoError(t, err)
	require.Equal(t, "skipped: tel (it was read as +60123030101, without: +60123030102)", ev.Facts.Detail)
}

// TestTheMostSpecificCountryCounts asks a form, a trigger and a row.
func TestTheMostSpecificCountryCounts(t *testing.T) {
	t.Parallel()
	own, none := "BR", ""
	for name, test := range map[string]struct {
		own     *string
		channel string
		want    string // of 51 98765-4321; empty: it is read as it stands
	}{
		"neither":            {nil, "", "51987654321"},
		"the channel's":      {nil, "BR", "5551987654321"},
		"its own":            {&own, "PE", "5551987654321"},
		"its own is cleared": {&none, "BR", "5551987654321"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			form := intake.Form{Fields: map[string]string{"tel": "phone"}, DefaultCountry: test.own, ChannelCountry: test.channel}
			require.Equal(t, test.want, form.Number(answers(t, `{"tel": "51 98765-4321"}`)).Digits)
			trigger := intake.Trigger{DefaultCountry: test.own, ChannelCountry: test.channel}
			require.Equal(t, test.want, trigger.CallNumber(answers(t, `{"contact_number": "51 98765-4321"}`)).Digits)
			row, _, err := intake.RowNumber([]intake.RowCell{{Text: "51 98765-4321"}}, "", intake.RowRules{Country: form.Country()}, nil)
			require.NoError(t, err)
			require.Equal(t, test.want, row.Digits)
		})
	}
	n := intake.Trigger{}.CallNumber(answers(t, `{"contact_number": 6.0123030101e10}`))
	require.Equal(t, "60123030101", n.Digits, "a number that JSON writes in scientific notation")
}

func TestTheNumberOfARow(t *testing.T) {
	t.Parallel()
	unknown := func(string) (bool, error) { return false, nil }
	for name, test := range map[string]struct {
		cells         []string
		code, country string
		want, column  string // digits, and the column that was read
		problem       intake.Problem
	}{
		"the first":                          {cells: []string{"+60123030101", "+60123030102"}, want: "60123030101", column: "A"},
		"the first that can be used":         {cells: []string{"n/a", "+60123030102"}, want: "60123030102", column: "B"},
		"not what is no number":              {cells: []string{"ask Ann", "+60123030102"}, want: "60123030102", column: "B"},
		"of several bad ones the first":      {cells: []string{"n/a", "012-303 0101", "x"}, problem: intake.NoCountryCode, column: "B"},
		"none":                               {cells: []string{"n/a", " "}, problem: intake.Missing},
		"no column":                          {problem: intake.Missing},
		"with its country's code":            {cells: []string{"123030101"}, code: "+60", want: "60123030101", column: "A"},
		"with its zero":                      {cells: []string{"012-303 0101"}, code: "60", want: "60123030101", column: "A"},
		"with the code in the number, too":   {cells: []string{"60123030101"}, code: "0060", want: "60123030101", column: "A"},
		"a code that a spreadsheet counts":   {cells: []string{"123030101"}, code: "60.0", want: "60123030101", column: "A"},
		"a country's letters":                {cells: []string{"123030101"}, code: "my", want: "60123030101", column: "A"},
		"a code that is shared":              {cells: []string{"416-555-1234"}, code: "1", want: "14165551234", column: "A"},
		"a code goes before the file's":      {cells: []string{"51 98765-4321"}, code: "+55", country: "PE", want: "5551987654321", column: "A"},
		"without a code the file's counts":   {cells: []string{"51 98765-4321"}, code: " ", country: "BR", want: "5551987654321", column: "A"},
		"what is no code is passed over":     {cells: []string{"51 98765-4321"}, code: "Brazil", country: "BR", want: "5551987654321", column: "A"},
		"a number with a + needs no code":    {cells: []string{"+6591234567"}, code: "+60", want: "6591234567", column: "A"},
		"what a spreadsheet rounded is none": {cells: []string{"6.01E+10"}, problem: intake.Rounded, column: "A"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var cells []intake.RowCell
			for i, text := range test.cells {
				cells = append(cells, intake.RowCell{Column: string(rune('A' + i)), Text: text})
			}
			n, cell, err := intake.RowNumber(cells, test.code, intake.RowRules{Country: test.country}, unknown)
			require.NoError(t, err)
			require.Equal(t, test.problem, n.Problem)
			if test.problem == "" {
				require.Equal(t, test.want, n.Digits)
			}
			if len(test.cells) > 0 && test.problem != intake.Missing {
				require.Equal(t, test.column, cell.Column)
			}
		})
	}
}
