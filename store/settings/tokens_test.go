package settings_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/settings"
	"github.com/luluchat/contacts/store/storetest"
)

func TestTokens(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	// Each subtest has a database of its own, and a connection past the store.
	setup := func(t *testing.T) (*storetest.Store, *pgx.Conn) {
		t.Helper()
		t.Parallel()
		url := storetest.URL(t)
		conn, err := pgx.Connect(ctx, url)
		require.NoError(t, err)
		t.Cleanup(func() { _ = conn.Close(ctx) })
		return storetest.Open(t, url), conn
	}
	lookUp := func(s *storetest.Store, secret string) (settings.Token, error) {
		hash, ok := settings.TokenHash(secret)
		if !ok {
			return settings.Token{}, store.ErrNotFound
		}
		return s.Settings.TokenByHash(ctx, hash)
	}

	t.Run("a secret is lc_ and 256 random bits, and is found by its hash", func(t *testing.T) {
		s, _ := setup(t)
		made, secret, err := s.Settings.CreateToken(ctx, settings.NewToken{Name: "  website ", Scopes: []string{"triggers", "contacts:read", "triggers"}})
		require.NoError(t, err)
		require.Regexp(t, `^lc_[A-Za-z0-9_-]{43}$`, secret)
		require.Equal(t, "website", made.Name)
		require.Equal(t, secret[:6], made.Prefix)
		require.Equal(t, []string{"contacts:read", "triggers"}, made.Scopes, "each once, in their own order")
		require.Empty(t, made.Channels)
		require.Nil(t, made.ExpiresAt)
		require.Nil(t, made.LastUsedAt)
		require.Nil(t, made.RevokedAt)

		found, err := lookUp(s, secret)
		require.NoError(t, err)
		require.Equal(t, made, found)

		_, another, err := s.Settings.CreateToken(ctx, settings.NewToken{Name: "website", Scopes: []string{"triggers"}})
		require.NoError(t, err, "names may repeat")
		require.NotEqual(t, secret, another)
	})

	t.Run("nothing but the hash of a secret is stored", func(t *testing.T) {
		s, conn := setup(t)
		_, secret, err := s.Settings.CreateToken(ctx, settings.NewToken{Name: "website", Scopes: contact.Scopes()})
		require.NoError(t, err)
		var row string
		var hash []byte
		require.NoError(t, conn.QueryRow(ctx, `SELECT t::text, hash FROM access_tokens t`).Scan(&row, &hash))
		sum := sha256.Sum256([]byte(secret))
		require.Equal(t, sum[:], hash)
		require.Contains(t, row, secret[:6])
		require.NotContains(t, row, secret[:7], "no more of it than the prefix")
		require.NotContains(t, row, secret[6:])
		require.NotContains(t, row, hex.EncodeToString([]byte(secret)))
	})

	t.Run("what is not the secret finds nothing", func(t *testing.T) {
		s, _ := setup(t)
		_, secret, err := s.Settings.CreateToken(ctx, settings.NewToken{Name: "website", Scopes: []string{"admin"}})
		require.NoError(t, err)
		other := "A"
		if strings.HasSuffix(secret, other) {
			other = "B"
		}
		for name, wrong := range map[string]string{
			"empty": "", "its prefix": secret[:6], "one short": secret[:45], "one more": secret + "A",
			"another end": secret[:45] + other, "another mark": "LC_" + secret[3:], "spaces": strings.Repeat(" ", 46),
		} {
			_, err := lookUp(s, wrong)
			require.ErrorIs(t, err, store.ErrNotFound, name)
		}
	})

	t.Run("a revoked token is refused by the next look-up, and revoking it again changes nothing", func(t *testing.T) {
		s, _ := setup(t)
		made, secret, err := s.Settings.CreateToken(ctx, settings.NewToken{Name: "website", Scopes: []string{"admin"}})
		require.NoError(t, err)
		_, err = lookUp(s, secret)
		require.NoError(t, err)

		require.NoError(t, s.Settings.RevokeToken(ctx, made.ID))
		_, err = lookUp(s, secret)
		require.ErrorIs(t, err, store.ErrNotFound)
		first, err := s.Settings.Tokens(ctx)
		require.NoError(t, err)
		require.Len(t, first, 1, "its row stays")
		require.NotNil(t, first[0].RevokedAt)

		require.NoError(t, s.Settings.RevokeToken(ctx, made.ID))
		second, err := s.Settings.Tokens(ctx)
		require.NoError(t, err)
		require.Equal(t, first, second)

		require.ErrorIs(t, s.Settings.RevokeToken(ctx, uuid.New()), store.ErrNotFound)
	})

	t.Run("a token that has expired is told when, is no longer used, and stays in the list", func(t *testing.T) {
		s, conn := setup(t)
		at := time.Now().Add(time.Hour).UTC().Truncate(time.Microsecond)
		made, secret, err := s.Settings.CreateToken(ctx, settings.NewToken{Name: "agency", Scopes: []string{"imports"}, ExpiresAt: &at})
		require.NoError(t, err)
		require.True(t, at.Equal(*made.ExpiresAt))
		_, err = lookUp(s, secret)
		require.NoError(t, err, "it has not yet")

		_, err = conn.Exec(ctx, `UPDATE access_tokens SET expires_at = '2026-01-31T12:00:00Z', last_used_at = '2026-01-31T11:00:00Z'`)
		require.NoError(t, err)
		_, err = lookUp(s, secret)
		var expired *settings.ExpiredError
		require.ErrorAs(t, err, &expired)
		require.Equal(t, time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC), expired.At.UTC())
		require.ErrorContains(t, err, "2026-01-31T12:00:00Z")
		all, err := s.Settings.Tokens(ctx)
		require.NoError(t, err)
		require.Len(t, all, 1)
		require.Equal(t, time.Date(2026, 1, 31, 11, 0, 0, 0, time.UTC), all[0].LastUsedAt.UTC(), "trying it in vain is no use of it")

		require.NoError(t, s.Settings.RevokeToken(ctx, made.ID))
		_, err = lookUp(s, secret)
		require.ErrorIs(t, err, store.ErrNotFound, "revoked counts before expired")
	})

	t.Run("a token is for the channels that it names, each once", func(t *testing.T) {
		s, conn := setup(t)
		for _, id := range []string{"shop", "branch"} {
			_, _, err := s.Settings.PutChannel(ctx, id, id, id)
			require.NoError(t, err)
		}
		made, secret, err := s.Settings.CreateToken(ctx, settings.NewToken{
			Name: "agency", Scopes: []string{"imports"}, Channels: []string{"shop", "branch", "shop"},
		})
		require.NoError(t, err)
		require.Equal(t, []string{"branch", "shop"}, made.Channels)
		found, err := lookUp(s, secret)
		require.NoError(t, err)
		require.Equal(t, made.Channels, found.Channels)

		_, err = conn.Exec(ctx, `UPDATE access_tokens SET scopes = '{imports,admin}'`)
		require.ErrorContains(t, err, "access_tokens_channels_check", "nor does the database keep an admin of certain channels")
	})

	t.Run("the time of use is kept to the minute", func(t *testing.T) {
		s, conn := setup(t)
		_, secret, err := s.Settings.CreateToken(ctx, settings.NewToken{Name: "website", Scopes: []string{"admin"}})
		require.NoError(t, err)
		used := func() (at *time.Time) {
			_, err := lookUp(s, secret)
			require.NoError(t, err)
			require.NoError(t, conn.QueryRow(ctx, `SELECT last_used_at FROM access_tokens`).Scan(&at))
			return at
		}
		age := func(by string) {
			_, err := conn.Exec(ctx, `UPDATE access_tokens SET last_used_at = now() - $1::interval`, by)
			require.NoError(t, err)
		}
		require.WithinDuration(t, time.Now(), *used(), time.Minute)
		age("40 seconds")
		require.Less(t, *used(), time.Now().Add(-30*time.Second), "not written again yet")
		age("2 hours")
		require.WithinDuration(t, time.Now(), *used(), time.Minute)
	})

	t.Run("a look-up does not wait for somebody who holds the row", func(t *testing.T) {
		s, conn := setup(t)
		_, secret, err := s.Settings.CreateToken(ctx, settings.NewToken{Name: "website", Scopes: []string{"admin"}})
		require.NoError(t, err)
		tx, err := conn.Begin(ctx)
		require.NoError(t, err)
		_, err = tx.Exec(ctx, `UPDATE access_tokens SET name = 'held'`)
		require.NoError(t, err)
		for range 20 { // 10 s, if each waited as long as it may
			_, err = lookUp(s, secret)
			require.NoError(t, err)
		}
		var began time.Time
		require.NoError(t, tx.QueryRow(ctx, `SELECT now()`).Scan(&began))
		require.WithinDuration(t, began, time.Now(), 5*time.Second)
		require.NoError(t, tx.Rollback(ctx))
	})

	t.Run("many first uses at once all succeed", func(t *testing.T) {
		s, _ := setup(t)
		_, secret, err := s.Settings.CreateToken(ctx, settings.NewToken{Name: "website", Scopes: []string{"admin"}})
		require.NoError(t, err)
		errs := make([]error, 50)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() { _, errs[i] = lookUp(s, secret) })
		}
		wg.Wait()
		for _, err := range errs {
			require.NoError(t, err)
		}
		all, err := s.Settings.Tokens(ctx)
		require.NoError(t, err)
		require.NotNil(t, all[0].LastUsedAt)
	})

	t.Run("what cannot be a token is refused in words", func(t *testing.T) {
		s, _ := setup(t)
		read := []string{"contacts:read"}
		for _, bad := range []struct {
			why, name string
			scopes    []string
			says      string
		}{
			{"no name", "", read, "name"},
			{"a blank name", " \t", read, "name"},
			{"a long name", strings.Repeat("é", 101), read, "100 characters"},
			{"a name of two lines", "a\nb", read, "one line"},
			{"no scope", "website", nil, "at least one scope: contacts:read, contacts:write, imports, triggers, admin"},
			{"an unknown scope", "website", []string{"contacts:read", "contacts"}, `no scope "contacts"`},
			{"a scope in other letters", "website", []string{"Admin"}, `no scope "Admin"`},
			{"an empty scope", "website", []string{""}, `no scope ""`},
		} {
			_, secret, err := s.Settings.CreateToken(ctx, settings.NewToken{Name: bad.name, Scopes: bad.scopes})
			var refused *settings.TokenError
			require.ErrorAs(t, err, &refused, bad.why)
			require.Contains(t, refused.Detail, bad.says, bad.why)
			require.Empty(t, secret, bad.why)
		}
		_, _, err := s.Settings.PutChannel(ctx, "shop", "shop", "shop")
		require.NoError(t, err)
		past, now, beyond := time.Now().Add(-time.Second), time.Now(), time.Date(9999, 12, 31, 23, 0, 0, 0, time.FixedZone("west", -2*60*60))
		for says, bad := range map[string]settings.NewToken{
			"cannot have the scope admin":   {Scopes: []string{"imports", "admin"}, Channels: []string{"shop"}},
			`There is no channel "none"`:    {Scopes: read, Channels: []string{"shop", "none"}},
			`There is no channel ""`:        {Scopes: read, Channels: []string{""}},
			`There is no channel "Shop"`:    {Scopes: read, Channels: []string{"Shop"}},
			`There is no channel "shop "`:   {Scopes: read, Channels: []string{"shop "}},
			"There is no channel \"sh�p\"":  {Scopes: read, Channels: []string{"sh\xffp"}},
			`There is no channel "`:         {Scopes: read, Channels: []string{strings.Repeat("x", 1000)}},
			past.UTC().Format(time.RFC3339): {Scopes: read, ExpiresAt: &past},
			"must expire in the future":     {Scopes: read, ExpiresAt: &now},
			"before the year 10000":         {Scopes: read, ExpiresAt: &beyond},
		} {
			bad.Name = "website"
			_, _, err := s.Settings.CreateToken(ctx, bad)
			var refused *settings.TokenError
			require.ErrorAs(t, err, &refused, says)
			require.Contains(t, refused.Detail, says)
			require.Less(t, len(refused.Detail), 300)
		}
		_, _, err = s.Settings.CreateToken(ctx, settings.NewToken{Name: strings.Repeat("é", 100), Scopes: read})
		require.NoError(t, err, "the longest name")
		all, err := s.Settings.Tokens(ctx)
		require.NoError(t, err)
		require.Len(t, all, 1, "what was refused left nothing")
	})
}
