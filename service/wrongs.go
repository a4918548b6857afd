package service

import (
	"errors"
	"strings"
)

// wrongs gathers what is wrong with the fields of one entry, so that whoever filled them
// in is told all of it at once.
type wrongs []FieldError

// add notes what an error says of fields. Any other error it returns: that one ends the
// reading.
func (w *wrongs) add(err error) error {
	var e *Error
	if !errors.As(err, &e) {
		return err
	}
	each := e.EachField()
	if len(each) == 0 {
		return err
	}
	*w = append(*w, each...)
	return nil
}

// err is all that was noted; nil if nothing was.
func (w wrongs) err() error {
	switch len(w) {
	case 0:
		return nil
	case 1:
		return &Error{Code: w[0].Code, Field: w[0].Field, Message: w[0].Message}
	}
	said := make([]string, len(w))
	for i, one := range w {
		said[i] = one.Message
	}
	return &Error{Code: w[0].Code, Errors: w, Message: strings.Join(said, " ")}
}
