package gate

import "time"

// More is when more of a file must have arrived.
func (g *Gate) More(began, now time.Time, arrived int64) time.Time {
	return g.more(began, now, arrived)
}

// Remembered is how many addresses are counted.
func (g *Guesses) Remembered() int { return g.seen.Len() }

// Remembered is how many addresses, and how many tokens, can be counted.
const Remembered = remembered
