package tabular

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// prior is how often files are met in each of the encodings that can be told, as far
// as it is known: it only counts where the letters say little.
var prior = []struct {
	name  string
	share float64
}{
	{westernName, 0.4}, {"gb18030", 0.1}, {"windows-1251", 0.08}, {"shift_jis", 0.08}, {"windows-1250", 0.06}, {"big5", 0.05},
	{"euc-kr", 0.05}, {"windows-1254", 0.04}, {"windows-1256", 0.04}, {"windows-1253", 0.03}, {"windows-1255", 0.03},
	{"windows-874", 0.03}, {"macintosh", 0.02}, {"euc-jp", 0.01}, {"windows-1257", 0.01}, {"windows-1258", 0.01},
}

// seldom are encodings of former systems, with the one that has the same languages.
// They are not taken, and offered where no other encoding makes sense.
var seldom = []struct{ name, like string }{
	{"koi8-r", "windows-1251"}, {"koi8-u", "windows-1251"}, {"ibm866", "windows-1251"}, {"x-mac-cyrillic", "windows-1251"}, {"iso-8859-5", "windows-1251"},
	{"ibm850", westernName}, {"ibm437", westernName}, {"ibm852", "windows-1250"}, {"iso-8859-2", "windows-1250"},
	{"iso-8859-7", "windows-1253"}, {"iso-8859-8", "windows-1255"},
}

// reading is a file's letters as they are in one encoding.
type reading struct {
	textEncoding
	cells  []string
	likely float64 // as a logarithm, by its letters alone
	score  float64 // the same, by how often the encoding is met, too
	chance float64 // among all readings, up to 1
}

// rank reads cells in every encoding that is met often, or in all, and returns the
// readings, the likeliest first.
func rank(cells [][]byte, all bool) []reading {
	var readings []reading
	for _, p := range prior {
		readings = read(readings, cells, p.name, p.name, p.share)
	}
	if all {
		for _, s := range seldom {
			readings = read(readings, cells, s.name, s.like, 0.001)
		}
	}
	slices.SortStableFunc(readings, func(a, b reading) int { return cmp.Compare(b.score, a.score) })
	sum := 0.0
	for i := range readings {
		readings[i].chance = math.Exp(readings[i].score - readings[0].score)
		sum += readings[i].chance
	}
	for i := range readings {
		readings[i].chance /= sum
	}
	return readings
}

// read adds a reading in one encoding, whose languages are those of another. Of
// several that read all the same the first stands for all: it is met more often.
func read(readings []reading, cells [][]byte, name, like string, share float64) []reading {
	e, _ := encodingNamed(name)
	r := reading{textEncoding: e}
	for _, cell := range cells {
		text, err := e.encoding.NewDecoder().Bytes(cell)
		if err != nil {
			text = []byte(string(utf8.RuneError))
		}
		r.cells = append(r.cells, string(text))
	}
	r.likely = likelihood(like, r.cells)
	r.score = r.likely + math.Log(share)
	if i := slices.IndexFunc(readings, func(other reading) bool { return slices.Equal(other.cells, r.cells) }); i >= 0 {
		same := &readings[i]
		same.likely, same.score = max(same.likely, r.likely), max(same.score, r.score)
		return readings
	}
	return append(readings, r)
}

// likelihood is how likely texts are in the languages of an encoding, as a
// logarithm. What is ASCII has the same likelihood in each, so that it makes no
// difference – but where an encoding takes a letter of ASCII for half of one of its own.
func likelihood(name string, texts []string) float64 {
	sum := 0.0
	of := newTongue(name)
	for _, text := range texts {
		runes := []rune(text)
		for i := 0; i < len(runes); {
			r := runes[i]
			switch {
			case inWord(r):
				end := i + 1
				for end < len(runes) && inWord(runes[end]) {
					end++
				}
				if word := runes[i:end]; beyondASCII(word) {
					of.add(word)
				} else {
					sum += float64(len(word)) * math.Log(anASCIILetter)
				}
				i = end
				continue
			case r <= unicode.MaxASCII:
				sum += math.Log(anASCIILetter)
			case r == utf8.RuneError:
				sum += math.Log(impossible)
			default:
				sum += signLikelihood(runes, i)
			}
			i++
		}
	}
	return sum + of.likelihood()
}

// tongue is what is said in an encoding: in one of its languages, or in several, as
// people's names are.
type tongue struct {
	han    *ideographs
	common map[rune]bool
	spoken []language
	each   []float64 // as a logarithm, that of all words in one language
	any    float64   // the same, of each word in any of them
}

func newTongue(name string) *tongue {
	return &tongue{han: han[name], common: commonLetters[name], spoken: languages[name], each: make([]float64, len(languages[name]))}
}

func (of *tongue) add(word []rune) {
	if of.han != nil {
		of.any += of.han.likelihood(word, of.common)
		return
	}
	alone := make([]float64, len(of.spoken))
	for i := range of.spoken {
		likely := of.spoken[i].likelihood(word)
		of.each[i] += likely
		alone[i] = likely + math.Log(of.spoken[i].share)
	}
	of.any += logOfSum(alone)
}

func (of *tongue) likelihood() float64 {
	if of.han != nil {
		return of.any
	}
	all := make([]float64, len(of.spoken))
	for i := range of.spoken {
		all[i] = of.each[i] + math.Log(of.spoken[i].share)
	}
	return logOfSum([]float64{of.any + math.Log(0.5), logOfSum(all) + math.Log(0.5)})
}

// logOfSum adds what is given as logarithms.
func logOfSum(logs []float64) float64 {
	most := slices.Max(logs)
	sum := 0.0
	for _, l := range logs {
		sum += math.Exp(l - most)
	}
	return most + math.Log(sum)
}

// signLikelihood is how likely a character that is no letter is at its place.
func signLikelihood(runes []rune, i int) float64 {
	likely := math.Log(0.001)
	if !isSign(runes[i]) {
		likely = math.Log(1e-5)
	}
	if !betweenWords(runes, i) {
		likely += math.Log(0.02)
	}
	return likely
}

func inWord(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.Is(unicode.M, r))
}

func beyondASCII(word []rune) bool {
	return slices.ContainsFunc(word, func(r rune) bool { return r > unicode.MaxASCII })
}

// betweenWords reports whether a sign stands where signs do: not within a word,
// apart from an apostrophe and what East Asia sets without spaces, and that of money
// beside none.
func betweenWords(runes []rune, i int) bool {
	before, after := i > 0 && inWord(runes[i-1]), i+1 < len(runes) && inWord(runes[i+1])
	switch r := runes[i]; {
	case strings.ContainsRune("’·", r), r >= 0x3000:
		return true
	case strings.ContainsRune("£€©®", r):
		return !before && !after
	}
	return !before || !after
}
