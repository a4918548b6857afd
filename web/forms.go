package web

import (
	"net/url"
	"slices"
	"strings"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
	"github.com/luluchat/contacts/service"
)

// FormsPage is every form, and whether submissions arrive.
type FormsPage struct {
	Forms   []service.Form
	Deleted []Standing
	Health  map[string]service.FormHealth
}

// FormPage is a form, or a form for a new one.
type FormPage struct {
	New    bool
	Form   service.Form
	Health service.FormHealth
	Pairs  []Pair // of an answer and where it goes
	Trial  []Field
	Tried  *service.TriedForm
	Ways   FormWays
	Stands Standing
}

const newForm = "Add a form"

func (s *Site) showForms(v *Visit) error {
	forms, err := s.Service.ListForms(v.Context(), v.Who)
	if err != nil {
		return err
	}
	if chosen := v.Channel(); chosen != "" {
		forms = slices.DeleteFunc(forms, func(f service.Form) bool { return f.ChannelID != chosen })
	}
	health, err := s.Service.ListFormHealth(v.Context(), v.Who)
	if err != nil {
		return err
	}
	page := FormsPage{Forms: forms, Health: health}
	deleted, err := s.Service.ListDeletedForms(v.Context(), v.Who)
	for _, f := range deleted {
		page.Deleted = append(page.Deleted, standingOfForm(f))
	}
	if err != nil {
		return err
	}
	return v.Show("forms", "Forms", page)
}

// HealthOf is that of a form, which may have none.
func (p FormsPage) HealthOf(id string) service.FormHealth { return p.Health[id] }

func (s *Site) showNewForm(v *Visit) error {
	v.Fill(url.Values{"channel_id": {v.Channel()}})
	page := FormPage{New: true, Pairs: s.pairs(v, map[string]string{"phone": intake.TargetPhone, "name": contact.FieldDisplayName})}
	return v.Show("form", newForm, page)
}

// addForm makes a form, whose secret is shown once.
func (s *Site) addForm(v *Visit) error {
	in := s.postedForm(v, v.Value("id"))
	if in.ID == "" {
		in.ID = slugOf(in.Name)
	}
	if in.ID == "" {
		v.Wrong("id", "Write a short name of letters, digits, - or _, such as contact-us.")
	} else {
		switch there, err := s.Service.GetForm(v.Context(), v.Who, in.ID); {
		case err == nil && there.DeletedAt == nil:
			v.Wrong("id", "There is a form of the short name "+in.ID+" already: choose another.")
		case err != nil && service.ErrorOf(err).Code != service.NotFound:
			return err
		}
	}
	var failed error
	if len(v.form.Errors) == 0 {
		form, _, err := s.Service.PutForm(v.Context(), v.Who, in)
		if err == nil {
			return v.Redirect("/app/forms/"+form.ID, Flash{
				Text: form.Name + " is added. This is its secret, with which a service signs: copy it now, it is not shown again.", Secret: form.Secret,
			})
		}
		failed = err
	}
	return v.againWithID(failed, "form", newForm, FormPage{New: true, Pairs: s.postedPairs(v)})
}

func (s *Site) postedForm(v *Visit, id string) intake.Form {
	country, thanks, public := countryOf(v.Value("default_country")), v.Value("thanks_url"), v.Value("public") != ""
	fields := map[string]string{}
	for _, pair := range s.postedPairs(v) {
		if pair.Answer == "" || pair.Target == "" {
			continue
		}
		if _, twice := fields[pair.Answer]; twice {
			v.Wrong("fields", "The answer "+pair.Answer+" stands there twice.")
		}
		fields[pair.Answer] = pair.Target
	}
	facebook := ""
	if v.Value("shape") == intake.ShapeFacebook {
		facebook = v.Value("facebook_form_id")
	}
	return intake.Form{
		FacebookFormID: facebook,
		ID:             id, ChannelID: v.Value("channel_id"), Name: v.Value("name"), Shape: v.Value("shape"), Fields: fields,
		DefaultCountry: &country, Public: &public, ThanksURL: &thanks,
	}
}

func (s *Site) formPage(v *Visit) (FormPage, error) {
	var page FormPage
	var err error
	if page.Form, err = s.Service.GetForm(v.Context(), v.Who, v.PathValue("id")); err != nil {
		return page, err
	}
	if page.Health, err = s.Service.GetFormHealth(v.Context(), v.Who, page.Form.ID); err != nil {
		return page, err
	}
	page.Stands = standingOfForm(page.Form)
	page.Pairs = s.pairs(v, page.Form.Fields)
	page.Ways = s.waysOf(page.Form)
	for _, pair := range page.Pairs {
		if pair.Answer != "" {
			page.Trial = append(page.Trial, Field{Name: "try-" + pair.Answer, Label: pair.Answer, Type: "text", Autocomplete: "off"})
		}
	}
	return page, nil
}

func (s *Site) showForm(v *Visit) error {
	page, err := s.formPage(v)
	if err != nil {
		return err
	}
	if page.Form.DeletedAt != nil {
		return v.Show("deleted", page.Form.Name, page.Stands)
	}
	v.Fill(formOfForm(page.Form))
	return v.Show("form", page.Form.Name, page)
}

func formOfForm(f service.Form) url.Values {
	values := url.Values{"name": {f.Name}, "channel_id": {f.ChannelID}, "shape": {f.Shape}, "facebook_form_id": {f.FacebookFormID}}
	if f.DefaultCountry != nil {
		values.Set("default_country", *f.DefaultCountry)
	}
	if f.ThanksURL != nil {
		values.Set("thanks_url", *f.ThanksURL)
	}
	if f.IsPublic() {
		values.Set("public", "yes")
	}
	return values
}

func (s *Site) saveForm(v *Visit) error {
	in := s.postedForm(v, v.PathValue("id"))
	var failed error
	if len(v.form.Errors) == 0 {
		form, _, err := s.Service.PutForm(v.Context(), v.Who, in)
		if err == nil {
			return v.Redirect("/app/forms/"+form.ID, Flash{Text: form.Name + " is saved."})
		}
		failed = err
	}
	page, err := s.formPage(v)
	if err != nil {
		return err
	}
	page.Pairs = s.postedPairs(v)
	return v.Again(failed, "form", page.Form.Name, page)
}

// tryForm reads answers as the form would, and shows what a contact would be given.
func (s *Site) tryForm(v *Visit) error {
	page, err := s.formPage(v)
	if err != nil {
		return err
	}
	posted, err := v.Posted()
	if err != nil {
		return err
	}
	answers := url.Values{}
	for i := range page.Trial {
		name := page.Trial[i].Name
		page.Trial[i].Value = posted.Get(name)
		if page.Trial[i].Value != "" {
			answers.Set(strings.TrimPrefix(name, "try-"), page.Trial[i].Value)
		}
	}
	kind, body := "application/x-www-form-urlencoded", answers.Encode()
	if written := v.Value("body"); written != "" {
		kind, body = "application/json", written
	}
	tried, err := s.Service.TryForm(v.Context(), v.Who, page.Form.ID, kind, []byte(body))
	v.form.Values = formOfForm(page.Form)
	v.form.Values.Set("body", v.Value("body"))
	if err != nil {
		e := service.ErrorOf(err)
		if e.Code != service.Malformed {
			return err
		}
		v.Wrong("body", e.Message)
		return v.show(422, "form", page.Form.Name, page)
	}
	page.Tried = &tried
	return v.Show("form", page.Form.Name, page)
}

// renewSecret gives a form another secret, which is shown once.
func (s *Site) renewSecret(v *Visit) error {
	form, err := s.Service.RenewFormSecret(v.Context(), v.Who, v.PathValue("id"))
	if err != nil {
		return err
	}
	return v.Redirect("/app/forms/"+form.ID, Flash{
		Text: "The form has another secret. Give it to the service that signs, and copy it now: it is not shown again.", Secret: form.Secret,
	})
}

func (s *Site) rotateSubmitKey(v *Visit) error {
	form, err := s.Service.RotateSubmitKey(v.Context(), v.Who, v.PathValue("id"))
	if err != nil {
		return err
	}
	return v.Redirect("/app/forms/"+form.ID, Flash{Text: "The form has another address with a key. The former one is refused."})
}

// formBadge counts the forms that refuse what services send, and did not take anything
// in since.
func (s *Site) formBadge(v *Visit) int {
	all, err := s.Service.ListFormHealth(v.Context(), v.Who)
	if err != nil {
		return 0
	}
	n := 0
	for _, h := range all {
		if h.Refuses() {
			n++
		}
	}
	return n
}
