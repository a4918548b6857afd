package intake

import "fmt"

// readTypeform reads what Typeform sends: the answers with the ids of their fields,
// and beside them the form's definition, which has the titles. A field may have a
// ref as well, which whoever made the form chose. What the address of the form
// carried (hidden) and what the form computed (variables) are answers too.
func readTypeform(_ string, body []byte) (Answers, error) {
	all, err := ReadJSON(body)
	if err != nil {
		return Answers{}, err
	}
	response := object(all.Values["form_response"])
	if response == nil {
		return Answers{}, fmt.Errorf("%w: there is no form_response in it, which Typeform sends", ErrBadAnswers)
	}
	titles := map[string]string{}
	typeformTitles(list(object(response["definition"])["fields"]), titles)
	out := newTitled()
	for name, value := range object(response["hidden"]) {
		out.add(name, "", value)
	}
	for _, each := range list(response["variables"]) {
		variable := object(each)
		out.add(plain(variable["key"]), "", variable[plain(variable["type"])])
	}
	for _, each := range list(response["answers"]) {
		answer := object(each)
		field, value := object(answer["field"]), typeformValue(answer)
		id := plain(field["id"])
		out.add(id, titles[id], value)
		out.add(plain(field["ref"]), "", value)
	}
	return out.answers(first(response["token"], all.Values["event_id"]))
}

// typeformTitles notes the titles of fields, and of those within groups.
func typeformTitles(fields []any, titles map[string]string) {
	for _, each := range fields {
		field := object(each)
		titles[plain(field["id"])] = plain(field["title"])
		typeformTitles(list(field["fields"]), titles)
		typeformTitles(list(object(field["properties"])["fields"]), titles)
	}
}

// typeformValue returns the value of an answer, which stands under the name of its
// type: {"type": "email", "email": "…"}.
func typeformValue(answer map[string]any) any {
	value := answer[plain(answer["type"])]
	switch chosen := object(value); {
	case chosen == nil:
		return value
	case chosen["labels"] != nil:
		return append(append([]any{}, list(chosen["labels"])...), chosen["other"])
	case chosen["label"] != nil || chosen["other"] != nil:
		return first(chosen["label"], chosen["other"])
	}
	return value
}
