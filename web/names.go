package web

import (
	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// sources are what people call the ways in, each with its icon.
var sources = map[string]struct{ label, icon string }{
	string(contact.SourceMessage): {"Message", "message"},
	string(contact.SourceForm):    {"Form", "forms"},
	string(contact.SourceImport):  {"Import", "import"},
	string(contact.SourceManual):  {"By hand", "manual"},
	string(contact.SourceAPI):     {"API", "api"},
	string(contact.SourceTrigger): {"Trigger", "triggers"},
	string(contact.SourceSystem):  {"WhatsApp", "message"},
}

func sourceLabel(source string) string {
	if known, ok := sources[source]; ok {
		return known.label
	}
	return source
}

func sourceIcon(source string) string {
	if known, ok := sources[source]; ok {
		return known.icon
	}
	return "api"
}

// sourceOptions are the ways in to choose from.
func sourceOptions(chosen string) []Option {
	all := []Option{{Value: "", Label: "Any", Chosen: chosen == ""}}
	for _, s := range contact.Sources() {
		all = append(all, Option{Value: string(s), Label: sourceLabel(string(s)), Chosen: chosen == string(s)})
	}
	return all
}

// knownChannel returns a channel's id if who asks sees the channel, else nothing.
func (v *Visit) knownChannel(id string) string {
	for _, c := range v.Channels() {
		if c.ID == id {
			return id
		}
	}
	return ""
}

func (v *Visit) channelName(id string) string {
	for _, c := range v.Channels() {
		if c.ID == id {
			return c.Name
		}
	}
	for _, c := range v.deletedChannels() {
		if c.ID == id {
			return c.Name + " (deleted)"
		}
	}
	return id
}

// deletedChannels are those that what they brought still names.
func (v *Visit) deletedChannels() []service.Channel {
	if v.deletedListed || !v.May(service.ContactsRead) {
		return v.deleted
	}
	v.deletedListed = true
	var err error
	if v.deleted, err = v.site.Service.ListDeletedChannels(v.Context(), v.Who); err != nil {
		v.site.Log.WarnContext(v.Context(), "the deleted channels cannot be listed", "error", err)
	}
	return v.deleted
}

// people are those whom contacts can be assigned to. Where they cannot be read,
// assignees are shown as they are stored.
func (v *Visit) people() []service.Person {
	if v.peopleRead {
		return v.peopleKnown
	}
	v.peopleRead = true
	all, err := v.site.Service.ListPeople(v.Context(), v.Who)
	if err != nil {
		v.site.Log.WarnContext(v.Context(), "people cannot be listed", "error", err)
	}
	v.peopleKnown = all
	return all
}

// personName is the name of an assignee, who may be nobody that signs in.
func (v *Visit) personName(assignee string) string {
	for _, p := range v.people() {
		if p.Slug == assignee {
			return p.Name
		}
	}
	return assignee
}

// assigneeOptions are whom a contact can be assigned to, and whom it is now.
func (v *Visit) assigneeOptions(now, nobody string) []Option {
	all, found := []Option{{Value: "", Label: nobody, Chosen: now == ""}}, now == ""
	for _, p := range v.people() {
		all = append(all, Option{Value: p.Slug, Label: p.Name, Chosen: p.Slug == now})
		found = found || p.Slug == now
	}
	if !found {
		all = append(all, Option{Value: now, Label: now, Chosen: true})
	}
	return all
}

// importName is what the file of an import is called; empty where it cannot be read.
func (v *Visit) importName(id string) string {
	name, known := v.origins["import/"+id]
	if known {
		return name
	}
	if v.origins == nil {
		v.origins = map[string]string{}
	}
	if read, err := uuid.Parse(id); err == nil {
		if one, err := v.site.Service.GetImport(v.Context(), v.Who, read); err == nil {
			name = one.Filename
		}
	}
	v.origins["import/"+id] = name
	return name
}

// originName is the name of the form or trigger that something came by, also where that is
// deleted. Where it cannot be read, it is called by its id.
func (v *Visit) originName(source contact.Source, id string) string {
	name, known := v.origins[string(source)+"/"+id]
	if known {
		return name
	}
	name = id
	if source == contact.SourceForm {
		if f, err := v.site.Service.GetForm(v.Context(), v.Who, id); err == nil {
			name = f.Name
		}
	} else if t, err := v.site.Service.GetTrigger(v.Context(), v.Who, id); err == nil {
		name = t.Name
	}
	if v.origins == nil {
		v.origins = map[string]string{}
	}
	v.origins[string(source)+"/"+id] = name
	return name
}
