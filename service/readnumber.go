package service

import (
	"context"
	"errors"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// ReadNumber is what a number comes to that somebody wrote.
type ReadNumber struct {
	Understood contact.Understood
	Contact    *Contact // who has it; nil: nobody
}

// ReadNumber tells as what a number is taken on a channel, and who has it there, before
// anything is done with it. The error is an *Error if nobody can be told by it.
func (s *Service) ReadNumber(ctx context.Context, who Caller, channelID, phone, country string) (out ReadNumber, err error) {
	if err := who.May(ContactsRead); err != nil {
		return out, err
	}
	channel, err := s.mayMakeIn(ctx, who, channelID)
	if err != nil {
		return out, err
	}
	number, err := s.person(ctx, channel, whom{phone: phone, country: country})
	if err != nil {
		return out, err
	}
	out.Understood = *number.Understood()
	row, err := s.book(who).ByNumber(ctx, channelID, number.Digits)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return out, nil
	case err != nil:
		return out, err
	}
	out.Contact = &row
	return out, nil
}
