package tabular

import (
	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
)

// Judged is whom a row is about, or why it cannot be used.
type Judged struct {
	Person  contact.Person
	Number  intake.Number
	Cell    intake.RowCell // in which the number stands
	Refusal Refusal        // without a Code: the row can be used
}

// Refusal is why a row cannot be used.
type Refusal struct {
	Code string // a stable word
	Fix  string // what to do about it, in words
}

// Judge reads whom a row is about. known is as for intake.RowNumber, and its error is
// the only one that there is.
func (m *Mapping) Judge(row Row, rules intake.RowRules, known func(digits string) (bool, error)) (j Judged, err error) {
	if row.Problem.Code == CellCut {
		return Judged{Refusal: Refusal{string(CellCut), "shorten the cell: " + row.Problem.Words}}, nil
	}
	j.Number, j.Cell, err = intake.RowNumber(m.Numbers(row.Cells), m.Value(row.Cells, intake.TargetCountryCode), rules, known)
	if err != nil {
		return Judged{}, err
	}
	var ok bool
	j.Person, ok = intake.RowPerson(j.Number, m.Value(row.Cells, intake.TargetUserID))
	switch {
	case j.Number.Problem == intake.Rounded:
		j.Refusal = Refusal{"lossy_number", "the spreadsheet has rounded " + j.Cell.Text + ": format the column as text and enter the number again"}
	case !ok:
		j.Refusal = Refusal{"phone_" + string(j.Number.Problem), "phone " + j.Number.Words()}
	}
	if odd := row.Problem; odd.Code != "" && j.Refusal.Code != "" {
		j.Refusal.Fix += "; " + odd.Words
	}
	return j, nil
}
