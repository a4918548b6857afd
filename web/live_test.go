package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/internal/dev/devtest"
	"github.com/luluchat/contacts/web/webtest"
)

// aLivePage is a page that has something live on it, beside the real ones.
type aLivePage struct {
	*httptest.Server
	streams, polls atomic.Int32 // streams that are open, times that it was asked
	silent         atomic.Bool  // nothing comes through a stream, as behind a proxy that buffers
}

func newLivePage(t *testing.T, s *webtest.Site) *aLivePage {
	t.Helper()
	target, err := url.Parse(s.URL)
	require.NoError(t, err)
	_, login := get(t, s.Client(""), s.URL+"/app/login")
	require.NotEmpty(t, login)
	p := &aLivePage{}
	mux := http.NewServeMux()
	mux.Handle("/", &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }})
	mux.HandleFunc("GET /live", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `<!doctype html><title>Live</title><script type="module" src="%s"></script><div data-live="/stream" data-poll="/poll">at first</div>`, s.Asset("live.js"))
	})
	mux.HandleFunc("GET /stream", func(w http.ResponseWriter, r *http.Request) {
		p.streams.Add(1)
		defer p.streams.Add(-1)
		w.Header().Set("Content-Type", "text/event-stream")
		if !p.silent.Load() {
			fmt.Fprint(w, "data: <p>streamed</p>\n\n")
		}
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	mux.HandleFunc("GET /poll", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, "<p>asked %d</p>", p.polls.Add(1))
	})
	p.Server = httptest.NewServer(mux)
	t.Cleanup(func() { p.CloseClientConnections(); p.Close() })
	return p
}

func TestWhatIsLive(t *testing.T) {
	devtest.Long(t)
	t.Parallel()
	s := webtest.Serve(t, nil)
	t.Run("a stream is open while one looks", func(t *testing.T) {
		p, b := newLivePage(t, s.In(t)), s.In(t).Browser()
		b.Open(p.URL + "/live")
		b.Sees("streamed")
		require.EqualValues(t, 1, p.streams.Load())
		hide := func(hidden string) {
			webtest.Value[bool](b, `Object.defineProperty(document, "hidden", {value: `+hidden+`, configurable: true}), document.dispatchEvent(new Event("visibilitychange"))`)
		}
		hide("true")
		b.Until(func() bool { return p.streams.Load() == 0 }, "it is closed while the tab is hidden")
		hide("false")
		b.Until(func() bool { return p.streams.Load() == 1 }, "it is open again")
		require.Zero(t, p.polls.Load())
	})
	t.Run("where nothing comes through, the page is asked", func(t *testing.T) {
		p, b := newLivePage(t, s.In(t)), s.In(t).Browser()
		p.silent.Store(true)
		b.Open(p.URL + "/live")
		b.Sees("asked 2")
		require.Zero(t, p.streams.Load(), "the stream is given up")
	})
	t.Run("the seventh tab works", func(t *testing.T) {
		p, first := newLivePage(t, s.In(t)), s.In(t).Browser()
		tabs := []*webtest.Browser{first}
		for len(tabs) < 7 {
			tabs = append(tabs, first.Tab())
		}
		for _, b := range tabs {
			b.Open(p.URL + "/live")
			b.Until(func() bool {
				return strings.Contains(b.Text(), "streamed") || regexp.MustCompile(`asked \d`).MatchString(b.Text())
			}, "it is live")
		}
		require.LessOrEqual(t, p.streams.Load(), int32(3))
	})
}
