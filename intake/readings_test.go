package intake_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/intake"
)

func TestOtherReadingsOfANumber(t *testing.T) {
	t.Parallel()
	for digits, others := range map[string][]string{
		"60123456789":        nil,
		"6060123456789":      {"60123456789"}, // the country code twice
		"600123456789":       {"60123456789"}, // a zero that is not dialled
		"16042345678":        {"6042345678"},  // of Vancouver, or without the 1 of Penang
		"14930123456":        {"4930123456"},  // of Berlin, read as one of America
		"5491123456789":      nil,             // national variants fold
		"":                   nil,
		"7":                  nil,
		"60":                 nil,
		"999999999999999999": nil,
	} {
		require.Equal(t, others, intake.OtherReadings(digits), digits)
	}
}

// TestANumberThatWasReadWithAnotherCountry reads what somebody wrote with a default
// country and without one: the two meet.
func TestANumberThatWasReadWithAnotherCountry(t *testing.T) {
	t.Parallel()
	for written, country := range map[string]string{"6042345678": "CA", "604-345 6789": "US"} {
		with, without := intake.PhoneIn(written, country), intake.Phone(written)
		require.True(t, with.Usable(), written)
		require.True(t, without.Usable(), written)
		require.NotEqual(t, with.Digits, without.Digits)
		require.Contains(t, intake.OtherReadings(with.Digits), without.Digits)
	}
}
