package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/store"
)

func TestChannels(t *testing.T) {
	t.Parallel()
	where := func(c store.Channels) (string, store.Named) {
		args := store.Named{}
		return c.Where("c.channel_id", args), args
	}

	t.Run("none are the zero value, and nothing belongs to them", func(t *testing.T) {
		t.Parallel()
		for _, none := range []store.Channels{{}, store.OnlyChannels(), store.OnlyChannels("a").Narrow("b")} {
			require.False(t, none.All())
			require.False(t, none.Has(""))
			require.False(t, none.Has("a"))
			require.Equal(t, none, none.Narrow(""))
			require.False(t, none.Narrow("a").Has("a"))
			condition, args := where(none)
			require.Equal(t, "false", condition)
			require.Empty(t, args)
		}
	})

	t.Run("all leave a statement as it is", func(t *testing.T) {
		t.Parallel()
		all := store.AllChannels()
		require.True(t, all.All())
		require.True(t, all.Has("a"))
		condition, args := where(all)
		require.Equal(t, "true", condition)
		require.Empty(t, args)
		require.Equal(t, all, all.Narrow(""))
		require.Equal(t, store.OnlyChannels("a"), all.Narrow("a"))
	})

	t.Run("certain ones are compared, and a filter narrows them further", func(t *testing.T) {
		t.Parallel()
		two := store.OnlyChannels("b", "a", "b")
		require.False(t, two.All())
		require.True(t, two.Has("a"))
		require.False(t, two.Has("c"))
		condition, args := where(two)
		require.Equal(t, "c.channel_id = ANY(@seen::text[])", condition)
		require.Equal(t, store.Named{"seen": []string{"a", "b"}}, args)

		condition, args = where(two.Narrow("b"))
		require.Equal(t, "c.channel_id = @seen", condition)
		require.Equal(t, store.Named{"seen": "b"}, args)
	})
}
