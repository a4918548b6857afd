package tabular

import (
	"fmt"
	"maps"
	"slices"
	"strings"

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
	targets []string
}

// Column is one column and where it goes.
type Column struct {
	Header string
	Target string // empty: it is ignored
}

// Map decides which columns go where. explicit gives columns their target by
// name, as it is in the header or but for case, spaces, hyphens and the like;
// an empty target has the column ignored. The other columns are recognised: by
// the name of a target, or by what such columns are called elsewhere (phone:
// "Phone Number", "WhatsApp", "número", …). Of several columns for one target
// the first counts; only tags that are given explicitly add up. What is not
// recognised is ignored.
//
// The error is a *FileError: no column is for phone numbers, or explicit asks
// for what there is not.
func Map(header []string, explicit map[string]string) (Mapping, error) {
	m := Mapping{columns: make(map[string][]int)}
	for _, name := range header {
		m.Columns = append(m.Columns, Column{Header: name})
	}
	decided, err := m.explicitly(explicit)
	if err != nil {
		return Mapping{}, err
	}
	m.recognise(decided)
	m.joinNames()
	if len(m.columns[intake.TargetPhone]) == 0 {
		return Mapping{}, refuse(NoPhoneColumn,
			"No column is for phone numbers. Name one of them phone, or say which one it is. The columns are: %s.", listed(header))
	}
	m.targets = slices.Sorted(maps.Keys(m.columns))
	return m, nil
}

// recognise gives targets to columns by their names.
func (m *Mapping) recognise(decided []bool) {
	seen := make(map[string]bool)
	given := make(map[string]bool)
	for target := range m.columns {
		given[target] = true
	}
	for i, c := range m.Columns {
		plain := plainName(c.Header)
		repeated := plain != "" && seen[plain]
		seen[plain] = true
		target := meaning(c.Header)
		switch {
		case decided[i] || given[target]:
		case target != "" && len(m.columns[target]) > 0:
			first := m.Columns[m.columns[target][0]].Header
			m.note("The columns %s and %s are both for %s: the first one counts.", first, c.Header, target)
		case target != "":
			m.give(i, target)
		case repeated:
			m.note("There are several columns named %s: none of them is used.", c.Header)
		}
	}
}

// joinNames makes the first and the last name a display name where there is no
// column that has both.
func (m *Mapping) joinNames() {
	first, last := m.columns[firstName], m.columns[lastName]
	delete(m.columns, firstName)
	delete(m.columns, lastName)
	whole := len(m.columns[intake.TargetDisplayName]) > 0
	for _, column := range slices.Concat(first, last) {
		if whole {
			m.Columns[column].Target = ""
			continue
		}
		m.give(column, intake.TargetDisplayName)
	}
}

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

// Targets returns where the columns go, sorted.
func (m *Mapping) Targets() []string { return slices.Clone(m.targets) }

// Value returns what a row says for a target: its cell, trimmed, or those of
// several columns together. It is empty if the cell is blank, and Clear if it
// says so.
func (m *Mapping) Value(cells []string, target string) string {
	var parts []string
	cleared := false
	for _, column := range m.columns[target] {
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
