package web

import (
	"net/url"
	"slices"
	"strings"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/service"
)

// NewContactPage is the form of a new contact.
type NewContactPage struct {
	Channels []Option
	Fields   []ContactField
	Number   NumberLine
}

// NumberLine says as what a number is taken that is being typed.
type NumberLine struct {
	Typed   bool
	Number  string // without a +; empty: it cannot be used
	Country string // in words
	Wrong   string
	There   *service.Contact // who has it already
	Href    string           // of that contact
}

const newContact = "New contact"

func (s *Site) showNewContact(v *Visit) error {
	typed := strings.TrimSpace(v.URL.Query().Get("q"))
	values := url.Values{"channel_id": {v.Channel()}}
	if _, number := contact.Digits(typed); number {
		values.Set("phone", typed)
	} else {
		values.Set(contact.FieldDisplayName, typed)
	}
	v.Fill(values)
	page, err := s.newContactPage(v, v.Channel(), values.Get("phone"))
	if err != nil {
		return err
	}
	return v.Show("contact-new", newContact, page)
}

func (s *Site) newContactPage(v *Visit, channel, phone string) (page NewContactPage, err error) {
	definitions, err := s.Service.ListAttributes(v.Context(), v.Who)
	if err != nil {
		return page, err
	}
	page.Fields = v.fieldsOf(service.Contact{}, Told{}, definitions)
	for _, c := range v.OpenChannels() {
		page.Channels = append(page.Channels, Option{Value: c.ID, Label: c.Name})
	}
	if known := slices.ContainsFunc(page.Channels, func(o Option) bool { return o.Value == channel }); !known && len(page.Channels) > 0 {
		channel = page.Channels[0].Value
	}
	page.Number, err = s.numberLine(v, channel, phone)
	return page, err
}

// showNumber tells a script as what the number is taken that is being typed.
func (s *Site) showNumber(v *Visit) error {
	q := v.URL.Query()
	line, err := s.numberLine(v, q.Get("channel_id"), q.Get("phone"))
	if err != nil {
		return err
	}
	return v.Fragment("contact-new", "number", line)
}

func (s *Site) numberLine(v *Visit, channel, phone string) (line NumberLine, err error) {
	if strings.TrimSpace(phone) == "" || channel == "" {
		return line, nil
	}
	line.Typed = true
	read, err := s.Service.ReadNumber(v.Context(), v.Who, channel, phone, "")
	if err != nil {
		e := service.ErrorOf(err)
		if e.Code == service.UnusableNumber {
			line.Wrong = inWords(service.FieldError{Field: e.Field, Message: e.Message})
			return line, nil
		}
		return line, err
	}
	line.Number, line.Country = strings.TrimPrefix(read.Understood.Number, "+"), countryName(read.Understood.Country)
	if line.There = read.Contact; line.There != nil {
		line.Href = s.url("/app/contacts/" + line.There.ID.String())
	}
	return line, nil
}

// createContact takes the form of a new contact in. Sent twice it makes one; who is
// there already is shown, and stays as they are.
func (s *Site) createContact(v *Visit) error {
	posted, err := v.Posted()
	if err != nil {
		return err
	}
	entry := service.Entry{"channel_id": raw(v.Value("channel_id")), "phone": raw(v.Value("phone")), "source": raw(string(contact.SourceManual))}
	attributes := map[string]string{}
	for name := range posted {
		value := lines(posted.Get(name))
		attribute, is := strings.CutPrefix(name, contact.AttributePrefix)
		switch {
		case value == "":
		case is:
			attributes[attribute] = value
		case name == contact.FieldDisplayName || name == contact.FieldRemarks || name == contact.FieldAssignee:
			entry[name] = raw(value)
		case name == "tags":
			entry[name] = raw(intake.SplitTags(value))
		}
	}
	if len(attributes) > 0 {
		entry["attributes"] = raw(attributes)
	}
	asked := v.Asked()
	asked.New = true
	applied, err := s.Service.CreateContact(v.Context(), v.Who, entry, asked)
	if err != nil {
		return s.newContactAgain(v, err)
	}
	switch {
	case applied.Contact == nil:
		return v.Redirect("/app/contacts", Flash{Text: "The contact is taken in. It shows here in a moment."})
	case applied.Decision.Kind == contact.Created:
		return v.Redirect("/app/contacts/"+applied.Contact.ID.String(), Flash{Text: "The contact is created."})
	}
	return v.Redirect("/app/contacts/"+applied.Contact.ID.String(), Flash{Text: "Somebody with this number was there already, and has these values now."})
}

func (s *Site) newContactAgain(v *Visit, wrong error) error {
	page, err := s.newContactPage(v, v.Value("channel_id"), v.Value("phone"))
	if err != nil {
		page, err = s.newContactPage(v, "", "")
	}
	if err != nil {
		return err
	}
	return v.Again(wrong, "contact-new", newContact, page)
}
