package service

import (
	"context"
	"errors"
	"regexp"
	"strings"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/settings"
)

// slug is the shape of ids that callers choose.
var slug = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// checkID returns an error if a caller cannot choose the id for a thing.
func checkID(id, thing string) error {
	if !slug.MatchString(id) {
		return parameter("id", "The %s's id must be 1 to 64 letters, digits, - or _.", thing)
	}
	return nil
}

// errNoID says that what was sent as an id cannot be one, and so names nothing.
var errNoID = &Error{Code: NotFound, Message: "There is nothing with this id."}

// maxName is the longest name of a channel, in bytes.
const maxName = 255

// ListChannels returns every channel that is not deleted.
func (s *Service) ListChannels(ctx context.Context, who Caller) ([]Channel, error) {
	if err := who.May(ContactsRead); err != nil {
		return nil, err
	}
	return s.settings(who).Channels(ctx)
}

// GetChannel returns one channel, which may be deleted: what refers to it names it.
func (s *Service) GetChannel(ctx context.Context, who Caller, id string) (Channel, error) {
	if err := who.May(ContactsRead); err != nil {
		return Channel{}, err
	}
	if !slug.MatchString(id) {
		return Channel{}, errNoID
	}
	return s.settings(who).Channel(ctx, id)
}

// PutChannel creates a channel or changes it, and reports whether it is new.
// Without a name it is called by its id. A default country that is not given stays,
// and an empty one is cleared. Of what it wants of what WhatsApp synchronises, an empty
// word leaves what is. One that was deleted is brought back with all that refers to it.
func (s *Service) PutChannel(ctx context.Context, who Caller, in Channel) (c Channel, created bool, err error) {
	if err := who.May(Admin); err != nil {
		return Channel{}, false, err
	}
	if err := checkID(in.ID, "channel"); err != nil {
		return Channel{}, false, err
	}
	in.Name, in.PhoneNumberID = strings.TrimSpace(in.Name), strings.TrimSpace(in.PhoneNumberID)
	if in.Name == "" {
		in.Name = in.ID
	}
	if in.PhoneNumberID == "" || len(in.PhoneNumberID) > 64 || len(in.Name) > maxName || strings.ContainsRune(in.Name+in.PhoneNumberID, 0) {
		return Channel{}, false, invalid("phone_number_id",
			"name may have 255 bytes, and phone_number_id must be there: it is in Meta's App Dashboard under WhatsApp > API Setup.")
	}
	if in.DefaultCountry, err = givenCountry(in.DefaultCountry); err != nil {
		return Channel{}, false, err
	}
	if err := checkCoexistence(in.Coexistence()); err != nil {
		return Channel{}, false, err
	}
	if err := s.checkNumberID(ctx, who, in.PhoneNumberID); err != nil {
		return Channel{}, false, err
	}
	c, created, err = s.settings(who).SetChannel(ctx, in)
	switch {
	case errors.Is(err, settings.ErrTaken):
		return Channel{}, false, &Error{Code: Taken, Field: "phone_number_id", Message: "Another channel has this phone_number_id."}
	case err != nil:
		return Channel{}, false, err
	}
	s.judgeWhatWaited(ctx) // what arrived for it before it was known
	return c, created, nil
}

// checkNumberID says what was given in place of a phone_number_id, where that can be
// told: a phone number, or the id of an account.
func (s *Service) checkNumberID(ctx context.Context, who Caller, given string) error {
	const where = "Meta's App Dashboard shows it under WhatsApp > API Setup, below the number."
	digits, isNumber := contact.Digits(given)
	if n := intake.Phone("+" + digits); isNumber && n.Usable() && (given != digits || len(digits) <= longestNumber) {
		return invalid("phone_number_id", "This is a phone number, and phone_number_id is Meta's id of it. %s", where)
	}
	n, err := s.settings(who).KnownAs(ctx, given, digits)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil
	case err != nil:
		return err
	case n.AccountID == given:
		return invalid("phone_number_id", "This is the id of the WhatsApp Business Account, as webhooks have it. %s", where)
	}
	return invalid("phone_number_id", "This is the phone number itself, as webhooks have it. %s", where)
}

// longestNumber is how many digits a phone number has at most that nothing but its
// digits shows to be one. Ids are longer.
const longestNumber = 13

// checkCoexistence returns an error if a word is none that a channel may say.
func checkCoexistence(want contact.Coexistence) error {
	switch want.AddressBook {
	case "", contact.AddressBookIgnore, contact.AddressBookImport:
	default:
		return invalid("address_book", "address_book must be ignore or import: whether entries of the phone's address book become contacts.")
	}
	switch want.History {
	case "", contact.HistoryAttach, contact.HistoryImport:
	default:
		return invalid("history", "history must be attach or import: whether old messages also create contacts.")
	}
	return nil
}
