package main

import (
	"fmt"
	"net"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAFreePortIsGivenToNobodyElse looks at what keeps Linux from giving it away before
// the server listens on it: a connection in TIME_WAIT, which is state 06.
func TestAFreePortIsGivenToNobodyElse(t *testing.T) {
	t.Parallel()
	port, err := freePort("127.0.0.1")
	require.NoError(t, err)
	connections, err := os.ReadFile("/proc/net/tcp")
	require.NoError(t, err)
	require.Regexp(t, fmt.Sprintf(`(?m) 0100007F:%04X [0-9A-F:]+ 06 `, port), string(connections))
	l, err := net.Listen("tcp", address("127.0.0.1", port))
	require.NoError(t, err, "and it can be listened on")
	require.NoError(t, l.Close())
}
