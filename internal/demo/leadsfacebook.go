package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"github.com/luluchat/contacts/whatsapp"
)

// Facebook stands in for the real one, which knows nothing of leads that are made up.
type Facebook struct {
	Secret string // FACEBOOK_APP_SECRET, which signs webhooks of pages
	Page   string
	// Add has a lead be known, so that the server is answered when it asks for it. Nil:
	// nothing stands in for Facebook, and no lead is told of.
	Add func(id, form string, answers [][2]string)
}

// PageToken is what stands for the token of a page.
const PageToken = "EAAGtoken"

// The forms of Facebook's that leads come from: one has a form here, the other has none.
const (
	mappedForm   = "620000000000001"
	unmappedForm = "620000000000002"
)

// facebookLeads are what people answer to forms in ads.
func facebookLeads(fb Facebook) []lead {
	if fb.Add == nil {
		return []lead{{"Facebook: a lead", IsSentence, func(context.Context, *sending) ([]string, []Became, error) {
			return nil, []Became{{End: IsSentence, Words: "It was not sent: Facebook would be asked for a lead that is made up. " +
				"Start make dev with FACEBOOK_GRAPH_URL=http://127.0.0.1:8091/v23.0, and the leads are answered for in its place."}}, nil
		}}}
	}
	return []lead{
		adLead("a lead", IsContact, mappedForm, func(s *sending) [][2]string {
			return [][2]string{{"full_name", "Suraya Idris"}, {"phone_number", "+" + s.number(120)}, {"which_sofa?", "the blue one"}}
		}),
		adLead("a lead of somebody who is there", IsUpdate, mappedForm, func(s *sending) [][2]string {
			return [][2]string{{"full_name", "Suraya binti Idris"}, {"phone_number", "+" + s.number(120)}}
		}),
		adLead("a lead with a number that is none", IsSentence, mappedForm, func(*sending) [][2]string {
			return [][2]string{{"full_name", "Somebody"}, {"phone_number", "call me"}}
		}),
		adLead("a lead of a form that nobody has mapped", IsSentence, unmappedForm, func(s *sending) [][2]string {
			return [][2]string{{"full_name", "Somebody"}, {"phone_number", "+" + s.number(121)}}
		}),
		adLead("a lead that Facebook does not give", IsSentence, mappedForm, func(*sending) [][2]string { return nil }),
	}
}

// adLead is a lead, of which Facebook knows the answers; of none, it knows no lead.
func adLead(what string, wants End, form string, answers func(*sending) [][2]string) lead {
	return lead{"Facebook: " + what, wants, func(ctx context.Context, s *sending) ([]string, []Became, error) {
		if err := s.prepareFacebook(ctx); err != nil {
			return nil, nil, err
		}
		s.told++
		id := fmt.Sprintf("%d%02d", s.at.UnixMilli(), s.told)
		if known := answers(s); known != nil {
			s.facebook.Add(id, form, known)
		}
		return []string{id}, nil, s.tellLead(ctx, id, form)
	}}
}

// prepareFacebook gives the server the page's token, and makes the form that stands for
// Facebook's.
func (s *sending) prepareFacebook(ctx context.Context) error {
	if s.told > 0 {
		return nil
	}
	err := s.Do(ctx, http.MethodPut, "/v1/facebook/pages/"+s.facebook.Page, nil, object{"name": "The page", "token": PageToken}, nil)
	if err != nil {
		return fmt.Errorf("add the page: %w", err)
	}
	return s.Do(ctx, http.MethodPut, "/v1/forms/"+leadsID+"-facebook", nil, object{
		"channel_id": s.channel.ID, "shape": "facebook", "facebook_form_id": mappedForm,
		"fields": object{"phone_number": "phone", "full_name": "display_name"},
	}, nil)
}

// tellLead posts the webhook by which Facebook tells of a lead, without its answers.
func (s *sending) tellLead(ctx context.Context, id, form string) error {
	body, err := json.Marshal(object{"object": "page", "entry": []any{object{"id": s.facebook.Page, "changes": []any{object{
		"field": "leadgen", "value": object{"leadgen_id": id, "page_id": s.facebook.Page, "form_id": form, "created_time": s.at.Unix()},
	}}}}})
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL+"/webhooks/facebook", bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set(whatsapp.SignatureHeader, whatsapp.Sign(s.facebook.Secret, body))
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		said, _ := io.ReadAll(resp.Body)
		return fmt.Errorf("the webhook of a page is answered %s: %s", resp.Status, said)
	}
	return nil
}
