// Package book is what people and programs look at: contacts with their messages,
// events, conflicts, and what explains them. It writes nothing.
package book

import "github.com/luluchat/contacts/store"

// Book is what people look at: contacts, events, conflicts, and what explains them.
type Book struct {
	db *store.DB
	in store.Channels
}

// New returns the book of a database, with all of its channels.
func New(db *store.DB) *Book { return &Book{db, store.AllChannels()} }

// In returns the book as who sees certain channels alone may read it: what belongs
// to another channel is in no list, and what names it finds store.ErrNotFound.
func (b *Book) In(channels store.Channels) *Book { return &Book{b.db, channels} }
