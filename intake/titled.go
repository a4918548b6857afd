package intake

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/luluchat/contacts/contact"
)

// titled collects the answers of a service that knows fields by an id and shows
// people a title. Either can be mapped, so an answer has both names.
type titled struct {
	ids, titles map[string]any
}

func newTitled() *titled {
	return &titled{ids: map[string]any{}, titles: map[string]any{}}
}

// add takes the answer to one field. Of several fields with one title the first
// that was answered counts under it; each has its id.
func (t *titled) add(id, title string, value any) {
	value = single(value)
	if id = nameOf(id); id != "" && blank(t.ids[id]) {
		t.ids[id] = value
	}
	if title = nameOf(title); title != "" && blank(t.titles[title]) {
		t.titles[title] = value
	}
}

// answers returns what was collected. No title takes the place of an id, and no
// field that of the service's own id of the submission.
func (t *titled) answers(submission string) (Answers, error) {
	values := maps.Clone(t.titles)
	maps.Copy(values, t.ids)
	if submission != "" {
		values[SubmissionID] = submission
	}
	raw, err := json.Marshal(values)
	if err != nil {
		return Answers{}, fmt.Errorf("%w: %w", ErrBadAnswers, err)
	}
	return Answers{Values: values, Raw: raw}, nil
}

// nameOf returns a field's id or title in one line, as long as one may be that is
// mapped. Nothing that nobody can see is in it.
func nameOf(given string) string { return contact.Line(given, maxFieldName) }

func blank(value any) bool { return value == nil || value == "" }

// single makes one value of what a service sent for a field: ticked boxes are one
// text with commas in between, as they are of an HTML form.
func single(value any) any {
	switch v := value.(type) {
	case string:
		return strings.ToValidUTF8(v, "\uFFFD")
	case []any:
		var parts []string
		for _, element := range v {
			parts = append(parts, plain(element))
		}
		return joined(parts, ", ")
	case map[string]any:
		var parts []string
		for _, name := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, plain(v[name]))
		}
		return joined(parts, ", ")
	}
	return value
}

// plain is the text of a value, empty if there is none.
func plain(value any) string {
	text, _ := textOf(single(value))
	return text
}

// joined is the texts that say something, with what stands between them.
func joined(texts []string, between string) string {
	return strings.Join(slices.DeleteFunc(texts, func(s string) bool { return s == "" }), between)
}

// object returns a value that is a JSON object, else nil.
func object(value any) map[string]any {
	o, _ := value.(map[string]any)
	return o
}

// list returns a value that is a JSON list, else nothing.
func list(value any) []any {
	l, _ := value.([]any)
	return l
}

// first returns the first text that says something.
func first(values ...any) string {
	for _, value := range values {
		if text := plain(value); text != "" {
			return text
		}
	}
	return ""
}
