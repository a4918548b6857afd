package service

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/imports"
)

// ImportSamples are the first rows of each outcome that a dry run found.
type ImportSamples struct{ Create, Update, Unchanged, Reject []ImportSample }

// ImportSample is a row that shows what would become of others like it.
type ImportSample struct {
	Row        int
	Name       string // that the row gives, or else the contact's; empty: neither is known
	Phone      string // as the file has it
	Understood *contact.Understood
	ContactID  *uuid.UUID // who is there already
	Changes    []contact.Given
	Reason     string // why it would be rejected, or what an update leaves to a person
	Words, Fix string
}

// ListImportSamples returns samples of an import that waits for a person. Once it is
// confirmed or cancelled there are none. What a contact shows is for those alone who may
// read contacts: others are told which fields would change.
func (s *Service) ListImportSamples(ctx context.Context, who Caller, id uuid.UUID) (all ImportSamples, err error) {
	if err := who.May(Imports); err != nil {
		return all, err
	}
	v, err := s.imports(who).Import(ctx, id)
	if err != nil {
		return all, err
	}
	rows, err := s.imports(who).Samples(ctx, v.ID)
	if err != nil {
		return all, err
	}
	reads := who.May(ContactsRead) == nil
	for _, r := range rows {
		one := sampleOf(v, r, reads)
		switch r.Outcome {
		case "created":
			all.Create = append(all.Create, one)
		case "updated":
			all.Update = append(all.Update, one)
		case "unchanged":
			all.Unchanged = append(all.Unchanged, one)
		default:
			all.Reject = append(all.Reject, one)
		}
	}
	return all, nil
}

func sampleOf(v Import, r imports.SampleView, reads bool) ImportSample {
	one := ImportSample{
		Row: r.N, Name: store.OrEmpty(r.Name), Phone: cellsFor(v, r.Cells, intake.TargetPhone), Understood: r.Understood, ContactID: r.ContactID,
		Changes: r.Changes,
	}
	if one.Name == "" && r.Outcome == "failed" { // what staging refused was not read further
		one.Name = cellsFor(v, r.Cells, contact.FieldDisplayName)
	}
	if reads && one.Name == "" {
		one.Name = store.OrEmpty(r.ContactName)
	}
	if r.Outcome == "created" {
		one.Changes = r.Gives.Gives()
	}
	if !reads {
		for i, c := range one.Changes {
			one.Changes[i] = contact.Given{Field: c.Field}
		}
	}
	if r.Outcome == "failed" || r.Reason == string(contact.MergeConflict) {
		one.Reason, one.Words, one.Fix = r.Reason, RejectionWords(r.Reason), r.Fix
	}
	return one
}

// cellsFor are the cells of a row whose columns go to a target.
func cellsFor(v Import, cells []string, target string) string {
	var found []string
	for i, column := range v.Header {
		if i < len(cells) && v.Columns[column] == target && cells[i] != "" && !slices.Contains(found, cells[i]) {
			found = append(found, cells[i])
		}
	}
	return strings.Join(found, " ")
}
