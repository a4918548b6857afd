package intake

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// jotformName is how Jotform calls an answer: the number of the question, and its
// unique name.
var jotformName = regexp.MustCompile(`^q[0-9]+_(.+)$`)

// readJotform reads what Jotform sends: a form whose part rawRequest is JSON, with
// the answers by their names. Titles stand in another part alone, pretty, which is
// written for people.
func readJotform(contentType string, body []byte) (Answers, error) {
	all, err := ReadBody(contentType, body)
	if err != nil {
		return Answers{}, err
	}
	given := all.text("rawRequest")
	if o := object(all.Values["rawRequest"]); o != nil {
		encoded, err := json.Marshal(o)
		if err != nil {
			return Answers{}, fmt.Errorf("%w: %w", ErrBadAnswers, err)
		}
		given = string(encoded)
	}
	if given == "" {
		return Answers{}, fmt.Errorf("%w: there is no rawRequest in it, which Jotform sends", ErrBadAnswers)
	}
	names, values, err := inOrder([]byte(given))
	if err != nil {
		return Answers{}, err
	}
	out, pretty := newTitled(), titlesIn(all.text("pretty"))
	for _, name := range names {
		unique := jotformName.FindStringSubmatch(name)
		if unique == nil {
			if list(values[name]) != nil { // files that were uploaded
				out.add(name, "", values[name])
			}
			continue // Jotform's own
		}
		value := jotformValue(values[name])
		out.add(name, pretty.titleOf(plain(value)), value)
		out.add(unique[1], "", value)
	}
	return out.answers(first(all.Values["submissionID"], all.Values["submission_id"]))
}

// inOrder reads a JSON object, with its names in the order in which they stand.
func inOrder(body []byte) (names []string, values map[string]any, err error) {
	read, err := ReadJSON(body)
	if err != nil {
		return nil, nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(read.Raw))
	_, err = decoder.Token()
	for err == nil && decoder.More() {
		var name json.Token
		if name, err = decoder.Token(); err == nil {
			text, _ := name.(string)
			names = append(names, text)
			var skipped json.RawMessage
			err = decoder.Decode(&skipped)
		}
	}
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrBadAnswers, err)
	}
	return names, read.Values, nil
}

// jotformValue writes the parts of a name, a number or a date as people do.
func jotformValue(value any) any {
	parts := object(value)
	texts := func(names ...string) (out []string) {
		for _, name := range names {
			out = append(out, plain(parts[name]))
		}
		return out
	}
	switch {
	case parts == nil:
		return value
	case parts["full"] != nil || parts["phone"] != nil:
		return jotformNumber(plain(parts["country"]), cmp.Or(plain(parts["full"]), joined(texts("area", "phone"), " ")))
	case parts["first"] != nil || parts["last"] != nil:
		return joined(texts("prefix", "first", "middle", "last", "suffix"), " ")
	case parts["year"] != nil && parts["month"] != nil && parts["day"] != nil:
		return jotformDate(texts("year", "month", "day"))
	}
	return value
}

// jotformNumber puts the country code before a number that has none.
func jotformNumber(country, number string) string {
	if country = strings.TrimLeft(country, "+0"); country == "" || number == "" || strings.HasPrefix(number, "+") {
		return number
	}
	return "+" + country + " " + number
}

// jotformDate writes a date as attributes have it. One that nobody filled in is
// empty.
func jotformDate(parts []string) string {
	for i, part := range parts {
		if part == "" {
			return ""
		}
		if i > 0 && len(part) == 1 {
			parts[i] = "0" + part
		}
	}
	return strings.Join(parts, "-")
}
