package web

import (
	"strconv"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// KnownPage is by what a contact is known, to be put right.
type KnownPage struct {
	service.Contact
	Back       string
	Identities []KnownLine
	Correct    string // where the right number is sent
	Add        string // where a further identity is sent
	Kinds      []Option
	Taken      *TakenBy
}

// KnownLine is an identity, and where it is sent that it has ended, or has not.
type KnownLine struct {
	IdentityLine
	N            string
	End, Restore string
}

// TakenBy is the contact that has what was given to this one.
type TakenBy struct{ Name, Href, Merge string }

func (s *Site) showKnown(v *Visit) error {
	c, err := s.contactOf(v)
	if err != nil {
		return err
	}
	page, _, err := s.knownPage(v, c)
	if err != nil {
		return err
	}
	return v.Show("contact-known", knownTitle(c), page)
}

func knownTitle(c service.Contact) string { return "How " + c.DisplayName + " is known" }

func (s *Site) knownPage(v *Visit, c service.Contact) (page KnownPage, all []contact.Identity, err error) {
	told, err := s.Service.ReadTimeline(v.Context(), v.Who, c.ID, service.Paging{Limit: 1})
	if err != nil {
		return page, nil, err
	}
	path := "/app/contacts/" + c.ID.String()
	page = KnownPage{
		Contact: c, Back: s.address(path, v.own()), Correct: s.address(path+"/known/number", v.own()), Add: s.address(path+"/known", v.own()),
		Kinds: []Option{
			{Value: service.PhoneKind, Label: "Number"}, {Value: string(contact.UserID), Label: "User id"},
			{Value: string(contact.ParentUserID), Label: "User id for the whole business"},
		},
	}
	for _, line := range identityLines(told.Identities) {
		n := strconv.FormatUint(uint64(service.IdentityNumber(line.Identity)), 10)
		page.Identities = append(page.Identities, KnownLine{
			line, n, s.address(path+"/known/"+n+"/end", v.own()), s.address(path+"/known/"+n+"/restore", v.own()),
		})
	}
	return page, told.Identities, nil
}

// EndText is what somebody is asked who is about to end an identity.
func (p KnownPage) EndText() string {
	return "It is kept as former, and can be given back. Whoever writes from it from now on is a new contact."
}

// correctNumber takes the right number of a contact in.
func (s *Site) correctNumber(v *Visit) error {
	return s.mendContact(v, "The number is corrected. The wrong one is kept as former.", func(c service.Contact) (service.Applied, error) {
		return s.Service.EditContact(v.Context(), v.Who, c.ID, nil, service.Entry{"phone": raw(v.Value("phone"))}, v.Asked())
	})
}

// addIdentity takes a further identity of a contact in.
func (s *Site) addIdentity(v *Visit) error {
	return s.mendContact(v, "It is the contact's now.", func(c service.Contact) (service.Applied, error) {
		in := service.NewIdentity{Kind: v.Value("kind"), Value: v.Value("value")}
		return s.Service.AddIdentity(v.Context(), v.Who, c.ID, nil, in, v.Asked())
	})
}

// endIdentity has an identity end.
func (s *Site) endIdentity(v *Visit) error {
	return s.mendContact(v, "It is kept as former, and can be given back.", func(c service.Contact) (service.Applied, error) {
		n, err := strconv.ParseUint(v.PathValue("n"), 10, 32)
		if err != nil {
			return service.Applied{}, errNoIdentity
		}
		return s.Service.EndIdentity(v.Context(), v.Who, c.ID, uint32(n), nil, v.Asked())
	})
}

// restoreIdentity gives a former identity back.
func (s *Site) restoreIdentity(v *Visit) error {
	return s.mendContact(v, "It is the contact's again.", func(c service.Contact) (service.Applied, error) {
		_, all, err := s.knownPage(v, c)
		if err != nil {
			return service.Applied{}, err
		}
		for _, i := range all {
			if strconv.FormatUint(uint64(service.IdentityNumber(i)), 10) == v.PathValue("n") {
				in := service.NewIdentity{Kind: string(i.Kind), Value: i.Value}
				return s.Service.AddIdentity(v.Context(), v.Who, c.ID, nil, in, v.Asked())
			}
		}
		return service.Applied{}, errNoIdentity
	})
}

var errNoIdentity = &service.Error{Code: service.NotFound, Message: "The contact has no such number or user id. Open its page again."}

// mendContact has something be done about the identities of the contact that the path
// names, and says so on its page. What is wrong stands beside what was typed.
func (s *Site) mendContact(v *Visit, done string, mend func(service.Contact) (service.Applied, error)) error {
	if _, err := v.Posted(); err != nil {
		return err
	}
	c, err := s.contactOf(v)
	if err != nil {
		return err
	}
	applied, err := mend(c)
	if err != nil {
		return s.knownAgain(v, c, err)
	}
	if applied.Decision.Kind == contact.Ignored {
		done = "Nothing had to be changed."
	}
	return v.backTo(c, applied.Decision, Flash{Text: done})
}

// knownAgain shows the page anew with what is wrong, in words for people, and who has
// what was given.
func (s *Site) knownAgain(v *Visit, c service.Contact, wrong error) error {
	page, _, err := s.knownPage(v, c)
	if err != nil {
		return err
	}
	v.posted.Del(onceField) // what was refused may be recorded: the next one is another request
	e := *service.ErrorOf(wrong)
	switch e.Code {
	case service.IdentityTaken:
		e.Message = "Somebody else has this one, so nothing was changed."
		if e.ContactID == nil {
			break
		}
		owner, err := s.Service.GetContact(v.Context(), v.Who, *e.ContactID)
		if err != nil {
			break
		}
		query := v.own()
		query.Set("other", owner.ID.String())
		page.Taken = &TakenBy{owner.DisplayName, s.url("/app/contacts/" + owner.ID.String()), s.address("/app/contacts/"+c.ID.String()+"/merge", query)}
		e.Message = owner.DisplayName + " has this one, so nothing was changed."
	case service.LastIdentity:
		e.Message = "Nothing else is known of the contact, so it was not ended. Correct the number, or add the right one first."
	}
	return v.Again(&e, "contact-known", knownTitle(c), page)
}
