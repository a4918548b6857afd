package service

import (
	"context"
	"log/slog"
	"time"

	"github.com/luluchat/contacts/store/settings"
)

// formCounts counts what became of submissions, by the hour.
type formCounts = gathered[formCountKey, settings.FormCount]

type formCountKey struct {
	form, outcome string
	hour          time.Time
}

func newFormCounts(write func(context.Context, []settings.FormCount, time.Time) error, log *slog.Logger) *formCounts {
	return &formCounts{
		write: write, log: log, what: "what became of submissions",
		key: func(c settings.FormCount) formCountKey { return formCountKey{c.FormID, c.Outcome, c.Hour} },
		join: func(before, more settings.FormCount) settings.FormCount {
			more.Count, more.LastAt = before.Count+more.Count, later(before.LastAt, more.LastAt)
			return more
		},
	}
}

// countOf is one submission to a form that had an outcome.
func countOf(form, outcome string, at time.Time) settings.FormCount {
	return settings.FormCount{FormID: form, Outcome: outcome, Hour: at.Truncate(time.Hour), Count: 1, LastAt: at}
}
