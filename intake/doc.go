// Package intake turns what forms, integration triggers and callers send into
// events: phone numbers that people wrote, answers that fit an attribute's type
// or do not, and what makes a submission that arrives twice one event.
// Everything here is a pure function; what has to be looked up – a form, the
// attributes, whether a number is known – is handed in.
package intake
