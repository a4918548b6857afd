package access_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/access"
	"github.com/luluchat/contacts/store/settings"
	"github.com/luluchat/contacts/store/storetest"
)

func person(slug string, scopes ...string) access.Person {
	return access.Person{Slug: slug, Name: "Name of " + slug, Email: slug + "@example.com", Scopes: scopes}
}

// setup returns a database with the admin ada and with grace, who reads.
func setup(t *testing.T) storetest.Fixture {
	t.Helper()
	f := storetest.Setup(t)
	for _, p := range []access.Person{person("ada", "admin"), person("grace", "contacts:read")} {
		_, created, err := f.Access.PutPerson(t.Context(), p)
		require.NoError(t, err)
		require.True(t, created)
	}
	return f
}

func TestPeople(t *testing.T) {
	t.Parallel()
	f := setup(t)
	changed := person("grace", "imports", "triggers")
	changed.Channels, changed.Email = []string{"shop"}, "Grace@Example.com"
	p, created, err := f.Access.PutPerson(t.Context(), changed)
	require.NoError(t, err)
	require.False(t, created)
	require.Equal(t, []string{"imports", "triggers"}, p.Scopes)
	require.Equal(t, []string{"shop"}, p.Channels)
	require.False(t, p.HasPassword)

	_, _, err = f.Access.PutPerson(t.Context(), access.Person{Slug: "other", Name: "x", Email: "GRACE@example.com", Scopes: []string{"imports"}})
	require.ErrorIs(t, err, access.ErrEmailTaken)
	all, err := f.Access.People(t.Context())
	require.NoError(t, err)
	require.Len(t, all, 2)
	require.NoError(t, f.Access.RemovePerson(t.Context(), "grace"))
	require.ErrorIs(t, f.Access.RemovePerson(t.Context(), "grace"), store.ErrNotFound)
	_, err = f.Access.Person(t.Context(), "grace")
	require.ErrorIs(t, err, store.ErrNotFound)
}

// TestTheLastAdminStays although two admins send each other away at the same time.
func TestTheLastAdminStays(t *testing.T) {
	t.Parallel()
	f := setup(t)
	require.ErrorIs(t, f.Access.RemovePerson(t.Context(), "ada"), access.ErrLastAdmin)
	_, _, err := f.Access.PutPerson(t.Context(), person("ada", "imports"))
	require.ErrorIs(t, err, access.ErrLastAdmin)
	for range 10 {
		for _, slug := range []string{"ada", "grace"} {
			_, _, err := f.Access.PutPerson(t.Context(), person(slug, "admin"))
			require.NoError(t, err)
		}
		var wg sync.WaitGroup
		failed := make([]error, 2)
		wg.Go(func() { failed[0] = f.Access.RemovePerson(context.Background(), "ada") })
		wg.Go(func() { _, _, failed[1] = f.Access.PutPerson(context.Background(), person("grace", "imports")) })
		wg.Wait()
		require.NotEqual(t, failed[0] == nil, failed[1] == nil, "one of them, %v, %v", failed[0], failed[1])
		require.ErrorIs(t, errors.Join(failed...), access.ErrLastAdmin)
	}
}

func TestInvitations(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ctx := t.Context()
	_, _, err := f.Access.Invite(ctx, "nobody", access.ToChoosePassword, time.Hour)
	require.ErrorIs(t, err, store.ErrNotFound)
	first, _, err := f.Access.Invite(ctx, "grace", access.ToChoosePassword, time.Hour)
	require.NoError(t, err)
	link, until, err := f.Access.Invite(ctx, "grace", access.ToChoosePassword, time.Hour)
	require.NoError(t, err)
	require.WithinDuration(t, time.Now().Add(time.Hour), until, 10*time.Minute)
	_, err = f.Access.Invited(ctx, first, access.ToChoosePassword)
	require.ErrorIs(t, err, store.ErrNotFound, "a newer one takes its place")
	_, err = f.Access.Invited(ctx, link, access.ToSignIn)
	require.ErrorIs(t, err, store.ErrNotFound, "it is for something else")
	_, err = f.Access.UseLink(ctx, link)
	require.ErrorIs(t, err, store.ErrNotFound, "it is for something else")
	p, err := f.Access.Invited(ctx, link, access.ToChoosePassword)
	require.NoError(t, err)
	require.Equal(t, "grace", p.Slug)
	require.NotNil(t, p.InvitedUntil)

	var wg sync.WaitGroup
	used := make([]error, 5)
	for i := range used {
		wg.Go(func() { _, used[i] = f.Access.ChoosePassword(context.Background(), link, "hashed") })
	}
	wg.Wait()
	right := 0
	for _, err := range used {
		if err == nil {
			right++
		} else {
			require.ErrorIs(t, err, store.ErrNotFound)
		}
	}
	require.Equal(t, 1, right, "it is good once")

	late, _, err := f.Access.Invite(ctx, "grace", access.ToSignIn, time.Hour)
	require.NoError(t, err)
	f.Exec(`UPDATE invitations SET expires_at = now()`)
	_, err = f.Access.UseLink(ctx, late)
	require.ErrorIs(t, err, store.ErrNotFound)
}

func TestSessions(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ctx := t.Context()
	token, _, err := f.Settings.CreateToken(ctx, settings.NewToken{Name: "Reports", Scopes: []string{"imports"}, Channels: []string{"shop"}})
	require.NoError(t, err)
	begin := func(of access.Owner) string {
		secret, err := f.Access.Begin(ctx, of, "a browser")
		require.NoError(t, err)
		return secret
	}
	graces, tokens, apis := begin(access.Owner{Person: "grace"}), begin(access.Owner{Token: token.ID}), begin(access.Owner{APIToken: "the token"})
	known, err := f.Access.Session(ctx, graces, "")
	require.NoError(t, err)
	require.False(t, known.Ended)
	require.Equal(t, []string{"contacts:read"}, known.Scopes)
	known, err = f.Access.Session(ctx, tokens, "")
	require.NoError(t, err)
	require.Equal(t, "Reports", known.Name)
	require.Equal(t, []string{"shop"}, known.Channels)

	for current, ended := range map[string]bool{"the token": false, "another": true, "": true} {
		known, err := f.Access.Session(ctx, apis, current)
		require.NoError(t, err)
		require.Equal(t, ended, known.Ended, "the API_TOKEN is %q", current)
	}
	all, err := f.Access.Sessions(ctx, "")
	require.NoError(t, err)
	require.Len(t, all, 3)
	require.ErrorIs(t, f.Access.End(ctx, all[0].ID, "ada"), store.ErrNotFound, "none of hers")

	t.Run("it says that it was used, once a minute", func(t *testing.T) {
		f.Exec(`UPDATE sessions SET last_seen_at = now() - interval '11 hours'`)
		_, err := f.Access.Session(ctx, graces, "")
		require.NoError(t, err)
		require.True(t, storetest.Read[bool](f, `SELECT last_seen_at > now() - interval '1 minute' FROM sessions WHERE person = 'grace'`))
	})
	t.Run("of one that has ended it is known whose it was", func(t *testing.T) {
		f.Exec(`UPDATE sessions SET last_seen_at = now() - interval '12 hours 1 second'`)
		known, err := f.Access.Session(ctx, graces, "")
		require.NoError(t, err)
		require.True(t, known.Ended)
		require.Equal(t, "grace", *known.Person)
		all, err := f.Access.Sessions(ctx, "")
		require.NoError(t, err)
		require.Empty(t, all)
	})
	t.Run("and after a week not any more", func(t *testing.T) {
		f.Exec(`UPDATE sessions SET last_seen_at = now() - interval '8 days'`)
		begin(access.Owner{Person: "ada"})
		_, err := f.Access.Session(ctx, graces, "")
		require.ErrorIs(t, err, store.ErrNotFound)
	})
	t.Run("with its token", func(t *testing.T) {
		secret := begin(access.Owner{Token: token.ID})
		require.NoError(t, f.Settings.RevokeToken(ctx, token.ID))
		known, err := f.Access.Session(ctx, secret, "")
		require.NoError(t, err)
		require.True(t, known.Ended)
	})
}

func TestKeptPosts(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ctx := t.Context()
	secret, err := f.Access.KeepPost(ctx, "person/ada", []byte("what was sent"))
	require.NoError(t, err)
	owner, post, err := f.Access.TakePost(ctx, secret)
	require.NoError(t, err)
	require.Equal(t, []string{"person/ada", "what was sent"}, []string{owner, string(post)})
	_, _, err = f.Access.TakePost(ctx, secret)
	require.ErrorIs(t, err, store.ErrNotFound)

	f.Exec(`INSERT INTO kept_posts (hash, sealed) SELECT sha256(n::text::bytea), 'x' FROM generate_series(1, 1000) n`)
	_, err = f.Access.KeepPost(ctx, "", []byte("one too many"))
	require.ErrorIs(t, err, access.ErrTooManyPosts)
	f.Exec(`UPDATE kept_posts SET created_at = now() - interval '61 minutes'`)
	_, err = f.Access.KeepPost(ctx, "", []byte("the late ones go, one look later"))
	if err != nil { // what is deleted is still counted by the statement that deletes it
		require.ErrorIs(t, err, access.ErrTooManyPosts)
		_, err = f.Access.KeepPost(ctx, "", []byte("the late ones are gone"))
	}
	require.NoError(t, err)
}

func TestNoSecretStandsInTheDatabase(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ctx := t.Context()
	var secrets []string
	for _, make := range []func() (string, error){
		func() (string, error) { return f.Access.Begin(ctx, access.Owner{Person: "ada"}, "a browser") },
		func() (string, error) {
			return f.Access.Begin(ctx, access.Owner{APIToken: "the-api-token"}, "a browser")
		},
		func() (string, error) { return f.Access.KeepPost(ctx, "", []byte("what-was-sent")) },
		func() (string, error) {
			secret, _, err := f.Access.Invite(ctx, "ada", access.ToSignIn, time.Hour)
			return secret, err
		},
	} {
		secret, err := make()
		require.NoError(t, err)
		secrets = append(secrets, secret)
	}
	require.Empty(t, storetest.Search(t, f.DB.Other, append(secrets, "the-api-token", "what-was-sent")...))
}
