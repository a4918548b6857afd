package facebook_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/facebook"
)

func TestPages(t *testing.T) {
	t.Parallel()
	s := setup(t)
	ctx := t.Context()
	put := func(name, token string) (facebook.Page, bool) {
		t.Helper()
		page, created, err := s.Facebook.PutPage(ctx, "520", name, token)
		require.NoError(t, err)
		return page, created
	}
	token := func() string {
		token, err := s.Facebook.Token(ctx, "520")
		require.NoError(t, err)
		return token
	}
	_, _, err := s.Facebook.PutPage(ctx, "520", "The shop", "")
	require.ErrorIs(t, err, facebook.ErrNoToken)
	_, err = s.Facebook.Token(ctx, "520")
	require.ErrorIs(t, err, store.ErrNotFound)

	page, created := put("The shop", "EAAG")
	require.True(t, created)
	require.Equal(t, "The shop", page.Name)
	require.NoError(t, s.Facebook.PageProblem(ctx, "520", "the token has expired"))
	page, created = put("Another name", "")
	require.False(t, created)
	require.Equal(t, "Another name", page.Name)
	require.Equal(t, "the token has expired", *page.Problem, "its token is the same")
	require.NotNil(t, page.ProblemAt)
	require.Equal(t, "EAAG", token())
	page, _ = put("Another name", "EAAH")
	require.Nil(t, page.Problem)
	require.Nil(t, page.ProblemAt)
	require.Equal(t, "EAAH", token())

	_, err = s.Facebook.Record(ctx, told("720", "721"), false)
	require.NoError(t, err)
	require.NoError(t, s.Facebook.PageRead(ctx, "520"))
	pages, err := s.Facebook.Pages(ctx)
	require.NoError(t, err)
	require.Len(t, pages, 1)
	require.EqualValues(t, 2, pages[0].Waiting)
	require.NotNil(t, pages[0].ReadAt)
}

func TestHowFarAFormIsRead(t *testing.T) {
	t.Parallel()
	s := setup(t)
	ctx := t.Context()
	page, _, err := s.Facebook.PutPage(ctx, "520", "The shop", "EAAG")
	require.NoError(t, err)
	from := func(form string) time.Time {
		at, err := s.Facebook.ReadFrom(ctx, "520", form)
		require.NoError(t, err)
		return at.UTC()
	}
	require.Equal(t, page.CreatedAt.UTC(), from("620"), "at first from when the page was made known")
	later := page.CreatedAt.UTC().Add(time.Hour)
	require.NoError(t, s.Facebook.ReadUpto(ctx, "520", "620", later))
	require.NoError(t, s.Facebook.ReadUpto(ctx, "520", "620", later.Add(-time.Minute)))
	require.Equal(t, later, from("620"), "never backwards")
	require.Equal(t, page.CreatedAt.UTC(), from("621"))
	_, err = s.Facebook.ReadFrom(ctx, "521", "620")
	require.ErrorIs(t, err, store.ErrNotFound)
}
