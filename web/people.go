package web

import (
	"regexp"

	"github.com/luluchat/contacts/service"
)

// PersonPage is a person, or a form for a new one.
type PersonPage struct {
	New    bool
	Person service.Person
	Mine   bool // it is who asks
}

const newPerson = "Add a person"

// slug is the shape of a person's short name.
var slug = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

func (s *Site) showNewPerson(v *Visit) error {
	return v.Show("person", newPerson, PersonPage{New: true})
}

// addPerson makes a person, and a link with which that one chooses a password.
func (s *Site) addPerson(v *Visit) error {
	in, err := postedPerson(v, v.Value("slug"))
	if err != nil {
		return err
	}
	if !slug.MatchString(in.Slug) {
		v.Wrong("slug", "Write a short name of letters, digits, - or _, such as ada.")
		return v.Again(s.Service.CheckPerson(v.Context(), v.Who, in), "person", newPerson, PersonPage{New: true})
	}
	switch _, err := s.Service.GetPerson(v.Context(), v.Who, in.Slug); {
	case err == nil:
		v.Wrong("slug", "There is a person of this short name already: choose another.")
		return v.Again(nil, "person", newPerson, PersonPage{New: true})
	case service.ErrorOf(err).Code != service.NotFound:
		return err
	}
	p, _, err := s.Service.PutPerson(v.Context(), v.Who, in)
	if err != nil {
		return v.Again(err, "person", newPerson, PersonPage{New: true})
	}
	return s.invite(v, p, p.Name+" is added. Send this link, with which a password is chosen; it is good once, for 72 hours:")
}

func postedPerson(v *Visit, slug string) (service.Person, error) {
	posted, err := v.Posted()
	if err != nil {
		return service.Person{}, err
	}
	return service.Person{Slug: slug, Name: v.Value("name"), Email: v.Value("email"), Scopes: posted["scopes"], Channels: posted["channels"]}, nil
}

// person reads the one that the path names.
func (s *Site) person(v *Visit) (PersonPage, error) {
	p, err := s.Service.GetPerson(v.Context(), v.Who, v.PathValue("slug"))
	return PersonPage{Person: p, Mine: v.Who.Name == service.PersonName(p.Slug)}, err
}

func (s *Site) showPerson(v *Visit) error {
	page, err := s.person(v)
	if err != nil {
		return err
	}
	v.Fill(formOf(page.Person))
	return v.Show("person", page.Person.Name, page)
}

func (s *Site) savePerson(v *Visit) error {
	page, err := s.person(v)
	if err != nil {
		return err
	}
	in, err := postedPerson(v, page.Person.Slug)
	if err != nil {
		return err
	}
	p, _, err := s.Service.PutPerson(v.Context(), v.Who, in)
	if err != nil {
		return v.Again(err, "person", page.Person.Name, page)
	}
	return v.Redirect("/app/settings/people/"+p.Slug, Flash{Text: p.Name + " is saved."})
}

func (s *Site) invitePerson(v *Visit) error {
	page, err := s.person(v)
	if err != nil {
		return err
	}
	return s.invite(v, page.Person, "Send this link to "+page.Person.Name+", with which a password is chosen; it is good once, for 72 hours:")
}

func (s *Site) invite(v *Visit, p service.Person, said string) error {
	invitation, err := s.Service.InvitePerson(v.Context(), v.Who, p.Slug)
	if err != nil {
		return err
	}
	return v.Redirect("/app/settings/people/"+p.Slug, Flash{Text: said, Secret: s.PublicURL + invitation.Path})
}

func (s *Site) removePerson(v *Visit) error {
	page, err := s.person(v)
	if err != nil {
		return err
	}
	if err := s.Service.DeletePerson(v.Context(), v.Who, page.Person.Slug); err != nil {
		v.Fill(formOf(page.Person))
		e := service.ErrorOf(err)
		if e.Code != service.LastAdmin {
			return err
		}
		v.Wrong("", e.Message)
		return v.show(409, "person", page.Person.Name, page)
	}
	return v.Redirect("/app/settings#people", Flash{Text: page.Person.Name + " is removed, and signed out everywhere."})
}
