package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
)

// Form is one form of the business: where its submissions go, and what its answers
// mean.
type Form struct {
	ID        string            `json:"id"` // of the business's choice
	ChannelID string            `json:"channel_id"`
	Name      string            `json:"name"`
	Fields    map[string]string `json:"fields"` // answer → phone, display_name, remarks, tags, consent, consent_text or attributes.<name>
	// SubmitURL is where services submit that can neither sign nor send headers, and
	// SubmitKey its last part. Whoever knows them can submit. Only an admin is told;
	// PutForm does not send them.
	SubmitURL string `json:"submit_url,omitempty"`
	SubmitKey string `json:"submit_key,omitempty"`
}

// SubmitURLOf is a form's address as this client reaches its server. SubmitURL is that
// for everybody else, which may lead through a proxy.
func (c Client) SubmitURLOf(form Form) string {
	return c.URL + "/forms/" + url.PathEscape(form.ID) + "/submissions/" + url.PathEscape(form.SubmitKey)
}

// PutForm makes a form, or changes the one with its id, and returns it as it is
// then.
func (c Client) PutForm(ctx context.Context, form Form) (Form, error) {
	in := map[string]any{"channel_id": form.ChannelID, "name": form.Name}
	if form.Fields != nil {
		in["fields"] = form.Fields
	}
	var out Form
	err := c.Do(ctx, http.MethodPut, "/v1/forms/"+url.PathEscape(form.ID), nil, in, &out)
	return out, err
}

// RotateSubmitKey gives a form another SubmitURL. The former is refused from then
// on.
func (c Client) RotateSubmitKey(ctx context.Context, id string) (Form, error) {
	var out Form
	err := c.Do(ctx, http.MethodPost, "/v1/forms/"+url.PathEscape(id)+"/rotate-submit-key", nil, nil, &out)
	return out, err
}

// Submit sends answers to a form's SubmitURL, and returns the id of the event that
// they became. An answer named submission_id makes a submission that is sent twice
// one event.
func Submit(ctx context.Context, submitURL string, answers map[string]any) (eventID string, err error) {
	body, err := json.Marshal(answers)
	if err != nil {
		return "", fmt.Errorf("encode the answers: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, submitURL, bytes.NewReader(body))
	if err != nil {
		return "", errors.New("the form's address cannot be read: copy its submit_url as it is") // the error would quote it
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := answer(httpClient, req)
	if err != nil {
		return "", withoutAddress(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var out struct {
		EventID string `json:"event_id"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		return "", fmt.Errorf("the answer of %s cannot be read (%w): is it a server of contacts?", req.URL.Host, err)
	}
	return out.EventID, nil
}

// withoutAddress takes an address that is a secret out of an error.
func withoutAddress(err error) error {
	var transport *url.Error
	if !errors.As(err, &transport) {
		return err
	}
	return &url.Error{Op: transport.Op, URL: "the form's submit_url", Err: transport.Err}
}
