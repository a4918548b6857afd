package contact

import (
	"net/mail"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"
)

// Likeness is why two contacts may be one person.
type Likeness string

// The likenesses, in the order in which they are told.
const (
	// SameNumber is a number in two national variants, or one that can be read in two ways.
	SameNumber Likeness = "same_number"
	// SameEmail is an attribute of both with the same e-mail address.
	SameEmail Likeness = "same_email"
	// SimilarNumber is the same name, with numbers one digit apart.
	SimilarNumber Likeness = "similar_number"
)

// Likenesses returns every one, in the order in which they are told.
func Likenesses() []Likeness { return []Likeness{SameNumber, SameEmail, SimilarNumber} }

// Words says in what two contacts are alike, as the end of a sentence.
func (l Likeness) Words() string {
	switch l {
	case SameNumber:
		return "their numbers are one number, if it is written in another national way or read with another country code"
	case SameEmail:
		return "they have the same e-mail address"
	case SimilarNumber:
		return "they have the same name, and numbers that differ in one digit"
	}
	return string(l)
}

// Resembling is what of a contact is compared with other contacts.
type Resembling struct {
	ID        uuid.UUID
	ChannelID string
	Name      string            // folded; empty if a number or username stands in for it
	Keys      []string          // of its numbers
	Meant     []string          // keys of what its numbers may have been meant as
	Emails    map[string]string // e-mail addresses, by attribute
}

// shortestName is how many letters a name has at least that tells somebody from others.
const shortestName = 2

// ResemblingName is a contact's name as names are compared; empty if it tells nobody.
func ResemblingName(displayName string, source NameSource) string {
	name := Fold(displayName)
	if source.Fallback() || utf8.RuneCountInString(name) < shortestName {
		return ""
	}
	return name
}

// EmailsIn are the attributes that hold an e-mail address, as such are compared.
func EmailsIn(attributes map[string]string) map[string]string {
	emails := map[string]string{}
	for name, value := range attributes {
		value = strings.ToLower(strings.TrimSpace(value))
		read, err := mail.ParseAddress(value)
		if err != nil || read.Address != value {
			continue
		}
		if _, domain, _ := strings.Cut(value, "@"); strings.Contains(domain, ".") {
			emails[name] = value
		}
	}
	return emails
}

// Alike says why two contacts of a channel may be one person; nothing if nothing speaks
// for it.
func (a Resembling) Alike(b Resembling) (why []Likeness) {
	if a.ChannelID != b.ChannelID || a.ID == b.ID {
		return nil
	}
	same := share(a.Keys, b.Keys) || share(a.Meant, b.Keys) || share(a.Keys, b.Meant)
	if same {
		why = append(why, SameNumber)
	}
	for name, value := range a.Emails {
		if b.Emails[name] == value {
			why = append(why, SameEmail)
			break
		}
	}
	if !same && a.Name != "" && a.Name == b.Name && a.near(b) {
		why = append(why, SimilarNumber)
	}
	return why
}

func (a Resembling) near(b Resembling) bool {
	return slices.ContainsFunc(a.Keys, func(one string) bool {
		return slices.ContainsFunc(b.Keys, func(other string) bool { return OneDigitApart(one, other) })
	})
}

func share(a, b []string) bool {
	return slices.ContainsFunc(a, func(one string) bool { return slices.Contains(b, one) })
}

// shortestCompared is how many digits a number has at least that is compared with
// others. Of short ones too many are one digit apart.
const shortestCompared = 7

// OneDigitApart reports whether two numbers differ in one digit: it is another one, or
// one of them has it and the other one has not.
func OneDigitApart(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if a == b || len(a) < shortestCompared || len(b)-len(a) > 1 || !isDigits(a) || !isDigits(b) {
		return false
	}
	at := 0
	for at < len(a) && a[at] == b[at] {
		at++
	}
	if len(a) == len(b) {
		return a[at+1:] == b[at+1:]
	}
	return a[at:] == b[at+1:]
}

// NearNumbers returns the numbers one digit apart that are to be looked for from one of
// the two: of two that are alike, the shorter one is among those of the longer one, and
// of two of the same length the larger one among those of the smaller one.
func NearNumbers(number string) (near []string) {
	if len(number) < shortestCompared || !isDigits(number) {
		return nil
	}
	for at := range len(number) {
		for digit := number[at] + 1; digit <= '9'; digit++ {
			near = append(near, number[:at]+string(digit)+number[at+1:])
		}
		if len(number) > shortestCompared && (at == 0 || number[at] != number[at-1]) {
			near = append(near, number[:at]+number[at+1:])
		}
	}
	return near
}

// EveryNear returns every number that is one digit apart: those from which NearNumbers finds
// the number, too.
func EveryNear(number string) (near []string) {
	if len(number) < shortestCompared || !isDigits(number) {
		return nil
	}
	near = NearNumbers(number)
	for at := range len(number) + 1 {
		for digit := '0'; digit <= '9'; digit++ {
			if at < len(number) && byte(digit) < number[at] {
				near = append(near, number[:at]+string(digit)+number[at+1:])
			}
			if at == 0 || byte(digit) != number[at-1] { // behind itself it is the same number
				near = append(near, number[:at]+string(digit)+number[at:])
			}
		}
	}
	return near
}
