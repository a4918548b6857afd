package bench

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/luluchat/contacts/client"
	"github.com/luluchat/contacts/internal/dev"
)

// server is a process that runs `contacts serve`, as production does.
type server struct {
	client.Client
	cmd   *exec.Cmd
	ended <-chan struct{}
	log   string
	queue string // its task queue
}

const (
	startPatience = 30 * time.Second
	stopPatience  = 30 * time.Second
)

// serve starts a serving process on a site's database, with a task queue of its
// own, and returns when it takes requests and its worker runs.
func (r *rig) serve(ctx context.Context, s *site) (*server, error) {
	r.passes++
	return r.run(ctx, s, &server{
		Client: client.Client{Secret: dev.GenerateSecret(), Token: dev.GenerateSecret()},
		queue:  fmt.Sprintf("bench-%s-%d-%d", s.name, os.Getpid(), r.passes),
	})
}

// join starts another process like the one that a site has.
func (r *rig) join(ctx context.Context, s *site) (*server, error) {
	return r.run(ctx, s, &server{Client: client.Client{Secret: s.server.Secret, Token: s.server.Token}, queue: s.server.queue})
}

// leave ends it, and keeps its peak.
func (r *rig) leave(srv *server) {
	r.peak = max(r.peak, srv.peak())
	srv.stop()
}

func (r *rig) run(ctx context.Context, s *site, srv *server) (*server, error) {
	port, err := dev.FreePort()
	if err != nil {
		return nil, err
	}
	srv.log = filepath.Join(r.dir, s.name+".log")
	addr := "127.0.0.1:" + strconv.Itoa(port)
	srv.URL = "http://" + addr
	srv.cmd = exec.Command(r.opts.Program, "serve") //nolint:noctx // it is stopped in order, not cancelled
	srv.cmd.Env = []string{
		"HOME=" + r.dir, "DATABASE_URL=" + s.url, "HTTP_ADDR=" + addr,
		"TASK_QUEUE=" + srv.queue,
		"WHATSAPP_APP_SECRET=" + srv.Secret, "WHATSAPP_VERIFY_TOKEN=unused", "API_TOKEN=" + srv.Token,
		"TEMPORAL_ADDRESS=" + r.address, "TEMPORAL_NAMESPACE=" + r.namespace(), "LOG_LEVEL=warn",
	}
	out, err := os.OpenFile(srv.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer func() { _ = out.Close() }() // the process has its own copy
	srv.cmd.Stdout, srv.cmd.Stderr = out, out
	if srv.ended, err = dev.StartTied(srv.cmd, syscall.SIGTERM); err != nil {
		return nil, err
	}
	if err := srv.ready(ctx); err != nil {
		srv.stop()
		return nil, err
	}
	return srv, nil
}

// ready waits until requests are taken and both databases are reached.
func (s *server) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startPatience)
	defer cancel()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/readyz", http.NoBody)
		if err != nil {
			return err
		}
		if resp, err := http.DefaultClient.Do(req); err == nil {
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				time.Sleep(500 * time.Millisecond) // its worker's pollers
				return nil
			}
		}
		select {
		case <-s.ended:
			return s.died()
		case <-ctx.Done():
			return fmt.Errorf("the serving process is not ready: %w", ctx.Err())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (s *server) died() error {
	words, _ := os.ReadFile(s.log)
	return fmt.Errorf("the serving process has ended: %s", bytes.TrimSpace(words[max(len(words)-2000, 0):]))
}

func (s *server) stop() {
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-s.ended:
	case <-time.After(stopPatience):
		_ = s.cmd.Process.Kill()
		<-s.ended
	}
}

// resident and peak are sizes in bytes; 0 where the system does not tell.
func (s *server) resident() int64 { return s.memory("VmRSS") }
func (s *server) peak() int64     { return s.memory("VmHWM") }

func (s *server) memory(name string) int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, name+":"); ok {
			kB, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
			return kB << 10
		}
	}
	return 0
}

func withDatabase(address, database string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	u.Path = "/" + database
	return u.String()
}
