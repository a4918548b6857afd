package web

import (
	"fmt"
	"net/url"
	"slices"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/service"
)

// TriggerPage is a trigger, or a form for a new one.
type TriggerPage struct {
	New     bool
	Trigger service.Trigger
	Address string
	Curl    string
	Names   []string // of the fields that a call may have
	Stands  Standing
	Calls   []service.Event // the last ones
}

// TriggersPage is every trigger.
type TriggersPage struct {
	Triggers []service.Trigger
	Deleted  []Standing
}

const newTrigger = "Add a trigger"

func (s *Site) showTriggers(v *Visit) error {
	triggers, err := s.Service.ListTriggers(v.Context(), v.Who)
	if err != nil {
		return err
	}
	if chosen := v.Channel(); chosen != "" {
		triggers = slices.DeleteFunc(triggers, func(t service.Trigger) bool { return t.ChannelID != chosen })
	}
	page := TriggersPage{Triggers: triggers}
	deleted, err := s.Service.ListDeletedTriggers(v.Context(), v.Who)
	for _, t := range deleted {
		page.Deleted = append(page.Deleted, standingOfTrigger(t))
	}
	if err != nil {
		return err
	}
	return v.Show("triggers", "Triggers", page)
}

func (s *Site) showNewTrigger(v *Visit) error {
	v.Fill(url.Values{"channel_id": {v.Channel()}})
	return v.Show("trigger", newTrigger, TriggerPage{New: true})
}

func (s *Site) addTrigger(v *Visit) error {
	in := postedTrigger(v, v.Value("id"))
	if in.ID == "" {
		in.ID = slugOf(in.Name)
	}
	if in.ID == "" {
		v.Wrong("id", "Write a short name of letters, digits, - or _, such as zapier.")
	} else {
		switch there, err := s.Service.GetTrigger(v.Context(), v.Who, in.ID); {
		case err == nil && there.DeletedAt == nil:
			v.Wrong("id", "There is a trigger of the short name "+in.ID+" already: choose another.")
		case err != nil && service.ErrorOf(err).Code != service.NotFound:
			return err
		}
	}
	var failed error
	if len(v.form.Errors) == 0 {
		t, _, err := s.Service.PutTrigger(v.Context(), v.Who, in)
		if err == nil {
			return v.Redirect("/app/triggers/"+t.ID, Flash{Text: t.Name + " is added. Its address and a command that calls it stand below."})
		}
		failed = err
	}
	return v.againWithID(failed, "trigger", newTrigger, TriggerPage{New: true})
}

func postedTrigger(v *Visit, id string) intake.Trigger {
	country := countryOf(v.Value("default_country"))
	return intake.Trigger{ID: id, ChannelID: v.Value("channel_id"), Name: v.Value("name"), DefaultCountry: &country}
}

// calledNumber is the field that every call has.
const calledNumber = "contact_number"

func (s *Site) triggerPage(v *Visit) (TriggerPage, error) {
	t, err := s.Service.GetTrigger(v.Context(), v.Who, v.PathValue("id"))
	if err != nil {
		return TriggerPage{}, err
	}
	page := TriggerPage{Trigger: t, Stands: standingOfTrigger(t), Address: s.PublicURL + "/v1/triggers/" + t.ID}
	for _, f := range contact.NamedFields(contact.SourceTrigger) {
		if name := f.NameFor(contact.SourceTrigger); name != calledNumber {
			page.Names = append(page.Names, name)
		}
	}
	attributes, err := s.Service.ListAttributes(v.Context(), v.Who)
	for _, a := range attributes {
		page.Names = append(page.Names, a.Name)
	}
	page.Curl = fmt.Sprintf(`TOKEN='a token with the scope triggers'
curl -X POST %s \
  -H "Authorization: Bearer $TOKEN" \
  -H 'Content-Type: application/json' \
  -d '{"contact_number": "+60 12-345 6789", "name": "Aisyah Rahman"}'`, quoted(page.Address))
	if err != nil {
		return page, err
	}
	page.Calls, err = s.lastCalls(v, t.ID)
	return page, err
}

func (s *Site) showTrigger(v *Visit) error {
	page, err := s.triggerPage(v)
	if err != nil {
		return err
	}
	if page.Trigger.DeletedAt != nil {
		return v.Show("deleted", page.Trigger.Name, page.Stands)
	}
	v.Fill(formOfTrigger(page.Trigger))
	return v.Show("trigger", page.Trigger.Name, page)
}

func (s *Site) saveTrigger(v *Visit) error {
	t, _, err := s.Service.PutTrigger(v.Context(), v.Who, postedTrigger(v, v.PathValue("id")))
	if err != nil {
		page, failed := s.triggerPage(v)
		if failed != nil {
			return failed
		}
		return v.Again(err, "trigger", page.Trigger.Name, page)
	}
	return v.Redirect("/app/triggers/"+t.ID, Flash{Text: t.Name + " is saved."})
}

func formOfTrigger(t service.Trigger) url.Values {
	values := url.Values{"name": {t.Name}, "channel_id": {t.ChannelID}}
	if t.DefaultCountry != nil {
		values.Set("default_country", *t.DefaultCountry)
	}
	return values
}
