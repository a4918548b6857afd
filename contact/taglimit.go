package contact

import "fmt"

// refuses reports whether a command gives the contact more tags than there is
// room for. What has created the contact is past that.
func (c *Contact) refuses(ev Event) bool {
	if ev.Facts.Fields == nil || !ev.personal() || c.CreatedByEvent == ev.ID {
		return false
	}
	_, surplus := c.newTags(ev)
	return surplus > 0
}

// newTags returns those of an event's tags that the contact has not and has room
// for, and how many it has no room for. What the event removes makes room.
func (c *Contact) newTags(ev Event) (fit []string, surplus int) {
	f := ev.Facts.Fields
	room := MaxTags - len(c.Tags)
	for _, tag := range c.Tags {
		if HasTag(f.RemoveTags, tag) {
			room++
		}
	}
	if !ev.personal() {
		room = min(room, MaxNewTags)
	}
	for _, tag := range f.AddTags {
		switch {
		case HasTag(c.Tags, tag), HasTag(fit, tag):
		case len(fit) < room:
			fit = append(fit, tag)
		default:
			surplus++
		}
	}
	return fit, surplus
}

// mergedTags is what of the rows of one person is left out, and maxMerged how much
// of them is reported.
var mergedTags = Skipped{Name: "tags", Why: fmt.Sprintf("together the person's rows have more than %d", MaxTags)}

const maxMerged = 100

func tooManyTags(surplus int) Skipped {
	return Skipped{
		Name: "tags",
		Why:  fmt.Sprintf("%d left out: at most %d are added at a time, and a contact has at most %d", surplus, MaxNewTags, MaxTags),
	}
}
