package whatsapp

import (
	"cmp"
	"regexp"
	"strings"

	"github.com/luluchat/contacts/contact"
)

// identityChange is what a system message says of a person's identities.
type identityChange struct {
	about      contact.Person // the former identities; the new ones if there are none
	to         contact.Person
	incomplete string // in words, which side is not named
	problem    string // in words, what is wrong with an identity
}

// movedFrom reads the two numbers at the very end of a system message's words.
// Anchored there, because the name before them is the person's to choose.
var movedFrom = regexp.MustCompile(`changed from \+?([0-9]{5,20}) to \+?([0-9]{5,20})\.?\s*$`)

// readChange reads a change of number or of user id. What stands in system is
// believed; the message's own sender has been seen to hold the former as well
// as the new identity.
func readChange(v *envelope, kind changeKind) identityChange {
	system := v.item.get("system")
	from := sender.read(v.item)
	to := contact.Person{
		WaID:         digits(cmp.Or(notBlank(system.get("wa_id").text()), notBlank(system.get("new_wa_id").text()))),
		UserID:       notBlank(system.get("user_id").text()),
		ParentUserID: notBlank(system.get("parent_user_id").text()),
	}.Normalise()
	if to.UserID == "" && from.WaID != "" && from.WaID == to.WaID {
		to.UserID = from.UserID // sent from the new number, so by the new user id
	}
	former := contact.Person{
		UserID: unlike(to.UserID, system.get("previous_user_id").text(), from.UserID),
	}
	if kind == numberChange {
		former.WaID = unlike(to.WaID,
			digits(system.get("customer").text()), from.WaID, numberInWords(system, to.WaID))
	} else {
		// The number did not change, so it still is the person's.
		former.WaID = cmp.Or(to.WaID, from.WaID)
		to.WaID = ""
	}

	c := identityChange{about: former.Normalise(), to: to}
	switch {
	case !c.to.Known():
		c.incomplete = "the message does not say what the identity changed to"
	case !c.about.Known():
		c.incomplete = "the message does not say what the identity changed from"
		c.about = c.to
	}
	var problem string
	c.to, c.problem = storable(c.to)
	c.about, problem = storable(c.about)
	c.problem = cmp.Or(problem, c.problem)
	c.about = names(c.about, v.contact)
	return c
}

// unlike returns the first candidate that is there and is not the new value.
func unlike(next string, candidates ...string) string {
	for _, c := range candidates {
		if c != next && notBlank(c) != "" {
			return c
		}
	}
	return ""
}

// numberInWords returns the former number from a system message's words, if they
// agree with the message on the new one.
func numberInWords(system node, next string) string {
	found := movedFrom.FindStringSubmatch(system.get("body").str())
	if found == nil || next == "" || contact.FoldNumber(found[2]) != contact.FoldNumber(next) {
		return ""
	}
	return strings.TrimPrefix(found[1], "+")
}
