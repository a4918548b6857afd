package tabular_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// In a workbook a number is stored to its last digit, however it is written.
func TestAStoredNumberIsNotRounded(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		number := rapid.Int64Range(0, 1<<53).Draw(rt, "number")
		for _, stored := range []string{
			strconv.FormatFloat(float64(number), 'E', -1, 64), // as Java programs write it
			strconv.FormatFloat(float64(number), 'g', 17, 64),
			strconv.FormatInt(number, 10),
		} {
			sheet := sheetHead + `<row><c t="str"><v>phone</v></c></row><row><c><v>` + stored + `</v></c></row>` + sheetFoot
			got := read(rt, workbook(t, strings.NewReader(sheet), nil))
			require.Equal(rt, strconv.FormatInt(number, 10), got[1][0], stored)
		}
	})
}

func TestStoredNumbersAndDates(t *testing.T) {
	t.Parallel()
	const styles = `<styleSheet><numFmts>` +
		`<numFmt numFmtId="164" formatCode="yyyy\-mm\-dd;@"/><numFmt numFmtId="165" formatCode="0.00&quot; days&quot;"/>` +
		`<numFmt numFmtId="166" formatCode="[h]:mm:ss"/><numFmt numFmtId="167" formatCode="[Red]General"/>` +
		`<numFmt numFmtId="168" formatCode="[$-F400]h:mm:ss\ AM/PM"/><numFmt numFmtId="169" formatCode="mmm"/>` +
		`<numFmt numFmtId="170" formatCode="&quot;open"/><numFmt numFmtId="171" formatCode="Standard"/></numFmts>` +
		`<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="167"/><xf numFmtId="168"/>` +
		`<xf numFmtId="169"/><xf numFmtId="170"/><xf numFmtId="171"/></cellXfs></styleSheet>`
	for name, test := range map[string]struct{ attributes, stored, want string }{
		"a number":                              {``, "60123456789", "60123456789"},
		"a fraction":                            {``, "0.30000000000000004", "0.30000000000000004"},
		"a small one":                           {``, "1.5E-7", "0.00000015"},
		"a negative one":                        {``, "-2.5E1", "-25"},
		"a huge one":                            {``, "1.5E+300", "1.5E+300"},
		"zero":                                  {``, "0E0", "0"},
		"what is no number":                     {``, "NaN", "NaN"},
		"a date":                                {`s="1"`, "45939", "2025-10-09"},
		"a date and a time":                     {`s="1"`, "45939.38078703704", "2025-10-09 09:08:20"},
		"a date by its month":                   {`s="6"`, "45939", "2025-10-09"},
		"the first date":                        {`s="1"`, "1", "1900-01-01"},
		"the last day before the missing one":   {`s="1"`, "59", "1900-02-28"},
		"the day that never was":                {`s="1"`, "60", "60"},
		"the day after":                         {`s="1"`, "61", "1900-03-01"},
		"the last date":                         {`s="1"`, "2958465", "9999-12-31"},
		"no date any more":                      {`s="1"`, "2958466", "2958466"},
		"a time just before midnight":           {`s="1"`, "45939.999999999", "2025-10-10"},
		"midnight after the last date":          {`s="1"`, "2958465.999999999", "2958465.999999999"},
		"a phone number formatted as a date":    {`s="1"`, "60123456789", "60123456789"},
		"a negative date":                       {`s="1"`, "-1", "-1"},
		"no number in a date's place":           {`s="1"`, "NaN", "NaN"},
		"a time":                                {`s="5"`, "0.75", "18:00:00"},
		"a count of days":                       {`s="2"`, "45939", "45939"},
		"a duration":                            {`s="3"`, "1.5", "1.5"},
		"a format with a colour":                {`s="4"`, "45939", "45939"},
		"a format with a quote open":            {`s="7"`, "45939", "45939"},
		"the general format, in another tongue": {`s="8"`, "45939", "45939"},
		"a style that there is not":             {`s="99"`, "45939", "45939"},
		"a date that is stored as one":          {`t="d"`, "2025-10-09", "2025-10-09"},
		"with a time":                           {`t="d"`, "2025-10-09T09:08:20.000Z", "2025-10-09 09:08:20"},
		"no date at all":                        {`t="d"`, "soon", "soon"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sheet := sheetHead + `<row><c t="str"><v>phone</v></c></row><row><c ` + test.attributes + `><v>` + test.stored + `</v></c></row>` + sheetFoot
			got := read(t, workbook(t, strings.NewReader(sheet), map[string]string{"xl/styles.xml": styles}))
			require.Equal(t, test.want, got[1][0])
		})
	}
}
