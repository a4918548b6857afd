package service

import (
	"context"
	"time"

	"github.com/luluchat/contacts/contact"
)

// ListAds returns the ads that messages came from, of a channel or of all.
func (s *Service) ListAds(ctx context.Context, who Caller, channelID string) ([]Ad, error) {
	if err := who.May(ContactsRead); err != nil {
		return nil, err
	}
	return s.book(who).Ads(ctx, channelID)
}

// AdHistory is what one ad brought, in all and on each of the last days.
type AdHistory struct {
	Ads  []Ad // one for each channel
	Zone *time.Location
	Days []AdDay // the last is today
}

// AdDay is what an ad brought on one day.
type AdDay struct {
	Day                time.Time // when it began
	Messages, Contacts int64
}

// GetAd tells what an ad brought, in all and on each of the last 30 days, of a channel
// or of all. A day is one of a time zone, as CountArrivals has it.
func (s *Service) GetAd(ctx context.Context, who Caller, adID, channelID, zone string) (AdHistory, error) {
	if err := who.May(ContactsRead); err != nil {
		return AdHistory{}, err
	}
	at, err := zoneOf(zone)
	if err != nil {
		return AdHistory{}, err
	}
	if contact.Clean(adID, maxAdID) != adID || adID == "" {
		return AdHistory{}, errNoID
	}
	out := AdHistory{Zone: at}
	var begins []time.Time
	for _, d := range daysUntil(now().In(at), arrivalDays) {
		out.Days, begins = append(out.Days, AdDay{Day: d.Day}), append(begins, d.Day)
	}
	if out.Ads, err = s.book(who).Ad(ctx, adID, channelID); err != nil {
		return AdHistory{}, err
	}
	if len(out.Ads) == 0 {
		return AdHistory{}, errNoID
	}
	counted, err := s.book(who).AdArrivals(ctx, adID, channelID, begins)
	for _, c := range counted {
		out.Days[c.Span-1].Messages, out.Days[c.Span-1].Contacts = c.Messages, c.Contacts
	}
	return out, err
}

// maxAdID is the longest id of an ad, in runes.
const maxAdID = 256
