package whatsapp

import "github.com/luluchat/contacts/contact"

// content is what a change's value holds of interest.
type content struct {
	metadata node
	lists    []filled
	people   people
	bare     bool // whom the items are about is not asked
}

// filled is a list as it arrived; its items may be of any JSON type.
type filled struct {
	list
	items node
}

// collect reads the members of a value. It reads all of them before any item is
// judged, because metadata and contacts may stand behind the messages that they
// belong to.
func (c *content) collect(field string, value node) {
	known := fields[field]
	for key, member := range value.members() {
		if key == "metadata" && !c.metadata.isObject() {
			c.metadata = member
		}
		if field == "standby" && key == "standby" {
			c.collect(field, member)
		}
		l, ok := known[key]
		if !ok || member.missing() {
			continue
		}
		c.lists = append(c.lists, filled{list: l, items: member})
		if c.bare {
			continue
		}
		switch l.name {
		case "contacts":
			c.people.add(member)
		case "messages":
			for range member.items() {
				c.people.messages++
			}
		}
	}
}

// people are the contacts[] entries of one value, by the ids in them.
type people struct {
	byID     map[string]node
	byNumber map[string]node // by the folded number; made when somebody is not found by an id as it is written
	sole     node            // an entry, if it is the only one
	entries  []node
	messages int
}

func (p *people) add(contacts node) {
	for entry := range contacts.items() {
		if !entry.isObject() {
			continue
		}
		p.entries = append(p.entries, entry)
		p.sole = entry
		for _, name := range [...]string{"wa_id", "user_id"} {
			id := entry.get(name).text()
			if _, taken := p.byID[id]; taken || id == "" {
				continue
			}
			if p.byID == nil {
				p.byID = make(map[string]node)
			}
			p.byID[id] = entry
		}
	}
}

// of returns the entry of the person that an item names in one of the given
// members, or nil. An item that names nobody gets an entry only if nobody else
// can be meant.
func (p *people) of(item node, names []string) node {
	if len(p.entries) == 0 || !item.isObject() {
		return ""
	}
	named := false
	for _, name := range names {
		id := item.get(name).text()
		if entry, found := p.byID[id]; found {
			return entry
		}
		named = named || id != ""
	}
	if named {
		return p.withNumber(item, names)
	}
	if len(names) == 0 || len(p.entries) != 1 || p.messages != 1 {
		return ""
	}
	return p.sole
}

// withNumber returns the entry of the person who has an item's number in another
// spelling.
func (p *people) withNumber(item node, names []string) node {
	if p.byNumber == nil {
		p.byNumber = make(map[string]node, len(p.entries))
		for _, entry := range p.entries {
			number := fold(entry.get("wa_id"))
			if _, taken := p.byNumber[number]; !taken && number != "" {
				p.byNumber[number] = entry
			}
		}
	}
	for _, name := range names {
		if entry, found := p.byNumber[fold(item.get(name))]; found {
			return entry
		}
	}
	return ""
}

// fold is a number as it is found by; empty for what is none.
func fold(written node) string {
	number, ok := contact.Digits(written.text())
	if !ok {
		return ""
	}
	return contact.FoldNumber(number)
}
