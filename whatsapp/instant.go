package whatsapp

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/luluchat/contacts/contact"
)

// A timestamp is believed from the year in which WhatsApp began until a day after
// the body was received: clocks differ, though not by more.
var earliest = time.Date(2009, 1, 1, 0, 0, 0, 0, time.UTC)

const latestAhead = 24 * time.Hour

// moment reads an item's timestamp. One that can be read and cannot be true is
// replaced by the time of receipt, and note says so. Without one that can be read it is
// not ok.
func (v *envelope) moment(timestamp node) (at time.Time, note string, ok bool) {
	at, ok = instant(timestamp)
	switch {
	case !ok:
		return time.Time{}, "", false
	case at.Before(earliest):
		return v.received, replaced(at, "before 2009"), true
	case at.After(v.received.Add(latestAhead)):
		return v.received, replaced(at, "in the future"), true
	}
	return at, "", true
}

func replaced(at time.Time, lies string) string {
	return fmt.Sprintf("its timestamp, %s, lies %s: the time of receipt was taken instead", at.Format("2006-01-02 15:04:05 UTC"), lies)
}

// when gives an event the time that a timestamp says, and reports whether it says one.
func (v *envelope) when(timestamp node, e *contact.Event) (timely bool) {
	at, note, ok := v.moment(timestamp)
	e.OccurredAt = at
	e.Facts.AddNote(note)
	return ok
}

// decimal is how a timestamp may be written: a whole number, one with a fraction, as
// programs write that keep it as a float, or one with an exponent.
var decimal = regexp.MustCompile(`^([0-9]{1,20})(\.[0-9]+)?([eE]\+?[0-9]{1,2})?$`)

// units are those in which a timestamp may count, each with the first number that is
// too large for it. Between 1973 and 5138 none can be mistaken for another.
var units = []struct {
	below     float64
	perSecond uint64
}{
	{1e11, 1},
	{1e14, 1e3},
	{1e17, 1e6},
	{1e20, 1e9},
}

// instant reads a timestamp as a string or a number: Unix seconds, or the same in
// milli-, micro- or nanoseconds. The result is exact to the second, as WhatsApp's own
// are.
func instant(timestamp node) (at time.Time, ok bool) {
	written := timestamp.str()
	if len(timestamp) > 0 && timestamp[0] >= '0' && timestamp[0] <= '9' {
		written = string(timestamp)
	}
	count, err := strconv.ParseUint(written, 10, 64)
	if err != nil { // hardly ever
		if count, ok = whole(written); !ok {
			return time.Time{}, false
		}
	}
	for _, unit := range units {
		if float64(count) < unit.below {
			return time.Unix(int64(count/unit.perSecond), 0).UTC(), true
		}
	}
	return time.Time{}, false
}

// whole is the whole part of a decimal number.
func whole(written string) (count uint64, ok bool) {
	parts := decimal.FindStringSubmatch(written)
	switch {
	case parts == nil:
		return 0, false
	case parts[3] == "":
		count, err := strconv.ParseUint(parts[1], 10, 64)
		return count, err == nil
	}
	float, err := strconv.ParseFloat(written, 64)
	return uint64(min(float, math.MaxInt64)), err == nil
}

// badTimestamp says in words what is wrong with a timestamp.
func badTimestamp(timestamp node) string {
	if timestamp.missing() {
		return "there is no timestamp"
	}
	return "the timestamp is not in Unix seconds: " + contact.Clean(strings.TrimSpace(string(timestamp)), maxKind)
}
