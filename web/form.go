package web

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/luluchat/contacts/service"
)

// Form is what was typed into a form, and what is wrong with it.
type Form struct {
	Values url.Values
	Errors []FieldError
}

// FieldError is what is wrong with a field; without a name, with all of it.
type FieldError struct{ Field, Message string }

// Field is a field of a form, as the part "field" shows it.
type Field struct {
	Name, Label, Value, Error string
	Type                      string // of the input, or textarea
	Hint                      string
	Autocomplete, Inputmode   string
	List                      string // the id of values to choose from, of which none has to be chosen
	Required                  bool
	Options                   []Option // of checks and choice
}

// Option is one of the values to choose from.
type Option struct {
	Value, Label, Hint string
	Chosen             bool
}

// Fill has a form show values that nobody has typed yet.
func (v *Visit) Fill(values url.Values) { v.form.Values = values }

// Field is a field with what was typed into it. more are pairs of a name and a value:
// type, hint, autocomplete, inputmode, list, value (where nothing was typed), required.
func (f Form) Field(name, label string, more ...string) Field {
	out := Field{Name: name, Label: label, Type: "text", Value: f.Values.Get(name), Error: f.Error(name), Autocomplete: "off"}
	for pair := range slices.Chunk(more, 2) {
		switch pair[0] {
		case "type":
			out.Type = pair[1]
		case "hint":
			out.Hint = pair[1]
		case "autocomplete":
			out.Autocomplete = pair[1]
		case "inputmode":
			out.Inputmode = pair[1]
		case "list":
			out.List = pair[1]
		case "required":
			out.Required = true
		case "value":
			if !f.Values.Has(name) {
				out.Value = pair[1]
			}
		default:
			panic("web: a field has no " + pair[0])
		}
	}
	if out.Type == "password" {
		out.Value = "" // it does not come back
	}
	return out
}

// Choose is a field of values to choose from, with those chosen that the form has.
func (f Form) Choose(name, label, hint string, options []Option) Field {
	out := Field{Name: name, Label: label, Hint: hint, Error: f.Error(name), Options: slices.Clone(options)}
	for i := range out.Options {
		out.Options[i].Chosen = slices.Contains(f.Values[name], out.Options[i].Value)
	}
	return out
}

// Error is what is wrong with a field.
func (f Form) Error(name string) string {
	for _, e := range f.Errors {
		if e.Field == name {
			return e.Message
		}
	}
	return ""
}

// Wrong notes what is wrong with a field.
func (v *Visit) Wrong(field, message string) {
	v.form.Errors = append(v.form.Errors, FieldError{field, message})
}

// channelField is the field in which a channel is chosen, and channelClosed what is said
// beside it where the channel takes nothing in.
const (
	channelField  = "channel_id"
	channelClosed = "This channel is disabled and takes nothing in, so nothing was kept. Choose another one, or have an admin enable it on its page."
)

// Again shows a form anew with all that was typed, and what is wrong with it: what was
// noted, and the error of a use case, which may be nil. Errors that are not about what
// was typed it returns. values stand in for what was typed, where the page has more forms
// than the one that was sent.
func (v *Visit) Again(err error, name, title string, data any, values ...url.Values) error {
	status := http.StatusUnprocessableEntity
	if err != nil {
		e := service.ErrorOf(err)
		if e.Code == service.Disabled && e.Field == channelField {
			v.Wrong(channelField, channelClosed)
			return v.Again(nil, name, title, data, values...)
		}
		p, ok := problems[e.Code]
		if ok && e.Code != service.InvalidToken {
			return err
		}
		if ok {
			status = p.status
		}
		each := e.EachField()
		for _, one := range each {
			v.Wrong(one.Field, inWords(one))
		}
		if len(each) == 0 {
			v.Wrong("", e.Message)
		}
	}
	v.form.Values, _ = v.Posted()
	for _, own := range values {
		v.form.Values = own
	}
	return v.show(status, name, title, data)
}
