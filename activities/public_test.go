package activities

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPublic(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		what, addresses string
		public          bool
	}{
		{"hosts", "93.184.215.14 8.8.8.8 172.32.0.1 100.128.0.1 192.169.0.1 168.63.129.15 168.63.129.17 192.88.98.255 192.88.100.0", true},
		{"hosts by IPv6", "2606:2800:21f:cb07:6820:80da:af6b:8b2c 2001:200::1 2001:4860:4860::8888 2a00:1450::1 3ffe::1 2003::1", true},
		{"a host, written as IPv6", "::ffff:8.8.8.8", true},

		{"this machine", "127.0.0.1 127.255.255.254 ::1 0.0.0.0 0.1.2.3 ::", false},
		{"this network", "10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 fc00::1 fd00::1 fec0::1", false},
		{"link-local, where clouds keep their secrets", "169.254.169.254 169.254.0.23 fe80::1", false},
		{"clouds' own services elsewhere", "168.63.129.16 fd00:ec2::254 192.0.0.192 100.100.100.200", false},
		{"behind a provider's translation", "100.64.0.1 100.127.255.255", false},
		{"many", "224.0.0.1 239.255.255.250 255.255.255.255 ff02::1", false},
		{"protocols, tests, documents, the future", "192.0.0.1 192.0.2.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 240.0.0.1 " +
			"100::1 100:0:0:1::1 2001:2::1 2001:10::1 2001:20::1 2001:db8::1 3fff::1 5f00::1 4000::1", false},
		{"relays of 6to4", "192.88.99.0 192.88.99.1 192.88.99.255", false},

		// IPv4 addresses in IPv6 ones. Whoever translates them does so for those of
		// this network, too.
		{"mapped", "::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:168.63.129.16 ::ffff:192.88.99.1", false},
		{"compatible", "::127.0.0.1 ::10.0.0.1 ::8.8.8.8", false},
		{"translated (SIIT)", "::ffff:0:7f00:1 ::ffff:0:a00:1 ::ffff:0:808:808 ::ffff:0:a9fe:a9fe", false},
		{"NAT64", "64:ff9b::7f00:1 64:ff9b::a00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::a00:1 64:ff9b:1:ffff::a9fe:a9fe", false},
		{"6to4", "2002:7f00:1:: 2002:a00:1::1 2002:a9fe:a9fe::1 2002:808:808::1", false},
		{"Teredo", "2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:0:a00:1::", false},
		{"with a zone", "fec0::1%eth0 2002:a00:1::1%eth0 ::ffff:0:a00:1%eth0 ::1%lo fe80::1%eth0 2001::1%eth0 ::ffff:10.0.0.1%eth0", false},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			for address := range strings.FieldsSeq(c.addresses) {
				require.Equal(t, c.public, Public(netip.MustParseAddr(address)), address)
			}
		})
	}
	require.False(t, Public(netip.Addr{}))
}

// TestCallbacksAreJudgedWhereTheyGo has one address of this machine stand for the
// public ones, and another for the rest.
func TestCallbacksAreJudgedWhereTheyGo(t *testing.T) {
	t.Parallel()
	var called atomic.Int32
	private := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called.Add(1) }))
	defer private.Close()
	behind, _ := strings.CutPrefix(private.URL, "http://127.0.0.1")
	hidden := "http://127.0.0.2" + behind
	public := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, private.URL, http.StatusTemporaryRedirect) // with its body, as a POST
	}))
	defer public.Close()
	client := callbackClient(func(a netip.Addr) bool { return a == netip.MustParseAddr("127.0.0.1") })
	post := func(url string) (int, error) {
		resp, err := client.Post(url, "application/json", strings.NewReader("{}"))
		if err != nil {
			return 0, err
		}
		return resp.StatusCode, resp.Body.Close()
	}

	t.Run("an address that is not public is not called", func(t *testing.T) {
		_, err := post(hidden)
		require.ErrorIs(t, err, errPrivate)
	})
	t.Run("nor by a name that leads there", func(t *testing.T) {
		nobody := callbackClient(func(netip.Addr) bool { return false })
		_, err := nobody.Post("http://localhost"+behind, "application/json", http.NoBody) //nolint:bodyclose // there is none
		require.ErrorIs(t, err, errPrivate)
	})
	t.Run("a redirect is not followed, wherever it leads", func(t *testing.T) {
		status, err := post(public.URL)
		require.NoError(t, err)
		require.Equal(t, http.StatusTemporaryRedirect, status)
	})
	require.Zero(t, called.Load())
}
