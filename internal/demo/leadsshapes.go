package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"

	"github.com/luluchat/contacts/client"
)

// shaped are the bodies of form services. One line is one service.
func shaped() (leads []lead) {
	for n, of := range []struct {
		shape string
		body  func(phone, run string) (contentType, body string)
	}{
		{"typeform", func(phone, run string) (string, string) {
			return asJSON(object{"event_id": run, "event_type": "form_response", "form_response": object{
				"token":      "leads-" + run,
				"definition": object{"fields": []any{object{"id": "t1", "title": "Mobile"}, object{"id": "n1", "title": "Your name"}}},
				"answers": []any{
					object{"type": "phone_number", "phone_number": phone, "field": object{"id": "t1"}},
					object{"type": "text", "text": "Farah", "field": object{"id": "n1"}},
				},
			}})
		}},
		{"tally", func(phone, run string) (string, string) {
			return asJSON(object{"eventId": run, "data": object{"submissionId": "leads-" + run, "fields": []any{
				object{"key": "t1", "label": "Mobile", "type": "INPUT_PHONE_NUMBER", "value": phone},
				object{"key": "n1", "label": "Your name", "type": "INPUT_TEXT", "value": "Farah"},
			}}})
		}},
		{"jotform", func(phone, run string) (string, string) {
			_, raw := asJSON(object{"q1_t1": object{"full": phone}, "q2_n1": "Farah"})
			return asMultipart(map[string]string{"submissionID": "leads-" + run, "pretty": "Mobile:" + phone + ", Your name:Farah", "rawRequest": raw})
		}},
		{"google", func(phone, run string) (string, string) {
			return asJSON(object{"submission_id": "leads-" + run, "Mobile": phone, "Your name": "Farah"})
		}},
		{"elementor", func(phone, _ string) (string, string) {
			return "application/x-www-form-urlencoded", url.Values{
				"fields[t][title]": {"Mobile"}, "fields[t][value]": {phone}, "fields[n][title]": {"Your name"}, "fields[n][value]": {"Farah"},
			}.Encode()
		}},
	} {
		leads = append(leads, lead{"form of " + of.shape, IsContact, func(ctx context.Context, s *sending) ([]string, []Became, error) {
			var form client.Form
			err := s.Do(ctx, http.MethodPut, "/v1/forms/"+leadsID+"-"+of.shape, nil, object{
				"channel_id": s.channel.ID, "shape": of.shape, "fields": object{"Mobile": "phone", "Your name": "display_name"},
			}, &form)
			if err != nil {
				return nil, nil, err
			}
			contentType, body := of.body("+"+s.number(110+n), s.run)
			id, err := submit(ctx, s.SubmitURLOf(form), contentType, body)
			return []string{id}, nil, err
		}})
	}
	return leads
}

// submit posts a body to a form's address, and returns the id of its event.
func submit(ctx context.Context, address, contentType, body string) (eventID string, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader([]byte(body)))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", contentType)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		return "", err
	}
	var out struct {
		EventID string `json:"event_id"`
		Detail  string
	}
	if err := json.Unmarshal(answer, &out); err != nil || out.EventID == "" {
		return "", fmt.Errorf("the form answers %d: %s", resp.StatusCode, out.Detail)
	}
	return out.EventID, nil
}

func asJSON(body object) (contentType, encoded string) {
	b, err := json.Marshal(body)
	if err != nil {
		panic(fmt.Sprintf("encode a test submission: %v", err)) // maps of strings always encode
	}
	return "application/json", string(b)
}

func asMultipart(fields map[string]string) (contentType, body string) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, value := range fields {
		_ = w.WriteField(name, value) // to memory
	}
	_ = w.Close()
	return w.FormDataContentType(), b.String()
}
