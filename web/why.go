package web

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// WhyPage answers why somebody is no contact.
type WhyPage struct {
	Asked   string
	Trail   *service.Explanation // nil: nothing was asked, or it was a name
	Named   []service.Contact    // whom a name may mean
	ByName  bool
	Next    []NextStep      // what to do next
	Waiting bool            // something is not decided yet
	Local   bool            // numbers may be written without their country code
	Lately  []Passing       // what came lately and made no contact, where nothing was asked
	Unclear []service.Event // what needs a look, or was left, and has the name in it
}

// NextStep is what somebody can do next; without an address it is said alone.
type NextStep struct{ Text, Label, Href string }

const whyTitle = "Why isn’t this a contact?"

// showWhy answers the question in the address. It reads a number as people write it, the
// id of a message, of a WhatsApp user or of a contact, or else a name.
func (s *Site) showWhy(v *Visit) error {
	page := WhyPage{Asked: contact.Clean(v.URL.Query().Get("q"), contact.MaxName), Local: v.local()}
	if page.Asked == "" {
		var err error
		if page.Lately, err = s.lately(v); err != nil {
			return err
		}
		return v.Show("why", whyTitle, page)
	}
	asked := service.Question{ChannelID: v.Channel()}
	id, noID := uuid.Parse(page.Asked)
	_, isNumber := contact.Digits(page.Asked)
	switch {
	case noID == nil && id != uuid.Nil:
		asked.ContactID = &id
	case strings.HasPrefix(page.Asked, "wamid."):
		asked.MessageID = page.Asked
	case contact.IsUserID(page.Asked):
		asked.UserID = page.Asked
	case isNumber:
		asked.Phone = page.Asked
	default:
		return s.showWhyName(v, page)
	}
	trail, err := s.Service.Explain(v.Context(), v.Who, asked)
	if err == nil && isNumber && !trail.Found {
		trail, err = s.orElse(v, trail, service.Question{LeadID: page.Asked, ChannelID: v.Channel()})
	}
	if err != nil {
		return err
	}
	return s.showTrail(v, page, trail)
}

// orElse asks another question, and returns its answer if it finds something.
func (s *Site) orElse(v *Visit, answer service.Explanation, other service.Question) (service.Explanation, error) {
	trail, err := s.Service.Explain(v.Context(), v.Who, other)
	if err != nil || !trail.Found {
		return answer, err
	}
	return trail, nil
}

func (s *Site) showTrail(v *Visit, page WhyPage, trail service.Explanation) error {
	page.Trail = &trail
	s.nextSteps(v, &page)
	return v.Show("why", whyTitle, page)
}

func (p *WhyPage) add(text, label, href string) { p.Next = append(p.Next, NextStep{text, label, href}) }

func (p *WhyPage) adds(steps []NextStep) { p.Next = append(p.Next, steps...) }

// nextSteps says what to do next, case by case.
func (s *Site) nextSteps(v *Visit, page *WhyPage) {
	trail := page.Trail
	here, reaches := v.page("", nil), ""
	if here.Reaches("/app/contacts") {
		reaches = s.url("/app/contacts")
	}
	left, look := false, ""
	var waits uuid.UUID // the oldest event without a decision
	for _, e := range trail.Events {
		if e.Decision == nil && waits == uuid.Nil {
			waits = e.ID
		}
		left = left || e.Dismissal != nil
		if e.Decision != nil && *e.Decision == string(contact.Quarantined) {
			look = s.lookAt(e)
		}
	}
	if page.Waiting = waits != uuid.Nil; page.Waiting {
		why := v.why(s.Service.WhyEventWaits, waits)
		if why == "" {
			why = "That takes a second or two."
		}
		page.add("Something is recorded and not decided yet. "+why, "Look again", v.With(nil))
	}
	if look != "" && here.Reaches("/app/quarantine") {
		page.add("Something that arrived could not be decided, and a person can mend it.", "See what needs a look", look)
	}
	if left && here.Reaches("/app/quarantine") {
		page.add("Somebody said that something that arrived makes no contact. That can be taken back.", "See what was left", s.url("/app/quarantine")+"?left=1")
	}
	for _, c := range trail.Contacts {
		if reaches != "" {
			page.add(c.DisplayName+" is there, on channel "+here.ChannelName(c.ChannelID)+". If your list does not show it, you look at another channel, or filters hide it.",
				"Open the list of this channel without filters", reaches+query(map[string]string{"channel": c.ChannelID}))
		}
	}
	if len(trail.Contacts) > 0 {
		return
	}
	for _, c := range trail.Others {
		page.add("The person is a contact on another channel: "+here.ChannelName(c.ChannelID)+".", "Ask about that channel", v.With(map[string]string{"channel": c.ChannelID}))
	}
	for _, id := range trail.Elsewhere {
		page.add("Something has arrived on another channel: "+here.ChannelName(id)+".", "Ask about that channel", v.With(map[string]string{"channel": id}))
	}
	s.noContactSteps(v, page)
}

// noContactSteps says what to do next where nobody is a contact.
func (s *Site) noContactSteps(v *Visit, page *WhyPage) {
	trail := page.Trail
	if len(trail.Statuses) > 0 {
		switch trail.Statuses[0].Status {
		case "failed":
			page.add("Your last message to this number was not delivered. Check that the number is right and has WhatsApp.", "", "")
		case "sent":
			page.add("Your last message was sent, and has not reached the phone yet: it may be off, or the number may have no WhatsApp.", "", "")
		default:
			page.add("Your last message has reached the phone. The person has not answered: with the first answer they become a contact.", "", "")
		}
	}
	if digits, _ := contact.Digits(page.Asked); !trail.Found && strings.HasPrefix(digits, "0") && !strings.HasPrefix(digits, "00") && !page.Local {
		page.add("This number lacks its country code, and there is no default country to read it with. Ask again with the code, such as +60 in place of the 0.", "", "")
	}
	if !trail.Found {
		page.add("Clicks on an ad are not messages. An ad counts everybody who opened the chat; a contact is there once the person has sent something.",
			"See what each ad brought", s.url("/app/ads"))
		page.add("If you see a message of theirs on your phone, it may have come to another number of yours, or that number is not connected here.", "", "")
		page.adds(s.leadAds(v))
		page.adds(s.everyChannel(v))
	}
	if trail.DeletedAt == nil {
		page.adds(s.byHand(v))
	}
}

// everyChannel asks the same of every channel, where one is chosen.
func (s *Site) everyChannel(v *Visit) []NextStep {
	if v.Channel() == "" {
		return nil
	}
	return []NextStep{{"This was asked of one channel alone.", "Ask about all channels", v.With(map[string]string{"channel": ""})}}
}

// byHand offers to add somebody, where who asks may.
func (s *Site) byHand(v *Visit) []NextStep {
	if !v.May(service.ContactsWrite) || !v.page("", nil).Reaches("/app/contacts") {
		return nil
	}
	given := url.Values{"q": {v.URL.Query().Get("q")}}
	return []NextStep{{"You need not wait for a message.", "Add the contact by hand", s.url("/app/contacts/new") + "?" + given.Encode()}}
}

// leadAds says how leads come in that are no messages.
func (s *Site) leadAds(v *Visit) []NextStep {
	if !v.May(service.Imports) {
		return nil
	}
	return []NextStep{{"Leads of Facebook’s own forms, which people fill in within the ad, come by a form here, or as a file.", "Import a file", s.url("/app/imports")}}
}

// decisionWords are what was decided of an event, in words.
var decisionWords = map[string]struct{ Words, Class string }{
	string(contact.Created): {"Created the contact", "good"}, string(contact.Updated): {"Changed the contact", "good"},
	string(contact.Attached): {"Filed with the contact", "good"}, string(contact.Ignored): {"Made no contact", "warn"},
	string(contact.Quarantined): {"Needs a look", "bad"},
}

// Decided is what was decided of an event, in words.
func (p *Page) Decided(e service.Event) string {
	if e.Decision == nil {
		return "Not decided yet"
	}
	return decisionWords[*e.Decision].Words
}

// DecidedClass is how a decision is coloured.
func (p *Page) DecidedClass(e service.Event) string {
	if e.Decision == nil {
		return "warn"
	}
	return decisionWords[*e.Decision].Class
}

// cameWords are what of WhatsApp is no message that somebody wrote.
var cameWords = map[string]string{
	"request_welcome": "a chat that was opened", "reaction": "a reaction", "edit": "a message that was edited", "revoke": "a message that was deleted",
}

// WhatCame is what an event is, in words.
func (p *Page) WhatCame(e service.Event) string {
	said, special := contact.KindWords(e.Kind)
	switch {
	case special:
	case titles[e.Kind] != "":
		return p.Visit.eventTitle(e)
	case e.Source == string(contact.SourceMessage) && cameWords[e.Kind] != "":
		said = cameWords[e.Kind]
	case e.Source == string(contact.SourceForm), e.Source == string(contact.SourceTrigger):
		said = contact.Source(e.Source).Words() + ": " + p.Visit.originName(contact.Source(e.Source), e.Origin)
	default:
		said = contact.Source(e.Source).Words()
	}
	return strings.ToUpper(said[:1]) + said[1:]
}

// forPrograms is what of words about a decision is for who uses the API: what a button of a
// page does, and ids of contacts.
var forPrograms = regexp.MustCompile(`; (it is kept|replaying it)[^.;]*|[;:] contact [0-9a-f-]{36}[^.;]*`)

// plainly leaves that out.
func plainly(words string) string {
	return strings.ReplaceAll(forPrograms.ReplaceAllString(words, ""), "its phone_number_id", "its number")
}

// WhyDecided is the reason of a decision, as a sentence.
func (p *Page) WhyDecided(e service.Event) string {
	said := ""
	if e.Reason != nil {
		said = plainly(contact.Reason(*e.Reason).Words())
	}
	if d := e.Dismissal; d != nil {
		return sentence(said + "; " + p.Who(d.By) + " wrote: " + d.Words)
	}
	if note := e.Note(); note != "" {
		said = plainly(said + "; " + note)
	}
	return sentence(said)
}
