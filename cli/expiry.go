package cli

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// expiryForms are the ways in which --expires can be written.
const expiryForms = "in days such as 90d, in a Go duration such as 36h or 1h30m, or at a time such as 2027-01-31T00:00:00Z"

// longestExpiry is the most days that --expires takes. Who wants more wants no end.
const longestExpiry = 100 * 365

// expiry reads when something ends, from now; nil if it does not. Whether that is in the
// future is not judged here.
func expiry(given string, now time.Time) (*time.Time, error) {
	given = strings.TrimSpace(given)
	if given == "" {
		return nil, nil
	}
	at, err := time.Parse(time.RFC3339, given)
	if err == nil {
		return &at, nil
	}
	if count, ok := strings.CutSuffix(given, "d"); ok {
		if days, err := strconv.Atoi(count); err == nil && days >= 0 && days <= longestExpiry {
			at = now.Add(time.Duration(days) * 24 * time.Hour)
			return &at, nil
		}
	}
	if after, err := time.ParseDuration(given); err == nil {
		at = now.Add(after)
		return &at, nil
	}
	return nil, fmt.Errorf("--expires cannot be %q: write it %s", given, expiryForms)
}
