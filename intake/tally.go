package intake

import (
	"fmt"
	"maps"
	"slices"
)

// readTally reads what Tally sends: a list of fields with key, label and value. What
// was chosen is given by the ids of options, which stand beside it with their texts.
func readTally(_ string, body []byte) (Answers, error) {
	all, err := ReadJSON(body)
	if err != nil {
		return Answers{}, err
	}
	data := object(all.Values["data"])
	fields, ok := data["fields"].([]any)
	if !ok {
		return Answers{}, fmt.Errorf("%w: there is no data with fields in it, which Tally sends", ErrBadAnswers)
	}
	out, texts := newTitled(), tallyTexts{left: len(body)}
	for _, each := range fields {
		field := object(each)
		out.add(plain(field["key"]), plain(field["label"]), texts.valueOf(field))
	}
	return out.answers(first(data["submissionId"], data["responseId"], all.Values["eventId"]))
}

// tallyTexts puts the texts of options in place of their ids. They have as much room
// as the body: many ids of one long text would else fill the memory.
type tallyTexts struct {
	of   map[string]string // by id, of one field
	left int               // bytes
}

func (t *tallyTexts) valueOf(field map[string]any) any {
	t.of = map[string]string{}
	for _, part := range []string{"options", "rows", "columns"} {
		for _, each := range list(field[part]) {
			option := object(each)
			t.of[plain(option["id"])] = plain(option["text"])
		}
	}
	if rows := object(field["value"]); rows != nil && field["rows"] != nil {
		var lines []string
		for _, row := range slices.Sorted(maps.Keys(rows)) {
			lines = append(lines, t.text(row)+": "+plain(t.chosen(rows[row])))
		}
		return joined(lines, "; ")
	}
	return t.chosen(field["value"])
}

// chosen puts texts in place of the ids of options, and addresses in place of files.
func (t *tallyTexts) chosen(value any) any {
	switch v := value.(type) {
	case string:
		return t.text(v)
	case []any:
		chosen := make([]any, len(v))
		for i, each := range v {
			chosen[i] = t.chosen(each)
		}
		return chosen
	case map[string]any:
		if v["url"] != nil {
			return v["url"]
		}
	}
	return value
}

func (t *tallyTexts) text(id string) string {
	text := t.of[id]
	if text == "" || len(text) > t.left {
		return id
	}
	t.left -= len(text)
	return text
}
