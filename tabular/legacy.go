package tabular

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
)

// When an encoding is sure enough. One that is likelier than all others together by
// this much is taken. Letters of a Latin script are taken for windows-1252 with less:
// most such files are, and what is said with it can be corrected. The rest is asked.
const (
	certain = 0.95
	western = 0.5
	offered = 5 // encodings that are asked about
)

// How likely a byte beyond ASCII is at least, on average and as a logarithm. Less is
// gibberish, as it is in every reading of a file whose encoding is none of ours. In a
// Latin script such letters are rare, and each says less.
const (
	soundLatin = -9.0
	soundOther = -5.4
)

// legacy tells in which encoding a file is that is not in UTF-8.
func (f *file) legacy(bom int64) (textEncoding, error) {
	cells, err := f.lettersBeyondASCII(bom)
	if err != nil {
		return textEncoding{}, f.failed(err)
	}
	e, err := f.tell(cells)
	e.bom = bom
	return e, err
}

func (f *file) tell(cells [][]byte) (textEncoding, error) {
	readings := rank(cells, false)
	best := readings[0]
	sound := best.perByte(cells) >= soundOther || (best.latin() && best.perByte(cells) >= soundLatin)
	switch {
	case sound && best.chance >= certain:
		return best.taken(fmt.Sprintf("%s is not in UTF-8. It is read in %s", f.name, best.name)), nil
	case sound && best.name == westernName && best.chance >= western && best.latin():
		return best.taken(fmt.Sprintf("%s is not in UTF-8, and has few letters that tell its encoding. It is taken for %s", f.name, best.name)), nil
	}
	if !sound {
		readings = rank(cells, true)
	}
	return textEncoding{}, f.ask(readings)
}

// perByte is how likely a byte beyond ASCII is on average, as a logarithm.
func (r *reading) perByte(cells [][]byte) float64 {
	score, beyond := r.likely, 0
	for _, cell := range cells {
		for _, c := range cell {
			if c <= unicode.MaxASCII {
				score -= math.Log(anASCIILetter)
			} else {
				beyond++
			}
		}
	}
	return score / float64(max(beyond, 1))
}

// taken is the encoding of a reading, with what is said of it.
func (r *reading) taken(words string) textEncoding {
	e := r.textEncoding
	e.confidence = floored(min(r.chance, 0.99))
	e.note = words + ". If names look wrong, import the file again and name its encoding."
	return e
}

func floored(chance float64) float64 { return math.Floor(chance*100) / 100 }

// latin reports whether all letters beyond ASCII stand in words that have ASCII
// letters, too, or alone.
func (r *reading) latin() bool {
	for _, cell := range r.cells {
		for _, word := range strings.FieldsFunc(cell, func(r rune) bool { return !inWord(r) }) {
			runes := []rune(word)
			beyond := 0
			for _, r := range runes {
				if r > 0x7f {
					beyond++
				}
			}
			if beyond > 1 && beyond*2 > len(runes) {
				return false
			}
		}
	}
	return true
}

// ask has a person choose. Each reading shows the first cell that tells it from the
// likeliest.
func (f *file) ask(readings []reading) error {
	readings = readings[:min(len(readings), offered)]
	differ := func(i int) bool {
		return slices.ContainsFunc(readings[1:], func(r reading) bool { return r.cells[i] != readings[0].cells[i] })
	}
	e := &FileError{Code: WhichEncoding, Option: OptionEncoding}
	var names []string
	for _, r := range readings {
		sample := ""
		for i := range r.cells {
			if differ(i) {
				sample = strings.TrimSpace(shown(r.cells[i]))
				break
			}
		}
		e.Encodings = append(e.Encodings, Candidate{Name: r.name, Confidence: floored(r.chance), Sample: sample})
		names = append(names, r.name)
	}
	// The samples are left out of it: a message is kept where a name may not be.
	e.Message = fmt.Sprintf("%s is not in UTF-8, and its letters would be others in %s. Say which encoding is right, "+
		"or save the file as CSV UTF-8 and upload it again.", f.name, strings.Join(names, ", "))
	return e
}
