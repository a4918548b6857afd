package intake

import (
	"strings"
	"unicode"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
)

// ClearCell is what a cell says to empty a field. A blank cell keeps it.
const ClearCell = "--"

// The modes of an import.
const (
	ModeUpsert     = "upsert"
	ModeCreateOnly = "create_only"
	ModeUpdateOnly = "update_only"
)

// Modes returns every mode.
func Modes() []string { return []string{ModeUpsert, ModeCreateOnly, ModeUpdateOnly} }

// RowCell is one cell of a row under a column that has a target.
type RowCell struct {
	Column string // the header's word
	Target string
	Text   string
}

// RowRules are what an import says of all its rows.
type RowRules struct {
	Import      uuid.UUID
	Mode        string
	Country     string // of numbers without a country code; may be empty
	Definitions Definitions
}

// Literal writes a value so that RowFacts reads it as it is, even if it is what
// empties a field: it then gets a ' before it, and one more if it has some.
func Literal(value string) string {
	if strings.TrimLeft(value, "'") == ClearCell {
		return "'" + value
	}
	return value
}

func unliteral(text string) string {
	if strings.HasPrefix(text, "'") && strings.TrimLeft(text, "'") == ClearCell {
		return text[1:]
	}
	return text
}

// RowPerson returns whom a row is about: who has the number, or where there is
// none, who has the business-scoped user id. It is not ok if the row names
// nobody.
func RowPerson(number Number, userID string) (p contact.Person, ok bool) {
	switch {
	case number.Usable():
		return contact.Person{WaID: number.Digits, Unconfirmed: true}, true
	case number.Problem == Missing && contact.IsUserID(userID):
		return contact.Person{WaID: userID}.Normalise(), true
	}
	return contact.Person{}, false
}

// RowFacts returns what a row says of a person: the row numbered n, the header
// being row 1. Who is known by a user id alone is never created by a file.
func RowFacts(n int, person contact.Person, cells []RowCell, rules RowRules) contact.Facts {
	// Of an export that comes back most tags are there already: which are new is
	// known when the row is decided.
	f := &filling{definitions: rules.Definitions, mostTags: contact.MaxTags}
	for _, cell := range cells {
		f.cell(cell, person, rules.Country)
	}
	facts := contact.Facts{
		Effect: contact.Creates, Person: person, Fields: f.done(),
		Detail: contact.Report(f.Skipped),
		Row:    &contact.ImportRow{Import: rules.Import, N: n, CreateOnly: rules.Mode == ModeCreateOnly},
	}
	if rules.Mode == ModeUpdateOnly || person.WaID == "" {
		facts.Effect, facts.Reason = contact.Touches, contact.NotAContact
	}
	return facts
}

func (f *filling) cell(cell RowCell, person contact.Person, country string) {
	text := strings.TrimSpace(cell.Text)
	switch {
	case text == "":
		return
	case text == ClearCell:
		f.clear(cell)
		return
	case cell.Target != TargetTags: // whose ' is one of the tag's own
		text = unliteral(text)
	}
	if cell.Target == TargetDisplayName && isIdentity(text, person, country) {
		return
	}
	f.give(contact.SourceImport, cell.Target, cell.Column, text)
}

// isIdentity reports whether a name is only what the person is known by. That is
// shown while nobody gave a name: as an import's it would keep every later name
// away.
func isIdentity(name string, p contact.Person, country string) bool {
	if p.WaID == "" {
		return name == p.UserID || name == p.ParentUserID
	}
	if strings.ContainsFunc(name, unicode.IsLetter) {
		return false // a number with words beside it says something
	}
	return contact.FoldNumber(PhoneIn(name, country).Digits) == contact.FoldNumber(p.WaID)
}

// clear empties a field. Tags add up, and who is meant stays: there is nothing to
// empty.
func (f *filling) clear(cell RowCell) {
	field, ok := contact.FieldFor(contact.SourceImport, cell.Target)
	if !ok {
		return
	}
	switch field.Kind {
	case contact.IsText:
		f.Clear = append(f.Clear, field.Name)
	case contact.IsAttributes:
		f.empty(strings.TrimPrefix(cell.Target, contact.AttributePrefix))
	case contact.IsConsent:
		f.skip(cell.Column, "a file withdraws no consent")
	}
}
