package store

import (
	"slices"
	"time"
)

func nullable(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func nullableTime(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func nullableSeq(n int64) *int64 {
	if n == 0 {
		return nil
	}
	return &n
}

func orEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func orZero(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

// sortedUnique returns the keys sorted, none twice: the order in which they are
// locked.
func sortedUnique(keys []string) []string {
	sorted := slices.Clone(keys)
	slices.Sort(sorted)
	return slices.Compact(sorted)
}

// orNone is an array for PostgreSQL, which takes nothing for NULL.
func orNone(all []string) []string {
	if all == nil {
		return []string{}
	}
	return all
}
