package e2e

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// terminal is a pseudo terminal: what a program shows on it, and what somebody types.
type terminal struct {
	t       *testing.T
	here    *os.File
	program *os.File // the program's end

	mu    sync.Mutex
	shown strings.Builder
}

func newTerminal(t *testing.T) *terminal {
	t.Helper()
	here, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	require.NoError(t, err)
	t.Cleanup(func() { _ = here.Close() })
	raw, err := here.SyscallConn()
	require.NoError(t, err)
	var number int
	require.NoError(t, raw.Control(func(fd uintptr) {
		if err = unix.IoctlSetPointerInt(int(fd), unix.TIOCSPTLCK, 0); err == nil {
			number, err = unix.IoctlGetInt(int(fd), unix.TIOCGPTN)
		}
	}))
	require.NoError(t, err)
	program, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	require.NoError(t, err)
	t.Cleanup(func() { _ = program.Close() })
	term := &terminal{t: t, here: here, program: program}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("on the terminal:\n%s", term.read())
		}
	})
	go func() {
		buffer := make([]byte, 4096)
		for {
			n, err := here.Read(buffer)
			term.mu.Lock()
			term.shown.Write(buffer[:n])
			term.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	return term
}

func (term *terminal) read() string {
	term.mu.Lock()
	defer term.mu.Unlock()
	return term.shown.String()
}

// shows waits until a text stands on it.
func (term *terminal) shows(text string) {
	term.t.Helper()
	eventually(term.t, "it shows "+text, func() bool { return strings.Contains(term.read(), text) })
}

// types waits until a question was asked as often as given, and answers.
func (term *terminal) types(times int, question, line string) {
	term.t.Helper()
	eventually(term.t, "it asks "+question, func() bool { return strings.Count(term.read(), question) >= times })
	_, err := term.here.WriteString(line + "\n")
	require.NoError(term.t, err)
}
