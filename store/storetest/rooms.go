package storetest

import (
	"context"

	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/access"
	"github.com/luluchat/contacts/store/book"
	"github.com/luluchat/contacts/store/duplicates"
	"github.com/luluchat/contacts/store/erasure"
	"github.com/luluchat/contacts/store/facebook"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/store/settings"
)

// Store is a database with all of its rooms.
type Store struct {
	DB         *store.DB
	Ledger     *ledger.Ledger
	Book       *book.Book
	Imports    *imports.Imports
	Settings   *settings.Settings
	Erasures   *erasure.Erasures
	Facebook   *facebook.Facebook
	Access     *access.Access
	Duplicates *duplicates.Duplicates
}

// OpenWith opens a database with all of its rooms.
func OpenWith(ctx context.Context, url string, opts store.Options) (*Store, error) {
	db, err := store.Open(ctx, url, opts)
	if err != nil {
		return nil, err
	}
	return All(db), nil
}

// All returns all rooms of a database.
func All(db *store.DB) *Store {
	return &Store{db, ledger.New(db, ledger.Options{}), book.New(db), imports.New(db), settings.New(db), erasure.New(db), facebook.New(db), access.New(db), duplicates.New(db)}
}
