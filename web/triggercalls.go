package web

import (
	"encoding/json"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// callsAtOnce is how many of a trigger's last calls are shown.
const callsAtOnce = 5

// lastCalls are those that a trigger took in, the newest first.
func (s *Site) lastCalls(v *Visit, id string) ([]service.Event, error) {
	filter := service.EventFilter{Source: string(contact.SourceTrigger), Origin: id}
	listed, err := s.Service.ListEvents(v.Context(), v.Who, filter, service.Paging{Limit: callsAtOnce})
	return listed.Rows, err
}

// tryTrigger calls a trigger as a program would: whom it names becomes a contact.
func (s *Site) tryTrigger(v *Visit) error {
	page, err := s.triggerPage(v)
	if err != nil {
		return err
	}
	call := map[string]string{calledNumber: v.Value("phone")}
	if name := v.Value("called"); name != "" {
		call["name"] = name
	}
	body, err := json.Marshal(call)
	if err != nil {
		return err
	}
	if _, err = s.Service.CallTrigger(v.Context(), v.Who, page.Trigger.ID, body, v.Asked()); err != nil {
		wrong := *service.ErrorOf(err)
		if wrong.Field == calledNumber {
			wrong.Field = "phone"
		}
		values := formOfTrigger(page.Trigger)
		for _, name := range []string{"phone", "called"} {
			values.Set(name, v.Value(name))
		}
		return v.Again(&wrong, "trigger", page.Trigger.Name, page, values)
	}
	said := "The call is taken in. In a moment whom it names is a contact, which stays until it is deleted."
	return v.Redirect("/app/triggers/"+page.Trigger.ID, Flash{Text: said})
}
