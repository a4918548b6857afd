package intake_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/luluchat/contacts/intake"
)

func TestTheTypeOfAColumn(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		cells []string
		want  intake.AttributeType
	}{
		"nothing":                      {nil, intake.TypeString},
		"blanks and what empties":      {[]string{"", " ", "--"}, intake.TypeString},
		"numbers":                      {[]string{"1", " 2.50 ", "", "-3", "0", "0.5"}, intake.TypeNumber},
		"dates":                        {[]string{"2026-05-01", "", "2026-05-02T00:00:00Z", "2026-05-03 00:00"}, intake.TypeDate},
		"texts":                        {[]string{"Ipoh"}, intake.TypeString},
		"numbers and a text":           {[]string{"1", "2", "many"}, intake.TypeString},
		"numbers and a date":           {[]string{"1", "2026-05-01"}, intake.TypeString},
		"dates and a day that is none": {[]string{"2026-05-01", "2026-02-30"}, intake.TypeString},
		"true and false":               {[]string{"TRUE", "FALSE"}, intake.TypeString},
		"postcodes":                    {[]string{"50450", "01000"}, intake.TypeString},
		"numbers of phones":            {[]string{"+60123456789"}, intake.TypeString},
		"numbers of cards":             {[]string{"4111111111111111"}, intake.TypeString},
		"codes with an e":              {[]string{"12E4"}, intake.TypeString},
		"thousands apart":              {[]string{"1,000"}, intake.TypeString},
		"digits of another script":     {[]string{"١٢"}, intake.TypeString},
		"a text that reads like empty": {[]string{"'--", "1"}, intake.TypeString},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var seen intake.Inference
			for _, cell := range test.cells {
				seen.See(cell)
			}
			require.Equal(t, test.want, seen.Type())
		})
	}
}

// TestEveryValueFitsTheTypeThatWasFound holds of any column.
func TestEveryValueFitsTheTypeThatWasFound(t *testing.T) {
	t.Parallel()
	cell := rapid.OneOf(rapid.StringMatching(`-?[0-9]{0,17}(\.[0-9]{0,3})?`), rapid.StringMatching(`20[0-9]{2}-[01][0-9]-[0-3][0-9]`), rapid.StringN(0, 20, -1))
	rapid.Check(t, func(t *rapid.T) {
		cells := rapid.SliceOf(cell).Draw(t, "cells")
		var seen intake.Inference
		for _, c := range cells {
			seen.See(c)
		}
		d := intake.Definitions{"found": seen.Type()}
		for _, c := range cells {
			if c == intake.ClearCell {
				continue
			}
			_, why := d.Value("found", c)
			require.Empty(t, why, "%q as %s", c, seen.Type())
		}
	})
}
