package contact

import (
	"slices"

	"github.com/google/uuid"
)

// Nameless is the name of a contact of whom nothing is known that could stand for one.
const Nameless = "No number"

// Alone is the person that a contact without identities is. Commands for it are ordered
// by its own key, and so have a workflow of their own. The key stays with the contact
// when it has identities again: the events under it are the contact's.
func Alone(id uuid.UUID) Person { return Person{OwnKey: "id:" + id.String()} }

// leave has the contact show nothing that it gives up, and gives it a key of its own if
// nothing is left that it is known by. current are its identities before the changes. It
// reports whether anything that is shown has changed.
func (c *Contact) leave(ch *Changes, current []Identity) (changed bool) {
	left := slices.DeleteFunc(slices.Clone(current), func(i Identity) bool { return slices.Contains(ch.End, i) })
	left = slices.Concat(left, ch.Add, ch.Revive)
	before := [3]string{c.WaID, c.UserID, c.DisplayName}
	ended := func(value string) bool {
		return slices.ContainsFunc(ch.End, func(i Identity) bool { return i.Value == value })
	}
	if ended(c.WaID) {
		c.WaID = shownOf(left, WaID, c.WaID)
	}
	if ended(c.UserID) {
		c.UserID = userIDOf(left, c.UserID)
	}
	c.rename()
	if len(left) == 0 {
		for _, own := range Alone(c.ID).Identities() {
			own.ValidFrom = ch.EndAt
			ch.Add = append(ch.Add, own)
		}
	}
	return before != [3]string{c.WaID, c.UserID, c.DisplayName}
}
