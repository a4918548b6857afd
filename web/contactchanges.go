package web

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/service"
)

// Change is what somebody wants a field to be.
type Change struct {
	Field, Label   string
	Mine, Was, Now string
	By             *Said // who made it what it is now
}

// changesOf compares what was sent with what was there before and what is there now.
func (v *Visit) changesOf(c service.Contact) (changes, conflicts []Change) {
	now := map[string]string{
		contact.FieldDisplayName: nameOf(c), contact.FieldRemarks: contact.OrEmpty(c.Remarks), contact.FieldAssignee: contact.OrEmpty(c.Assignee),
		"opted_out": strconv.FormatBool(c.OptedOutAt != nil),
	}
	for name := range v.posted {
		if attribute, ok := strings.CutPrefix(name, contact.AttributePrefix); ok {
			now[name] = contact.ValueText(c.Attributes[attribute])
		}
	}
	names := make([]string, 0, len(now))
	for name := range now {
		if v.posted.Has(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		is := Change{Field: name, Label: fieldLabel(name), Mine: lines(v.posted.Get(name)), Was: lines(v.posted.Get(was + name)), Now: now[name]}
		if is.Mine == is.Was || is.Mine == is.Now {
			continue
		}
		changes = append(changes, is)
		if is.Now != is.Was {
			conflicts = append(conflicts, is)
		}
	}
	return changes, conflicts
}

// lines is a text as it was typed: a browser sends line breaks as CRLF.
func lines(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
}

// entryOf is an edit as the use case takes it.
func (v *Visit) entryOf(changes []Change) service.Entry {
	entry, attributes := service.Entry{}, map[string]any{}
	for _, c := range changes {
		name, attribute := strings.CutPrefix(c.Field, contact.AttributePrefix)
		switch {
		case attribute && c.Mine == "":
			attributes[name] = nil
		case attribute:
			attributes[name] = c.Mine
		case c.Field == "opted_out":
			entry[c.Field] = raw(c.Mine == "true")
		case c.Mine == "":
			entry[c.Field] = raw(nil)
		default:
			entry[c.Field] = raw(c.Mine)
		}
	}
	if len(attributes) > 0 {
		entry["attributes"] = raw(attributes)
	}
	if add, remove := v.taggings(); len(add)+len(remove) > 0 {
		entry["tags"] = raw(map[string][]string{"add": add, "remove": remove})
	}
	return entry
}

// taggings are the tags to add and to remove: each by itself, or by what the whole of
// them was and is to be.
func (v *Visit) taggings() (add, remove []string) {
	add, remove = intake.SplitTags(v.posted.Get("add_tags")), v.posted["remove_tag"]
	if !v.posted.Has("tags") {
		return add, remove
	}
	before, after := intake.SplitTags(v.posted.Get(was+"tags")), intake.SplitTags(v.posted.Get("tags"))
	for _, tag := range after {
		if !contact.HasTag(before, tag) {
			add = append(add, tag)
		}
	}
	for _, tag := range before {
		if !contact.HasTag(after, tag) {
			remove = append(remove, tag)
		}
	}
	return add, remove
}

func raw(value any) json.RawMessage {
	encoded, _ := json.Marshal(value) // texts, lists of texts and the like always encode
	return encoded
}
