// Package facebook is what is kept of Facebook's Lead Ads: the pages with their
// tokens, and which leads there are. Their answers are events, in the ledger.
package facebook

import "github.com/luluchat/contacts/store"

// Facebook is what is kept of Lead Ads.
type Facebook struct{ db *store.DB }

// New returns what a database keeps of Lead Ads.
func New(db *store.DB) *Facebook { return &Facebook{db} }
