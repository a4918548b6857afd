package cli

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestExpiry(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 28, 12, 0, 0, 0, time.UTC) // before clocks change in many countries
	for given, want := range map[string]time.Time{
		"90d":                       now.Add(90 * 24 * time.Hour),
		"1d":                        now.Add(24 * time.Hour),
		"36500d":                    now.Add(36500 * 24 * time.Hour),
		"36h":                       now.Add(36 * time.Hour),
		"1h30m":                     now.Add(90 * time.Minute),
		"2027-01-31T00:00:00Z":      time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC),
		"2027-01-31T08:00:00+08:00": time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC),
		"0d":                        now, // which is not in the future, as whoever makes the token is told
		"-1h":                       now.Add(-time.Hour),
	} {
		at, err := expiry(given, now)
		require.NoError(t, err, given)
		require.True(t, want.Equal(*at), "%s: %s", given, at)
	}

	never, err := expiry("  ", now)
	require.NoError(t, err)
	require.Nil(t, never)

	for _, given := range []string{"soon", "90", "d", "-1d", "1.5d", "90D", "1d12h", "36501d", "99999999999999999999d", "9999999999h", "2027-01-31", "2027-02-30T00:00:00Z"} {
		_, err := expiry(given, now)
		require.ErrorContains(t, err, "90d", given)
		require.ErrorContains(t, err, "36h", given)
		require.ErrorContains(t, err, "2027-01-31T00:00:00Z", given)
	}
}
