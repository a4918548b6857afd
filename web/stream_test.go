package web

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// streaming serves a stream of how far an import is.
type streaming struct {
	http.Handler
	data  chan Progress
	stop  context.CancelFunc // of the process
	ended chan struct{}
}

func newStreaming(t *testing.T) streaming {
	t.Helper()
	stopping, stop := context.WithCancel(context.Background())
	t.Cleanup(stop)
	out := streaming{data: make(chan Progress), stop: stop, ended: make(chan struct{})}
	s := New(Options{Log: slog.New(slog.DiscardHandler), Stopping: stopping})
	s.open("GET /app/stream", func(v *Visit) error {
		defer close(out.ended)
		return Stream(v, "import", "progress", out.data)
	})
	out.Handler = s
	return out
}

// far is an import of which some rows are in.
func far(done int64) Progress {
	p := Progress{Import: service.Import{}, Live: true, Done: done}
	p.Status, p.Counts.Total, p.Counts.Created = contact.ImportIsRunning, 100, done
	return p
}

// event reads one event of a stream, as the lines that it has.
func event(t *testing.T, r *bufio.Reader) (lines []string) {
	t.Helper()
	for {
		line, err := r.ReadString('\n')
		require.NoError(t, err)
		if line = strings.TrimSuffix(line, "\n"); line == "" {
			return lines
		}
		lines = append(lines, line)
	}
}

// TestStream reads a stream as a browser does, over a connection.
func TestStream(t *testing.T) {
	t.Parallel()
	setup := func(t *testing.T) (streaming, *bufio.Reader, context.CancelFunc) {
		s := newStreaming(t)
		server := httptest.NewServer(s)
		t.Cleanup(server.Close)
		ctx, leave := context.WithCancel(t.Context())
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/app/stream", http.NoBody)
		require.NoError(t, err)
		resp, err := server.Client().Do(req)
		require.NoError(t, err)
		t.Cleanup(func() {
			leave()
			_ = resp.Body.Close()
		})
		require.Equal(t, http.StatusOK, resp.StatusCode)
		require.Equal(t, "text/event-stream", resp.Header.Get("Content-Type"))
		require.Equal(t, "no", resp.Header.Get("X-Accel-Buffering"))
		require.Equal(t, "no-store", resp.Header.Get("Cache-Control"))
		r := bufio.NewReader(resp.Body)
		require.Equal(t, []string{": here"}, event(t, r), "it is there before anything has happened")
		return s, r, leave
	}
	t.Run("it sends the part anew with all that comes, and ends with it", func(t *testing.T) {
		t.Parallel()
		s, r, _ := setup(t)
		for _, done := range []int64{12, 34} {
			s.data <- far(done)
			lines := event(t, r)
			require.Greater(t, len(lines), 2, "a part has several lines")
			for _, line := range lines {
				require.True(t, strings.HasPrefix(line, "data: "), line)
			}
			require.Contains(t, strings.Join(lines, "\n"), number(done)+" of 100 rows")
		}
		close(s.data)
		require.Equal(t, []string{"event: end", "data:"}, event(t, r))
		<-s.ended
	})
	t.Run("it ends with the reader", func(t *testing.T) {
		t.Parallel()
		s, _, leave := setup(t)
		leave()
		<-s.ended
	})
	t.Run("it ends with the process, between two events", func(t *testing.T) {
		t.Parallel()
		s, r, _ := setup(t)
		s.data <- far(56)
		s.stop()
		<-s.ended
		left, err := io.ReadAll(r)
		require.NoError(t, err, "the answer is whole")
		require.True(t, strings.HasSuffix(string(left), "\n\n"), "%q", left)
		require.NotContains(t, string(left), "event: end", "the reader comes again, and finds another process")
	})
}

// proxy passes on what a stream writes, as a proxy that buffers does: what was flushed at
// once if the stream asks for it by X-Accel-Buffering, and else when it has a lot.
type proxy struct {
	header http.Header

	mu           sync.Mutex
	kept, passed bytes.Buffer
	gone         bool // the reader
}

func (p *proxy) Header() http.Header { return p.header }
func (p *proxy) WriteHeader(int)     {}

func (p *proxy) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.gone {
		return 0, io.ErrClosedPipe
	}
	return p.kept.Write(b)
}

// FlushError is what http.ResponseController calls.
func (p *proxy) FlushError() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.header.Get("X-Accel-Buffering") == "no" || p.kept.Len() > 4096 {
		_, _ = p.kept.WriteTo(&p.passed)
	}
	return nil
}

func (p *proxy) read() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.passed.String()
}

// TestStreamBeats has nothing come for a while: the clock is that of the test.
func TestStreamBeats(t *testing.T) {
	t.Parallel()
	setup := func(t *testing.T) (streaming, *proxy) {
		s, p := newStreaming(t), &proxy{header: http.Header{}}
		go s.ServeHTTP(p, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/app/stream", http.NoBody))
		synctest.Wait()
		require.Equal(t, ": here\n\n", p.read())
		return s, p
	}
	t.Run("a beat comes through a proxy that buffers, and keeps it from ending the stream", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			s, p := setup(t)
			const idle = time.Minute // after which proxies end what is silent
			for beats := range 10 {
				require.Equal(t, 1+beats, strings.Count(p.read(), ": here\n\n"))
				time.Sleep(beat)
				synctest.Wait()
			}
			require.Less(t, beat, idle/2)
			s.data <- far(7)
			synctest.Wait()
			require.Contains(t, p.read(), "7 of 100 rows", "what comes is passed on at once")
			s.stop()
			<-s.ended
		})
	})
	t.Run("a reader who left without a word is noticed by the next beat", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			s, p := setup(t)
			p.mu.Lock()
			p.gone = true
			p.mu.Unlock()
			time.Sleep(beat - time.Second)
			synctest.Wait()
			select {
			case <-s.ended:
				require.Fail(t, "nothing was written that could tell")
			default:
			}
			time.Sleep(time.Second)
			<-s.ended
		})
	})
}
