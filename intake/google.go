package intake

import (
	"maps"
	"slices"
)

// readGoogle reads what the script in docs/setup.md posts for a Google form: one
// object, with each answer under the id and the title of its question, and the
// response's id as submission_id. Ticked boxes are a list, and a grid is a list of
// them.
func readGoogle(contentType string, body []byte) (Answers, error) {
	all, err := ReadBody(contentType, body)
	if err != nil {
		return Answers{}, err
	}
	out := newTitled()
	for _, name := range slices.Sorted(maps.Keys(all.Values)) {
		out.add(name, "", all.Values[name])
	}
	return out.answers("")
}
