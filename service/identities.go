package service

import (
	"context"
	"fmt"
	"hash/fnv"
	"strings"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
)

// Identity is one name that a contact is known by, from when to when.
type Identity = contact.Identity

// IdentityNumber is the number by which a contact's identity is called in an address. It
// is no position, which another identity could have a moment later, and tells nobody
// the value.
func IdentityNumber(i Identity) uint32 {
	h := fnv.New32a()
	_, _ = fmt.Fprintf(h, "%s\x1f%s\x1f%d", i.Kind, i.Value, i.ValidFrom.UnixMicro())
	return h.Sum32()
}

// NewIdentity is a further identity that somebody gives a contact. The kind is one of
// contact.IdentityKind, or phone for a number as people write it.
type NewIdentity struct{ Kind, Value string }

// PhoneKind is the kind of a number that is read as people write it.
const PhoneKind = "phone"

// AddIdentity says that a contact has a further identity. One that it had is its own
// again. version is as for EditContact.
func (s *Service) AddIdentity(ctx context.Context, who Caller, id uuid.UUID, version *int64, in NewIdentity, r Request) (Applied, error) {
	if err := who.May(ContactsWrite); err != nil {
		return Applied{}, err
	}
	row, err := s.book(who).Contact(ctx, id)
	if err != nil {
		return Applied{}, err
	}
	facts := contact.Facts{Fields: &contact.Fields{}}
	named := contact.Named{Kind: contact.IdentityKind(in.Kind), Value: in.Value}
	switch in.Kind {
	case PhoneKind:
		number, err := s.numberIn(ctx, who, row, in.Value)
		if err != nil {
			return Applied{}, of("value", err)
		}
		named = contact.Named{Kind: contact.WaID, Value: number.Digits}
		facts = intake.WithNumber(facts, number, "value")
	default:
		if err := checkIdentity(named); err != nil {
			return Applied{}, err
		}
	}
	facts.AddNote(describe(named))
	from := origin{who, r, "add_identity", asked{ID: id.String(), Version: version, Body: map[string]string{"kind": in.Kind, "value": in.Value}}}
	return s.mend(ctx, from, row, contact.Command{IfVersion: version, Add: &named}, facts, "value")
}

// EndIdentity says that an identity is a contact's no longer: from now on it is former.
// n is its IdentityNumber. Given to the contact again, it is as if it had never ended.
func (s *Service) EndIdentity(ctx context.Context, who Caller, id uuid.UUID, n uint32, version *int64, r Request) (Applied, error) {
	if err := who.May(ContactsWrite); err != nil {
		return Applied{}, err
	}
	row, err := s.book(who).Contact(ctx, id)
	if err != nil {
		return Applied{}, err
	}
	known, err := s.book(who).Provenance(ctx, row.ID)
	if err != nil {
		return Applied{}, err
	}
	from := origin{who, r, "end_identity", asked{ID: id.String(), Version: version, Body: n}}
	for _, i := range known.Identities {
		if IdentityNumber(i) != n {
			continue
		}
		if !i.ValidTo.IsZero() {
			return s.again(ctx, from, &Error{Code: AlreadyResolved, Field: "n", Message: "This identity has ended already."})
		}
		named := contact.Named{Kind: i.Kind, Value: i.Value}
		facts := contact.Facts{Note: describe(named)}
		return s.mend(ctx, from, row, contact.Command{IfVersion: version, End: &named}, facts, "n")
	}
	return Applied{}, &Error{Code: NotFound, Field: "n", Message: "The contact has no identity with this n. GET /v1/contacts/{id}/timeline lists them."}
}

// mend has a person change a contact's identities. field is what names the identity.
func (s *Service) mend(ctx context.Context, from origin, row Contact, c contact.Command, f contact.Facts, field string) (Applied, error) {
	c.Contact = row.ID
	applied, err := s.send(ctx, from, c, f)
	if err != nil {
		return Applied{}, err
	}
	if applied.Decision.Reason == contact.IdentityTaken {
		return Applied{}, s.taken(ctx, from.who, row.ChannelID, *c.Gives(), field)
	}
	return s.result(ctx, from.who, applied)
}

// taken says whose an identity is.
func (s *Service) taken(ctx context.Context, who Caller, channelID string, named contact.Named, field string) error {
	owner, err := s.book(who).Owner(ctx, channelID, named)
	if err != nil { // it was given up meanwhile, or cannot be read
		return &Error{Code: IdentityTaken, Field: field, Err: err,
			Message: "This was an identity of another contact when it was decided, so nothing was changed. Send it again as another request."}
	}
	return &Error{Code: IdentityTaken, Field: field, ContactID: &owner.ID, Message: fmt.Sprintf(
		"%s belongs to %s (contact %s), so nothing was changed. If both are one person, merge them: POST /v1/contacts/{id}/merge. "+
			"If not, end the identity there first.", describe(named), owner.DisplayName, owner.ID)}
}

// numberIn reads a number of a contact as the contact's channel reads numbers.
func (s *Service) numberIn(ctx context.Context, who Caller, row Contact, written string) (intake.Number, error) {
	channel, err := s.settings(who).Channel(ctx, row.ChannelID)
	if err != nil {
		return intake.Number{}, err
	}
	return s.person(ctx, channel, whom{phone: written})
}

// of names the field that an error is about, if it is about one.
func of(field string, err error) error {
	if e := ErrorOf(err); e.Field != "" {
		renamed := *e
		renamed.Message = field + strings.TrimPrefix(e.Message, e.Field)
		renamed.Field = field
		return &renamed
	}
	return err
}

// checkIdentity checks what is given as WhatsApp writes it.
func checkIdentity(n contact.Named) error {
	const userID = "as WhatsApp writes it, such as MY.13491208655302741918"
	parent := contact.Person{WaID: n.Value}.Normalise().ParentUserID != ""
	switch n.Kind {
	case contact.WaID:
		if !waID.MatchString(n.Value) {
			return invalid("value", "value must be 5 to 15 digits as WhatsApp writes them, such as 60123456789. "+
				"With the kind phone a number is read as people write it.")
		}
	case contact.UserID:
		if !contact.IsUserID(n.Value) || parent {
			return invalid("value", "value must be a user id %s.", userID)
		}
	case contact.ParentUserID:
		if !parent {
			return invalid("value", "value must be the user id of a parent business, such as MY.ENT.11815799212886844830.")
		}
	default:
		return invalid("kind", "kind must be phone, wa_id, user_id or parent_user_id.")
	}
	return nil
}

// describe tells an identity in words.
func describe(n contact.Named) string {
	switch n.Kind {
	case contact.UserID:
		return "the user id " + n.Value
	case contact.ParentUserID:
		return "the parent's user id " + n.Value
	}
	return "the number " + n.Value
}

// withNumber makes an edit one of the contact's number, too.
func (s *Service) withNumber(ctx context.Context, who Caller, row Contact, phone string, f contact.Facts) (contact.Facts, string, error) {
	number, err := s.numberIn(ctx, who, row, phone)
	if err != nil {
		return f, "", err
	}
	f = intake.WithNumber(f, number, "phone")
	note := describe(contact.Named{Kind: contact.WaID, Value: number.Digits})
	if former := store.OrEmpty(row.WaID); former != "" && former != number.Digits {
		note += " takes the place of " + former
	}
	f.AddNote(note)
	return f, number.Digits, nil
}
