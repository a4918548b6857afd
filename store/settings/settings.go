// Package settings is what is set up: channels, forms, triggers, attributes and
// tokens, and the tags that there are.
package settings

import "github.com/luluchat/contacts/store"

// Settings is what is set up: channels, forms, triggers, attributes, tags and tokens.
type Settings struct{ db *store.DB }

// New returns the settings of a database.
func New(db *store.DB) *Settings { return &Settings{db} }
