package service

import (
	"cmp"
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/tabular"
)

// RejectedRows are the rows of an import that failed for one reason.
type RejectedRows struct {
	Error string // a stable word
	Words string // what is wrong with them
	Fix   string // what would help the first of them
	Rows  int64
	Row   int // the first of them, by its number in the file
	// Remedy is what would help, while the import waits for a person; nil otherwise.
	Remedy *Remedy
}

// ListRejectedRows counts the rows of an import that failed by what is wrong with them.
func (s *Service) ListRejectedRows(ctx context.Context, who Caller, id uuid.UUID) ([]RejectedRows, error) {
	if err := who.May(Imports); err != nil {
		return nil, err
	}
	v, err := s.imports(who).Import(ctx, id)
	if err != nil {
		return nil, err
	}
	rows, err := s.imports(who).Rejected(ctx, v.ID)
	if err != nil {
		return nil, err
	}
	var out []RejectedRows
	for _, r := range rows {
		out = append(out, RejectedRows{Error: r.Error, Words: RejectionWords(r.Error), Fix: r.Fix, Rows: r.Rows, Row: r.Row})
	}
	if v.Status == contact.ImportAwaits {
		err = s.remedies(ctx, who, v, out)
	}
	return out, err
}

// rejections are the words for rows that staging refuses, for a person. The others are
// reasons of events.
var rejections = map[string]string{
	string(tabular.CellCut): "a cell is too long", "lossy_number": "a spreadsheet has rounded the phone number",
	"phone_" + string(intake.Missing): "there is no phone number", "phone_" + string(intake.Letters): "the phone number has letters",
	"phone_" + string(intake.NoCountryCode): "the phone number has no country code", "phone_" + string(intake.TooShort): "the phone number is too short",
	"phone_" + string(intake.TooLong): "the phone number is too long", "phone_" + string(intake.Invalid): "no country has such a phone number",
}

// ruledOut are words for rows that the rules reject, where those of the reason are about an
// event: in a dry run there is none.
var ruledOut = map[string]string{string(contact.AmbiguousPhone): "the number fits several contacts"}

// isRejection reports whether rows of files are rejected for a reason before they are
// recorded: by staging or by a dry run.
func isRejection(word string) bool {
	return rejections[word] != "" || slices.Contains(contact.RowRejections(), contact.Reason(word))
}

// RejectionSentence says what is wrong with a row that was rejected, and what would help.
func RejectionSentence(word, fix string) string {
	words := RejectionWords(word)
	switch {
	case fix == "":
		return words
	case rejections[word] != "" || words == "": // what staging suggests says what is wrong, too
		return fix
	}
	return words + ": " + fix
}

// RejectionWords says what is wrong with a row that was rejected.
func RejectionWords(word string) string {
	return cmp.Or(rejections[word], ruledOut[word], contact.Reason(word).Words())
}
