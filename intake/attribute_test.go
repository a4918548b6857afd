package intake_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/luluchat/contacts/intake"
)

var definitions = intake.Definitions{
	"city": intake.TypeString, "age": intake.TypeNumber, "birthday": intake.TypeDate,
}

func TestValue(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		attribute string
		given     any
		want      string // JSON; empty: it says nothing
		why       string // part of it
	}{
		"a string":                       {"city", " Kuala Lumpur ", `"Kuala Lumpur"`, ""},
		"a string of 255 characters":     {"city", strings.Repeat("é", 255), `"` + strings.Repeat("é", 255) + `"`, ""},
		"a string of 256 characters":     {"city", strings.Repeat("é", 256), "", "256 characters"},
		"a string with a NUL":            {"city", "a\x00b", `"ab"`, ""},
		"a string that is no UTF-8":      {"city", "a\xffb", `"a�b"`, ""},
		"a number for a string":          {"city", json.Number("50.10"), `"50.10"`, ""},
		"true for a string":              {"city", true, `"true"`, ""},
		"false for a string":             {"city", false, `"false"`, ""},
		"null":                           {"city", nil, "", ""},
		"an empty string":                {"city", "", "", ""},
		"a blank string":                 {"age", " \t", "", ""},
		"a list":                         {"city", []any{"a"}, "", "it is a list"},
		"an object":                      {"city", map[string]any{"a": "b"}, "", "it is an object"},
		"a list for a number":            {"age", []any{json.Number("1")}, "", "it is a list"},
		"a number":                       {"age", json.Number("42"), "42", ""},
		"a number with a fraction":       {"age", json.Number("-12.50"), "-12.50", ""},
		"a number with an exponent":      {"age", json.Number("1E5"), "1E5", ""},
		"a number as a string":           {"age", " 42 ", "42", ""},
		"a number with zeros before it":  {"age", "007.5", "7.5", ""},
		"zero":                           {"age", "000", "0", ""},
		"a number with a plus":           {"age", "+7", "7", ""},
		"a long number":                  {"age", "12345678901234567890", "12345678901234567890", ""},
		"true for a number":              {"age", true, "", "true or false"},
		"a word for a number":            {"age", "forty", "", "no number"},
		"thousands":                      {"age", "1,234", "", "no number"},
		"NaN":                            {"age", "NaN", "", "no number"},
		"infinity":                       {"age", "Inf", "", "no number"},
		"minus infinity":                 {"age", "-infinity", "", "no number"},
		"hexadecimal":                    {"age", "0x1F", "", "no number"},
		"underscores":                    {"age", "1_000", "", "no number"},
		"a huge exponent":                {"age", json.Number("1e999"), "", "too large"},
		"a tiny exponent":                {"age", json.Number("1e-999"), "", "too small"},
		"an exponent no database takes":  {"age", json.Number("1e999999999"), "", "no number"},
		"too many digits":                {"age", strings.Repeat("9", 65), "", "no number"},
		"a date":                         {"birthday", "2024-02-29", `"2024-02-29"`, ""},
		"a day that there is not":        {"birthday", "2026-02-29", "", "YYYY-MM-DD"},
		"the American way":               {"birthday", "10/09/2026", "", "YYYY-MM-DD"},
		"the British way":                {"birthday", "09-10-2026", "", "YYYY-MM-DD"},
		"without zeros":                  {"birthday", "2026-2-3", "", "YYYY-MM-DD"},
		"a date as programs write it":    {"birthday", "2026-10-09T00:00:00Z", `"2026-10-09"`, ""},
		"a date as spreadsheets have it": {"birthday", "2026-03-04 00:00:00", `"2026-03-04"`, ""},
		"the same with a T":              {"birthday", "2026-03-04T00:00:00.000", `"2026-03-04"`, ""},
		"a date and a time":              {"birthday", "2026-10-09T09:08:00Z", "", "YYYY-MM-DD"},
		"a date and a time of the day":   {"birthday", "2026-10-09 14:30:00", "", "YYYY-MM-DD"},
		"midnight alone":                 {"birthday", " 00:00:00", "", "YYYY-MM-DD"},
		"the year zero":                  {"birthday", "0000-01-01", "", "YYYY-MM-DD"},
		"a number for a date":            {"birthday", json.Number("20261009"), "", "YYYY-MM-DD"},
		"true for a date":                {"birthday", true, "", "YYYY-MM-DD"},
		"an attribute that there is not": {"colour", "red", "", "PUT /v1/attributes/colour"},
		"an attribute that cannot be":    {"first-name", "Ada", "", "no attribute can have this name"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			value, why := definitions.Value(test.attribute, test.given)
			require.Equal(t, test.want, string(value))
			if test.why == "" {
				require.Empty(t, why)
			} else {
				require.Contains(t, why, test.why)
			}
		})
	}
}

func TestWhatFitsIsJSON(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		name := rapid.SampledFrom([]string{"city", "age", "birthday"}).Draw(rt, "name")
		given := rapid.OneOf(
			rapid.String(),
			rapid.StringMatching(`[+-]?[0-9]{1,20}(\.[0-9]{0,5})?([eE][+-]?[0-9]{1,4})?`),
			rapid.StringMatching(`[0-9]{4}-[0-9]{2}-[0-9]{2}`),
		).Draw(rt, "given")
		value, why := definitions.Value(name, given)
		if value == nil {
			return
		}
		require.Empty(rt, why)
		require.True(rt, json.Valid(value), "%s", value)
		var again any
		require.NoError(rt, json.Unmarshal(value, &again), "also as a double")
	})
}

func TestAttributeNames(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"city", "City_2", "_", strings.Repeat("a", 64)} {
		require.NoError(t, intake.CheckAttributeName(name), name)
	}
	for _, name := range []string{
		"", "a b", "a-b", "é", "a.b", "a\x00", strings.Repeat("a", 65),
		"contact_number", "name", "phone", "display_name", "remarks", "tags",
	} {
		require.Error(t, intake.CheckAttributeName(name), name)
	}
}
