package starter

import (
	"time"

	"github.com/luluchat/contacts/store/ledger"
)

// leased is a key that this process may dispatch, and since when.
type leased struct {
	ledger.Lease
	since time.Time
}

func (l leased) target() target { return target{l.ChannelID, l.Key} }

// line is what waits for a slot at one priority. Channels take turns, and of each the
// first that came goes first: dozens of keys of one do not keep another waiting.
type line struct {
	turns   []string // channels of which something waits, in the order of their turns
	waiting map[string][]leased
}

func (l *line) empty() bool { return len(l.turns) == 0 }

// has reports whether anything of a channel waits.
func (l *line) has(channel string) bool { return len(l.waiting[channel]) > 0 }

func (l *line) push(one leased) {
	if l.waiting == nil {
		l.waiting = map[string][]leased{}
	}
	if !l.has(one.ChannelID) {
		l.turns = append(l.turns, one.ChannelID)
	}
	l.waiting[one.ChannelID] = append(l.waiting[one.ChannelID], one)
}

// next is the place of the first channel, in order of turns, that may go.
func (l *line) next(may func(channel string) bool) (place int, found bool) {
	for i, channel := range l.turns {
		if may(channel) {
			return i, true
		}
	}
	return 0, false
}

// pop takes the first key of the channel at a place, whose next turn comes after
// everybody else's.
func (l *line) pop(place int) leased {
	channel := l.turns[place]
	one := l.waiting[channel][0]
	l.turns = append(l.turns[:place], l.turns[place+1:]...)
	if l.waiting[channel] = l.waiting[channel][1:]; l.has(channel) {
		l.turns = append(l.turns, channel)
	} else {
		delete(l.waiting, channel)
	}
	return one
}

// take takes one key out of the line, wherever it is.
func (l *line) take(t target) (one leased, found bool) {
	of := l.waiting[t.channel]
	for i := range of {
		if of[i].Key != t.key {
			continue
		}
		one = of[i]
		left := append(append([]leased{}, of[:i]...), of[i+1:]...)
		if l.waiting[t.channel] = left; len(left) == 0 {
			delete(l.waiting, t.channel)
			for p, channel := range l.turns {
				if channel == t.channel {
					l.turns = append(l.turns[:p], l.turns[p+1:]...)
					break
				}
			}
		}
		return one, true
	}
	return leased{}, false
}

// drain takes all that waits.
func (l *line) drain() (all []leased) {
	for !l.empty() {
		all = append(all, l.pop(0))
	}
	return all
}
