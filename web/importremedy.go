package web

import (
	"errors"

	"github.com/luluchat/contacts/service"
)

// remedyImport does what would help the rows that were rejected for one reason, and has
// another dry run.
func (s *Site) remedyImport(v *Visit) error {
	one, err := s.importOf(v)
	if err != nil {
		return err
	}
	groups, err := s.Service.ListRejectedRows(v.Context(), v.Who, one.ID)
	if err != nil {
		return err
	}
	change := service.DraftChange{}
	for _, g := range groups {
		if g.Error == v.Value("reason") && g.Remedy != nil {
			change = g.Remedy.Change
		}
	}
	if posted, err := v.Posted(); err != nil {
		return err
	} else if posted.Has("default_country") {
		country := v.Value("default_country")
		change = service.DraftChange{DefaultCountry: &country}
	}
	again, err := s.Service.RerunImport(v.Context(), v.Who, one.ID, change, v.Asked())
	var refused *service.Error
	if errors.As(err, &refused) && refused.Code == service.InvalidValue {
		return v.Redirect("/app/imports/"+one.ID.String(), Flash{Text: inWords(service.FieldError{Field: refused.Field, Message: refused.Message})})
	}
	if err != nil {
		return s.commanded(v, "/app/imports/"+one.ID.String(), "", err)
	}
	return v.Redirect("/app/imports/"+again.ID.String(), Flash{Text: "The file is tried again, as you said."})
}
