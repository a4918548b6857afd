package whatsapp

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSign(t *testing.T) {
	t.Parallel()
	// The second test case of RFC 4231, so that the code is not its own witness.
	const want = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
	require.Equal(t, want, Sign("Jefe", []byte("what do ya want for nothing?")))
}

func TestVerifySignature(t *testing.T) {
	t.Parallel()
	const secret, text = "app secret", `{"entry":[]}`
	good := Sign(secret, []byte(text))
	digest := strings.TrimPrefix(good, "sha256=")

	for name, test := range map[string]struct {
		secret, body, header string
		want                 bool
	}{
		"a right signature is accepted":             {secret, text, good, true},
		"upper-case hex is accepted":                {secret, text, "sha256=" + strings.ToUpper(digest), true},
		"the signature of an empty body counts too": {secret, "", Sign(secret, nil), true},
		"another secret is refused":                 {"other", text, good, false},
		"a changed body is refused":                 {secret, text + " ", good, false},
		"an empty secret verifies nothing":          {"", text, Sign("", []byte(text)), false},
		"a missing header is refused":               {secret, text, "", false},
		"a bare digest is refused":                  {secret, text, digest, false},
		"another algorithm is refused":              {secret, text, "sha1=" + digest, false},
		"an upper-case prefix is refused":           {secret, text, "SHA256=" + digest, false},
		"the prefix alone is refused":               {secret, text, "sha256=", false},
		"a short digest is refused":                 {secret, text, good[:len(good)-2], false},
		"a long digest is refused":                  {secret, text, good + "00", false},
		"a digest that is not hex is refused":       {secret, text, "sha256=" + strings.Repeat("zz", 32), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, test.want, VerifySignature(test.secret, []byte(test.body), test.header))
			if test.want {
				require.True(t, IsSignature(test.header))
			}
		})
	}
}

// TestIsSignature looks at the shape alone: the body is not there yet.
func TestIsSignature(t *testing.T) {
	t.Parallel()
	digest := strings.Repeat("0a", 32)
	for header, want := range map[string]bool{
		"sha256=" + digest: true, "sha256=" + strings.ToUpper(digest): true,
		"": false, "sha256=": false, digest: false, "sha1=" + digest: false, "SHA256=" + digest: false,
		"sha256=" + digest[1:]: false, "sha256=" + digest + "0": false, "sha256=" + strings.Repeat("zz", 32): false, " sha256=" + digest: false,
	} {
		require.Equal(t, want, IsSignature(header), header)
	}
}

func TestHandshake(t *testing.T) {
	t.Parallel()
	const token = "verify token"

	for name, test := range map[string]struct {
		query, token, challenge string
		ok                      bool
	}{
		"the right token gets the challenge":     {"hub.mode=subscribe&hub.verify_token=verify+token&hub.challenge=1158201444", token, "1158201444", true},
		"another token is refused":               {"hub.mode=subscribe&hub.verify_token=other&hub.challenge=1", token, "", false},
		"the start of the token is refused":      {"hub.mode=subscribe&hub.verify_token=verify&hub.challenge=1", token, "", false},
		"another mode is refused":                {"hub.mode=unsubscribe&hub.verify_token=verify+token&hub.challenge=1", token, "", false},
		"a missing mode is refused":              {"hub.verify_token=verify+token&hub.challenge=1", token, "", false},
		"an empty query is refused":              {"", token, "", false},
		"an empty token of ours accepts nobody":  {"hub.mode=subscribe&hub.verify_token=&hub.challenge=1", "", "", false},
		"an empty token of theirs is no match":   {"hub.mode=subscribe&hub.verify_token=&hub.challenge=1", token, "", false},
		"markup comes back as it is, for a text": {"hub.mode=subscribe&hub.verify_token=verify+token&hub.challenge=%3Cb%3E", token, "<b>", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			query, err := url.ParseQuery(test.query)
			require.NoError(t, err)
			challenge, ok := Handshake(query, test.token)
			require.Equal(t, test.ok, ok)
			require.Equal(t, test.challenge, challenge)
		})
	}
}
