package e2e

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/luluchat/contacts/contact"
)

// words are what a run says of people, and the secrets that it uses: every one of
// them can be told from everything else.
type words struct {
	said    []string          // what each word is, by its number
	numbers []string          // of telephones, as digits
	secrets map[string]string // what they are, by themselves
	persons [][]string        // keys of one person each, where that has several
}

// say returns a word that was never said before.
func (w *words) say(what string) string {
	w.said = append(w.said, what)
	return fmt.Sprintf("Zyxwvq%03d%s", len(w.said)-1, what)
}

// spoken finds such words, however they are written.
var spoken = regexp.MustCompile(`(?i)zyxwvq(\d{3})`)

// number returns the phone number of somebody new, in Malaysia.
func (w *words) number() string {
	return w.numbered(fmt.Sprintf("6013774%04d", len(w.numbers)))
}

func (w *words) numbered(digits string) string {
	w.numbers = append(w.numbers, digits)
	return digits
}

// secret notes a word that is nobody's but still no one else's business.
func (w *words) secret(what, secret string) string {
	if w.secrets == nil {
		w.secrets = map[string]string{}
	}
	w.secrets[secret] = what
	return secret
}

// same notes that some identities are of one person.
func (w *words) same(identities ...string) {
	for i, one := range identities {
		identities[i] = contact.FoldNumber(one)
	}
	w.persons = append(w.persons, identities)
}

// allowed are the keys that may stand in what Temporal keeps of a workflow: of a
// contact's workflow its own, and those that its events name besides.
func (w *words) allowed(channel, workflowID string) []string {
	key, found := strings.CutPrefix(workflowID, "contact/"+channel+"/")
	if !found {
		return nil
	}
	keys := []string{workflowID, key}
	if plain, err := url.PathUnescape(key); err == nil {
		key = plain
		keys = append(keys, key)
	}
	for _, person := range w.persons {
		if slices.Contains(person, key) {
			keys = append(keys, person...)
		}
	}
	return keys
}

// in finds what a text tells of anybody, but for what is allowed.
func (w *words) in(text string, allowed ...string) (told []string) {
	for _, key := range allowed {
		text = strings.ReplaceAll(text, key, "")
	}
	note := func(what, word string) {
		at := strings.Index(strings.ToLower(text), strings.ToLower(word))
		if one := fmt.Sprintf("%s: …%s…", what, text[max(0, at-120):min(len(text), at+80)]); !slices.Contains(told, one) {
			told = append(told, one)
		}
	}
	for _, found := range spoken.FindAllStringSubmatch(text, -1) {
		n, _ := strconv.Atoi(found[1])
		note(w.said[min(n, len(w.said)-1)], found[0])
	}
	for _, number := range w.numbers {
		// The end of it is in every way of writing it, but for separators.
		for _, written := range []string{number[len(number)-8:], number[len(number)-7:len(number)-4] + " " + number[len(number)-4:]} {
			if strings.Contains(text, written) {
				note("a number", written)
			}
		}
	}
	for secret, what := range w.secrets {
		if strings.Contains(text, secret) {
			note("a secret: "+what, secret)
		}
	}
	return told
}
