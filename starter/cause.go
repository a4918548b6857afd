package starter

import (
	"context"
	"slices"
	"sync"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// Observed returns the options of a client in whose calls the dispatcher sees what
// the server says. The client tries again by itself what is throttled, until the
// call's deadline, and then reports the deadline alone: a throttled key looked like
// a server that is unavailable. Interceptors of these options come behind its own, so this
// one sees every single try.
func Observed(o client.Options) client.Options {
	o.ConnectionOptions.DialOptions = append(slices.Clone(o.ConnectionOptions.DialOptions),
		grpc.WithChainUnaryInterceptor(observe))
	return o
}

// throttling notes in a context's call that the server throttles it, and ends the
// call: a try that is repeated would only keep its slot.
type throttling struct {
	end context.CancelFunc

	mu  sync.Mutex
	err error
}

type throttlingKey struct{}

// watched returns a context whose calls end when they are throttled.
func watched(ctx context.Context) (context.Context, *throttling) {
	ctx, cancel := context.WithCancel(ctx)
	t := &throttling{end: cancel}
	return context.WithValue(ctx, throttlingKey{}, t), t
}

// cause is why a call in the context failed: that it was throttled, or else the
// error that it returned.
func (t *throttling) cause(err error) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err != nil && t.err != nil {
		return t.err
	}
	return err
}

func observe(ctx context.Context, method string, req, reply any, cc *grpc.ClientConn, invoker grpc.UnaryInvoker, opts ...grpc.CallOption) error {
	err := invoker(ctx, method, req, reply, cc, opts...)
	if t, ok := ctx.Value(throttlingKey{}).(*throttling); ok && status.Code(err) == codes.ResourceExhausted {
		t.mu.Lock()
		t.err = serviceerror.FromStatus(status.Convert(err))
		t.mu.Unlock()
		t.end()
	}
	return err
}
