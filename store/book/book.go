// Package book is what people and programs look at: contacts with their messages,
// events, conflicts, and what explains them. It writes nothing.
package book

import "github.com/luluchat/contacts/store"

// Book is what people look at: contacts, events, conflicts, and what explains them.
type Book struct{ db *store.DB }

// New returns the book of a database.
func New(db *store.DB) *Book { return &Book{db} }
