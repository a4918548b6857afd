package web

import (
	"time"

	"github.com/luluchat/contacts/service"
)

// AdPage is one ad.
type AdPage struct {
	service.AdHistory
	ID, Headline, Kind string
	Chart              Chart
}

func (s *Site) showAds(v *Visit) error {
	ads, err := s.Service.ListAds(v.Context(), v.Who, v.Channel())
	if err != nil {
		return err
	}
	return v.Show("ads", "Ads", ads)
}

func (s *Site) showAd(v *Visit) error {
	h, err := s.Service.GetAd(v.Context(), v.Who, v.PathValue("id"), v.Channel(), v.Zone.String())
	if err != nil {
		return err
	}
	page := AdPage{AdHistory: h, ID: v.PathValue("id"), Headline: v.PathValue("id"), Kind: "ad"}
	for _, ad := range h.Ads {
		if ad.Headline != nil {
			page.Headline = *ad.Headline
		}
		if ad.SourceType != nil {
			page.Kind = *ad.SourceType
		}
	}
	days := make([]time.Time, len(h.Days))
	for i, d := range h.Days {
		days[i] = d.Day
	}
	// A first message is a message: what is drawn on top of it are the others.
	page.Chart = newChart("Messages by day", []Series{
		{Label: "First messages", Class: "s-message", Icon: "contacts"}, {Label: "Further messages", Class: "s-import", Icon: "message"},
	}, days, func(day, series int) int64 {
		if series == 0 {
			return h.Days[day].Contacts
		}
		return h.Days[day].Messages - h.Days[day].Contacts
	})
	return v.Show("ad", page.Headline, page)
}
