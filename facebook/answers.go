package facebook

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Answered is a lead with its answers.
type Answered struct {
	FormID    string // empty if it does not tell
	CreatedAt time.Time
	Asked     []string        // the names of the questions, in their order
	Answers   json.RawMessage // an object: what was answered to each, and what is known of the ad
}

// ErrUnreadable says that what the Graph API answered is no lead.
var ErrUnreadable = errors.New("the answer is no lead")

// about are the members of a lead that are kept beside its answers, so that a form
// can map them, too.
var about = []string{"ad_id", "ad_name", "adset_name", "campaign_name", "platform"}

// maxAsked is how many questions are kept of a lead. Facebook's own limit is far below.
const maxAsked = 200

// ReadLead reads a lead as the Graph API gives it. Several answers to one question
// are joined by commas, as those of any form are.
func ReadLead(body []byte, now time.Time) (Answered, error) {
	var lead struct {
		ID          loose `json:"id"`
		FormID      loose `json:"form_id"`
		CreatedTime loose `json:"created_time"`
		FieldData   []struct {
			Name   loose   `json:"name"`
			Values []loose `json:"values"`
		} `json:"field_data"`
	}
	var all map[string]loose
	if json.Unmarshal(body, &lead) != nil || json.Unmarshal(body, &all) != nil || !IsID(string(lead.ID)) {
		return Answered{}, ErrUnreadable
	}
	answers := map[string]string{}
	for _, name := range about {
		if value := string(all[name]); value != "" {
			answers[name] = value
		}
	}
	out := Answered{FormID: string(lead.FormID), CreatedAt: believed(string(lead.CreatedTime), now)}
	if !IsID(out.FormID) {
		out.FormID = ""
	}
	for _, field := range lead.FieldData {
		name := string(field.Name)
		if name == "" || len(out.Asked) == maxAsked {
			continue
		}
		values := make([]string, len(field.Values))
		for i, value := range field.Values {
			values[i] = string(value)
		}
		answers[name] = strings.Join(values, ", ") // the person's own answer wins over what is known of the ad
		out.Asked = append(out.Asked, name)
	}
	var err error
	if out.Answers, err = json.Marshal(answers); err != nil {
		return Answered{}, fmt.Errorf("encode the answers of a lead: %w", err)
	}
	return out, nil
}
