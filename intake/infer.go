package intake

import (
	"regexp"
	"strings"
)

// Inference finds the type that the values of a column have. The zero value has seen
// none.
type Inference struct {
	seen, notNumber, notDate bool
}

// plainNumber is what is surely a number. Digits with zeros before them, with a +, with
// an exponent, or more of them than a program keeps apart, are rather a code, a phone
// number or an id, and would lose something.
var plainNumber = regexp.MustCompile(`^-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?$`)

// See takes a cell into account. One that is blank, or empties a field, says nothing.
func (i *Inference) See(cell string) {
	text := strings.TrimSpace(cell)
	if text == "" || text == ClearCell {
		return
	}
	i.seen = true
	text, _ = textOf(unliteral(text))
	if !plainNumber.MatchString(text) {
		i.notNumber = true
	}
	if _, why := dateValue(text); why != "" {
		i.notDate = true
	}
}

// Type is the type that fits every value; a text where nothing else does, or nothing
// was seen. What is true or false is a text, too.
func (i *Inference) Type() AttributeType {
	switch {
	case i.seen && !i.notNumber:
		return TypeNumber
	case i.seen && !i.notDate:
		return TypeDate
	}
	return TypeString
}
