package tabular

import (
	"math"
	"strings"
	"unicode"
)

// language is what the words of a language look like, as far as their letters beyond
// ASCII go.
type language struct {
	share   float64 // of the files in an encoding
	letters string  // small ones, the most frequent first
	latin   bool    // most letters of a word are ASCII
	vowels  string  // a word of three letters has one; empty: of this nothing is said
	fits    func(word []rune) float64
	weights map[rune]float64
}

// The languages by the names of the encodings that files in them mostly have. Where
// several encodings have a language, both are in its list.
var languages = func() map[string][]language {
	western := []language{
		{share: .25, letters: "éíóáñúü", latin: true},       // Spanish, Catalan
		{share: .18, letters: "üäöß", latin: true},          // German
		{share: .18, letters: "éèêàçïëôîûâùœ", latin: true}, // French
		{share: .16, letters: "ãáéçíóêôâõúà", latin: true},  // Portuguese
		{share: .10, letters: "åöäøæé", latin: true},        // Danish, Finnish, Norwegian, Swedish
		{share: .08, letters: "àèòùìé", latin: true},        // Italian
		{share: .03, letters: "ëéïèüö", latin: true},        // Dutch
		{share: .01, letters: "ðáíöóþéúæý", latin: true},    // Icelandic
	}
	all := map[string][]language{
		westernName: western,
		"macintosh": western,
		"windows-1250": {
			{share: .35, letters: "łęąóśżćńź", latin: true},       // Polish
			{share: .22, letters: "íáéěčřšžýůúňťďó", latin: true}, // Czech
			{share: .07, letters: "áíčšžéúýľťôňďäó", latin: true}, // Slovak
			{share: .15, letters: "áéöóőüíúű", latin: true},       // Hungarian
			{share: .13, letters: "ćčšžđ", latin: true},           // Bosnian, Croatian, Slovene
			{share: .08, letters: "ăşţîâ", latin: true},           // Romanian
		},
		"windows-1257": {
			{share: .4, letters: "āēīšņļģčžūķ", latin: true}, // Latvian
			{share: .4, letters: "ėšūąžįčųę", latin: true},   // Lithuanian
			{share: .2, letters: "äõöüšž", latin: true},      // Estonian
		},
		"windows-1258": {{share: 1, letters: "\u0300\u0323\u0301\u0309\u0303đôêâươăáàóéíúý", latin: true}}, // Vietnamese
		"windows-1254": {{share: 1, letters: "ıüşöğçİâ", latin: true}},                                     // Turkish
		"windows-1251": {
			{share: .6, letters: "оаеинтрвслкмдпуяызбгчйьхжшюцщэфёъ", vowels: "оаеиуяыюэё"},
			{share: .2, letters: "оаинвертслкімдпузяьбгчйхжшюцїєщфґ", vowels: "оаиеуяюіїє"},
			{share: .1, letters: "аоиетнрсвлкдпмзугябъчшйцжхщюьф", vowels: "аоиеуяъю"},
			{share: .1, letters: "аоиенрстјувкмдлпбгзњчшљћђцжхфџ", vowels: "аоиеур"},
		},
		"windows-1253": {{share: 1, letters: "αοιεστνηρυκπλμςίάόγδέθχωήφύβξώζψϊϋΐΰ", vowels: "αοιεηυωίάόέήύώϊϋΐΰ", fits: finalSigma}},
		"windows-1255": {{share: 1, letters: "יולאהרשמתבנדקחעפסכטגזצםןךףץ", fits: finalHebrew}},
		"windows-1256": {
			{share: .8, letters: "الميندرحعبسفتكهوقخةصجىطشزأضغثذإظئءؤآ"},
			{share: .2, letters: "اینرمدهبسوتلکشیفزحعقخپگجغصچطضءآئژذثظ"},
		},
		"windows-874": {{share: 1, letters: "านรกอเงมยิส์วลตัทดี่ะุพบ้ปขคชจไำแหูณธถศผญฐภึโซใืฉษฟ็๊ฎฏฑฒฌฆฬฝฮฤๆ", fits: thaiMarks}},
	}
	for name, spoken := range all {
		for i := range spoken {
			if spoken[i].weights == nil {
				all[name][i].weigh()
			}
		}
	}
	return all
}()

// weigh gives the letters their probabilities: each is a little rarer than the one
// before it.
func (l *language) weigh() {
	letters := []rune(l.letters)
	l.weights = make(map[rune]float64, len(letters))
	sum := 0.0
	for i, r := range letters {
		if l.weights[r] > 0 {
			continue
		}
		l.weights[r] = math.Exp(-3 * float64(i) / float64(len(letters)))
		sum += l.weights[r]
	}
	for r := range l.weights {
		l.weights[r] /= sum
	}
}

// What is odd has such a probability, not none: names are odd.
const (
	strange  = 0.0005 // a letter that the language does not have
	accented = 0.08   // a letter of a Latin word that is none of ASCII
	unlikely = 0.01
	mixed    = 0.001 // letters of two scripts side by side
	// impossible is a byte that is none in an encoding: of a name that was cut off.
	impossible = 1e-7
)

var anASCIILetter = 1.0 / 26

// likelihood is how likely a word is in the language, as a logarithm.
func (l *language) likelihood(word []rune) float64 {
	sum := 0.0
	small, vowel := false, l.vowels == "" || len(word) < 3
	for _, r := range word {
		small = small || unicode.IsLower(r)
	}
	for i, r := range word {
		beyond := r > unicode.MaxASCII
		p := anASCIILetter
		if l.latin {
			p *= 1 - accented
		}
		if beyond {
			p = l.weights[r]
			lower := unicode.ToLower(r)
			if p == 0 {
				p = max(l.weights[lower], strange)
			}
			if l.latin {
				p *= accented
			}
			vowel = vowel || strings.ContainsRune(l.vowels, lower)
		}
		p *= l.capital(word, i, small)
		if i > 0 && !l.latin && beyond != (word[i-1] > unicode.MaxASCII) {
			p *= mixed
		}
		sum += math.Log(p)
	}
	if !vowel {
		sum += math.Log(unlikely)
	}
	if l.fits != nil {
		sum += l.fits(word)
	}
	return sum
}

// capital is how likely a letter is a capital or a small one at its place. Of
// letters in ASCII every encoding has the same: only those beyond are judged.
func (l *language) capital(word []rune, i int, small bool) float64 {
	r := word[i]
	upper := unicode.IsUpper(r)
	switch {
	case r <= unicode.MaxASCII || (!upper && !unicode.IsLower(r)):
		return 1
	case i == 0 && upper:
		return 0.7
	case i == 0:
		return 0.3
	case upper && unicode.IsLower(word[i-1]):
		return 0.002
	case upper && small:
		return 0.02
	case !upper && i > 1 && unicode.IsUpper(word[i-1]) && unicode.IsUpper(word[i-2]):
		return 0.02
	}
	return 1
}

// finalSigma knows that ς ends a word and σ does not.
func finalSigma(word []rune) (odd float64) {
	for i, r := range word {
		last := i == len(word)-1
		if (r == 'ς' && !last) || (r == 'σ' && last) {
			odd += math.Log(unlikely)
		}
	}
	return odd
}

// finalHebrew knows the letters that have a form of their own at the end.
func finalHebrew(word []rune) (odd float64) {
	for i, r := range word {
		last := i == len(word)-1
		if (strings.ContainsRune("ךםןףץ", r) && !last) || (strings.ContainsRune("כמנצ", r) && last && i > 0) {
			odd += math.Log(unlikely)
		}
	}
	return odd
}

// thaiMarks knows that a mark stands above or below a consonant, and which vowels
// stand before one.
func thaiMarks(word []rune) (odd float64) {
	consonant := func(r rune) bool { return 'ก' <= r && r <= 'ฮ' }
	for i, r := range word {
		before, after := rune(0), rune(0)
		if i > 0 {
			before = word[i-1]
		}
		if i+1 < len(word) {
			after = word[i+1]
		}
		switch {
		case unicode.Is(unicode.Mn, r) && !consonant(before) && !unicode.Is(unicode.Mn, before),
			strings.ContainsRune("เแโใไ", r) && !consonant(after),
			strings.ContainsRune("ะาำ", r) && !consonant(before) && !unicode.Is(unicode.Mn, before) && before != 'า':
			odd += math.Log(unlikely)
		}
	}
	return odd
}
