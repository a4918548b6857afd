package service

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/book"
)

// Question is what Explain is asked: about one of MessageID, LeadID (the leadgen_id of
// a lead of Facebook's), Phone, UserID and ContactID. Phone is as somebody writes it.
// ChannelID narrows it; empty: any.
type Question struct {
	MessageID, LeadID, Phone, UserID string
	ContactID                        *uuid.UUID
	ChannelID                        string
}

// Explanation is everything that is known about what was asked.
type Explanation struct {
	Trail
	Found   bool
	Summary string // a few sentences for a person
}

// Explain answers "why is this lead not in my contacts?", from what is known on the
// caller's channels.
func (s *Service) Explain(ctx context.Context, who Caller, asked Question) (Explanation, error) {
	if err := who.May(ContactsRead); err != nil {
		return Explanation{}, err
	}
	country, err := s.countryOf(ctx, who, asked)
	if err != nil {
		return Explanation{}, err
	}
	q, err := asked.read(country)
	if err != nil {
		return Explanation{}, err
	}
	trail, err := s.book(who).Explain(ctx, q)
	if err != nil {
		return Explanation{}, err
	}
	out := Explanation{
		Trail:   trail,
		Found:   len(trail.Events) > 0 || len(trail.Contacts) > 0 || trail.DeletedAt != nil,
		Summary: summary{q, trail, who.Channels, s.channelNamer(ctx, who)}.words(),
	}
	if q.Lead && len(trail.Events) == 0 {
		return s.explainLead(ctx, who, q.MessageID, out)
	}
	return out, nil
}

// channelNamer tells what people call a channel, as far as the caller sees it. One whose name
// cannot be read goes by its id: what is said of it is worth more than the name.
func (s *Service) channelNamer(ctx context.Context, who Caller) func(id string) string {
	return func(id string) string {
		if c, err := s.GetChannel(ctx, who, id); err == nil {
			return c.Name
		}
		return id
	}
}

// explainLead tells of a lead that is no event yet, if Facebook has told of it. Whoever
// sees certain channels alone is told of those whose form is of such a channel.
func (s *Service) explainLead(ctx context.Context, who Caller, id string, nothing Explanation) (Explanation, error) {
	lead, err := s.facebook.Lead(ctx, id)
	if err == nil && !who.Channels.All() {
		_, err = s.settings(who).FacebookForm(ctx, lead.FormID)
	}
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nothing, nil
	case err != nil:
		return Explanation{}, err
	case lead.Done: // whose event somebody has deleted since, or is of another channel
		return nothing, nil
	}
	out := nothing
	out.Found = true
	out.Summary = fmt.Sprintf("Facebook told of lead %s of the page %s at %s. Its answers are being fetched and will not be lost.",
		id, lead.PageID, clock(lead.RecordedAt))
	if lead.Problem != nil {
		out.Summary += " They are not here yet: " + *lead.Problem + "."
	}
	return out, nil
}

// countryOf is the default country of the channel that is asked about: a number is
// read as the channel's forms and files read it. Without a channel it is the one that all
// channels have which the caller sees, if there is one.
func (s *Service) countryOf(ctx context.Context, who Caller, asked Question) (string, error) {
	switch {
	case strings.TrimSpace(asked.Phone) == "":
		return "", nil
	case asked.ChannelID == "":
		channels, err := s.settings(who).Channels(ctx)
		return CommonCountry(channels), err
	case !slug.MatchString(asked.ChannelID):
		return "", nil
	}
	channel, err := s.settings(who).Channel(ctx, asked.ChannelID)
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	return store.OrEmpty(channel.DefaultCountry), err
}

// CommonCountry is the default country that all of some channels have; empty if one has
// none, or another one.
func CommonCountry(channels []Channel) (country string) {
	for n, c := range channels {
		own := store.OrEmpty(c.DefaultCountry)
		if own == "" || n > 0 && own != country {
			return ""
		}
		country = own
	}
	return country
}

// read returns the question as the store takes it. country is the one that numbers
// without a country code are of.
func (asked Question) read(country string) (book.Question, error) {
	q := book.Question{MessageID: asked.MessageID, UserID: asked.UserID, ChannelID: asked.ChannelID}
	given := 0
	for _, text := range []string{asked.MessageID, asked.LeadID, asked.Phone, asked.UserID} {
		if strings.TrimSpace(text) != "" {
			given++
		}
	}
	if asked.LeadID != "" {
		q.MessageID, q.Lead = asked.LeadID, true
	}
	if asked.ContactID != nil {
		given++
		q.ContactID = *asked.ContactID
	}
	if given != 1 {
		return q, parameter("", "Ask about one of message_id, lead_id, phone, user_id and contact_id.")
	}
	if phone := strings.TrimSpace(asked.Phone); phone != "" {
		number := intake.PhoneIn(phone, country)
		digits, isNumber := contact.Digits(phone)
		if isNumber {
			q.Written = strings.TrimPrefix(digits, "00") // before a country code
		}
		switch {
		case number.Usable():
			q.Phone = number.Digits
		case isNumber:
			q.Phone = q.Written
		case contact.IsUserID(phone):
			q.UserID = phone
		default:
			q.Phone = phone // whatever WhatsApp may have said in a number's place
		}
	}
	return q, nil
}
