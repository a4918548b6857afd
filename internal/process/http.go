package process

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/luluchat/contacts/api"
	"github.com/luluchat/contacts/config"
)

// httpStop is how long requests under way are given to end.
const httpStop = 20 * time.Second

const (
	// headerTime is how long a request's header may take to arrive. The API says how
	// long its body may, and moves the deadlines that are behind these.
	headerTime = 10 * time.Second
	idleTime   = 2 * time.Minute
	otherTime  = 30 * time.Second
	maxHeader  = 64 << 10
	// sendBuffer is how much of an answer the system keeps for a reader who is slow, in
	// bytes. It would keep megabytes, and say much later that nobody reads.
	sendBuffer = 256 << 10
)

// server serves HTTP at the addresses that it was given, if any.
type server struct {
	all    []*http.Server
	url    string             // where it is reached; "" without an address
	failed chan error         // holds why one has ended by itself
	abort  context.CancelFunc // ends all requests
	log    *slog.Logger
}

// listen serves the routes that the roles call for.
func listen(cfg config.Config, r Roles, a *api.API, log *slog.Logger) (*server, error) {
	setting, addr, routes := "WORKER_HTTP_ADDR", cfg.WorkerHTTPAddr, a.Probes
	if r.API {
		setting, addr, routes = "HTTP_ADDR", cfg.HTTPAddr, a.Handler
	}
	requests, abort := context.WithCancel(context.Background())
	s := &server{failed: make(chan error, 2), abort: abort, log: log}
	var err error
	if addr != "" {
		s.url, err = s.serve(requests, setting, addr, func(url string) http.Handler {
			if a.PublicURL == "" {
				a.PublicURL = url
			}
			return routes()
		})
	}
	if err == nil && cfg.MetricsAddr != "" {
		var url string
		if url, err = s.serve(requests, "METRICS_ADDR", cfg.MetricsAddr, func(string) http.Handler { return a.Metrics() }); err == nil {
			log.Info("metrics have an address of their own", "url", url+"/metrics")
		}
	}
	if err != nil {
		return nil, errors.Join(err, s.breakOff())
	}
	return s, nil
}

// serve serves routes at an address. routes is called once it is known what the address
// is reached at.
func (s *server) serve(requests context.Context, setting, addr string, routes func(url string) http.Handler) (url string, err error) {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return "", fmt.Errorf("listen on %s: %w", setting, err)
	}
	url = config.ReachedAt(listener.Addr().String())
	h := &http.Server{
		Handler: routes(url), ReadHeaderTimeout: headerTime, ReadTimeout: otherTime, WriteTimeout: otherTime, IdleTimeout: idleTime,
		MaxHeaderBytes: maxHeader, DisableGeneralOptionsHandler: true, // whose answers have not our headers
		BaseContext: func(net.Listener) context.Context { return requests },
		ConnContext: func(ctx context.Context, c net.Conn) context.Context {
			if tcp, ok := c.(*net.TCPConn); ok {
				_ = tcp.SetWriteBuffer(sendBuffer) // else it is as the system has it
			}
			return ctx
		},
	}
	s.all = append(s.all, h)
	go func() { s.failed <- fmt.Errorf("serve HTTP: %w", h.Serve(listener)) }()
	return url, nil
}

// stop takes no more requests and waits for those under way, also if ctx has ended.
// Those that take too long are broken off, which is no error: somebody may read
// slowly, or not at all.
func (s *server) stop(ctx context.Context) error {
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), httpStop)
	defer cancel()
	var failed error
	for _, h := range s.all {
		err := h.Shutdown(stopping)
		if errors.Is(err, context.DeadlineExceeded) {
			s.log.Warn("requests are broken off that did not end in time", "waited", httpStop)
			err = nil
		}
		failed = errors.Join(failed, err)
	}
	return errors.Join(failed, s.breakOff())
}

// breakOff ends whatever is still served.
func (s *server) breakOff() error {
	s.abort()
	var failed error
	for _, h := range s.all {
		failed = errors.Join(failed, h.Close())
	}
	return failed
}
