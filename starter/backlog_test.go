package starter

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
)

// TestABacklogGivesWay has a message of one channel served while many keys of another wait.
func TestABacklogGivesWay(t *testing.T) {
	t.Parallel()
	backlog := []string{"a", "b", "c", "d", "e", "f", "g", "h"}
	served := func(channel string, keys ...string) *Dispatcher {
		d := dispatcher(16)
		acquired(d, contact.Live, channel, keys...)
		acquiring(d, 1)
		acquired(d, contact.Live, "second", "z")
		require.Equal(t, []target{{"second", "z"}}, acquiring(d, 2))
		finish(d, channel, keys[0])
		return d
	}
	for name, part := range map[string]func(t *testing.T){
		"until that is done": func(t *testing.T) {
			d := served("shop", backlog...)
			require.Empty(t, acquiring(d, 16))
			finish(d, "second", "z")
			require.Len(t, acquiring(d, 16), paceBegin)
		},
		"and not for long": func(t *testing.T) {
			d := served("shop", backlog...)
			time.Sleep(giveWay)
			require.Equal(t, []target{{"shop", "b"}}, acquiring(d, 16))
			time.Sleep(giveWay)
			require.Equal(t, []target{{"shop", "c"}}, acquiring(d, 16))
		},
		"nor to one that is held up": func(t *testing.T) {
			d := served("shop", backlog...)
			time.Sleep(livePatience)
			require.Len(t, acquiring(d, 16), paceBegin)
		},
		"nor to one that has a backlog, too": func(t *testing.T) {
			d := served("shop", backlog...)
			acquired(d, contact.Live, "second", "y", "x")
			require.Len(t, acquiring(d, 4), 3)
		},
		"and a few keys do not": func(t *testing.T) {
			d := served("shop", backlog[:behind]...)
			require.Len(t, acquiring(d, 16), paceBegin)
		},
		"and callers do not": func(t *testing.T) {
			d := served("shop", backlog...)
			d.enqueue(lease("shop", "w"))
			require.Equal(t, []target{{"shop", "w"}}, acquiring(d, 16))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, part)
		})
	}
}
