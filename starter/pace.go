package starter

import "time"

// pacer finds how many keys of a channel a server works at without making them wait
// for each other. That depends on the server: one on this machine is busy with
// two, one that is far away with dozens. So starts are timed, and a channel may have
// fewer slots as long as they take much longer than they need not.
type pacer struct {
	least time.Duration // that a start took, of late
	limit float64       // slots of a channel
}

const (
	paceBegin  = 2    // slots of a channel before anything is known
	paceLeast  = 1    // slots that a channel always has
	paceSlow   = 1.5  // times as long as the least is too long
	paceDown   = 0.9  // of the limit stay then
	paceUp     = 0.25 // slots more else
	paceForget = 1.01 // the least time grows by that with each start: servers change
)

// note learns from a start that has succeeded.
func (p *pacer) note(took time.Duration, slots int) {
	p.least = time.Duration(float64(p.least) * paceForget)
	if p.least == 0 || took < p.least {
		p.least = took
	}
	if p.limit == 0 {
		p.limit = paceBegin
	}
	if float64(took) > paceSlow*float64(p.least) {
		p.limit = max(p.limit*paceDown, paceLeast)
	} else {
		p.limit = min(p.limit+paceUp, float64(slots))
	}
}

// slots is how many a channel may have of so many, while another one is heard of.
func (p *pacer) slots(all int) int {
	limit := paceBegin
	if p.limit > 0 {
		limit = int(p.limit)
	}
	return max(min(limit, all/2), 1)
}
