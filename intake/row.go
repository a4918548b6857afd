package intake

import (
	"encoding/json"
	"strings"

	"github.com/google/uuid"
	"github.com/nyaruka/phonenumbers/v2"

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
	Definitions Definitions
}

// PhoneIn reads a phone number that may lack its country code: it is then taken
// for one of the country, two letters such as MY. Without a country it is Phone.
func PhoneIn(written, country string) Number {
	number := Phone(written)
	if number.Usable() || country == "" || number.Problem == Letters || number.Problem == Missing {
		return number
	}
	digits, international, ok := digitsOf(written)
	if !ok || international {
		return number
	}
	parsed, err := phonenumbers.Parse(digits, strings.ToUpper(country))
	if err != nil || !phonenumbers.IsValidNumber(parsed) {
		return number
	}
	return Number{Digits: strings.TrimPrefix(phonenumbers.Format(parsed, phonenumbers.E164), "+")}
}

// IsCountry reports whether there is a country of these two letters.
func IsCountry(country string) bool {
	return phonenumbers.GetCountryCodeForRegion(strings.ToUpper(country)) != 0
}

// RowFacts returns what a row says of the person with the number: the row
// numbered n, the header being row 1.
func RowFacts(n int, number Number, cells []RowCell, rules RowRules) contact.Facts {
	f := &filling{definitions: rules.Definitions}
	person := contact.Person{WaID: number.Digits, Unconfirmed: true}
	for _, cell := range cells {
		text := strings.TrimSpace(cell.Text)
		switch {
		case text == "" || cell.Target == TargetPhone:
		case text == ClearCell:
			f.clear(cell.Target)
		case cell.Target == TargetDisplayName && isIdentity(text, person):
		case cell.Target == TargetDisplayName:
			f.DisplayName = f.line(cell.Column, text, MaxValue)
		case cell.Target == TargetRemarks:
			f.Remarks = f.line(cell.Column, text, MaxRemarks)
		case cell.Target == TargetTags:
			f.tags(cell.Column, text)
		default:
			f.attribute(strings.TrimPrefix(cell.Target, contact.AttributePrefix), cell.Column, text)
		}
	}
	facts := contact.Facts{
		Effect: contact.Creates, Person: person, Fields: f.done(),
		Detail: report(f.Skipped),
		Row:    &contact.ImportRow{Import: rules.Import, N: n, CreateOnly: rules.Mode == ModeCreateOnly},
	}
	if rules.Mode == ModeUpdateOnly {
		facts.Effect, facts.Reason = contact.Touches, contact.NotAContact
	}
	return facts
}

// isIdentity reports whether a name is only what the person is known by. That is
// shown while nobody gave a name: as an import's it would keep every later name
// away.
func isIdentity(name string, p contact.Person) bool {
	return p.WaID != "" && contact.FoldNumber(Phone(name).Digits) == contact.FoldNumber(p.WaID)
}

// clear empties a field. Tags add up, so there is nothing to empty.
func (f *filling) clear(target string) {
	if attribute, ok := strings.CutPrefix(target, contact.AttributePrefix); ok {
		if f.Attributes == nil {
			f.Attributes = make(map[string]json.RawMessage)
		}
		f.Attributes[attribute] = json.RawMessage("null")
		return
	}
	if target != TargetTags {
		f.Clear = append(f.Clear, target)
	}
}
