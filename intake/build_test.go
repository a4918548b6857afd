package intake_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
)

const ada = "60123456789"

var noon = time.Date(2026, 10, 9, 12, 0, 0, 0, time.UTC)

var lead = intake.Form{
	ID: "lead", ChannelID: "main", Name: "Lead", Secret: "s",
	Fields: map[string]string{
		"mobile": "phone", "full name": "display_name", "notes": "remarks", "interests": "tags", "source": "tags",
		"town": "attributes.city", "years": "attributes.age", "born": "attributes.birthday", "shade": "attributes.colour",
	},
}

// answers reads a JSON object that must be one.
func answers(t *testing.T, body string) intake.Answers {
	t.Helper()
	a, err := intake.ReadJSON([]byte(body))
	require.NoError(t, err)
	return a
}

// submit returns the event of an unsigned submission to lead.
func submit(t *testing.T, body string) contact.Event {
	t.Helper()
	a := answers(t, body)
	ev, err := intake.FormSubmission(lead, intake.Submission{Answers: a, Number: lead.Number(a), Hash: "h1", Once: "n1", At: noon}, definitions)
	require.NoError(t, err)
	require.True(t, json.Valid(ev.Raw))
	return ev
}

func names(skipped []contact.Skipped) []string {
	out := []string{}
	for _, s := range skipped {
		out = append(out, s.Name)
	}
	return out
}
