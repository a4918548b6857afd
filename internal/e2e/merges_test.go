//go:build long

package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// How many merge, how often a worker is killed within that, and how many people write at
// the same time.
const (
	couples  = 60
	chains   = 4
	circles  = 4
	killings = 12
	clerks   = 4
	writers  = 4
)

// TestMergesAreWholeThoughWorkersAreKilled merges people on two channels, takes some of it
// back and asks for chains and circles, while all of them write and the two workers are
// killed in the middle of merges again and again. In the end every message is with the one
// contact that is left for its number, and nothing is half.
func TestMergesAreWholeThoughWorkersAreKilled(t *testing.T) {
	t.Parallel()
	m := newMerging(t)
	m.everybodyWrites()
	stop := m.peopleWrite()
	deeds := make(chan func(), couples)
	done := m.clerksWork(deeds)

	// A twelfth of all goes on beside each kill, and one couple is the kill's own.
	perKill := couples/killings - 1
	for n := range killings {
		var busy []*someone
		for i := range perKill {
			one, two := m.couple(n*perKill + i)
			busy = append(busy, one, two)
			deeds <- func() { m.marry(n*perKill+i, one, two) }
		}
		if n%3 == 0 {
			a, b, c := m.three(n / 3)
			busy = append(busy, a, b, c)
			deeds <- func() { m.chain(n/3, a, b, c) }
		}
		if n%3 == 1 {
			a, b, c := m.three(chains + n/3)
			busy = append(busy, a, b, c)
			deeds <- func() { m.circle(a, b, c) }
		}
		one, two := m.couple(couples - 1 - n)
		m.writeMost(append(busy, one, two))
		m.killWithin(moments[n%len(moments)], one, two)
	}
	close(deeds)
	done.Wait()
	stop()
	require.False(t, t.Failed(), "what people asked for was answered as it must be")
	t.Logf("%d kills of one worker and %d of the other, %d merges and undoings, %d messages", m.kills[0], m.kills[1], m.ordered.Load(), len(m.acknowledged))
	require.GreaterOrEqual(t, m.kills[0]+m.kills[1], killings)
	require.Positive(t, min(m.kills[0], m.kills[1]), "both were killed")

	m.decided(m.db)
	m.requireMessagesAreWhereTheyBelong()
	m.requireEachNumberHasOneContact()
	m.requireNothingIsHalf()
	m.requireAnswersLeadThere()
	m.requireWords()
	m.requireHistories()
}
