package web

import "strconv"

// Edited is a field of a contact as a form has it, with what was typed.
func (p *Page) Edited(f ContactField) Field {
	switch f.Type {
	case "choice":
		field := p.Form.Choose(f.Name, f.Label, "", f.Options)
		field.Type = "choice"
		if !p.Form.Values.Has(f.Name) {
			field.Options = f.Options
		}
		return field
	case "number":
		return p.Form.Field(f.Name, f.Label, "inputmode", "decimal", "value", f.Value)
	}
	field := p.Form.Field(f.Name, f.Label, "type", f.Type, "value", f.Value)
	if f.Type == "textarea" {
		field.Hint = "They are kept as one line."
	}
	return field
}

// InPlace is a field of a contact as the form beside its value has it. Several such
// forms are on a page: their fields have other ids.
func (p *Page) InPlace(f ContactField) Field {
	field := (Form{}).Field(f.Name, f.Label, "value", f.Value)
	switch f.Type {
	case "choice":
		field.Options = f.Options
	case "number":
		field.Inputmode = "decimal"
	}
	field.Type = f.Type
	return field
}

// OptOutOptions are whether somebody gets marketing messages.
func (p *Page) OptOutOptions() []Option {
	return []Option{{Value: strconv.FormatBool(false), Label: "Not opted out"}, {Value: strconv.FormatBool(true), Label: "Opted out"}}
}

// ShownOf is a value as people read it.
func (p *Page) ShownOf(field, value string) string {
	if field == "opted_out" {
		return choiceOf(value == "true", "opted out", "not opted out")
	}
	return p.Visit.shownValue(field, value)
}
