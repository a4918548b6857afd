package store

import "time"

// Null is NULL for an empty word.
func Null(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// NullTime is NULL for no time.
func NullTime(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// NullSeq is NULL for no number.
func NullSeq(n int64) *int64 {
	if n == 0 {
		return nil
	}
	return &n
}

// OrEmpty is the empty word for NULL.
func OrEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// OrZero is no time for NULL; else the time in UTC.
func OrZero(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}
