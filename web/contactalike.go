package web

import (
	"context"
	"fmt"
	"strconv"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// alikeAtOnce is how many contacts are suggested at once on the page of one.
const alikeAtOnce = 5

// AlikeLine is a contact that may be the same person as the one that is shown.
type AlikeLine struct {
	Name, Href string
	Number     string   // without a +; empty: there is none
	Why        []string // as sentences
	Merge      string   // leads to both side by side
	Dismiss    string   // where is sent that they are not the same
	Undo       string   // where that is taken back
	Since      any      // when a person said so
}

// MergedLine is a contact that became part of the one that is shown.
type MergedLine struct {
	Name string
	At   any
	Undo string
}

// alike fills in who might be the same person, of whom a person has said that they are
// not, and who became part of the contact.
func (s *Site) alike(v *Visit, page *ContactPage, merges []service.Merged) error {
	path := "/app/contacts/" + page.ID.String()
	for _, m := range merges {
		page.Merged = append(page.Merged, MergedLine{m.Name, m.MergedAt, s.address(path+"/merges/"+m.EventID.String()+"/undo", v.own())})
	}
	for _, dismissed := range []bool{false, true} {
		found, err := s.Service.ListDuplicates(v.Context(), v.Who, service.DuplicateFilter{ContactID: page.ID, Dismissed: dismissed}, service.Paging{Limit: alikeAtOnce})
		if err != nil {
			return err
		}
		for _, d := range found.Rows {
			line := s.alikeLine(v, page.Contact, d)
			if dismissed {
				page.Apart = append(page.Apart, line)
			} else {
				page.Alike = append(page.Alike, line)
			}
		}
	}
	return nil
}

func (s *Site) alikeLine(v *Visit, c service.Contact, d service.Duplicate) AlikeLine {
	other, name, number := d.ContactB, d.NameB, d.WaIDB
	if other == c.ID {
		other, name, number = d.ContactA, d.NameA, d.WaIDA
	}
	path := "/app/contacts/" + c.ID.String()
	at := path + "/duplicates/" + strconv.FormatInt(d.ID, 10)
	query := v.own()
	query.Set("other", other.String())
	line := AlikeLine{
		Name: name, Number: contact.OrEmpty(number), Href: s.url("/app/contacts/" + other.String()), Since: d.DismissedAt,
		Merge: s.address(path+"/merge", query), Dismiss: s.address(at+"/dismiss", v.own()), Undo: s.address(at+"/undo", v.own()),
	}
	for _, reason := range d.Reasons {
		line.Why = append(line.Why, sentence(contact.Likeness(reason).Words()))
	}
	return line
}

// dismissDuplicate takes in that two contacts are not the same person.
func (s *Site) dismissDuplicate(v *Visit) error {
	return s.sayOfPair(v, s.Service.DismissDuplicate, Flash{
		Text: "They stay two contacts, and are not suggested again.", Undo: v.PathValue("n") + "/undo", Label: "Take it back",
	})
}

// undoDismissal takes that back.
func (s *Site) undoDismissal(v *Visit) error {
	return s.sayOfPair(v, s.Service.UndoDismissal, Flash{Text: "They are suggested again."})
}

// useOfPair is a use case that says something of a pair.
type useOfPair = func(context.Context, service.Caller, int64, service.Request) (service.Applied, error)

// sayOfPair has a use case carried out for the pair that the path names, and says so on
// the contact's page. Done before, it is done.
func (s *Site) sayOfPair(v *Visit, say useOfPair, said Flash) error {
	c, err := s.contactOf(v)
	if err != nil {
		return err
	}
	n, err := strconv.ParseInt(v.PathValue("n"), 10, 64)
	if err != nil {
		return &service.Error{Code: service.NotFound, Message: "There is no such pair: the address is not whole."}
	}
	applied, err := say(v.Context(), v.Who, n, v.Asked())
	if err != nil && service.ErrorOf(err).Code != service.AlreadyResolved {
		return err
	}
	if said.Undo != "" {
		said.Undo = s.address(fmt.Sprintf("/app/contacts/%s/duplicates/%s", c.ID, said.Undo), v.own())
	}
	return v.backTo(c, applied.Decision, said)
}

// backTo leads back to a contact after a command, which says what it did, or that it will
// be done.
func (v *Visit) backTo(c service.Contact, d contact.Decision, said Flash) error {
	if d.Kind == contact.Pending && d.EventID != uuid.Nil {
		said = Flash{Text: v.later("The change is taken in. It shows here in a moment.", d)}
	}
	return v.Redirect(v.site.below(v.site.address("/app/contacts/"+c.ID.String(), v.own())), said)
}
