package web

import (
	"context"
	"fmt"
	"time"

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

// patience is how long an import may stand still before the page says why it may.
const patience = 30 * time.Second

// afterStatus is the field of an address that says which status an import had when it was
// told to do something. While it still has that one, it has not begun to.
const afterStatus = "after"

// progress reads how far an import is. moves is false if nothing has changed for a while.
func (v *Visit) progress(one service.Import, moves bool) Progress {
	p := Progress{Import: one, Done: one.Counts.Total - one.Counts.Pending}
	p.Told = v.URL.Query().Get(afterStatus) == string(one.Status)
	switch one.Status {
	case contact.ImportIsStaging, contact.ImportIsRunning, contact.ImportIsUndoing:
		p.Live = true
	case contact.ImportAwaits:
		p.Live = len(one.Preview) == 0
	}
	p.Live = p.Live || p.Told
	if !p.Live {
		return p
	}
	if one.StartedAt != nil && one.Status == contact.ImportIsRunning {
		if took := time.Since(*one.StartedAt); took > time.Second && p.Done > 0 {
			p.Rate = max(int64(float64(p.Done)/took.Seconds()), 1)
			p.Left = time.Duration(one.Counts.Pending/p.Rate) * time.Second
		}
	}
	switch {
	case one.StartedAt == nil && time.Since(one.CreatedAt) > patience:
		p.Why = "It has not begun yet: no worker is running, or Temporal cannot be reached. It begins by itself as soon as they are back."
	case !moves:
		p.Why = "Nothing has moved for 30 seconds: no worker is running, another import goes first, or Temporal or the database is slow. It goes on by itself."
	}
	return p
}

// Percent is how much is done, of 100.
func (p Progress) Percent() int64 {
	if p.Counts.Total == 0 {
		return 0
	}
	return p.Done * 100 / p.Counts.Total
}

// Lasting is the time left, in words.
func (p Progress) Lasting() string {
	switch s := int64(p.Left / time.Second); {
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
	id, err := importID(v)
	if err != nil {
		return err
	}
	one, err := s.Service.GetImport(v.Context(), v.Who, id)
	if err != nil {
		return err
	}
	return v.Fragment("import", "progress", v.progress(one, true))
}

// streamImport sends how far an import is, until it has ended.
func (s *Site) streamImport(v *Visit) error {
	id, err := importID(v)
	if err != nil {
		return err
	}
	if _, err := s.Service.GetImport(v.Context(), v.Who, id); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(v.Context())
	defer stop()
	seen := make(chan Progress)
	go func() {
		defer close(seen)
		last, moved := int64(-1), time.Now()
		for told := true; told && ctx.Err() == nil; { // of one that has ended there is one look
			for one, err := range s.Service.WatchImport(ctx, v.Who, id) {
				if err != nil {
					return // the page asks by itself then
				}
				p := v.progress(one, time.Since(moved) < patience)
				if p.Done != last {
					last, moved = p.Done, time.Now()
				}
				told = p.Told
				select {
				case seen <- p:
				case <-ctx.Done():
					return
				}
			}
			sleep(ctx, time.Second)
		}
	}()
	return Stream(v, "import", "progress", seen)
}

// sleep waits, unless nobody does any more.
func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
