package whatsapp

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSeveralSecrets(t *testing.T) {
	t.Parallel()
	for setting, want := range map[string][]string{
		"":            nil,
		" , ,":        nil,
		"one":         {"one"},
		"one,two":     {"one", "two"},
		" one , two,": {"one", "two"},
		",one":        {"one"},
	} {
		require.Equal(t, want, Values(setting), "%q", setting)
	}
	s := NewSecrets("former, present")
	body := []byte(`{"entry":[]}`)
	for range 2 {
		require.True(t, s.Signed(body, Sign("present", body)))
	}
	require.True(t, s.Signed(body, Sign("former", body)))
	require.False(t, s.Signed(body, Sign("former, present", body)), "the setting as a whole is none of them")
	require.False(t, s.Signed(body, Sign("", body)))
	require.Equal(t, []uint64{1, 2}, s.Matches())
	require.False(t, NewSecrets(" , ").Signed(body, Sign("", body)), "an empty setting verifies nothing")
}

func TestSeveralVerifyTokens(t *testing.T) {
	t.Parallel()
	s := NewSecrets("a,b")
	query := func(token string) url.Values {
		return url.Values{"hub.mode": {"subscribe"}, "hub.verify_token": {token}, "hub.challenge": {"7"}}
	}
	for _, token := range []string{"a", "b"} {
		challenge, ok := s.Handshake(query(token))
		require.True(t, ok)
		require.Equal(t, "7", challenge)
	}
	for _, token := range []string{"a,b", "", "c"} {
		challenge, ok := s.Handshake(query(token))
		require.False(t, ok, "%q", token)
		require.Empty(t, challenge)
	}
	require.Equal(t, []uint64{1, 1}, s.Matches())
	require.Nil(t, (*Secrets)(nil).Matches(), "a process without the API has none")
}
