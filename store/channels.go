package store

import "slices"

// Channels are those of which somebody may see things: all, or certain ones. The
// zero Channels are none, so that who is given none by mistake sees nothing.
type Channels struct {
	all bool
	ids []string // sorted, none twice
}

// AllChannels returns all channels. With them goes what belongs to none.
func AllChannels() Channels { return Channels{all: true} }

// OnlyChannels returns the channels with these ids, and none if there are no ids.
func OnlyChannels(ids ...string) Channels { return Channels{ids: SortedUnique(ids)} }

// All reports whether nothing is left out, also nothing that belongs to no channel.
func (c Channels) All() bool { return c.all }

// Has reports whether a channel is one of them.
func (c Channels) Has(id string) bool { return c.all || slices.Contains(c.ids, id) }

// Narrow returns those of the channels that a filter asks for; an empty filter asks
// for all of them.
func (c Channels) Narrow(asked string) Channels {
	switch {
	case asked == "":
		return c
	case c.Has(asked):
		return OnlyChannels(asked)
	}
	return Channels{}
}

// Where returns a condition of SQL that holds for what belongs to one of the
// channels, and adds to args what the condition needs. column is any expression
// that yields the id of a channel. Conditions for the same Channels may stand
// together in one statement, others not.
func (c Channels) Where(column string, args Named) string {
	switch {
	case c.all:
		return "true"
	case len(c.ids) == 0:
		return "false"
	case len(c.ids) == 1: // which keeps the order of an index that begins with the channel
		args["seen"] = c.ids[0]
		return column + " = @seen"
	}
	args["seen"] = c.ids
	return column + " = ANY(@seen::text[])"
}

// Cover is Where for what belongs to several channels: it holds if all of them are among
// these. column yields an array of ids.
func (c Channels) Cover(column string, args Named) string {
	if c.all {
		return "true"
	}
	args["covered"] = append([]string{}, c.ids...)
	return column + " <@ @covered::text[]"
}
