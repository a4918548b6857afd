package starter

import (
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	_ "google.golang.org/grpc/encoding/gzip" // what clients send
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/proto"
)

// proxy stands before a Temporal server and sees what workflows are started.
type proxy struct {
	address string
	server  *grpc.ClientConn

	mu       sync.Mutex
	throttle func(workflowID string) bool
	denied   map[string]int // starts that it throttled, by workflow id
	started  int
	failed   int               // starts that the server refused, since the workflow runs already
	foreign  int               // of those, of runs that another process started
	starters map[string]string // who started a workflow last
}

// raw hands messages on as they are.
type raw struct{}

func (raw) Name() string { return "proto" }

func (raw) Marshal(v any) ([]byte, error) { return *v.(*[]byte), nil }

func (raw) Unmarshal(data []byte, v any) error {
	*v.(*[]byte) = data
	return nil
}

func newProxy(t *testing.T, temporal string) *proxy {
	t.Helper()
	p := &proxy{denied: map[string]int{}, starters: map[string]string{}, throttle: func(string) bool { return false }}
	var err error
	p.server, err = grpc.NewClient(temporal, grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.ForceCodec(raw{}), grpc.MaxCallRecvMsgSize(64<<20)))
	require.NoError(t, err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	p.address = listener.Addr().String()
	front := grpc.NewServer(grpc.ForceServerCodec(raw{}), grpc.UnknownServiceHandler(p.handle))
	go func() { _ = front.Serve(listener) }()
	t.Cleanup(func() {
		front.Stop()
		_ = p.server.Close()
	})
	return p
}

func (p *proxy) handle(_ any, stream grpc.ServerStream) error {
	method, _ := grpc.MethodFromServerStream(stream)
	var in, out []byte
	if err := stream.RecvMsg(&in); err != nil {
		return err
	}
	starts := strings.HasSuffix(method, "/StartWorkflowExecution")
	id, starter := startedBy(method, in)
	if id != "" && p.denies(id) {
		return serviceerror.ToStatus(&serviceerror.ResourceExhausted{
			Cause: enumspb.RESOURCE_EXHAUSTED_CAUSE_BUSY_WORKFLOW, Message: "too many runs of " + id,
		}).Err()
	}
	header, _ := metadata.FromIncomingContext(stream.Context())
	err := p.server.Invoke(metadata.NewOutgoingContext(stream.Context(), header), method, &in, &out)
	if starts {
		p.note(id, starter, err)
	}
	if err != nil {
		return err
	}
	return stream.SendMsg(&out)
}

// note counts a start that reached the server.
func (p *proxy) note(id, starter string, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.started++
	switch {
	case err == nil:
		p.starters[id] = starter
	case p.starters[id] == starter:
		p.failed++
	default:
		p.failed++
		p.foreign++
	}
}

// startedBy is the workflow that a request starts, and who asks for it.
func startedBy(method string, in []byte) (id, starter string) {
	switch {
	case strings.HasSuffix(method, "/StartWorkflowExecution"):
		var req workflowservice.StartWorkflowExecutionRequest
		if proto.Unmarshal(in, &req) == nil {
			return req.GetWorkflowId(), req.GetIdentity()
		}
	case strings.HasSuffix(method, "/SignalWithStartWorkflowExecution"):
		var req workflowservice.SignalWithStartWorkflowExecutionRequest
		if proto.Unmarshal(in, &req) == nil {
			return req.GetWorkflowId(), req.GetIdentity()
		}
	}
	return "", ""
}

func (p *proxy) denies(id string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.throttle(id) {
		return false
	}
	p.denied[id]++
	return true
}

func (p *proxy) setThrottle(throttle func(id string) bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.throttle = throttle
}

// tries is how many starts of a workflow it has throttled, and of all.
func (p *proxy) tries(id string) (of, all int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, n := range p.denied {
		all += n
	}
	return p.denied[id], all
}

func (p *proxy) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return fmt.Sprintf("%d starts, %d of them of what ran already, %d in another process", p.started, p.failed, p.foreign)
}
