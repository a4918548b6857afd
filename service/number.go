package service

import (
	"cmp"
	"context"
	"regexp"
	"strings"

	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
)

// waID is what WhatsApp knows a number by. No country has numbers that are
// shorter or longer.
var waID = regexp.MustCompile(`^[1-9][0-9]{4,14}$`)

// noCountry is said of a default_country that is none.
func noCountry() error {
	return invalid("default_country", "default_country must be the two letters of a country, such as MY.")
}

// givenCountry reads the default country that a PUT gives: nil leaves it as it is,
// and an empty one clears it.
func givenCountry(given *string) (*string, error) {
	if given == nil || *given == "" {
		return given, nil
	}
	country := strings.ToUpper(*given)
	if !intake.IsCountry(country) {
		return nil, noCountry()
	}
	return &country, nil
}

// number accepts a number that a contact of the channel is known by.
func (s *Service) number(ctx context.Context, channelID string, n intake.Number) (intake.Number, error) {
	return n.Known(func(digits string) (bool, error) { return s.ledger.KnownNumber(ctx, channelID, digits) })
}

// judged returns what a submission, a call or their replay is judged by: the
// number that it gives, as number accepts it, and the attributes that there are.
func (s *Service) judged(ctx context.Context, channelID string, n intake.Number) (intake.Number, intake.Definitions, error) {
	definitions, err := s.settings(itself).Definitions(ctx)
	if err != nil {
		return n, nil, err
	}
	n, err = s.number(ctx, channelID, n)
	return n, definitions, err
}

// whom are the members by which a caller says whom a contact is about.
type whom struct{ phone, waID, country string }

// person reads whom an entry is about. Of the channel it knows the default country,
// which counts where the entry names none. The error is an *Error if that cannot be
// told.
func (s *Service) person(ctx context.Context, channel Channel, w whom) (intake.Number, error) {
	if w.country != "" && !intake.IsCountry(w.country) {
		return intake.Number{}, noCountry()
	}
	if strings.TrimSpace(w.waID) != "" {
		switch {
		case strings.TrimSpace(w.phone) != "":
			return intake.Number{}, invalid("wa_id", "Give phone, which is read, or wa_id, which is taken as it is; not both.")
		case !waID.MatchString(w.waID):
			return intake.Number{}, invalid("wa_id", "wa_id must be 5 to 15 digits as WhatsApp writes them, such as 60123456789: "+
				"without +, 00 or spaces. What people write goes to phone.")
		}
		return intake.Exact(w.waID), nil
	}
	number, err := s.number(ctx, channel.ID, intake.PhoneIn(w.phone, cmp.Or(w.country, store.OrEmpty(channel.DefaultCountry))))
	if err == nil && !number.Usable() {
		err = unusable(number)
	}
	return number, err
}

// unusable says why nobody can be told by a number.
func unusable(n intake.Number) error {
	return &Error{Code: UnusableNumber, Field: "phone", Message: "phone cannot be used: it " + n.Words() + "."}
}
