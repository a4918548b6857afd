package intake

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/luluchat/contacts/contact"
)

// agreement collects what answers or cells say of somebody's consent. Its parts come
// in any order.
type agreement struct {
	said   *contact.Consent
	words  string // the answer itself, where it is more than a yes or a no
	at     time.Time
	source string
	text   string
}

// consent takes an answer, or a cell, that says something of consent.
func (f *filling) consent(name string, given any, field *contact.Field) {
	if list, ok := given.([]any); ok && len(list) <= 1 { // a box to tick
		given = nil
		if len(list) == 1 {
			given = list[0]
		}
	}
	switch field.Name {
	case contact.FieldConsentAt:
		text, why := textOf(given)
		if text == "" && why == "" {
			return
		}
		at, ok := ReadTime(text)
		if why == "" && !ok {
			why = "it is no time such as 2026-10-09 or 2026-10-09T09:08:20Z"
		}
		if why != "" {
			f.skip(name, why)
			return
		}
		f.agreement.at = at
	case contact.FieldConsentSource:
		f.agreement.source = contact.OrEmpty(f.line(name, given, field))
	case contact.FieldConsentText:
		f.agreement.text = contact.OrEmpty(f.line(name, given, field))
	default:
		yes, words, why := readConsent(given)
		switch {
		case why != "":
			f.skip(name, why)
		case yes != nil:
			f.agreement.said, f.agreement.words = &contact.Consent{Given: *yes}, words
		}
	}
}

// agreed puts the parts together. A date or a text beside no answer says nothing: a
// form sends its hidden fields whether or not the box is ticked.
func (f *filling) agreed() *contact.Consent {
	a := f.agreement
	if a.said == nil {
		return nil
	}
	a.said.At, a.said.Source, a.said.Text = a.at, a.source, a.text
	if a.text == "" {
		a.said.Text = contact.Line(a.words, contact.MaxRemarks)
	}
	return a.said
}

// ReadTime reads when somebody said something: RFC 3339, or as spreadsheets write it,
// which is taken for UTC.
func ReadTime(text string) (at time.Time, ok bool) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02 15:04", time.DateOnly} {
		if at, err := time.Parse(layout, text); err == nil && at.Year() > 1 {
			return at.UTC(), true
		}
	}
	return time.Time{}, false
}

// The whole answers that are a yes or a no, folded as in a search.
var (
	yesWords = foldedSet("yes", "y", "yep", "yeah", "true", "1", "on", "ok", "okay", "checked", "ticked", "agree", "agreed", "i agree", "accept",
		"accepted", "i accept", "consent", "i consent", "consented", "given", "granted", "opt in", "opt-in", "opted in", "opted-in", "✓", "✔", "✔️", "☑", "☑️", "✅",
		"sí", "si", "acepto", "estoy de acuerdo", "sim", "aceito", "concordo", "oui", "j'accepte", "ja", "jawohl", "ya", "iya", "setuju", "saya setuju",
		"bersetuju", "sì", "accetto", "akkoord", "evet", "да", "согласен", "согласна", "tamam", "نعم", "موافق", "أوافق", "có", "đồng ý",
		"是", "是的", "好", "好的", "同意", "我同意", "はい", "同意する", "同意します", "네", "예", "동의", "동의함", "동의합니다", "हाँ", "हां", "ใช่", "ยินยอม")
	noWords = foldedSet("no", "n", "nope", "false", "0", "off", "unchecked", "not ticked", "no thanks", "no thank you", "disagree", "i disagree",
		"i do not agree", "i don't agree", "do not agree", "refused", "declined", "i decline", "not given", "withdrawn", "revoked", "opt out", "opt-out",
		"opted out", "opted-out", "stop", "unsubscribe", "unsubscribed", "✗", "✘", "❌", "✖", "✖️",
		"no acepto", "não", "nao", "não aceito", "non", "je refuse", "nein", "nee", "tidak", "tidak setuju", "tak setuju", "tidak bersetuju",
		"hayır", "нет", "не согласен", "не согласна", "لا", "لا أوافق", "không", "không đồng ý",
		"否", "不", "不是", "不同意", "我不同意", "いいえ", "同意しない", "同意しません", "아니요", "아니오", "동의하지 않음", "동의하지 않습니다", "नहीं", "ไม่", "ไม่ยินยอม")
	// Beginnings of longer answers, such as that of a box: "I agree to receive offers".
	yesBeginnings = foldedList("yes", "i agree", "we agree", "i consent", "i accept", "agree to", "agreed", "sí", "acepto", "sim", "aceito", "concordo",
		"oui", "j'accepte", "ja", "ich stimme zu", "ich willige", "ich bin einverstanden", "ya", "saya setuju", "setuju", "saya bersetuju", "accetto", "sì", "да", "согласен", "согласна", "同意", "我同意")
	noBeginnings = foldedList("no", "not", "i do not", "i don't", "i dont", "do not", "don't", "dont", "i disagree", "i decline", "i refuse", "no acepto", "não", "non",
		"nein", "nee", "ich möchte nicht", "tidak", "saya tidak", "jangan", "нет", "не", "不同意", "我不同意")
	// negations make a long yes doubtful.
	negations = foldedSet("not", "no", "don't", "dont", "won't", "never", "without", "unsubscribe", "stop", "nao", "não", "non", "pas", "ne", "nicht", "kein",
		"keine", "nein", "tidak", "tak", "jangan", "bukan", "sin", "sem", "sans", "ohne", "не", "нет", "без", "geen", "niet")
)

// readConsent reads a yes or a no, nil where nothing is said. words are the answer
// where it says more than that. What may be either is neither.
func readConsent(given any) (yes *bool, words, why string) {
	is := func(yes bool) *bool { return &yes }
	if ticked, ok := given.(bool); ok {
		return is(ticked), "", ""
	}
	text, why := textOf(given)
	if why != "" {
		return nil, "", why
	}
	text = contact.Line(text, len(text))
	folded := strings.Trim(contact.Fold(text), " .!,;:")
	switch {
	case folded == "" || contact.SaysNothing(text):
		return nil, "", ""
	case yesWords[folded]:
		return is(true), "", ""
	case noWords[folded]:
		return is(false), "", ""
	}
	switch {
	case begins(folded, noBeginnings):
		return is(false), text, ""
	case begins(folded, yesBeginnings) && !negates(folded):
		return is(true), text, ""
	}
	return nil, "", "it is neither a clear yes nor a clear no: use yes or no"
}

// begins reports whether a text begins with one of some words, as words of their own
// where the script has spaces.
func begins(text string, beginnings []string) bool {
	for _, beginning := range beginnings {
		rest, ok := strings.CutPrefix(text, beginning)
		next, _ := utf8.DecodeRuneInString(rest)
		last, _ := utf8.DecodeLastRuneInString(beginning)
		if ok && (rest == "" || unicode.Is(unicode.Han, last) || !unicode.IsLetter(next) && !unicode.IsDigit(next)) {
			return true
		}
	}
	return false
}

func negates(text string) bool {
	if strings.ContainsAny(text, "不否别別") {
		return true
	}
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
		if negations[word] {
			return true
		}
	}
	return false
}

func foldedSet(words ...string) map[string]bool {
	set := make(map[string]bool, len(words))
	for _, word := range words {
		set[contact.Fold(word)] = true
	}
	return set
}

func foldedList(words ...string) []string {
	for i, word := range words {
		words[i] = contact.Fold(word)
	}
	return words
}
