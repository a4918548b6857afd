package web

import (
	"slices"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/service"
	"github.com/luluchat/contacts/tabular"
)

// ImportsPage is a form for a file, and all imports.
type ImportsPage struct {
	Unfinished []service.Import // drafts
	Imports    []service.Import
	Pager      Pager
}

// Moves reports whether something changes by itself.
func (p ImportsPage) Moves() bool { return slices.ContainsFunc(p.Imports, service.Import.Moves) }

// importsRead reads what the page of imports shows.
func (s *Site) importsRead(v *Visit) (page ImportsPage, err error) {
	query := v.URL.Query()
	listed, err := s.Service.ListImports(v.Context(), v.Who, "", service.Paging{Cursor: query.Get("cursor")})
	if err != nil {
		return page, err
	}
	page.Imports = ofChannel(listed.Rows, v.Channel())
	if query.Get("cursor") != "" {
		page.Pager.First = v.With(nil)
	} else {
		drafts, err := s.Service.ListImports(v.Context(), v.Who, contact.ImportIsDraft, service.Paging{})
		if err != nil {
			return page, err
		}
		page.Unfinished = ofChannel(drafts.Rows, v.Channel())
	}
	if listed.Next != "" {
		page.Pager.Next = v.With(map[string]string{"cursor": listed.Next})
	}
	return page, nil
}

func ofChannel(all []service.Import, channel string) (own []service.Import) {
	for _, one := range all {
		if channel == "" || one.ChannelID == channel {
			own = append(own, one)
		}
	}
	return own
}

const importsTitle = "Imports"

func (s *Site) showImports(v *Visit) error {
	page, err := s.importsRead(v)
	if err != nil {
		return err
	}
	return v.Show("imports", importsTitle, page)
}

// sendFile takes a file in, and leads to the page that shows what is in it.
func (s *Site) sendFile(v *Visit) error {
	f, err := v.receive(s.Service.ImportLimits().Bytes)
	defer f.close()
	if err != nil {
		return s.againImports(v, err)
	}
	seen, err := s.Service.InspectUpload(v.Context(), v.Who, service.Upload{
		File: f, Filename: f.name, Size: f.size, Sum: f.sum, ChannelID: v.Value("channel_id"), DryRun: true,
	})
	if err != nil {
		return s.againImports(v, err)
	}
	return v.Redirect("/app/imports/"+seen.Draft.ID.String(), Flash{})
}

func (s *Site) againImports(v *Visit, wrong error) error {
	page, err := s.importsRead(v)
	if err != nil {
		return err
	}
	return v.Again(wrong, "imports", importsTitle, page)
}

// sendTemplate answers with a file to begin from.
func (s *Site) sendTemplate(v *Visit) error {
	v.attach("contacts-template.csv")
	return tabular.TemplateCSV(v.w)
}

// sendSample answers with a file to try an import with.
func (s *Site) sendSample(v *Visit) error {
	v.attach("contacts-sample.csv")
	return tabular.SampleCSV(v.w)
}

// attach makes the answer a CSV file.
func (v *Visit) attach(filename string) {
	v.w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	v.w.Header().Set("Content-Disposition", `attachment; filename="`+filename+`"`)
}

// FileLimit is how large a file may be, in MB.
func (p *Page) FileLimit() int64 { return p.Visit.site.Service.ImportLimits().Bytes >> 20 }

// Reaches reports whether a place is there, and may be gone to.
func (p *Page) Reaches(path string) bool {
	for _, place := range p.Visit.site.places() {
		if place.Path == path {
			return place.Scope == "" || p.May(place.Scope)
		}
	}
	return false
}

// importWords are the statuses of an import in words, and whether each is good.
var importWords = map[contact.ImportStatus]struct{ Words, Class string }{
	contact.ImportIsDraft:     {"Not begun", "warn"},
	contact.ImportIsStaging:   {"Reading the file", ""},
	contact.ImportAwaits:      {"Waits for you: nothing is imported yet", "warn"},
	contact.ImportIsRunning:   {"Importing", ""},
	contact.ImportIsPaused:    {"Paused", "warn"},
	contact.ImportIsCompleted: {"Completed", "good"},
	contact.ImportIsCancelled: {"Cancelled", "warn"},
	contact.ImportIsFailed:    {"Failed", "bad"},
	contact.ImportIsUndoing:   {"Being undone", ""},
	contact.ImportIsUndone:    {"Undone", ""},
}

// ImportWords is a status in words.
func (p *Page) ImportWords(s contact.ImportStatus) string { return importWords[s].Words }

// ImportClass is how a status is coloured.
func (p *Page) ImportClass(s contact.ImportStatus) string { return importWords[s].Class }
