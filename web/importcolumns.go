package web

import (
	"errors"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
)

// showColumns shows where the columns of an import go that waits after its dry run, so
// that its file need not be sent again to have them go elsewhere.
func (s *Site) showColumns(v *Visit) error {
	one, err := s.importOf(v)
	if err != nil {
		return err
	}
	path := "/app/imports/" + one.ID.String()
	if one.Status == contact.ImportIsDraft { // whose page this is
		return v.Redirect(path, Flash{})
	}
	if err := s.showDraft(v, one.ID); err != nil {
		return s.commanded(v, path, "", err)
	}
	return nil
}

// tryColumns has another dry run, with the columns as they were chosen.
func (s *Site) tryColumns(v *Visit) error {
	id, err := importID(v)
	if err != nil {
		return err
	}
	posted, err := v.Posted()
	if err != nil {
		return err
	}
	choices := columnChoices(posted)
	change, err := draftChange(v, choices)
	var again service.Import
	if err == nil {
		again, err = s.Service.RerunImport(v.Context(), v.Who, id, change, v.Asked())
	}
	var refused *service.Error
	switch {
	case err == nil:
		return v.Redirect("/app/imports/"+again.ID.String(), Flash{Text: "The file is tried again, as you said."})
	case errors.As(err, &refused) && refused.Code == service.ImportStatusWrong:
		return s.commanded(v, "/app/imports/"+id.String(), "", err)
	}
	return s.againDraft(v, id, choices, err)
}
