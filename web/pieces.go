package web

import (
	"regexp"
	"time"
)

// Piece is a part of a sentence: words, or a time.
type Piece struct {
	Text string
	At   *Moment
}

// clockLayout is how use cases write a time in a sentence, and clockTime finds one.
const clockLayout = "2006-01-02 15:04:05 UTC"

var clockTime = regexp.MustCompile(`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC`)

// Pieces are the parts of what a use case says, so that a page shows its times in the
// browser's zone, as all others.
func (p *Page) Pieces(said string) (all []Piece) {
	from := 0
	for _, at := range clockTime.FindAllStringIndex(said, -1) {
		when, err := time.Parse(clockLayout, said[at[0]:at[1]])
		if err != nil {
			continue
		}
		all = append(all, Piece{Text: said[from:at[0]]}, Piece{At: p.Time(when)})
		from = at[1]
	}
	return append(all, Piece{Text: said[from:]})
}
