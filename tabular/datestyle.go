package tabular

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// dateStyle says how a number is shown as a date.
type dateStyle uint8

const (
	noDate   dateStyle = iota
	dateOnly           // and the time if there is one
	timeOnly
)

// builtinStyle knows the formats that have a number and no code. 27 to 36 and
// 50 to 58 are dates in East Asian versions alone.
func builtinStyle(id int) dateStyle {
	switch {
	case 18 <= id && id <= 21:
		return timeOnly
	case 14 <= id && id <= 22, 27 <= id && id <= 36, 50 <= id && id <= 58:
		return dateOnly
	}
	return noDate
}

// styleOf reads a format code such as yyyy\-mm\-dd;@ or [h]:mm, which is a
// duration and no date.
func styleOf(code string) dateStyle {
	if strings.EqualFold(code, "general") || strings.EqualFold(code, "standard") {
		return noDate
	}
	code, _, _ = strings.Cut(code, ";")
	style := noDate
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case '\\', '_', '*': // the next character stands for itself
			i++
		case '"', '[':
			closing := map[byte]byte{'"': '"', '[': ']'}[code[i]]
			n := strings.IndexByte(code[i+1:], closing)
			if n < 0 {
				return style
			}
			if inside := code[i+1 : i+1+n]; closing == ']' && inside != "" && strings.Trim(inside, "hHmMsS") == "" {
				return noDate
			}
			i += n + 1
		case 'y', 'Y', 'd', 'D':
			return dateOnly
		case 'h', 'H', 's', 'S':
			style = timeOnly
		case 'm', 'M': // a month if nothing says that it is minutes
			if style == noDate && !strings.ContainsAny(code, "hHsS") {
				return dateOnly
			}
		}
	}
	return style
}

// date writes a stored number as its style shows it, in one spelling for all
// countries. A number that no date can be, such as a phone number in a column
// with the wrong format, is none.
func (w *workbook) date(stored string, style dateStyle) (string, bool) {
	serial, err := strconv.ParseFloat(stored, 64)
	const end = 2_958_466 // the day after 9999-12-31
	if style == noDate || err != nil || math.IsNaN(serial) || serial < 0 || serial >= end {
		return "", false
	}
	days, part := math.Modf(serial)
	seconds := int(math.Round(part * 24 * 60 * 60))
	first := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case style == timeOnly && days == 0:
		return first.Add(time.Duration(seconds) * time.Second).Format(time.TimeOnly), true
	case style == timeOnly, days == 0 && !w.from1904:
		return "", false
	case w.from1904:
		first = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case days == 60:
		return "", false // 29 February 1900, which never was
	case days < 60:
		first = first.AddDate(0, 0, 1) // spreadsheets count that day
	}
	at := first.AddDate(0, 0, int(days)).Add(time.Duration(seconds) * time.Second)
	switch {
	case at.Year() > 9999:
		return "", false
	case at.Equal(at.Truncate(24 * time.Hour)):
		return at.Format(time.DateOnly), true
	}
	return at.Format(time.DateTime), true
}

// isoDate writes a date that is stored as one.
func isoDate(stored string) string {
	s := strings.TrimSuffix(strings.TrimSpace(stored), "Z")
	for _, layout := range []string{"2006-01-02T15:04:05.999", "2006-01-02T15:04", time.DateOnly} {
		at, err := time.Parse(layout, s)
		switch {
		case err != nil:
			continue
		case at.Equal(at.Truncate(24 * time.Hour)):
			return at.Format(time.DateOnly)
		}
		return at.Format(time.DateTime)
	}
	return stored
}
