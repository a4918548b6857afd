package service

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/tabular"
)

// Inspection is what the beginning of an uploaded file shows, and what would become of
// it as it is to be imported.
type Inspection struct {
	Draft   Import
	Seen    tabular.Inspection
	Columns []tabular.Column // where each column would go
	Notes   []string         // what was assumed or passed over, a sentence each
	// Undefined are the columns that go to attributes which nobody has defined.
	Undefined []tabular.AttributeColumn
	Country   string // of numbers without a country code; empty: they need one
	Failing   Failing
}

// Failing is which of the first rows would be refused, by what stands in them.
type Failing struct {
	Sampled int // rows that were looked at
	Rows    int // of them, that would be refused
	Reasons []FailingReason
}

// FailingReason is why some of the first rows would be refused.
type FailingReason struct {
	Error string // a stable word
	Rows  int
	Row   int    // the first of them, by its number in the file
	Words string // what is wrong with that one, and what to do
}

// noPhoneColumn says of rows that no column is for phone numbers.
const noPhoneColumn = string(tabular.NoPhoneColumn)

// whyLast is why a column goes where the last mapping has it go.
const whyLast = "the last import of a file with these columns did so"

// whoseMapping is where the mapping comes from by which a file is inspected.
type whoseMapping int

const (
	givenMapping   whoseMapping = iota // by the caller, now: it must fit the file
	keptMapping                        // by the caller, before: of columns that are no longer read it says nothing
	offeredMapping                     // by nobody: that of the last file with the same header is offered
)

// inspected looks at a file, and completes what is to be kept of it.
func (s *Service) inspected(ctx context.Context, who Caller, in Upload, whose whoseMapping, channel Channel, out *imports.Import) (Inspection, error) {
	definitions, err := s.settings(itself).Definitions(ctx)
	if err != nil {
		return Inspection{}, err
	}
	options := in.Options
	options.Mapping = out.Mapping
	seen, err := tabular.Inspect(in.File, in.Size, in.Filename, options, s.limits)
	if err != nil {
		return Inspection{}, unreadable(err)
	}
	var header, known []string
	for _, c := range seen.Columns {
		header, known = append(header, c.Name), append(known, contact.Clean(c.Name, contact.MaxText))
	}
	last, err := s.imports(who).LastMapping(ctx, channel.ID, known)
	if err != nil {
		return Inspection{}, err
	}
	switch whose {
	case keptMapping:
		out.Mapping = tabular.OfHeader(header, out.Mapping)
	case offeredMapping:
		if _, err := tabular.Propose(header, last, definitions.Names()...); err == nil {
			out.Mapping = last
		}
	case givenMapping:
	}
	mapping, err := tabular.Propose(header, out.Mapping, definitions.Names()...)
	if err != nil {
		return Inspection{}, unreadable(err)
	}
	if out.File, err = json.Marshal(seen.Format); err != nil {
		return Inspection{}, err
	}
	if !in.Options.IsZero() {
		if out.Options, err = json.Marshal(in.Options); err != nil {
			return Inspection{}, err
		}
	}
	result := Inspection{
		Seen: seen, Columns: explained(mapping, out.Mapping, last), Notes: slices.Concat(seen.Notes, mapping.Notes),
		Undefined: mapping.Undefined(definitions.Names()), Country: cmp.Or(out.DefaultCountry, store.OrEmpty(channel.DefaultCountry)),
	}
	rules := intake.RowRules{Mode: out.Mode, Country: result.Country, Definitions: definitions}
	result.Failing, err = failing(mapping, seen.Rows, rules, func(digits string) (bool, error) {
		return s.ledger.KnownNumber(ctx, channel.ID, digits)
	})
	return result, err
}

// explained are the columns of a mapping. Of those that go where the last mapping has
// them go it says so.
func explained(m tabular.Mapping, given, last map[string]string) []tabular.Column {
	columns := slices.Clone(m.Columns)
	for i, c := range columns {
		target, before := last[c.Header]
		if now, mapped := given[c.Header]; before && mapped && now == target {
			columns[i].Why = whyLast
		}
	}
	return columns
}

// failing judges rows as staging does.
func failing(m tabular.Mapping, rows []tabular.Row, rules intake.RowRules, known func(string) (bool, error)) (Failing, error) {
	f := Failing{Sampled: len(rows)}
	for _, row := range rows {
		why := tabular.Refusal{Code: noPhoneColumn, Fix: "no column is for phone numbers: say which one is"}
		if m.HasPhone() {
			judged, err := m.Judge(row, rules, known)
			if err != nil {
				return Failing{}, err
			}
			why = judged.Refusal
		}
		if why.Code != "" {
			f.add(row.Number, why)
		}
	}
	slices.SortStableFunc(f.Reasons, func(a, b FailingReason) int { return b.Rows - a.Rows })
	return f, nil
}

func (f *Failing) add(row int, why tabular.Refusal) {
	f.Rows++
	for i := range f.Reasons {
		if f.Reasons[i].Error == why.Code {
			f.Reasons[i].Rows++
			return
		}
	}
	f.Reasons = append(f.Reasons, FailingReason{Error: why.Code, Rows: 1, Row: row, Words: why.Fix})
}
