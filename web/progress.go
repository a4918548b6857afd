package web

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// Progress is how far an import is.
type Progress struct {
	service.Import
	Told bool // to do something, and it has not begun to
	Live bool // something changes by itself
	Done int64
	Rate int64         // rows a second, on average
	Left time.Duration // until the end, if it goes on so; zero: nobody knows
	Why  string        // nothing moves; empty: something does
}

// afterStatus is the field of an address that says which status an import had when it was
// told to do something. While it still has that one, it has not begun to.
const afterStatus = "after"

// told reports whether an import was told to do something, and has not begun to.
func (v *Visit) told(one service.Import) bool {
	return v.URL.Query().Get(afterStatus) == string(one.Status)
}

// progress reads how far an import is, and has it say why it waits.
func (s *Site) progress(v *Visit, one service.Import) Progress {
	p := v.progress(one, "")
	if p.Live {
		p.Why = v.why(s.Service.WhyImportWaits, one.ID)
	}
	return p
}

func (v *Visit) progress(one service.Import, why string) Progress {
	p := Progress{Import: one, Done: one.Counts.Total - one.Counts.Pending, Why: why}
	p.Told = v.told(one)
	p.Live = p.Told || one.Moves()
	if one.Status == contact.ImportIsRunning {
		p.Rate, p.Left = pace(one.StartedAt, p.Done, one.Counts.Pending)
	}
	return p
}

// pace is how many a second are done, on average, and how long the rest takes if it goes
// on so; zero: nobody knows yet.
func pace(started *time.Time, done, waiting int64) (rate int64, left time.Duration) {
	if started == nil || done == 0 {
		return 0, 0
	}
	took := time.Since(*started)
	if took <= time.Second {
		return 0, 0
	}
	rate = max(int64(float64(done)/took.Seconds()), 1)
	return rate, time.Duration(waiting/rate) * time.Second
}

// Percent is how much is done, of 100.
func (p Progress) Percent() int64 { return percent(p.Done, p.Counts.Total) }

func percent(done, of int64) int64 {
	if of == 0 {
		return 0
	}
	return done * 100 / of
}

// Lasting is the time left, in words.
func (p Progress) Lasting() string { return lasting(p.Left) }

func lasting(left time.Duration) string {
	switch s := int64(left / time.Second); {
	case s <= 0:
		return ""
	case s < 60:
		return fmt.Sprintf("about %d s left", s)
	case s < 3600:
		return fmt.Sprintf("about %d min left", (s+59)/60)
	default:
		return fmt.Sprintf("about %d h %d min left", s/3600, s%3600/60)
	}
}

// May reports whether the import obeys a command as it is.
func (p Progress) May(command string) bool {
	return p.Status.Takes(contact.ImportCommand(command)) == contact.Obeys
}

// Applied are the rows that are in.
func (p Progress) Applied() int64 { return p.Counts.Created + p.Counts.Updated }

// pollImport answers with how far an import is.
func (s *Site) pollImport(v *Visit) error {
	one, err := s.importOf(v)
	if err != nil {
		return err
	}
	return v.Fragment("import", "progress", s.progress(v, one))
}

// streamImport sends how far an import is, until it has ended.
func (s *Site) streamImport(v *Visit) error {
	one, err := s.importOf(v)
	if err != nil {
		return err
	}
	return follow(v, "import", "progress", func(ctx context.Context) iter.Seq2[service.Import, error] {
		return s.watchImport(ctx, v, one.ID)
	}, func() string { return v.why(s.Service.WhyImportWaits, one.ID) }, v.progress)
}

// watchImport watches an import until it has ended. One that had, and was told to do
// something, is looked at until it begins to.
func (s *Site) watchImport(ctx context.Context, v *Visit, id uuid.UUID) iter.Seq2[service.Import, error] {
	return func(yield func(service.Import, error) bool) {
		for {
			told := false
			for one, err := range s.Service.WatchImport(ctx, v.Who, id) {
				if !yield(one, err) {
					return
				}
				told = v.told(one)
			}
			if !told {
				return
			}
			select {
			case <-ctx.Done():
				return
			case <-time.After(time.Second):
			}
		}
	}
}
