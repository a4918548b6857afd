package web

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/service"
)

// JobForm asks for what is to be done with selected contacts, after it has said with how
// many.
type JobForm struct {
	Do      string // one of jobForms
	Title   string // the heading, with the number
	Button  string
	Count   int64
	Gone    int64 // of those who were picked, who is no contact any more
	Whom    Whom
	List    string // the address of the list with who is selected, its query
	Back    string
	Exports []Export
	// ExportFirst leads to the files with who would be deleted.
	ExportFirst string
	Minutes     int // after which deleting begins, unless it is to begin at once
}

// Export is a file with selected contacts.
type Export struct{ Label, Href string }

// jobForms are the things to do, by what the buttons of the list send.
var jobForms = map[string]struct {
	action         contact.JobAction // empty: it is no job
	title, buttons string            // with the number of contacts
}{
	"tag":    {contact.JobTags, "Tag %s", "Tag %s"},
	"untag":  {contact.JobUntags, "Remove a tag from %s", "Remove it from %s"},
	"assign": {contact.JobAssigns, "Assign %s", "Assign %s"},
	"delete": {contact.JobDeletes, "Delete %s", "Delete %s"},
	"export": {"", "Export %s", ""},
}

// askForJob shows the form.
func (s *Site) askForJob(v *Visit) error {
	l, err := v.readListing(v.URL.Query())
	if err != nil {
		return err
	}
	do := v.URL.Query().Get("do")
	if !l.Selection.Any() {
		return v.Redirect(withQuery("/app/contacts", l.Values()), Flash{Text: "Nobody is selected. Tick the contacts that you mean."})
	}
	if do != "export" {
		if err := v.Who.May(service.ContactsWrite); err != nil {
			return err
		}
	}
	page, err := s.jobForm(v, do, l)
	if err != nil {
		return err
	}
	return v.Show("jobnew", page.Title, page)
}

// jobForm counts who is selected.
func (s *Site) jobForm(v *Visit, do string, l Listing) (page JobForm, err error) {
	form, ok := jobForms[do]
	if !ok {
		return page, &service.Error{Code: service.NotFound, Message: "There is no such thing to do with contacts. Go back to the list and choose again."}
	}
	page = JobForm{Do: do, List: l.Here().Encode(), Back: s.address("/app/contacts", l.Here()), Minutes: int(deletionWaits.Minutes())}
	if page.Count, err = s.Service.CountChosen(v.Context(), v.Who, l.chosen()); err != nil {
		return page, err
	}
	if l.Selection.All {
		page.Whom = v.whom(Listing{Filter: l.Filter}, len(l.Selection.IDs))
	} else {
		page.Gone = max(int64(len(l.Selection.IDs))-page.Count, 0)
	}
	contacts := count(page.Count, "contact", "contacts")
	page.Title = fmt.Sprintf(form.title, contacts)
	if form.buttons != "" {
		page.Button = fmt.Sprintf(form.buttons, contacts)
	}
	first := l.Selected()
	first.Set("do", "export")
	page.ExportFirst = s.address("/app/jobs/new", first)
	if do == "export" {
		page.Exports = s.exportsOf(l)
	}
	return page, nil
}

// exportsOf are the files with who is selected.
func (s *Site) exportsOf(l Listing) (all []Export) {
	for _, e := range []struct{ label, format, fields string }{
		{"These columns, CSV", "csv", ""}, {"These columns, XLSX", "xlsx", ""},
		{"All fields, CSV, to import again", "csv", "all"}, {"All fields, XLSX", "xlsx", "all"},
	} {
		q := l.Selected()
		q.Set("format", e.format)
		if e.fields != "" {
			q.Set("fields", e.fields)
		}
		all = append(all, Export{e.label, s.address("/app/contacts/export", q)})
	}
	return all
}

// beginNow is what the form says if deleting is to begin at once.
const beginNow = "now"

// createJob begins a job, if it is still for as many contacts as were shown.
func (s *Site) createJob(v *Visit) error {
	l, err := v.postedListing()
	if err != nil {
		return err
	}
	do := v.Value("do")
	in := l.chosen()
	in.Action, in.Request = jobForms[do].action, v.Asked()
	if expected, err := strconv.ParseInt(v.Value("expected"), 10, 64); err == nil {
		in.Expected = &expected
	}
	switch {
	case in.Action == "" || !l.Selection.Any():
		return &service.Error{Code: service.Malformed, Message: "This says neither whom nor what. Go back to the list and choose again."}
	case in.Expected == nil:
		return &service.Error{Code: service.Malformed, Message: "This does not say with how many contacts. Go back to the list and choose again."}
	case do == "tag" || do == "untag":
		in.Args = service.JobArgs{"tags": raw(intake.SplitTags(v.Value("tags")))}
		if v.Value("tags") == "" {
			in.Args = nil
		}
	case do == "assign":
		in.Args = service.JobArgs{"assignee": raw(v.Value("assignee"))}
	case do == "delete" && v.Value("begin") != beginNow:
		in.BeginsIn = int64(deletionWaits.Seconds())
	}
	made, err := s.Service.CreateJob(v.Context(), v.Who, in)
	if err != nil {
		return s.againJob(v, do, l, err)
	}
	q := url.Values{}
	if back := l.Place(); len(back) > 0 {
		q.Set("list", back.Encode())
	}
	return v.Redirect(withQuery("/app/jobs/"+made.Job.ID.String(), q), Flash{})
}

// againJob shows the form anew, with the number that it is now.
func (s *Site) againJob(v *Visit, do string, l Listing, wrong error) error {
	page, err := s.jobForm(v, do, l)
	if err != nil {
		return err
	}
	e := *service.ErrorOf(wrong)
	switch {
	case e.Code == service.CountChanged:
		v.Wrong("", fmt.Sprintf("It was %s, and now it is %s: somebody has come or gone, or was changed. Nothing was done. Look whether it is still what you want.",
			v.Value("expected"), number(page.Count)))
		return v.Again(nil, "jobnew", page.Title, page)
	case e.Field == "args" && (do == "tag" || do == "untag"):
		v.Wrong("tags", "Write at least one tag.")
		return v.Again(nil, "jobnew", page.Title, page)
	}
	e.Field = strings.TrimPrefix(e.Field, "args.")
	return v.Again(&e, "jobnew", page.Title, page)
}
