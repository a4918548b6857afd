package dev

import (
	"context"
	"fmt"
	"syscall"
	"time"
)

const probeEvery = 50 * time.Millisecond

// await returns nil once probe succeeds. If the process ends first or ctx is
// done, the process is ended and the error shows the end of its log.
func (c *child) await(ctx context.Context, name string, polite syscall.Signal, probe func(context.Context) error) error {
	tick := time.NewTicker(probeEvery)
	defer tick.Stop()
	for {
		probeCtx, cancel := context.WithTimeout(ctx, 2*time.Second)
		err := probe(probeCtx)
		cancel()
		if err == nil && !c.hasExited() {
			return nil
		}
		select {
		case <-c.exited:
			return fmt.Errorf("%s ended before it answered (%s); %s", name, c.how(), c.log.tail())
		case <-ctx.Done():
			c.end(polite)
			return fmt.Errorf("gave up waiting for %s to answer (%w, last: %w); %s", name, ctx.Err(), err, c.log.tail())
		case <-tick.C:
		}
	}
}
