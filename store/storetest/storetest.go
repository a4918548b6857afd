// Package storetest gives tests a real database with the project's schema.
package storetest

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/store"
)

// Schema is the project's schema, for databases that tests make.
func Schema() devtest.Schema {
	return devtest.Schema{
		Files: store.Migrations(),
		Migrate: func(ctx context.Context, url string) error {
			_, err := store.Migrate(ctx, url)
			return err
		},
	}
}

// URL returns the URL of a fresh database.
func URL(t testing.TB) string {
	t.Helper()
	return devtest.DatabaseURL(t, Schema())
}

// Open opens the database at url for the length of the test.
func Open(t testing.TB, url string) *Store {
	t.Helper()
	s, err := OpenWith(context.Background(), url, store.Options{})
	require.NoError(t, err)
	t.Cleanup(s.DB.Close)
	return s
}
