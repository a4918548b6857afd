package tabular

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
)

// Clear is what a cell says to empty a field. A blank cell leaves it as it is.
const Clear = intake.ClearCell

// The two columns that make up a display name where none has all of it.
const (
	firstName = "first name"
	lastName  = "last name"
)

// Mapping says which columns of a table go where. Targets are those that
// contact.FieldFor knows of an import: phone, display_name, attributes.<name>, ….
type Mapping struct {
	// Columns are the header's, in its order.
	Columns []Column
	// Notes say, in a sentence each, what of the header was passed over although
	// it looks as if it was meant.
	Notes []string

	columns map[string][]int // by target
	parts   []int            // of a name, where the columns that have all of it are blank
	targets []string
}

// Column is one column and where it goes.
type Column struct {
	Header string
	Target string // empty: it is ignored
	Why    string // it goes there, for a person
}

// Why a column goes where it goes.
const (
	whyMapped   = "it was chosen"
	whyLeftOut  = "it was left out"
	whyNamed    = "its name says so"
	whyPart     = "it is a part of the name"
	whyTaken    = "another column is for the same"
	whyRepeated = "several columns have this name"
	whyUnknown  = "its name says nothing that is known"
)

// Map decides which columns go where. explicit gives columns their target by
// name, as it is in the header or but for case, spaces, hyphens and the like;
// an empty target has the column ignored. The other columns are recognised: by
// the name of a target or of an attribute that there is, or by what such columns
// are called elsewhere (phone: "Phone Number", "WhatsApp", "número", …). Of
// several columns for phone numbers each is asked in turn, see Numbers; of others
// the first counts. Tags and names that are given explicitly add up. What is not
// recognised is ignored.
//
// The error is a *FileError: no column is for phone numbers, or explicit asks
// for what there is not.
func Map(header []string, explicit map[string]string, attributes ...string) (Mapping, error) {
	m, err := Propose(header, explicit, attributes...)
	if err == nil && !m.HasPhone() {
		return Mapping{}, refuse(NoPhoneColumn,
			"No column is for phone numbers. Name one of them phone, or say which one it is. The columns are: %s.", listed(header))
	}
	return m, err
}

// Propose is Map for whoever can still be asked: it is no error if no column is for
// phone numbers.
func Propose(header []string, explicit map[string]string, attributes ...string) (Mapping, error) {
	m := Mapping{columns: make(map[string][]int)}
	words := dictionary(attributes)
	for _, name := range header {
		m.Columns = append(m.Columns, Column{Header: name, Why: whyUnknown})
	}
	decided, err := m.explicitly(explicit, words)
	if err != nil {
		return Mapping{}, err
	}
	named := len(m.columns[intake.TargetDisplayName]) > 0
	m.recognise(decided, words)
	m.joinNames(named)
	m.orderPhones()
	m.targets = slices.Sorted(maps.Keys(m.columns))
	return m, nil
}

// recognise gives targets to columns by their names.
func (m *Mapping) recognise(decided []bool, words vocabulary) {
	seen := make(map[string]bool)
	given := make(map[string]bool)
	for target := range m.columns {
		given[target] = true
	}
	for i, c := range m.Columns {
		plain := plainName(c.Header)
		repeated := plain != "" && seen[plain]
		seen[plain] = true
		target := words.meaning(c.Header)
		switch {
		case decided[i]:
		case given[target]:
			m.Columns[i].Why = whyTaken
		case target == intake.TargetPhone:
			m.give(i, target, whyNamed)
		case target != "" && len(m.columns[target]) > 0:
			first := m.Columns[m.columns[target][0]].Header
			m.note("The columns %s and %s are both for %s: the first one counts.", first, c.Header, target)
			m.Columns[i].Why = whyTaken
		case target != "":
			m.give(i, target, whyNamed)
		case repeated:
			m.Columns[i].Why = whyRepeated
			m.note("There are several columns named %s: none of them is used.", c.Header)
		}
	}
}

// joinNames makes the first and the last name a display name where no column has
// both, or the one that has is blank. They are passed over where somebody said
// which columns are the name.
func (m *Mapping) joinNames(named bool) {
	parts := slices.Concat(m.columns[firstName], m.columns[lastName])
	if len(parts) > 0 && strings.ContainsFunc(m.Columns[parts[len(parts)-1]].Header, familyFirst) {
		parts = slices.Concat(m.columns[lastName], m.columns[firstName])
	}
	delete(m.columns, firstName)
	delete(m.columns, lastName)
	whole := len(m.columns[intake.TargetDisplayName]) > 0
	for _, column := range parts {
		switch {
		case named:
			m.Columns[column].Target, m.Columns[column].Why = "", whyTaken
		case whole:
			m.Columns[column].Target, m.Columns[column].Why = intake.TargetDisplayName, whyPart
			m.parts = append(m.parts, column)
		default:
			m.give(column, intake.TargetDisplayName, whyPart)
		}
	}
}

// familyFirst tells the script of a heading for family names where they come first.
func familyFirst(r rune) bool { return unicode.In(r, unicode.Han, unicode.Hangul) }

func (m *Mapping) note(format string, first string, args ...string) {
	all := []any{shown(first)}
	for _, a := range args {
		all = append(all, shown(a))
	}
	m.Notes = append(m.Notes, fmt.Sprintf(format, all...))
}

func (m *Mapping) headers() []string {
	names := make([]string, 0, len(m.Columns))
	for _, c := range m.Columns {
		names = append(names, c.Header)
	}
	return names
}

// Header returns the name of the column of a target: of several the first one's,
// and nothing if there is none.
func (m *Mapping) Header(target string) string {
	if columns := m.columns[target]; len(columns) > 0 {
		return m.Columns[columns[0]].Header
	}
	return ""
}

// HasPhone reports whether a column is for phone numbers.
func (m *Mapping) HasPhone() bool { return len(m.columns[intake.TargetPhone]) > 0 }

// Targets returns where the columns go, sorted.
func (m *Mapping) Targets() []string { return slices.Clone(m.targets) }

// Value returns what a row says for a target: its cell, trimmed, or those of
// several columns together. It is empty if the cell is blank, and Clear if it
// says so.
func (m *Mapping) Value(cells []string, target string) string {
	if target == intake.TargetPhone {
		for _, cell := range m.Numbers(cells) {
			return strings.TrimSpace(cell.Text)
		}
		return ""
	}
	value := joined(cells, m.columns[target], target)
	if target == intake.TargetDisplayName && contact.SaysNothing(value) && value != Clear && len(m.parts) > 0 {
		return joined(cells, m.parts, target)
	}
	return value
}

func joined(cells []string, columns []int, target string) string {
	var parts []string
	cleared := false
	for _, column := range columns {
		if column >= len(cells) || blank(cells[column]) {
			continue
		}
		part := strings.TrimSpace(cells[column])
		if part == Clear {
			cleared = true
			continue
		}
		parts = append(parts, part)
	}
	switch {
	case len(parts) == 0 && cleared:
		return Clear
	case target == intake.TargetTags:
		return strings.Join(parts, ",")
	}
	return strings.Join(parts, " ")
}
