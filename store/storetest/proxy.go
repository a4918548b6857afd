package storetest

import (
	"context"
	"io"
	"net"
	"net/url"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// Proxy stands between a program and PostgreSQL. It hands on what the program
// says, and can hold back what the server answers: the program cannot tell then
// whether what it asked for was done.
type Proxy struct {
	server string

	mu    sync.Mutex
	lines map[*line]bool
	mute  bool // of new connections, too
}

// line is one connection to the server.
type line struct {
	client, server net.Conn
	open           chan struct{} // closed while the server is heard
}

// Through returns the URL of a proxy before the database at a URL.
func Through(t testing.TB, database string) (string, *Proxy) {
	t.Helper()
	at, err := url.Parse(database)
	require.NoError(t, err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	p := &Proxy{server: at.Host, lines: map[*line]bool{}}
	t.Cleanup(func() {
		_ = listener.Close()
		p.Speak()
		p.mu.Lock()
		defer p.mu.Unlock()
		for l := range p.lines {
			_ = l.client.Close()
			_ = l.server.Close()
		}
	})
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			go p.serve(client)
		}
	}()
	at.Host = listener.Addr().String()
	return at.String(), p
}

// Mute holds back what the server says on the connections that there are now. If
// all is set, those that come reach it only when it may speak again.
func (p *Proxy) Mute(all bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.mute = all
	for l := range p.lines {
		l.open = make(chan struct{})
	}
}

// Cut closes the connections that there are now, and those that come reach the
// server only when it may speak again. What it was told it goes on with, since
// nobody can tell it to stop.
func (p *Proxy) Cut() {
	p.Mute(true)
	p.mu.Lock()
	defer p.mu.Unlock()
	for l := range p.lines {
		_ = l.client.Close()
	}
}

// Speak lets go what was held back.
func (p *Proxy) Speak() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.mute = false
	for l := range p.lines {
		l.hear()
	}
}

func (l *line) hear() {
	select {
	case <-l.open:
	default:
		close(l.open)
	}
}

func (p *Proxy) serve(client net.Conn) {
	defer func() { _ = client.Close() }()
	server, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", p.server) // it ends with the client's
	if err != nil {
		return
	}
	defer func() { _ = server.Close() }()
	l := &line{client: client, server: server, open: make(chan struct{})}
	p.mu.Lock()
	p.lines[l] = true
	if !p.mute {
		l.hear()
	}
	open := l.open
	p.mu.Unlock()
	<-open
	go func() {
		_, _ = io.Copy(server, client)
		_ = server.Close()
		p.mu.Lock()
		defer p.mu.Unlock()
		l.hear()
		delete(p.lines, l)
	}()
	buffer := make([]byte, 32<<10)
	for {
		n, err := server.Read(buffer)
		if err != nil {
			return
		}
		p.mu.Lock()
		open := l.open
		p.mu.Unlock()
		<-open
		if _, err := client.Write(buffer[:n]); err != nil {
			return
		}
	}
}
