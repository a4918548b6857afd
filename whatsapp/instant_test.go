package whatsapp

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/luluchat/contacts/contact"
)

// TestTimestamps has every way to write one that is read, and what becomes of one that
// cannot be true.
func TestTimestamps(t *testing.T) {
	t.Parallel()
	at := time.Unix(1790000000, 0).UTC()
	for name, test := range map[string]struct {
		timestamp any
		want      time.Time
		note      string
	}{
		"seconds":                       {"1790000000", at, ""},
		"seconds as a number":           {1790000000, at, ""},
		"seconds with .0":               {"1790000000.0", at, ""},
		"a number with a fraction":      {1790000000.5, at, ""},
		"a number with an exponent":     {jsonNumber("1.79e9"), at, ""},
		"milliseconds":                  {"1790000000000", at, ""},
		"milliseconds as a number":      {1790000000123, at, ""},
		"milliseconds with .0":          {"1790000000999.0", at, ""},
		"microseconds":                  {"1790000000000000", at, ""},
		"nanoseconds":                   {"1790000000000000000", at, ""},
		"the first second of 2009":      {"1230768000", time.Unix(1230768000, 0).UTC(), ""},
		"the last second of 2008":       {"1230767999", received, "2008-12-31 23:59:59 UTC, lies before 2009"},
		"no second":                     {"0", received, "1970-01-01 00:00:00 UTC, lies before 2009"},
		"a day after it was received":   {strconv.Itoa(1790003600 + 86400), received.Add(24 * time.Hour), ""},
		"more than a day after it was":  {strconv.Itoa(1790003601 + 86400), received, "lies in the future"},
		"milliseconds of another world": {"99999999999999", received, "lies in the future"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := one(t, messages(text("wamid.1", obj{"timestamp": test.timestamp})))
			require.Equal(t, contact.Creates, e.Facts.Effect)
			require.Equal(t, test.want, e.OccurredAt)
			if test.note == "" {
				require.Empty(t, e.Facts.Note)
			} else {
				require.Contains(t, e.Facts.Note, test.note)
				require.Contains(t, e.Facts.Note, "the time of receipt was taken instead")
			}
			p := one(t, body(change("user_preferences", value(obj{"user_preferences": arr{obj{"wa_id": ada, "value": "stop", "timestamp": test.timestamp}}}))))
			require.Equal(t, test.want, p.OccurredAt, "a preference's too")
			b := parse(t, body(change("messages", value(obj{"statuses": arr{obj{"id": "1", "recipient_id": ada, "status": "read", "timestamp": test.timestamp}}}))))
			require.Equal(t, test.want, b.Statuses[0].At, "and a status's")
		})
	}
}

type jsonNumber string

func (n jsonNumber) MarshalJSON() ([]byte, error) { return []byte(n), nil }

// TestATimeIsTheSameInAnyUnit takes any time that is believed.
func TestATimeIsTheSameInAnyUnit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		seconds := rapid.Int64Range(earliest.Unix(), received.Unix()).Draw(t, "seconds")
		fraction := rapid.StringMatching(`(\.[0-9]{1,9})?`).Draw(t, "fraction")
		unit := rapid.SampledFrom([]string{"", "000", "000000", "000000000"}).Draw(t, "unit")
		written := strconv.FormatInt(seconds, 10) + unit + fraction
		for _, n := range []node{node(written), node(`"` + written + `"`)} {
			at, ok := instant(n)
			require.True(t, ok, "%s", n)
			require.Equal(t, seconds, at.Unix(), "%s", n)
		}
	})
}

func TestAReplayBelievesATimeAsItWasReceived(t *testing.T) {
	t.Parallel()
	e := one(t, messages(text("wamid.1", obj{"timestamp": strconv.Itoa(1790003600 + 2*86400)})))
	require.Equal(t, received, e.OccurredAt)
	again, err := Reparse(e.Raw, received)
	require.NoError(t, err)
	require.Equal(t, e, again)
}
