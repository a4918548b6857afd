package process

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/luluchat/contacts/api"
	"github.com/luluchat/contacts/config"
)

// httpStop is how long requests under way are given to end.
const httpStop = 10 * time.Second

// uploadPatience is how long a file may take to arrive over a slow line.
const uploadPatience = 15 * time.Minute

// server serves HTTP, unless it was given no address.
type server struct {
	http   *http.Server // nil without an address
	url    string       // where it is reached; "" without an address
	failed chan error   // holds why it has ended by itself
}

// listen serves the routes that the roles call for.
func listen(cfg config.Config, r Roles, a *api.API) (*server, error) {
	setting, addr, routes := "WORKER_HTTP_ADDR", cfg.WorkerHTTPAddr, a.Probes
	if r.API {
		setting, addr, routes = "HTTP_ADDR", cfg.HTTPAddr, a.Handler
	}
	if addr == "" {
		return &server{}, nil
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", setting, err)
	}
	s := &server{url: config.ReachedAt(listener.Addr().String()), failed: make(chan error, 1)}
	if a.PublicURL == "" {
		a.PublicURL = s.url
	}
	s.http = &http.Server{Handler: routes(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: uploadPatience, IdleTimeout: 2 * time.Minute}
	go func() { s.failed <- fmt.Errorf("serve HTTP: %w", s.http.Serve(listener)) }()
	return s, nil
}

// stop takes no more requests and waits for those under way, also if ctx has ended.
func (s *server) stop(ctx context.Context) error {
	if s.http == nil {
		return nil
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), httpStop)
	defer cancel()
	return s.http.Shutdown(stopping)
}
