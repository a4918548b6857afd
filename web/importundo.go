package web

import (
	"github.com/luluchat/contacts/service"
)

// ImportUndoPage is what undoing an import would do, before it is done.
type ImportUndoPage struct {
	service.Import
	Would service.ImportUndoing
}

// Takes is how many contacts it would change. Of an import that was not looked at as a
// whole it is at least one.
func (p ImportUndoPage) Takes() int64 {
	takes := p.Would.Takes()
	if !p.Would.Whole {
		return max(takes, 1)
	}
	return takes
}

// Looked is how many contacts were looked at.
func (p ImportUndoPage) Looked() int64 { return p.Would.Takes() + p.Would.Leaves() }

// askUndoImport says what undoing an import would do.
func (s *Site) askUndoImport(v *Visit) error {
	id, err := importID(v)
	if err != nil {
		return err
	}
	one, would, err := s.Service.AskUndoImport(v.Context(), v.Who, id)
	if err != nil {
		return s.commanded(v, "/app/imports/"+id.String(), "", err)
	}
	return v.Show("importundo", "Undo: "+one.Filename, ImportUndoPage{one, would})
}
