package facebook

import (
	"strconv"
	"time"
)

// leadAds is when Facebook began to have Lead Ads: no lead is older.
var leadAds = time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC)

// believed reads a time as webhooks and the Graph API write it, in seconds or in
// ISO 8601. What is no time, or none that a lead can have, is taken for now.
func believed(written string, now time.Time) time.Time {
	at, err := time.Parse("2006-01-02T15:04:05-0700", written)
	if err != nil {
		at, err = time.Parse(time.RFC3339, written)
	}
	if err != nil {
		seconds, notNumber := strconv.ParseInt(written, 10, 64)
		if notNumber != nil {
			return now
		}
		at = time.Unix(seconds, 0)
	}
	if at.Before(leadAds) || at.After(now.Add(24*time.Hour)) {
		return now
	}
	return at.UTC()
}
