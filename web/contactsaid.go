package web

import (
	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// Said is what one source says a field is.
type Said struct {
	Value string
	By    string // the source in words
	At    any    // a time
}

// Told is what is known of where the values of a contact come from.
type Told struct {
	Claims []contact.Claim
	Events map[uuid.UUID]service.Event // that made them, as far as they can be read
}

// claimWords are what people call the sources of values of which nothing more is known.
var claimWords = map[contact.NameSource]string{
	contact.NameManual: "entered by hand or the API", contact.NameImport: "from an import", contact.NameForm: "from a form or trigger",
	contact.NameProfile: "from WhatsApp",
}

// toldOf reads which events the values come from. Some of them are on the page of the
// timeline; the others are read at once.
func (s *Site) toldOf(v *Visit, timeline service.Timeline) Told {
	told := Told{Claims: timeline.Claims, Events: map[uuid.UUID]service.Event{}}
	for _, e := range timeline.Events.Rows {
		told.Events[e.ID] = e
	}
	var others []uuid.UUID
	for _, k := range told.Claims {
		if _, there := told.Events[k.EventID]; !there && k.Source != contact.NameProfile {
			others = append(others, k.EventID)
		}
	}
	if len(others) == 0 {
		return told
	}
	found, err := s.Service.ListEvents(v.Context(), v.Who, service.EventFilter{IDs: others}, service.Paging{Limit: 100})
	if err != nil { // the values are shown with less about them
		s.Log.WarnContext(v.Context(), "where values of a contact come from cannot be read", "error", err)
	}
	for _, e := range found.Rows {
		told.Events[e.ID] = e
	}
	return told
}

// said returns whose value of a field is shown, and what others say of it.
func (v *Visit) said(field string, told Told) (shown *Said, others []Said) {
	best, found := contact.Strongest(told.Claims, field)
	for _, k := range told.Claims {
		if k.Field != field || claimWords[k.Source] == "" {
			continue
		}
		one := Said{Value: v.shownValue(field, valueOf(k)), By: v.saidBy(k, told.Events), At: k.At}
		if found && k.EventID == best.EventID && k.Source == best.Source {
			shown = &one
			continue
		}
		others = append(others, one)
	}
	return shown, others
}

// saidBy is who or what gave a value.
func (v *Visit) saidBy(k contact.Claim, events map[uuid.UUID]service.Event) string {
	e, known := events[k.EventID]
	by := v.callerName(e.By())
	switch source := contact.Source(e.Source); {
	case !known || k.Source == contact.NameProfile:
	case by != "":
		return "by " + by
	case source == contact.SourceManual:
		return "entered by hand"
	case source == contact.SourceAPI:
		return "by the API"
	case source == contact.SourceForm:
		return "from the form " + v.originName(source, e.Origin)
	case source == contact.SourceTrigger:
		return "from the trigger " + v.originName(source, e.Origin)
	case source == contact.SourceImport:
		if name := v.importName(e.Origin); name != "" {
			return "from the import " + name
		}
	}
	return claimWords[k.Source]
}
