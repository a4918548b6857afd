package dev

import (
	"errors"
	"fmt"
	"net"
	"runtime"
	"strconv"
	"syscall"
	"time"
)

const (
	loopback  = "127.0.0.1"
	portTries = 6 // a quarter of a second
)

// FreePort returns a TCP port on 127.0.0.1 that nothing uses.
func FreePort() (int, error) {
	l, err := net.Listen("tcp", loopback+":0")
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	defer func() { _ = l.Close() }()
	// A connection closed from the server's side leaves the port in TIME_WAIT:
	// for a minute Linux hands it to nobody else who asks for any port, while a
	// server may still bind it by number.
	client, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	defer func() { _ = client.Close() }()
	server, err := l.Accept()
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	_ = server.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// CheckPort returns nil if this process can listen on addr (host:port), and
// else a sentence that says why not and names the flag that chooses another.
func CheckPort(addr, flag string) error {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("%q is not an address like 127.0.0.1:8080: correct %s", addr, flag)
	}
	if host == "" {
		host = "this machine"
	}
	// A port that was just given up, by us even, may be held for a moment more:
	// a process that is being started has a copy of every socket at first.
	for try := 1; ; try++ {
		err := tryPort(addr)
		switch {
		case err == nil:
			return nil
		case !errors.Is(err, syscall.EADDRINUSE):
			return fmt.Errorf("cannot listen on %s (%w): choose another address with %s", addr, err, flag)
		case try == portTries:
			return portTaken(host, port, flag)
		}
		time.Sleep(probeEvery)
	}
}

// tryPort listens on addr for an instant.
func tryPort(addr string) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	if err := l.Close(); err != nil || runtime.GOOS == "linux" {
		return err
	}
	// Other systems give 127.0.0.1:p to one while another has 0.0.0.0:p.
	if c, err := net.DialTimeout("tcp", addr, time.Second); err == nil {
		_ = c.Close()
		return syscall.EADDRINUSE
	}
	return nil
}

func portTaken(host, port, flag string) error {
	return fmt.Errorf("port %s on %s is taken by another program: stop it, or choose another port with %s", port, host, flag)
}

// local is the address of a port on this machine.
func local(port int) string { return net.JoinHostPort(loopback, strconv.Itoa(port)) }
