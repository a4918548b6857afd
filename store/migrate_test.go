package store_test

import (
	"fmt"
	"io/fs"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/storetest"
)

func TestMigrate(t *testing.T) {
	t.Parallel()
	files, err := fs.Glob(store.Migrations(), "*.sql")
	require.NoError(t, err)
	require.NotEmpty(t, files)

	t.Run("twice runs everything once", func(t *testing.T) {
		t.Parallel()
		url := devtest.DatabaseURL(t, devtest.Schema{})
		schema, err := store.ReadSchema(t.Context(), url)
		require.NoError(t, err)
		require.Equal(t, len(files), schema.Missing)
		require.ErrorContains(t, schema.Serves(), "contacts migrate")
		for _, want := range []int{len(files), 0} {
			ran, err := store.Migrate(t.Context(), url)
			require.NoError(t, err)
			require.Equal(t, want, ran)
			schema, err := store.ReadSchema(t.Context(), url)
			require.NoError(t, err)
			require.Zero(t, schema.Missing)
			require.NoError(t, schema.Serves())
		}
	})

	t.Run("by several processes at once runs everything once", func(t *testing.T) {
		t.Parallel()
		url := devtest.DatabaseURL(t, devtest.Schema{})
		var wg sync.WaitGroup
		ran, failed := make([]int, 4), make([]error, 4)
		for i := range ran {
			wg.Go(func() { ran[i], failed[i] = store.Migrate(t.Context(), url) })
		}
		wg.Wait()
		total := 0
		for i := range ran {
			require.NoError(t, failed[i], fmt.Sprint("process ", i))
			total += ran[i]
		}
		require.Equal(t, len(files), total)
	})

	t.Run("a URL may hold settings of the pool", func(t *testing.T) {
		t.Parallel()
		url := storetest.URL(t) + "&pool_max_conns=3"
		schema, err := store.ReadSchema(t.Context(), url)
		require.NoError(t, err)
		require.Zero(t, schema.Missing)
		pools := storetest.Open(t, url).DB.Pools()
		require.Equal(t, int32(2), pools["intake"].MaxConns())
		require.Equal(t, int32(2), pools["decisions"].MaxConns())
	})

	t.Run("a URL that is none is named", func(t *testing.T) {
		t.Parallel()
		_, err := store.Migrate(t.Context(), "postgres://localhost:notaport/x")
		require.ErrorContains(t, err, "DATABASE_URL")
		_, err = storetest.OpenWith(t.Context(), "postgres://localhost:notaport/x", store.Options{})
		require.ErrorContains(t, err, "DATABASE_URL")
	})
}
