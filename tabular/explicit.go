package tabular

import (
	"maps"
	"slices"
	"strings"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
)

// addUp are the targets that several columns may go to: tags add up, names are
// joined, and of numbers the first that can be used counts.
var addUp = []string{intake.TargetTags, intake.TargetDisplayName, intake.TargetPhone}

// explicitly does what it is told, and returns which columns are decided.
func (m *Mapping) explicitly(explicit map[string]string, words vocabulary) (decided []bool, err error) {
	decided = make([]bool, len(m.Columns))
	for _, name := range slices.Sorted(maps.Keys(explicit)) {
		target := words.attribute(explicit[name])
		column := m.find(name)
		switch {
		case column < 0:
			return nil, refuse(BadMapping, "The mapping names the column %s, which the file does not have. The columns are: %s.",
				shown(name), listed(m.headers()))
		case decided[column]:
			return nil, refuse(BadMapping, "The mapping names the column %s twice.", shown(m.Columns[column].Header))
		}
		decided[column] = true
		if target == "" {
			m.Columns[column].Why = whyLeftOut
			continue
		}
		if err := intake.CheckTarget(contact.SourceImport, target); err != nil {
			return nil, refuse(BadMapping, "The mapping of the column %s cannot be used: %s.", shown(name), err)
		}
		if !slices.Contains(addUp, target) && len(m.columns[target]) > 0 {
			return nil, refuse(BadMapping, "The mapping has two columns for %s: %s and %s. Choose one.",
				target, shown(m.Columns[m.columns[target][0]].Header), shown(name))
		}
		m.give(column, target, whyMapped)
	}
	for _, columns := range m.columns {
		slices.Sort(columns)
	}
	return decided, nil
}

func (m *Mapping) give(column int, target, why string) {
	m.Columns[column].Target, m.Columns[column].Why = target, why
	m.columns[target] = append(m.columns[target], column)
}

// find returns the column of a name: the same, or else one that differs in
// case and separators alone.
func (m *Mapping) find(name string) int {
	name = strings.TrimSpace(name)
	for i, c := range m.Columns {
		if name != "" && strings.TrimSpace(c.Header) == name {
			return i
		}
	}
	plain := plainName(name)
	for i, c := range m.Columns {
		if plain != "" && plainName(c.Header) == plain {
			return i
		}
	}
	return -1
}

// OfHeader is an explicit mapping without the columns that a header does not have.
func OfHeader(header []string, explicit map[string]string) map[string]string {
	if explicit == nil {
		return nil
	}
	m, there := Mapping{}, make(map[string]string)
	for _, name := range header {
		m.Columns = append(m.Columns, Column{Header: name})
	}
	for name, target := range explicit {
		if m.find(name) >= 0 {
			there[name] = target
		}
	}
	return there
}

// maxListed is how many names a message has.
const maxListed = 20

// listed names columns, sheets or files in a message.
func listed(header []string) string {
	var names []string
	for _, name := range header {
		switch {
		case blank(name):
			continue
		case len(names) == maxListed:
			return strings.Join(names, ", ") + " and more"
		}
		names = append(names, shown(name))
	}
	return strings.Join(names, ", ")
}
