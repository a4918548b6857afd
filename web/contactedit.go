package web

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/service"
)

// EditPage is the form in which all of a contact is edited.
type EditPage struct {
	service.Contact
	Fields []ContactField
	Back   string
	Save   string
}

// was is what the name of a field's former value begins with, in forms.
const was = "was."

func (s *Site) showEdit(v *Visit) error {
	c, err := s.contactOf(v)
	if err != nil {
		return err
	}
	page, err := s.editPage(v, c)
	if err != nil {
		return err
	}
	v.Fill(editValues(page))
	return v.Show("contact-edit", "Edit "+c.DisplayName, page)
}

func (s *Site) editPage(v *Visit, c service.Contact) (EditPage, error) {
	definitions, err := s.Service.ListAttributes(v.Context(), v.Who)
	if err != nil {
		return EditPage{}, err
	}
	path := "/app/contacts/" + c.ID.String()
	return EditPage{
		Contact: c, Fields: v.fieldsOf(c, Told{}, definitions),
		Back: s.address(path, v.own()), Save: s.address(path+"/edit", v.own()),
	}, nil
}

// editValues are what the form has while nothing was typed.
func editValues(page EditPage) url.Values {
	values := url.Values{}
	for _, f := range page.Fields {
		values.Set(f.Name, f.Value)
		values.Set(was+f.Name, f.Value)
	}
	values.Set("tags", intake.JoinTags(page.Tags))
	values.Set(was+"tags", intake.JoinTags(page.Tags))
	out := strconv.FormatBool(page.OptedOutAt != nil)
	values.Set("opted_out", out)
	values.Set(was+"opted_out", out)
	return values
}

// mostTries bounds how often an edit is sent again because something else of the
// contact changed just then.
const mostTries = 8

// saveContact takes an edit in, of one field or of all. What somebody else changed
// meanwhile is a conflict only where it is the same field: a message that arrives is
// none.
func (s *Site) saveContact(v *Visit) error {
	if _, err := v.Posted(); err != nil {
		return err
	}
	for range mostTries {
		c, err := s.contactOf(v)
		if err != nil {
			return err
		}
		changes, conflicts := v.changesOf(c)
		if len(conflicts) > 0 {
			return s.showConflict(v, c, changes, conflicts)
		}
		entry := v.entryOf(changes)
		if len(entry) == 0 {
			return v.saved(c, contact.Decision{Kind: contact.Ignored})
		}
		asked := v.Asked()
		if asked.Key != "" { // another version is another request
			asked.Key += "." + strconv.FormatInt(c.Version, 10)
		}
		applied, err := s.Service.EditContact(v.Context(), v.Who, c.ID, &c.Version, entry, asked)
		switch {
		case err == nil:
			return v.saved(c, applied.Decision)
		case service.ErrorOf(err).Code != service.VersionConflict:
			return s.editAgain(v, c, err)
		}
	}
	return &service.Error{Code: service.Busy, Message: "So much happens with this contact just now that the edit found no gap. Go back and save it again."}
}

// saved leads back to the contact.
func (v *Visit) saved(c service.Contact, d contact.Decision) error {
	said := "The change is saved."
	switch d.Kind {
	case contact.Pending:
		said = v.later("The change is taken in. It shows here in a moment.", d)
	case contact.Ignored:
		said = "Nothing had to be changed."
	}
	return v.Redirect(v.site.below(v.site.address("/app/contacts/"+c.ID.String(), v.own())), Flash{Text: said})
}

// below is an address of ours as Redirect takes it.
func (s *Site) below(address string) string { return strings.TrimPrefix(address, s.base) }

// editAgain shows the whole form with what was typed, and what is wrong with it.
func (s *Site) editAgain(v *Visit, c service.Contact, wrong error) error {
	page, err := s.editPage(v, c)
	if err != nil {
		return err
	}
	for name, values := range editValues(page) {
		if !v.posted.Has(name) {
			v.posted[name] = values
		}
	}
	return v.Again(wrong, "contact-edit", "Edit "+c.DisplayName, page)
}
