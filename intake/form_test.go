package intake_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/intake"
)

func TestFormSubmission(t *testing.T) {
	t.Parallel()
	t.Run("answers go where the form says", func(t *testing.T) {
		t.Parallel()
		ev := submit(t, `{"mobile": "+60 12-345 6789", "full name": " Ada ", "notes": "call\nback", "interests": "VIP, new,,vip",
			"source": ["fair", "new"], "town": "KL", "years": "42", "born": "1990-02-28", "page": {"nested": [1]}, "submission_id": "s-1"}`)
		name, remarks := "Ada", "call back"
		require.Equal(t, contact.Facts{
			Effect:     contact.Creates,
			Person:     contact.Person{WaID: ada, Unconfirmed: true},
			Understood: &contact.Understood{Number: "+" + ada, Country: "MY", How: contact.HowInternational},
			Fields: &contact.Fields{
				DisplayName: &name, Remarks: &remarks, AddTags: []string{"VIP", "new", "fair"},
				Attributes: map[string]json.RawMessage{
					"city": json.RawMessage(`"KL"`), "age": json.RawMessage(`42`), "birthday": json.RawMessage(`"1990-02-28"`),
				},
			},
		}, ev.Facts)
		require.Equal(t, contact.Event{
			ChannelID: "main", Origin: "lead", Source: contact.SourceForm, Kind: "form", ExternalID: "s-1",
			DedupeKey: "form/lead/id:h1", OccurredAt: noon, Facts: ev.Facts, Raw: ev.Raw,
		}, ev)
		require.Contains(t, string(ev.Raw), `"page":{"nested":[1]}`, "what goes nowhere is kept")
	})
	t.Run("what does not fit is skipped and reported, and the rest goes on", func(t *testing.T) {
		t.Parallel()
		ev := submit(t, `{"mobile": 60123456789, "full name": {"first": "Ada"}, "notes": ["a"], "interests": [["x"], "VIP"],
			"town": "`+strings.Repeat("x", 256)+`", "years": "NaN", "born": "31.12.1990", "shade": "red"}`)
		require.Equal(t, contact.Creates, ev.Facts.Effect)
		require.Equal(t, ada, ev.Facts.Person.WaID)
		require.Equal(t, []string{"VIP"}, ev.Facts.Fields.AddTags)
		require.Nil(t, ev.Facts.Fields.Attributes)
		require.Nil(t, ev.Facts.Fields.DisplayName)
		require.Equal(t, []string{"born", "full name", "interests", "notes", "shade", "town", "years"}, names(ev.Facts.Fields.Skipped))
		require.Contains(t, ev.Facts.Detail, "skipped: born (it is no date written YYYY-MM-DD, such as 2026-10-09); full name (")
		require.Contains(t, ev.Facts.Detail, "and 2 more")
	})
	t.Run("what is too long is skipped", func(t *testing.T) {
		t.Parallel()
		ev := submit(t, fmt.Sprintf(`{"mobile": "+60123456789", "full name": %q, "notes": %q, "interests": %q}`,
			strings.Repeat("x", contact.MaxValue+1), strings.Repeat("x", contact.MaxRemarks+1), strings.Repeat("x", contact.MaxTag+1)))
		require.Equal(t, &contact.Fields{Skipped: ev.Facts.Fields.Skipped}, ev.Facts.Fields)
		require.Equal(t, []string{"full name", "interests", "notes"}, names(ev.Facts.Fields.Skipped))
	})
	t.Run("no number of tags and reports is too large", func(t *testing.T) {
		t.Parallel()
		tags := make([]string, 1000)
		for i := range tags {
			tags[i] = fmt.Sprint("tag ", i)
		}
		ev := submit(t, fmt.Sprintf(`{"mobile": "+60123456789", "interests": %q}`, strings.Join(tags, ",")))
		require.Len(t, ev.Facts.Fields.AddTags, contact.MaxNewTags)
		require.Equal(t, "skipped: interests (950 tags left out: 50 is the most)", ev.Facts.Detail)
		list := submit(t, fmt.Sprintf(`{"mobile": "+60123456789", "interests": ["%s"]}`, strings.Join(tags, `","`)))
		require.Equal(t, ev.Facts.Fields, list.Facts.Fields)

		long := strings.Repeat(strings.Repeat("x", contact.MaxTag+1)+",", 1000)
		ev = submit(t, fmt.Sprintf(`{"mobile": "+60123456789", "interests": %q}`, long))
		require.Empty(t, ev.Facts.Fields.AddTags)
		require.Len(t, ev.Facts.Fields.Skipped, 51)
		require.Contains(t, ev.Facts.Fields.Skipped[50].Why, "950 more")
		require.Less(t, len(ev.Facts.Detail), 1000)
	})
	t.Run("null and blank change nothing and are no mistake", func(t *testing.T) {
		t.Parallel()
		ev := submit(t, `{"mobile": "+60123456789", "full name": " ", "notes": null, "town": "", "years": null, "interests": null}`)
		require.Equal(t, &contact.Fields{}, ev.Facts.Fields)
		require.Empty(t, ev.Facts.Detail)
	})
}

func TestASubmissionWithoutAUsableNumberIsKept(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		mobile string
		reason contact.Reason
		detail string
	}{
		"no phone":                   {``, contact.NoPhone, "is missing"},
		"null":                       {`"mobile": null,`, contact.NoPhone, "is missing"},
		"blank":                      {`"mobile": " ",`, contact.NoPhone, "is missing"},
		"letters":                    {`"mobile": "call me",`, contact.BadPhone, "has letters"},
		"too short":                  {`"mobile": "+60123",`, contact.BadPhone, "is too short"},
		"of more than one country":   {`"mobile": "012-345 6789",`, contact.BadPhone, "could belong to several countries"},
		"an object":                  {`"mobile": {"country": "60", "number": "123456789"},`, contact.BadPhone, "is a list or an object"},
		"a list":                     {`"mobile": ["+60123456789"],`, contact.BadPhone, "is a list or an object"},
		"true":                       {`"mobile": true,`, contact.BadPhone, "has letters"},
		"a number in Excel's manner": {`"mobile": "6.01E+10",`, contact.BadPhone, "was rounded"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ev := submit(t, `{`+test.mobile+` "full name": "Ada", "years": "old"}`)
			require.Equal(t, contact.Decision{Kind: contact.Quarantined, Reason: test.reason}, contact.DecideAtOnce(ev.Facts))
			require.Contains(t, ev.Facts.Detail, test.detail)
			require.Contains(t, ev.Facts.Detail, "+60123456789", "what to do")
			require.Contains(t, ev.Facts.Detail, "; skipped: years (it is no number such as 12.5)")
			require.Empty(t, ev.Facts.Keys())

			again, err := intake.ReparseForm(ev.Raw, lead, definitions, intake.Phone("+60123456789"))
			require.NoError(t, err)
			require.Equal(t, submit(t, `{"mobile": "+60123456789", "full name": "Ada", "years": "old"}`).Facts, again.Facts)
			require.Equal(t, ev.Raw, again.Raw)
		})
	}
	t.Run("a form without a question for it", func(t *testing.T) {
		t.Parallel()
		a := answers(t, `{"mobile": "+60123456789"}`)
		form := intake.Form{ID: "f", ChannelID: "main"}
		ev, err := intake.FormSubmission(form, intake.Submission{Answers: a, Number: form.Number(a), Once: "n"}, nil)
		require.NoError(t, err)
		require.Equal(t, contact.NoPhone, ev.Facts.Reason)
		require.Contains(t, ev.Facts.Detail, "no answer of this form goes to phone")
	})
}

func TestReplayOfASubmission(t *testing.T) {
	t.Parallel()
	ev := submit(t, `{"mobile": "+60123", "shade": "red"}`)
	t.Run("judges by the form and the attributes of today", func(t *testing.T) {
		t.Parallel()
		a, err := intake.StoredAnswers(ev.Raw)
		require.NoError(t, err)
		form := lead
		form.Fields = map[string]string{"mobile": "phone", "shade": "attributes.colour"}
		again, err := intake.ReparseForm(ev.Raw, form, intake.Definitions{"colour": intake.TypeString}, form.Number(a).Accepted())
		require.NoError(t, err)
		require.Equal(t, "60123", again.Facts.Person.WaID)
		require.JSONEq(t, `"red"`, string(again.Facts.Fields.Attributes["colour"]))
	})
	t.Run("without a number it is quarantined again", func(t *testing.T) {
		t.Parallel()
		again, err := intake.ReparseForm(ev.Raw, lead, definitions, intake.Number{})
		require.NoError(t, err)
		require.Equal(t, contact.NoPhone, again.Facts.Reason)
	})
	t.Run("what is no form event's raw item is told", func(t *testing.T) {
		t.Parallel()
		for _, raw := range []string{``, `{}`, `[]`, `{"form": "f"}`, `{"form": "f", "answers": [1]}`, `{"answers": {}}`} {
			_, err := intake.ReparseForm([]byte(raw), lead, definitions, intake.Phone("+60123456789"))
			require.ErrorIs(t, err, intake.ErrUnreadable, raw)
		}
	})
}

func TestWhatMakesTwoSubmissionsOne(t *testing.T) {
	t.Parallel()
	key := func(body string, signed bool, once string) string {
		a := answers(t, body)
		read, err := json.Marshal(a.Values)
		require.NoError(t, err)
		s := intake.Submission{Answers: a, Number: lead.Number(a), Hash: string(read), Once: once, At: noon}
		if signed {
			s.Signed = []byte(body)
		}
		ev, err := intake.FormSubmission(lead, s, definitions)
		require.NoError(t, err)
		return ev.DedupeKey
	}
	const one, two = `{"mobile":"+60123456789"}`, `{"mobile":"+60123456789","submission_id":7}`
	require.Equal(t, key(two, false, "a"), key(two, true, "b"), "the same submission_id")
	require.NotEqual(t, key(two, true, "a"), key(strings.Replace(two, ":7", ":8", 1), true, "a"), "another submission_id")
	require.NotEqual(t, key(two, true, "a"), key(strings.Replace(two, "789", "780", 1), true, "a"), "the same submission_id with other answers")
	require.Equal(t, key(two, true, "a"), key(strings.Replace(two, ",", " ,", 1), true, "a"), "the same answers, in another spelling")
	require.Equal(t, key(one, true, "a"), key(one, true, "b"), "a signed body that is replayed")
	require.NotEqual(t, key(one, true, "a"), key(one+" ", true, "a"), "another signed body")
	require.NotEqual(t, key(one, false, "a"), key(one, false, "b"), "two people may answer the same")
	require.NotEqual(t, key(one, false, "a"), key(one, true, "a"))
	for _, id := range []string{`""`, `" "`, `null`, `{"a":1}`, `["a"]`} {
		body := `{"mobile":"+60123456789","submission_id":` + id + `}`
		require.NotEqual(t, key(body, false, "a"), key(body, false, "b"), "a submission_id of %s is none", id)
	}
	long := strings.Repeat("x", contact.MaxTextID)
	require.NotEqual(t, key(`{"submission_id":"`+long+`1"}`, false, "a"), key(`{"submission_id":"`+long+`2"}`, false, "a"))
}

func TestFieldsOfAForm(t *testing.T) {
	t.Parallel()
	require.NoError(t, intake.CheckFields(nil))
	require.NoError(t, intake.CheckFields(lead.Fields))
	many := map[string]string{}
	for i := range 201 {
		many[fmt.Sprint(i)] = "tags"
	}
	for name, fields := range map[string]map[string]string{
		"an unknown target":           {"a": "email"},
		"no target":                   {"a": ""},
		"an attribute without a name": {"a": "attributes."},
		"an attribute of a bad name":  {"a": "attributes.a b"},
		"an attribute called phone":   {"a": "attributes.phone"},
		"two phones":                  {"a": "phone", "b": "phone"},
		"two of one attribute":        {"a": "attributes.x", "b": "attributes.x"},
		"an answer without a name":    {"": "phone"},
		"an answer with a NUL":        {"a\x00": "phone"},
		"an answer with a long name":  {strings.Repeat("a", 201): "phone"},
		"too many":                    many,
	} {
		require.Error(t, intake.CheckFields(fields), name)
	}
}

func TestReadJSON(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		``, ` `, `{`, `{"a":1}x`, `{"a":1}{"b":2}`, `null`, `[]`, `"a"`, `1`, `true`, "{\"a\":\"\x01\"}", `a=b`,
		`{"a":` + strings.Repeat("[", 20000) + strings.Repeat("]", 20000) + `}`,
	} {
		_, err := intake.ReadJSON([]byte(body))
		require.ErrorIs(t, err, intake.ErrBadAnswers, "%.20s", body)
	}
	a, err := intake.ReadJSON([]byte("\ufeff {\"a\": \"x\xff\", \"n\": 60123456789012345} \n"))
	require.NoError(t, err)
	require.JSONEq(t, `{"a": "x�", "n": 60123456789012345}`, string(a.Raw))
	require.True(t, utf8.Valid(a.Raw))
	require.Equal(t, map[string]any{"a": "x�", "n": json.Number("60123456789012345")}, a.Values)
}

func TestReadForm(t *testing.T) {
	t.Parallel()
	a, err := intake.ReadForm(url.Values{"interests": {"a", "b"}, "town": {"x\x00\xff"}, "none": {""}})
	require.NoError(t, err)
	require.Equal(t, map[string]any{"interests": "a, b", "town": "x\x00\xff", "none": ""}, a.Values)
	require.JSONEq(t, `{"interests": "a, b", "town": "x\u0000�", "none": ""}`, string(a.Raw))
}
