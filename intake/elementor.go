package intake

import (
	"maps"
	"regexp"
	"slices"
)

// Elementor names fields in three ways: by their title alone; as form_fields[id];
// and, with "advanced data", as fields[id][title] and fields[id][value].
var (
	elementorField = regexp.MustCompile(`^form_fields\[([^\]]*)\](?:\[\])?$`)
	elementorPart  = regexp.MustCompile(`^fields\[([^\]]*)\]\[(title|value|raw_value|id|type|required)\]$`)
)

// readElementor reads what a form of Elementor sends. It has no id of the
// submission; whoever wants one adds a hidden field with that name.
func readElementor(contentType string, body []byte) (Answers, error) {
	all, err := ReadBody(contentType, body)
	if err != nil {
		return Answers{}, err
	}
	fields := map[string]map[string]any{} // id → part → value
	out := newTitled()
	for _, name := range slices.Sorted(maps.Keys(all.Values)) {
		value := all.Values[name]
		switch {
		case name == "fields" && object(value) != nil:
			for id, parts := range object(value) {
				fields[id] = object(parts)
			}
		case elementorPart.MatchString(name):
			found := elementorPart.FindStringSubmatch(name)
			if fields[found[1]] == nil {
				fields[found[1]] = map[string]any{}
			}
			fields[found[1]][found[2]] = value
		case elementorField.MatchString(name):
			out.add(elementorField.FindStringSubmatch(name)[1], "", value)
		default:
			out.add(name, "", value)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(fields)) {
		parts := fields[id]
		value, there := parts["value"]
		if !there {
			value = parts["raw_value"]
		}
		out.add(id, plain(parts["title"]), value)
	}
	return out.answers("")
}
