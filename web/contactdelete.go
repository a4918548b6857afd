package web

import (
	"net/url"

	"github.com/luluchat/contacts/contact"
)

// deleteContact deletes a contact, and says what is left of it.
func (s *Site) deleteContact(v *Visit) error {
	c, err := s.contactOf(v)
	if err != nil {
		return err
	}
	decision, err := s.Service.DeleteContact(v.Context(), v.Who, c.ID, nil, v.Asked())
	if err != nil {
		return err
	}
	said := "The contact is deleted. " + leftBehind
	if decision.Kind == contact.Pending {
		said = v.later("The contact is about to be deleted.", decision) + " " + leftBehind
	}
	return v.Redirect(withQuery("/app/contacts", v.cameFrom()), Flash{Text: said})
}

// cameFrom is the list from which the contact was opened, at its page; nothing if it was
// opened from none.
func (v *Visit) cameFrom() url.Values {
	q, err := url.ParseQuery(v.URL.Query().Get("list"))
	if err != nil {
		return nil
	}
	l, err := v.readListing(q)
	if err != nil {
		return nil
	}
	return l.Place()
}

// leftBehind is what remains of a deleted contact; docs/operations.md has the whole of
// it.
const leftBehind = "What is left has no word about the person: the contact's id, channel and times, and which decisions there were. " +
	"In Temporal the number stays in the ids of workflows until its retention ends."

// DeleteText is what somebody is asked who is about to delete a contact.
func (p ContactPage) DeleteText() string {
	return "Name, numbers, messages, values and tags are removed for good, which cannot be undone. " + leftBehind + p.ofOptOut() +
		" Whoever writes again becomes a new contact."
}

// ofOptOut says what becomes of the opt-out of somebody who has opted out.
func (p ContactPage) ofOptOut() string {
	switch {
	case p.OptedOutAt == nil:
		return ""
	case p.KeepsOptOut:
		return " The opt-out stays as a keyed hash of the number: whoever imports or enters it again subscribes nobody."
	}
	return " The opt-out is forgotten, too: a later import subscribes the person again. The setting ERASURE_KEY would keep it."
}
