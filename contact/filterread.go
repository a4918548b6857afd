package contact

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	_ "time/tzdata" // zones are known also where the machine has none
)

// WrongFilter says what is wrong with one part of a filter.
type WrongFilter struct {
	Name    string // of the part
	Message string // a sentence for whoever gave it
}

// WrongFilters is everything that is wrong with a filter.
type WrongFilters []WrongFilter

func (w WrongFilters) Error() string {
	sentences := make([]string, len(w))
	for i := range w {
		sentences[i] = w[i].Message
	}
	return strings.Join(sentences, " ")
}

// mostValues is how often a part of a filter may be given, and how many attributes may
// narrow.
const mostValues = 20

// ReadFilter reads a filter from the query of an address. What it does not know there is
// somebody else's, and what is empty is not given. The error is WrongFilters.
func ReadFilter(query url.Values) (f Filter, err error) {
	var wrong WrongFilters
	for _, p := range filterParts {
		values := slices.DeleteFunc(slices.Clone(query[p.name]), func(v string) bool { return v == "" })
		why := ""
		switch {
		case len(values) == 0:
		case !p.many && len(values) > 1:
			why = p.name + " is given several times: give it once."
		case len(values) > mostValues:
			why = fmt.Sprintf("%s may be given %d times at most.", p.name, mostValues)
		default:
			why = p.read(&f, values)
		}
		if why != "" {
			wrong = append(wrong, WrongFilter{p.name, why})
		}
	}
	wrong = append(wrong, f.readAttributes(query)...)
	if f.Outcome != "" && len(query["import"])+len(query["job"]) == 0 {
		wrong = append(wrong, WrongFilter{"outcome", "outcome is that of an import or of a job: give import or job as well."})
	}
	if why := f.wrongOutcome(); why != "" {
		wrong = append(wrong, WrongFilter{"outcome", why})
	}
	if len(wrong) > 0 {
		return Filter{}, wrong
	}
	return f, nil
}

// readAttributes reads what begins with attr.
func (f *Filter) readAttributes(query url.Values) (wrong WrongFilters) {
	var names []string
	for name := range query {
		if strings.HasPrefix(name, AttributeFilterPrefix) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		values := slices.DeleteFunc(slices.Clone(query[name]), func(v string) bool { return v == "" })
		of, suffix, _ := strings.Cut(strings.TrimPrefix(name, AttributeFilterPrefix), ".")
		at := f.attribute(of, suffix)
		switch {
		case len(values) == 0:
		case at == nil:
			wrong = append(wrong, WrongFilter{name, name + " must be attr. and the name of an attribute, and after that nothing, .gte or .lte."})
		case len(values) > 1:
			wrong = append(wrong, WrongFilter{name, name + " is given several times: give it once."})
		default:
			*at = Clean(values[0], MaxName)
		}
	}
	var narrowing []AttributeFilter
	for _, a := range f.Attributes {
		if a.Is+a.From+a.To != "" {
			narrowing = append(narrowing, a)
		}
	}
	if f.Attributes = narrowing; len(narrowing) > mostValues {
		wrong = append(wrong, WrongFilter{names[len(names)-1], fmt.Sprintf("A filter may name %d attributes at most.", mostValues)})
	}
	return wrong
}

// attribute is the place of a condition on an attribute, nil if there is no such one.
func (f *Filter) attribute(name, suffix string) *string {
	if suffix != "" {
		suffix = "." + suffix
	}
	if !isAttributeName(name) {
		return nil
	}
	i := slices.IndexFunc(f.Attributes, func(a AttributeFilter) bool { return a.Name == name })
	if i < 0 {
		i, f.Attributes = len(f.Attributes), append(f.Attributes, AttributeFilter{Name: name})
	}
	for _, b := range f.Attributes[i].bounds() {
		if b.suffix == suffix {
			return b.value
		}
	}
	return nil
}

// isAttributeName reports whether an attribute may have the name.
func isAttributeName(name string) bool {
	return name != "" && len(name) <= 64 && strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

// Values writes a filter as the query of an address, from which ReadFilter reads the same
// filter.
func (f Filter) Values() url.Values {
	query := url.Values{}
	for _, p := range filterParts {
		if values := p.write(&f); len(values) > 0 {
			query[p.name] = slices.Clone(values)
		}
	}
	for _, a := range f.Attributes {
		for _, b := range a.bounds() {
			if *b.value != "" {
				query.Set(AttributeFilterPrefix+a.Name+b.suffix, *b.value)
			}
		}
	}
	return query
}

// MarshalJSON writes a filter as an object whose members have the names of the query.
func (f Filter) MarshalJSON() ([]byte, error) {
	members := map[string]any{}
	for name, values := range f.Values() {
		members[name] = values[0]
	}
	for _, p := range filterParts {
		if p.many && len(p.write(&f)) > 0 {
			members[p.name] = p.write(&f)
		}
	}
	for name, is := range map[string]*bool{"opted_out": f.OptedOut, "wrote": f.Wrote} {
		if is != nil {
			members[name] = *is
		}
	}
	return json.Marshal(members)
}

// UnmarshalJSON reads what MarshalJSON writes. Who sends JSON asks for something to be
// done: a member that is not known is refused, and not passed over. The error is
// WrongFilters, if it is JSON at all.
func (f *Filter) UnmarshalJSON(b []byte) error {
	query, wrong, err := FilterValues(b, IsFilter)
	if err != nil {
		return err
	}
	read, err := ReadFilter(query)
	var more WrongFilters
	if errors.As(err, &more) {
		wrong = append(wrong, more...)
	}
	if len(wrong) > 0 {
		return wrong
	}
	*f = read
	return nil
}

// FilterValues reads the members of JSON as a query has them. Those that are not known, or
// can be no value, are wrong.
func FilterValues(b []byte, known func(name string) bool) (query url.Values, wrong WrongFilters, err error) {
	var members map[string]any
	decoder := json.NewDecoder(bytes.NewReader(b))
	decoder.UseNumber()
	if err := decoder.Decode(&members); err != nil {
		return nil, nil, fmt.Errorf("read a filter: %w", err)
	}
	query = url.Values{}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		values, ok := valuesOf(members[name])
		switch {
		case !known(name):
			wrong = append(wrong, WrongFilter{name, fmt.Sprintf("There is no filter named %.64q.", name)})
		case !ok:
			wrong = append(wrong, WrongFilter{name, name + " must be a text, a number, true or false, or a list of texts."})
		default:
			query[name] = values
		}
	}
	return query, wrong, nil
}

// IsFilter reports whether a part of a filter has the name, the order included.
func IsFilter(name string) bool {
	return strings.HasPrefix(name, AttributeFilterPrefix) || slices.ContainsFunc(filterParts, func(p filterPart) bool { return p.name == name })
}

// valuesOf are the values of a member of JSON as a query has them.
func valuesOf(member any) (values []string, ok bool) {
	switch v := member.(type) {
	case nil:
		return nil, true
	case string:
		return []string{v}, true
	case bool:
		return []string{fmt.Sprint(v)}, true
	case json.Number:
		return []string{v.String()}, true
	case []any:
		for _, one := range v {
			text, is := one.(string)
			if !is {
				return nil, false
			}
			values = append(values, text)
		}
		return values, true
	}
	return nil, false
}
