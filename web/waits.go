package web

import (
	"context"
	"iter"
	"reflect"
	"time"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// askEvery is how often whoever watches something asks why it waits.
const askEvery = 5 * time.Second

// asksWhy says why one thing waits.
type asksWhy func(context.Context, service.Caller, uuid.UUID) (service.Wait, error)

// why is what a page says of something that does not move; empty if it moves, or only
// rests for a moment.
func (v *Visit) why(asks asksWhy, id uuid.UUID) string {
	wait, err := asks(v.Context(), v.Who, id)
	switch {
	case err == nil && wait.Tells():
		return wait.Message
	case err != nil && service.ErrorOf(err).Code == service.DatabaseUnavailable:
		return "The database cannot be reached, so nothing is decided. What was taken in is safe, and it goes on by itself as soon as the database is back."
	}
	return ""
}

// later is what a page says of a change that nobody has decided yet: the given words, and
// why it waits, if something stops it.
func (v *Visit) later(words string, d contact.Decision) string {
	why := v.why(v.site.Service.WhyEventWaits, d.EventID)
	if why == "" {
		return words
	}
	return words + " " + why
}

// follow streams a part of a page anew whenever what is watched has moved, or why it
// waits has changed. show returns the part's data.
func follow[T, P any](v *Visit, page, part string, watch func(context.Context) iter.Seq2[T, error], why func() string, show func(one T, why string) P) error {
	ctx, stop := context.WithCancel(v.Context())
	defer stop()
	seen := make(chan T)
	go func() {
		defer close(seen)
		for one, err := range watch(ctx) {
			if err != nil {
				return // the page asks by itself then
			}
			select {
			case seen <- one:
			case <-ctx.Done():
				return
			}
		}
	}()
	shown := make(chan P)
	go func() {
		defer close(shown)
		ask := time.NewTicker(askEvery)
		defer ask.Stop()
		var last *T
		reason := ""
		for {
			select {
			case one, more := <-seen:
				if !more {
					return
				}
				switch {
				case last == nil:
					reason = why()
				case !reflect.DeepEqual(*last, one):
					reason = "" // it moves
				}
				last = &one
			case <-ask.C: // also while nothing comes, as while the database is away
				reason = why()
			case <-ctx.Done():
				return
			}
			if last == nil {
				continue
			}
			select {
			case shown <- show(*last, reason):
			case <-ctx.Done():
				return
			}
		}
	}()
	return Stream(v, page, part, shown)
}
