package gate

import (
	"context"
	"net/http"
	"time"
)

// Sender is who has sent a request, for handlers that gin does not know: they count
// the wrong credentials that it shows.
type Sender struct {
	Address string
	guesses *Guesses
	forms   *Forms
}

type senderKey struct{}

// WithSender returns a context that knows whose request it is of.
func (g *Gate) WithSender(ctx context.Context, address string) context.Context {
	return context.WithValue(ctx, senderKey{}, Sender{address, g.Guesses, g.Forms})
}

// SenderOf returns who has sent a request. Nobody counts what a request shows that has
// not come through a gate.
func SenderOf(ctx context.Context) Sender {
	s, _ := ctx.Value(senderKey{}).(Sender)
	return s
}

// Wait returns how long the sender has to wait before it may show a credential; zero
// if it need not.
func (s Sender) Wait() time.Duration {
	if s.guesses == nil {
		return 0
	}
	return s.guesses.Wait(s.Address)
}

// Wrong notes that the sender has shown a wrong credential.
func (s Sender) Wrong() {
	if s.guesses != nil {
		s.guesses.Wrong(s.Address)
	}
}

// Right notes that the sender has shown a right one.
func (s Sender) Right() {
	if s.guesses != nil {
		s.guesses.Right(s.Address)
	}
}

// MayFillIn counts a submission of the sender to a public form. It returns how long the
// sender has to wait first; zero if it need not.
func (s Sender) MayFillIn(form string) time.Duration {
	if s.forms == nil {
		return 0
	}
	return s.forms.Take(form, s.Address)
}

// Of is BodyOf for handlers that gin does not know. It is nil for a request that has
// not come through Frame.
func Of(r *http.Request) *Body {
	b, _ := r.Body.(*Body)
	return b
}
