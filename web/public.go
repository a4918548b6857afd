package web

import (
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/luluchat/contacts/api/gate"
	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/service"
)

// publicForms is where the pages of public forms are. Anybody may open them, put them
// into a page of their own and post to them from there: they know no session.
const publicForms = "/f/"

// publicPolicy is that of a public form. What follows a form may be anywhere: it leads
// to the form's thanks_url.
const publicPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'"

// PublicPage is a public form as it is filled in.
type PublicPage struct {
	service.PublicForm
	Fields []Field
	Asked  string // what people are asked to agree to
	Sent   bool
}

// servePublic shows a public form, and takes in what was filled in.
func (s *Site) servePublic(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", publicPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	v := s.visit(w, r)
	v.signedOut, v.Who = errNoSession, service.Caller{} // whoever has a session has none here
	id := strings.TrimPrefix(r.URL.Path, publicForms)
	if r.Method == http.MethodPost {
		v.end(s.takePublic(v, id))
		return
	}
	v.end(s.showPublic(v, id))
}

func (s *Site) showPublic(v *Visit, id string) error {
	form, err := s.Service.GetPublicForm(v.Context(), id)
	if err != nil {
		return err
	}
	return v.Show("public", form.Name, v.publicPage(form))
}

func (v *Visit) publicPage(form service.PublicForm) PublicPage {
	page := PublicPage{PublicForm: form, Sent: v.URL.Query().Has("sent")}
	for _, q := range form.Questions {
		field := v.form.Field(q.Name, q.Label, kindOf(q, form.Country)...)
		switch q.Target {
		case contact.FieldConsent:
			field.Type, page.Asked = "checkbox", q.Label
		case contact.FieldConsentText:
			field.Type = "hidden" // what people agree to is kept with their answer
		}
		page.Fields = append(page.Fields, field)
	}
	return page
}

// kindOf is how the field of a question is shown.
func kindOf(q service.FormQuestion, country string) []string {
	switch {
	case q.Target == intake.TargetPhone && country == "":
		return []string{"type", "tel", "autocomplete", "tel", "hint", "With the country code, such as +60 12-345 6789.", "required", ""}
	case q.Target == intake.TargetPhone:
		return []string{"type", "tel", "autocomplete", "tel", "required", ""}
	case q.Target == contact.FieldDisplayName:
		return []string{"autocomplete", "name"}
	case q.Target == contact.FieldRemarks:
		return []string{"type", "textarea"}
	case q.Target == intake.TargetTags:
		return []string{"hint", "Several are separated by commas."}
	case q.Type == intake.TypeDate:
		return []string{"type", "date"}
	case q.Type == intake.TypeNumber:
		return []string{"inputmode", "decimal"}
	}
	return nil
}

// takePublic takes in what was filled in, here or on another site.
func (s *Site) takePublic(v *Visit, id string) error {
	form, err := s.Service.GetPublicForm(v.Context(), id)
	if err != nil {
		return err
	}
	if wait := gate.SenderOf(v.Context()).MayFillIn(id); wait > 0 {
		s.Service.NoteSubmission(id, service.RefusedTooMany)
		v.w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
		return &service.Error{Code: service.RateLimited, RetryAfter: wait,
			Message: "Much was sent from your address just now. Nothing of this was taken in: go back, wait some minutes, and send it again."}
	}
	posted, err := v.postedAnywhere()
	if err == nil {
		err = s.Service.SubmitPublicForm(v.Context(), id, posted)
	}
	if err != nil {
		e := service.ErrorOf(err)
		if e.Code != service.UnusableNumber {
			return err
		}
		v.Wrong(e.Field, e.Message)
		v.form.Values = posted
		return v.show(http.StatusUnprocessableEntity, "public", form.Name, v.publicPage(form))
	}
	if form.ThanksURL != "" {
		http.Redirect(v.w, v.Request, form.ThanksURL, http.StatusSeeOther)
		return nil
	}
	return v.Redirect(publicForms+id+"?sent", Flash{})
}

// postedAnywhere is Posted for forms of other sites, which may have been sent in parts.
// Files are no answers.
func (v *Visit) postedAnywhere() (url.Values, error) {
	if !strings.HasPrefix(v.Header.Get("Content-Type"), "multipart/form-data") {
		return v.Posted()
	}
	read, err := v.body(maxForm)
	if err != nil {
		return nil, &service.Error{Code: service.Malformed, Err: err, Message: "The form did not arrive whole. Go back and send it again."}
	}
	answers, err := intake.ReadBody(v.Header.Get("Content-Type"), read)
	if err != nil {
		return nil, &service.Error{Code: service.Malformed, Err: err, Message: service.Sentence(err)}
	}
	v.posted = url.Values{}
	for name, given := range answers.Values {
		if text, ok := given.(string); ok {
			v.posted.Set(name, text)
		}
	}
	return v.posted, nil
}
