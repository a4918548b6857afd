package service

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAPasswordOfNobody is judged like a wrong one: it is hashed, too, and the answer
// is the same.
func TestAPasswordOfNobody(t *testing.T) {
	t.Parallel()
	s := setup(t)
	_, _, err := s.PutPerson(t.Context(), admin, Person{Slug: "ada", Name: "Ada", Email: "ada@example.com", Scopes: []string{Admin}})
	require.NoError(t, err)
	invitation, err := s.InvitePerson(t.Context(), admin, "ada")
	require.NoError(t, err)
	secret, err := s.AcceptInvitation(t.Context(), invitation.Path[len(InvitePath):], "a good password", "a browser")
	require.NoError(t, err)
	in, err := s.RestoreSession(t.Context(), secret)
	require.NoError(t, err)
	require.Equal(t, "person/ada", in.Name)
	require.NoError(t, in.May(Admin))
	require.True(t, in.Channels.All())

	_, wrong := s.SignInWithPassword(t.Context(), "ada@example.com", "a good guess", "")
	_, nobody := s.SignInWithPassword(t.Context(), "eve@example.com", "a good password", "")
	require.Equal(t, ErrorOf(wrong), ErrorOf(nobody))
	require.Equal(t, InvalidToken, ErrorOf(wrong).Code)
	_, _, err = s.PutPerson(t.Context(), admin, Person{Slug: "grace", Name: "Grace", Email: "grace@example.com", Scopes: []string{ContactsRead}})
	require.NoError(t, err)
	for _, tried := range []string{"", " ", "a good password"} {
		_, err := s.SignInWithPassword(t.Context(), "grace@example.com", tried, "")
		require.Equal(t, InvalidToken, ErrorOf(err).Code, "nobody has chosen a password, not even none")
	}
	hashes := 0
	for range 2 {
		one, err := s.passwords.hash(t.Context(), "the same")
		require.NoError(t, err)
		other, err := s.passwords.hash(t.Context(), "the same")
		require.NoError(t, err)
		require.NotEqual(t, one, other, "each has a salt of its own")
		right, err := s.passwords.matches(t.Context(), "the same", &one)
		require.NoError(t, err)
		require.True(t, right)
		hashes++
	}
	require.Equal(t, 2, hashes)
}

func TestAPersonSeesTheirChannels(t *testing.T) {
	t.Parallel()
	s := setup(t)
	_, _, err := s.PutChannel(t.Context(), admin, Channel{ID: "other", Name: "Other", PhoneNumberID: "410000000000002"})
	require.NoError(t, err)
	for slug, channels := range map[string][]string{"main": {"main"}, "other": {"other"}, "both": {"main", "other"}, "all": nil} {
		_, _, err := s.PutPerson(t.Context(), admin, Person{Slug: slug, Name: slug, Email: slug + "@example.com", Scopes: []string{ContactsRead}, Channels: channels})
		require.NoError(t, err)
	}
	who := Caller{Name: "somebody", Scopes: []string{ContactsRead}, Channels: OnlyChannels("main")}
	seen, err := s.ListPeople(t.Context(), who)
	require.NoError(t, err)
	var slugs []string
	for _, p := range seen {
		slugs = append(slugs, p.Slug)
		require.Empty(t, p.Email)
		require.Nil(t, p.Scopes)
		require.Nil(t, p.Channels)
	}
	require.Equal(t, []string{"all", "both", "main"}, slugs)
	_, err = s.GetPerson(t.Context(), who, "other")
	require.Equal(t, NotFound, ErrorOf(err).Code)
}

func TestWhatAPersonCannotBe(t *testing.T) {
	t.Parallel()
	s := setup(t)
	good := Person{Slug: "ada", Name: "Ada", Email: "ada@example.com", Scopes: []string{Imports, ContactsRead, Imports}}
	p, created, err := s.PutPerson(t.Context(), admin, good)
	require.NoError(t, err)
	require.True(t, created)
	require.Equal(t, []string{ContactsRead, Imports}, p.Scopes, "each once, in their order")
	for field, change := range map[string]func(*Person){
		"id":       func(p *Person) { p.Slug = "a b" },
		"name":     func(p *Person) { p.Name = " \n" },
		"email":    func(p *Person) { p.Email = "Ada <ada@example.com>" },
		"scopes":   func(p *Person) { p.Scopes = nil },
		"channels": func(p *Person) { p.Channels = []string{"nowhere"} },
	} {
		bad := good
		bad.Slug = "other"
		change(&bad)
		_, _, err := s.PutPerson(t.Context(), admin, bad)
		require.Equal(t, field, ErrorOf(err).Field, "%v", err)
	}
	bad := good
	bad.Scopes, bad.Channels = []string{Admin}, []string{"main"}
	_, _, err = s.PutPerson(t.Context(), admin, bad)
	require.Equal(t, "channels", ErrorOf(err).Field)
}
