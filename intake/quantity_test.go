package intake_test

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/luluchat/contacts/intake"
)

func TestExpandNumber(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]struct {
		expanded string
		exact    bool
	}{
		"6.0123456789E+10":   {"60123456789", true},
		"6.0123456789e10":    {"60123456789", true},
		"6,0123456789E+10":   {"60123456789", true},
		" 6.0123456789E+10 ": {"60123456789", true},
		"+6.0123456789E+10":  {"+60123456789", true},
		"6.01234567890E+10":  {"60123456789", true},
		"60123456789E+0":     {"60123456789", true},
		"6012345678900E-2":   {"60123456789", true},
		"6.00000E+05":        {"600000", true},
		"0.00E+00":           {"0", true},
		"6.0123E+10":         {"6.0123E+10", false},
		"6.01235E+10":        {"6.01235E+10", false},
		"6E+10":              {"6E+10", false},
		"6.012345678E+10":    {"6.012345678E+10", false},
		"6.01234567891E+10":  {"6.01234567891E+10", false},
		"6012345678901E-2":   {"6012345678901E-2", false},
		"1E-1":               {"1E-1", false},
		"1E+9999":            {"1E+9999", false},
		"60123456789":        {"60123456789", true},
		"+60123456789":       {"+60123456789", true},
		"call me":            {"call me", true},
		"12E4b":              {"12E4b", true},
		"E+10":               {"E+10", true},
		"1E+99999":           {"1E+99999", true}, // no number that a spreadsheet writes
		"":                   {"", true},
	} {
		expanded, exact := intake.ExpandNumber(written)
		require.Equal(t, want.exact, exact, written)
		require.Equal(t, want.expanded, expanded, written)
	}
}

func TestExpandNumberIsExactOrLeavesItAlone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		written := rapid.StringMatching(`[0-9]{1,12}(\.[0-9]{0,14})?E[+-]?[0-9]{1,2}`).Draw(rt, "written")
		expanded, exact := intake.ExpandNumber(written)
		if !exact {
			require.Equal(rt, written, expanded)
			return
		}
		want, ok := new(big.Rat).SetString(written)
		require.True(rt, ok)
		got, ok := new(big.Rat).SetString(expanded)
		require.True(rt, ok)
		require.Zero(rt, want.Cmp(got), "%s is not %s", written, expanded)
		require.LessOrEqual(rt, len(expanded), len(written), "no digit was made up")
	})
}
