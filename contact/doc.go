// Package contact is the domain: what an event is, whom it is about, and what
// the rules make of it. Everything here is a pure function over plain values,
// so that the rules can be read and tested without a database, a web server or
// a workflow engine. It imports nothing else of this project.
package contact
