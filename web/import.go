package web

import (
	"encoding/json"
	"errors"
	"net/url"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// ImportPage is an import: how far it is, and what became of its rows.
type ImportPage struct {
	Progress
	Preview *ImportPreview // of a dry run that waits
	Samples []SampleGroup  // of it
	Undo    *ImportUndo    // of one that is undone, or was begun to be
	Reasons []service.RejectedRows
	Rows    ImportRowsPage
}

// ImportPreview is what a dry run found.
type ImportPreview struct {
	Create, Update, Unchanged, Reject, Merged int64
}

// ImportUndo is what an undoing did so far.
type ImportUndo struct{ Removed, Restored, Left int64 }

// Importable are the rows that would be imported.
func (p ImportPage) Importable() int64 { return p.Counts.Pending }

// importID reads the id of an import from the path.
func importID(v *Visit) (uuid.UUID, error) {
	id, err := uuid.Parse(v.PathValue("id"))
	if err != nil || id == uuid.Nil {
		return uuid.Nil, &service.Error{Code: service.NotFound, Message: "There is no import with this id. The list of imports has all that there are."}
	}
	return id, nil
}

// importOf is the import of the path.
func (s *Site) importOf(v *Visit) (service.Import, error) {
	id, err := importID(v)
	if err != nil {
		return service.Import{}, err
	}
	return s.Service.GetImport(v.Context(), v.Who, id)
}

// showImport shows an import, or a file that nobody has told to be imported.
func (s *Site) showImport(v *Visit) error {
	one, err := s.importOf(v)
	if err != nil {
		return err
	}
	if one.Status == contact.ImportIsDraft {
		return s.showDraft(v, one.ID)
	}
	page, err := s.importPage(v, one)
	if err != nil {
		return err
	}
	return v.Show("import", one.Filename, page)
}

func (s *Site) importPage(v *Visit, one service.Import) (page ImportPage, err error) {
	page.Progress = s.progress(v, one)
	if one.Status == contact.ImportAwaits && len(one.Preview) > 0 {
		page.Preview = &ImportPreview{}
		if err := json.Unmarshal(one.Preview, page.Preview); err != nil {
			return page, err
		}
		if page.Samples, err = s.samplesOf(v, one, *page.Preview); err != nil {
			return page, err
		}
	}
	if len(one.Undo) > 0 {
		page.Undo = &ImportUndo{}
		if err := json.Unmarshal(one.Undo, page.Undo); err != nil {
			return page, err
		}
	}
	if one.Counts.Failed > 0 {
		if page.Reasons, err = s.Service.ListRejectedRows(v.Context(), v.Who, one.ID); err != nil {
			return page, err
		}
	}
	page.Rows, err = s.importRows(v, one)
	return page, err
}

// commandImport has an import do what a button says.
func (s *Site) commandImport(command contact.ImportCommand, done string) handler {
	return func(v *Visit) error {
		one, err := s.importOf(v)
		if err != nil {
			return err
		}
		if command == contact.UndoImport {
			_, _, err = s.Service.UndoImport(v.Context(), v.Who, one.ID)
		} else {
			_, err = s.Service.CommandImport(v.Context(), v.Who, one.ID, command)
		}
		return s.commanded(v, "/app/imports/"+one.ID.String()+"?"+url.Values{afterStatus: {string(one.Status)}}.Encode(), done, err)
	}
}

// commanded leads back to the import, also where it had gone on meanwhile: its page says
// how it is.
func (s *Site) commanded(v *Visit, path, done string, err error) error {
	var refused *service.Error
	if errors.As(err, &refused) && refused.Code == service.ImportStatusWrong {
		return v.Redirect(path, Flash{Text: refused.Message})
	}
	if err != nil {
		return err
	}
	return v.Redirect(path, Flash{Text: done})
}

// deleteImport discards a file, or removes an import that has ended from the list.
func (s *Site) deleteImport(v *Visit) error {
	one, err := s.importOf(v)
	if err != nil {
		return err
	}
	if err := s.Service.DeleteImport(v.Context(), v.Who, one.ID); err != nil {
		return s.commanded(v, "/app/imports/"+one.ID.String(), "", err)
	}
	return v.Redirect("/app/imports", Flash{Text: one.Filename + " is removed."})
}
