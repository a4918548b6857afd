package activities

import (
	"errors"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"syscall"
	"time"
)

var errPrivate = errors.New("not a public address")

// callbacks calls public addresses only, judged when the connection is made: a
// name may lead elsewhere by then. It follows no redirects, and uses no proxy,
// which would judge for us.
var callbacks = callbackClient(Public)

func callbackClient(allowed func(netip.Addr) bool) *http.Client {
	return &http.Client{
		Timeout: 15 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		},
		Transport: &http.Transport{
			DialContext: (&net.Dialer{Timeout: 5 * time.Second, Control: func(_, address string, _ syscall.RawConn) error {
				at, err := netip.ParseAddrPort(address)
				if err != nil || !allowed(at.Addr()) {
					return errPrivate
				}
				return nil
			}}).DialContext,
		},
	}
}

// publicIPv6 is all that is given out to networks. Whatever lies outside is this
// machine's, this network's, or holds an IPv4 address: ::/96, ::ffff:0:0:0/96,
// 64:ff9b::/96, 64:ff9b:1::/48, 100::/64, 5f00::/16, fc00::/7, fe80::/10, fec0::/10, ff00::/8.
var publicIPv6 = netip.MustParsePrefix("2000::/3")

// notPublic are addresses that look public and are not: those of networks, of
// providers' own services, of tests, of documents, and those that lead to an IPv4
// address in them. They follow IANA's registries of special-purpose addresses.
var notPublic = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"),    // behind a provider's translation; Alibaba's metadata
	netip.MustParsePrefix("168.63.129.16/32"), // Azure's own services, from within any machine there
	netip.MustParsePrefix("192.0.0.0/24"),     // protocols; Oracle's metadata
	netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("192.88.99.0/24"), // relays of 6to4
	netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"),
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("2001::/23"), // protocols: Teredo in 2001::/32, ORCHID, benchmarks
	netip.MustParsePrefix("2001:db8::/32"),
	netip.MustParsePrefix("2002::/16"), // 6to4
	netip.MustParsePrefix("3fff::/20"),
}

// Public reports whether an address is one that a callback may go to.
func Public(a netip.Addr) bool {
	a = a.WithZone("").Unmap() // no prefix contains an address that has a zone
	if a.Is6() && !publicIPv6.Contains(a) {
		return false
	}
	return a.IsGlobalUnicast() && !a.IsPrivate() && !slices.ContainsFunc(notPublic, func(p netip.Prefix) bool { return p.Contains(a) })
}
