package gate

import (
	"fmt"
	"math"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"
)

// Quotas counts the requests of each token. What a token has left grows steadily, up
// to the whole quota.
type Quotas struct {
	quota  int
	each   time.Duration // after which one more request may come
	policy string
	tokens *lru.Cache[string, *rate.Limiter]
}

func newQuotas(quota int, window time.Duration) *Quotas {
	return &Quotas{
		quota: quota, each: window / time.Duration(quota), tokens: cache[string](),
		policy: fmt.Sprintf(`"token";q=%d;w=%d`, quota, seconds(window)),
	}
}

// Left is what a token has left of its quota.
type Left struct {
	Policy string // the header RateLimit-Policy
	Limit  string // the header RateLimit
	// Wait is how long the token has to wait; zero if this request may come.
	Wait time.Duration
}

// Take counts one request of a token, if it may come. The headers are those of
// draft-ietf-httpapi-ratelimit-headers-11: r requests remain, and after t seconds
// without one the quota is whole again.
func (q *Quotas) Take(token string) Left {
	limiter, known := q.tokens.Get(token)
	if !known {
		limiter = rate.NewLimiter(rate.Every(q.each), q.quota)
		if former, known, _ := q.tokens.PeekOrAdd(token, limiter); known {
			limiter = former
		}
	}
	now := time.Now()
	may := limiter.AllowN(now, 1)
	left := max(limiter.TokensAt(now), 0)
	after := func(requests float64) time.Duration { return time.Duration(math.Ceil(requests * float64(q.each))) }
	out := Left{
		Policy: q.policy,
		Limit:  fmt.Sprintf(`"token";r=%d;t=%d`, int(left), seconds(after(float64(q.quota)-left))),
	}
	if !may {
		out.Wait = max(after(1-left), 1)
	}
	return out
}

// seconds rounds up: who comes a moment too early is refused again.
func seconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }
