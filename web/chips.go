package web

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
)

// Chip is one filter of a list, in words, and the list without it.
type Chip struct{ Text, Href string }

// chips are the filters of a list, the channel first. What is searched for is none.
func (v *Visit) chips(l Listing) (chips []Chip) {
	q := l.Marked()
	without := func(names ...string) string {
		rest := url.Values{}
		for name, values := range q {
			if !slices.Contains(names, name) {
				rest[name] = values
			}
		}
		return v.site.address("/app/contacts", rest)
	}
	lessOne := func(name, value string) string {
		rest := url.Values{}
		for other, values := range q {
			if other == name {
				values = slices.DeleteFunc(slices.Clone(values), func(one string) bool { return one == value })
			}
			if len(values) > 0 {
				rest[other] = values
			}
		}
		return v.site.address("/app/contacts", rest)
	}
	add := func(text string, names ...string) { chips = append(chips, Chip{text, without(names...)}) }
	each := func(name, words string, values []string) {
		for _, value := range values {
			chips = append(chips, Chip{words + value, lessOne(name, value)})
		}
	}

	f := l.Filter
	if f.ChannelID != "" && len(v.Channels()) > 1 {
		add("Channel: "+v.channelName(f.ChannelID), channelKey)
	}
	each("tag", "Tag: ", f.Tags)
	if len(f.AnyTags) > 0 {
		add("One of the tags: "+strings.Join(f.AnyTags, ", "), "tag_any")
	}
	each("not_tag", "Without the tag: ", f.NotTags)
	if f.Source != "" {
		add("Source: "+sourceLabel(f.Source), "source")
	}
	if f.AdID != "" {
		add(adChip(f.AdID), "ad_id")
	}
	if f.Import != uuid.Nil {
		add(v.importTitle(f.Import)+ofOutcome(f.Outcome), "import", "outcome")
	}
	if f.Job != uuid.Nil {
		add(v.jobTitle(f.Job)+ofOutcome(f.Outcome), "job", "outcome")
	}
	if f.Assignee != "" {
		add("Assignee: "+v.personName(f.Assignee), "assignee")
	}
	for _, none := range f.Without {
		text := "No " + strings.TrimPrefix(none, contact.AttributeFilterPrefix)
		chips = append(chips, Chip{text, lessOne("without", none)})
	}
	for _, a := range f.Attributes {
		name := contact.AttributeFilterPrefix + a.Name
		add(a.Name+rangeWords(a), name, name+".gte", name+".lte")
	}
	between := func(what string, from, to time.Time, names ...string) {
		if !from.IsZero() || !to.IsZero() {
			add(what+" "+v.days(from, to, f.Zone), names...)
		}
	}
	between("Created", f.CreatedAfter, f.CreatedBefore, "created_after", "created_before")
	between("Last conversed", f.ConversedAfter, f.ConversedBefore, "conversed_after", "conversed_before")
	if f.OptedOut != nil {
		add(choiceOf(*f.OptedOut, "Opted out", "Not opted out"), "opted_out")
	}
	if f.Wrote != nil {
		add(choiceOf(*f.Wrote, "Wrote", "Never wrote"), "wrote")
	}
	return chips
}

// adChip is the filter of an ad in words, where nobody knows more than its id.
func adChip(id string) string { return "Ad: " + id }

// importTitle is what an import is called, as far as who asks may see it.
func (v *Visit) importTitle(id uuid.UUID) string {
	if name := v.importName(id.String()); name != "" {
		return "Import of " + name
	}
	return "Of an import"
}

// jobTitle is the same of a job.
func (v *Visit) jobTitle(id uuid.UUID) string {
	if one, err := v.site.Service.GetJob(v.Context(), v.Who, id); err == nil {
		return "Job: " + v.jobWords(one)
	}
	return "Of a job"
}

func ofOutcome(outcome string) string {
	if outcome == "" {
		return ""
	}
	return ": " + outcome
}

func choiceOf(is bool, yes, no string) string {
	if is {
		return yes
	}
	return no
}

func rangeWords(a contact.AttributeFilter) string {
	switch {
	case a.Is != "":
		return ": " + a.Is
	case a.From != "" && a.To != "":
		return ": " + a.From + " to " + a.To
	case a.From != "":
		return ": from " + a.From
	}
	return ": to " + a.To
}

// days writes a range of times as days where they are days of the zone.
func (v *Visit) days(from, to time.Time, zone string) string {
	at, err := time.LoadLocation(zone)
	if err != nil {
		at = time.UTC
	}
	const layout = "2 Jan 2006"
	write := func(t time.Time, last bool) string {
		t = t.In(at)
		if midnight := t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0; !midnight {
			return t.Format(layout + ", 15:04:05")
		}
		if last {
			t = t.AddDate(0, 0, -1)
		}
		return t.Format(layout)
	}
	var text string
	switch {
	case to.IsZero():
		text = "from " + write(from, false)
	case from.IsZero():
		text = "up to " + write(to, true)
	case write(from, false) == write(to, true):
		text = "on " + write(from, false)
	default:
		text = write(from, false) + " to " + write(to, true)
	}
	if at.String() != v.Zone.String() {
		text += " (" + at.String() + ")"
	}
	return text
}
