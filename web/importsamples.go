package web

import (
	"strings"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// SampleGroup are the first rows of one outcome of a dry run.
type SampleGroup struct {
	Outcome string
	Total   int64
	Rows    []SampleRow
}

// SampleRow is one of them.
type SampleRow struct {
	N         int
	Name      string
	ContactID *uuid.UUID // who is there already
	Number    string     // as it was understood, without a +; empty: it was not
	Written   string     // as the file has it, where that is something else
	Changes   []FieldChange
	Why       string // it would be rejected, or what else is to be known
}

// samplesOf are the samples of a dry run that waits.
func (s *Site) samplesOf(v *Visit, one service.Import, counts ImportPreview) (groups []SampleGroup, err error) {
	all, err := s.Service.ListImportSamples(v.Context(), v.Who, one.ID)
	if err != nil {
		return nil, err
	}
	for _, of := range []struct {
		outcome string
		total   int64
		samples []service.ImportSample
	}{
		{"would be created", counts.Create, all.Create}, {"would be updated", counts.Update, all.Update},
		{"are there as they are", counts.Unchanged, all.Unchanged}, {"would be rejected", counts.Reject, all.Reject},
	} {
		if len(of.samples) == 0 {
			continue
		}
		g := SampleGroup{Outcome: of.outcome, Total: of.total}
		for _, sample := range of.samples {
			g.Rows = append(g.Rows, v.sampleRow(sample))
		}
		groups = append(groups, g)
	}
	return groups, nil
}

func (v *Visit) sampleRow(s service.ImportSample) SampleRow {
	row := SampleRow{N: s.Row, Name: s.Name, ContactID: s.ContactID, Written: s.Phone}
	if u := s.Understood; u != nil {
		row.Number = strings.TrimPrefix(u.Number, "+")
		if digits, ok := contact.Digits(s.Phone); ok && digits == row.Number {
			row.Written = ""
		}
	}
	if s.Reason != "" {
		row.Why = sentence(service.RejectionSentence(s.Reason, s.Fix))
	}
	for _, c := range s.Changes {
		row.Changes = append(row.Changes, FieldChange{mergeLabel(c.Field), v.sampleValue(c.Field, c.Was), v.sampleValue(c.Field, c.Value)})
	}
	return row
}

func (v *Visit) sampleValue(field, value string) string {
	switch {
	case field == "wa_id" && value != "":
		return phone(value)
	case field == contact.FieldConsent && value != "":
		return choiceOf(value == "yes", "Given", "Not given")
	}
	return v.shownValue(field, value)
}
