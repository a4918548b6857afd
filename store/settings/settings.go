// Package settings is what is set up: channels, forms, triggers, attributes and
// tokens, and the tags that there are.
package settings

import "github.com/luluchat/contacts/store"

// Settings is what is set up: channels, forms, triggers, attributes, tags and tokens.
type Settings struct {
	db *store.DB
	in store.Channels
}

// New returns the settings of a database, with all of its channels.
func New(db *store.DB) *Settings { return &Settings{db, store.AllChannels()} }

// In returns the settings as who sees certain channels alone may read them: other
// channels, and the forms and triggers of those, are in no list, and are
// store.ErrNotFound. Tags are those of contacts of the channels. Attributes and
// tokens belong to no channel.
func (s *Settings) In(channels store.Channels) *Settings { return &Settings{s.db, channels} }
