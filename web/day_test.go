package web_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/web/webtest"
)

// TestADayIsTheSameEverywhere has people come in around the midnights of two zones: what
// Home calls today, the list that it leads to and that list's export are the same people.
func TestADayIsTheSameEverywhere(t *testing.T) {
	t.Parallel()
	s := webtest.Serve(t, nil)
	s.Person("ada", nil, "contacts:write")
	zones := []string{"Asia/Kuala_Lumpur", "America/Lima"}
	midnight := func(zone string) time.Time {
		at, err := time.LoadLocation(zone)
		require.NoError(t, err)
		y, m, d := time.Now().In(at).Date()
		return time.Date(y, m, d, 0, 0, 0, 0, at)
	}
	var came []time.Time
	for _, zone := range zones {
		came = append(came, midnight(zone).Add(-time.Second), midnight(zone).Add(time.Second))
	}
	for n, at := range came {
		id := s.Enter(fmt.Sprintf("+6012345678%d", n), fmt.Sprintf("Person %d", n), nil)
		_, err := s.DB.Other.Exec(t.Context(), `UPDATE contacts SET created_at = least($2, now()) WHERE id = $1`, id, at)
		require.NoError(t, err)
	}
	for _, zone := range zones {
		want := func() (n int) {
			for _, at := range came {
				if !at.Before(midnight(zone)) {
					n++
				}
			}
			return n
		}
		b := s.SignedIn("ada")
		b.Zone(zone)
		b.Open("/app")        // which tells the server of the zone
		b.Until(func() bool { // also if it is midnight just now
			day := want()
			b.Open("/app")
			home := webtest.Value[string](b, `document.querySelector("#now dt").innerText`)
			b.Press("new contacts today")
			b.Sees("Created from ")
			listed := rows(b)
			href := webtest.Value[string](b, `document.querySelector("[data-exports] a").href`)
			exported := strings.Count(strings.TrimSpace(page(t, s.Client("ada"), href)), "\n")
			return home == fmt.Sprint(day) && listed == day && exported == day
		}, "%s: all are the same day", zone)
		require.Contains(t, b.Path(), "zone="+strings.ReplaceAll(zone, "/", "%2F"))
		b.Zone("UTC")
	}
}
