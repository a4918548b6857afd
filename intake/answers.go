package intake

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
)

// Answers are what somebody sent, by name.
type Answers struct {
	// Values are strings, json.Numbers, booleans, nil, and – which never fit –
	// lists and objects.
	Values map[string]any
	Raw    json.RawMessage // all of it, as it was sent
}

// ErrBadAnswers says that a body cannot be read at all. It is the sender's
// mistake, and the error says which.
var ErrBadAnswers = errors.New("bad body")

// byteOrderMark is what some senders begin UTF-8 with.
var byteOrderMark = []byte("\uFEFF")

// ReadJSON reads a body that must be one JSON object.
func ReadJSON(body []byte) (Answers, error) {
	// The raw answers are stored as text.
	body = bytes.ToValidUTF8(bytes.TrimPrefix(body, byteOrderMark), []byte("\uFFFD"))
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber() // a phone number has more digits than a double
	var values map[string]any
	if err := decoder.Decode(&values); err != nil {
		var wrongType *json.UnmarshalTypeError
		if errors.As(err, &wrongType) {
			return Answers{}, fmt.Errorf("%w: it is JSON, but no object such as {\"phone\": \"+60123456789\"}", ErrBadAnswers)
		}
		return Answers{}, fmt.Errorf("%w: it is not JSON", ErrBadAnswers)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return Answers{}, fmt.Errorf("%w: something follows the JSON object", ErrBadAnswers)
	}
	if values == nil {
		return Answers{}, fmt.Errorf("%w: it is null, and must be a JSON object", ErrBadAnswers)
	}
	return Answers{Values: values, Raw: bytes.TrimSpace(body)}, nil
}

// ReadForm takes over the fields of an HTML form. The values of a field that
// was sent several times, such as ticked boxes, are joined by commas.
func ReadForm(fields url.Values) (Answers, error) {
	joined := make(map[string]any, len(fields))
	for name, values := range fields {
		joined[name] = strings.Join(values, ", ")
	}
	raw, err := json.Marshal(joined)
	if err != nil {
		return Answers{}, fmt.Errorf("%w: %w", ErrBadAnswers, err)
	}
	return Answers{Values: joined, Raw: raw}, nil
}

// text returns the named answer if it is a single value, else nothing.
func (a Answers) text(name string) string {
	text, _ := textOf(a.Values[name])
	return text
}

// Understood returns the answers as they are read: 7 and "7" say the same, however
// a body is written.
func (a Answers) Understood() map[string]any {
	out := make(map[string]any, len(a.Values))
	for name, given := range a.Values {
		out[name] = given
		if text, why := textOf(given); why == "" {
			out[name] = text
		}
	}
	return out
}

// mapped returns the answer that a form maps by a name. A title that somebody
// copied from a page may have other spaces than the one that is sent.
func (a Answers) mapped(name string) (given any, there bool) {
	if given, there = a.Values[name]; !there {
		given, there = a.Values[nameOf(name)]
	}
	return given, there
}

// number reads the named answer as a phone number, see PhoneIn.
func (a Answers) number(name, country string) Number {
	given, _ := a.mapped(name)
	text, why := textOf(given)
	if why != "" {
		return Number{Problem: Nested}
	}
	return PhoneIn(text, country)
}
