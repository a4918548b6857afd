package service

import (
	"context"
	"strings"
	"time"

	"github.com/luluchat/contacts/contact"
)

// arrivalDays is of how many days is told who came in, with today.
const arrivalDays = 30

// Arrivals is how many new contacts there were on each of the last days, by source.
type Arrivals struct {
	Zone *time.Location
	Days []ArrivalDay // the last is today
}

// ArrivalDay is how many new contacts a day brought, by source.
type ArrivalDay struct {
	Day      time.Time // when it began
	Contacts map[contact.Source]int64
}

// Total is how many there were, whatever they came by.
func (d ArrivalDay) Total() (n int64) {
	for _, contacts := range d.Contacts {
		n += contacts
	}
	return n
}

// CountArrivals tells how many contacts came in on each of the last 30 days, of a channel
// or of all. A day is one of a time zone such as Asia/Kuala_Lumpur; empty: UTC.
func (s *Service) CountArrivals(ctx context.Context, who Caller, channelID, zone string) (Arrivals, error) {
	if err := who.May(ContactsRead); err != nil {
		return Arrivals{}, err
	}
	at, err := zoneOf(zone)
	if err != nil {
		return Arrivals{}, err
	}
	out := Arrivals{Zone: at, Days: daysUntil(now().In(at), arrivalDays)}
	begins := make([]time.Time, len(out.Days))
	for i, d := range out.Days {
		begins[i] = d.Day
	}
	counted, err := s.book(who).Arrivals(ctx, channelID, begins)
	for _, c := range counted {
		out.Days[c.Span-1].Contacts[contact.Source(c.Source)] += c.Contacts
	}
	return out, err
}

// zoneOf reads the name of a time zone. That of this machine is no name.
func zoneOf(name string) (*time.Location, error) {
	at, err := time.LoadLocation(name)
	if err != nil || strings.EqualFold(name, "local") || len(name) > 64 {
		return nil, parameter("zone", "zone must be the name of a time zone, such as Asia/Kuala_Lumpur.")
	}
	return at, nil
}

// daysUntil returns the last n days until a time, as its zone has them. A day may have
// 23 or 25 hours, and need not begin at midnight.
func daysUntil(at time.Time, n int) []ArrivalDay {
	days := make([]ArrivalDay, n)
	for i := range days {
		days[i] = ArrivalDay{
			Day:      time.Date(at.Year(), at.Month(), at.Day()-(n-1-i), 0, 0, 0, 0, at.Location()),
			Contacts: map[contact.Source]int64{},
		}
	}
	return days
}
