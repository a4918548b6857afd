package gate

import (
	"net/netip"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"
)

// remembered is how many addresses, and how many tokens, are counted. Who was not
// heard of for longest is forgotten.
const remembered = 10_000

// Guesses counts the wrong credentials that an address has shown. One that has shown
// too many has to wait; a right one makes up for all.
type Guesses struct {
	tries int
	again time.Duration
	seen  *lru.Cache[netip.Prefix, *rate.Limiter]
}

func newGuesses(tries int, again time.Duration) *Guesses {
	return &Guesses{tries: tries, again: again, seen: cache[netip.Prefix]()}
}

// cache returns an empty cache of so many as are remembered.
func cache[K comparable]() *lru.Cache[K, *rate.Limiter] {
	c, err := lru.New[K, *rate.Limiter](remembered)
	if err != nil {
		panic(err) // a size below one, which it is not
	}
	return c
}

// Wait returns how long an address has to wait before it may show a credential; zero
// if it need not.
func (g *Guesses) Wait(address string) time.Duration {
	left, ok := g.seen.Get(network(address))
	if !ok {
		return 0
	}
	missing := 1 - left.Tokens()
	return max(time.Duration(missing*float64(g.again)), 0)
}

// Wrong notes that an address has shown a wrong credential. Requests that are under
// way at the same time may show some more than it has tries.
func (g *Guesses) Wrong(address string) {
	fresh := rate.NewLimiter(rate.Every(g.again), g.tries)
	left, known, _ := g.seen.PeekOrAdd(network(address), fresh)
	if !known {
		left = fresh
	}
	left.Allow()
}

// Right notes that an address has shown a right one.
func (g *Guesses) Right(address string) { g.seen.Remove(network(address)) }

// network is what counts as one address: of IPv6 a whole /64, since one customer of
// a provider has as many addresses as that.
func network(address string) netip.Prefix {
	at, err := netip.ParseAddr(address)
	if err != nil {
		return netip.Prefix{}
	}
	at = at.Unmap().WithZone("")
	bits := at.BitLen()
	if at.Is6() {
		bits = 64
	}
	all, _ := at.Prefix(bits) // no number of bits that it has not
	return all
}
