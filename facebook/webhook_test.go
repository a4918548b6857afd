package facebook_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/facebook"
)

var noon = time.Date(2026, 10, 9, 12, 0, 0, 0, time.UTC)

// hook is a webhook with these values of the field leadgen.
func hook(values ...string) []byte {
	changes := make([]string, len(values))
	for i, value := range values {
		changes[i] = `{"field":"leadgen","value":` + value + `}`
	}
	return []byte(`{"object":"page","entry":[{"id":"520","time":1,"changes":[` + strings.Join(changes, ",") + `]}]}`)
}

func TestParse(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 10, 9, 8, 30, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		value string
		want  facebook.Lead
		why   string
	}{
		"as Facebook sends it": {
			value: fmt.Sprintf(`{"leadgen_id":"720","page_id":"520","form_id":"620","created_time":%d,"ad_id":"1","adgroup_id":"2"}`, at.Unix()),
			want:  facebook.Lead{ID: "720", PageID: "520", FormID: "620", CreatedAt: at},
		},
		"with numbers for ids": {
			value: fmt.Sprintf(`{"leadgen_id":72000000000000001,"page_id":520,"form_id":620,"created_time":"%d"}`, at.Unix()),
			want:  facebook.Lead{ID: "72000000000000001", PageID: "520", FormID: "620", CreatedAt: at},
		},
		"without its page, which the entry names": {value: `{"leadgen_id":"720"}`, want: facebook.Lead{ID: "720", PageID: "520", CreatedAt: noon}},
		"with a form that is none":                {value: `{"leadgen_id":"720","form_id":"../me"}`, want: facebook.Lead{ID: "720", PageID: "520", CreatedAt: noon}},
		"with a time as text":                     {value: `{"leadgen_id":"720","created_time":"2026-10-09T08:30:00+0000"}`, want: facebook.Lead{ID: "720", PageID: "520", CreatedAt: at}},
		"with a time that cannot be":              {value: `{"leadgen_id":"720","created_time":99999999999}`, want: facebook.Lead{ID: "720", PageID: "520", CreatedAt: noon}},
		"with a time that is none":                {value: `{"leadgen_id":"720","created_time":{}}`, want: facebook.Lead{ID: "720", PageID: "520", CreatedAt: noon}},
		"without an id":                           {value: `{"page_id":"520"}`, why: "leadgen_id is missing"},
		"with an id that leads elsewhere":         {value: `{"leadgen_id":"720/../me"}`, why: "leadgen_id"},
		"with an object for an id":                {value: `{"leadgen_id":{"a":1}}`, why: "leadgen_id"},
		"with a page that is none":                {value: `{"leadgen_id":"720","page_id":"me"}`, why: "page_id"},
		"that is a list":                          {value: `[1]`, why: "no"},
		"that is null":                            {value: `null`, why: "leadgen_id"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			batch, err := facebook.Parse(hook(test.value, `{"leadgen_id":"721"}`), noon)
			require.NoError(t, err)
			if test.why == "" {
				require.Equal(t, test.want, batch.Leads[0])
				require.Empty(t, batch.Unreadable)
				return
			}
			require.Len(t, batch.Leads, 1, "the others of the body are read")
			require.Len(t, batch.Unreadable, 1)
			require.JSONEq(t, test.value, string(batch.Unreadable[0].Raw))
			require.Contains(t, batch.Unreadable[0].Why, test.why)
		})
	}
	t.Run("other fields are passed over", func(t *testing.T) {
		t.Parallel()
		batch, err := facebook.Parse([]byte(`{"object":"page","entry":[{"id":"520","changes":[{"field":"feed","value":{}}]},{}]}`), noon)
		require.NoError(t, err)
		require.Equal(t, facebook.Batch{Others: 1}, batch)
	})
	t.Run("what is no webhook of a page is told", func(t *testing.T) {
		t.Parallel()
		for _, body := range []string{``, `{`, `[]`, `{}`, `null`, `{"object":"user"}`, `{"object":"page","entry":{}}`} {
			_, err := facebook.Parse([]byte(body), noon)
			require.ErrorIs(t, err, facebook.ErrNotWebhook, body)
		}
	})
}

func TestReadLead(t *testing.T) {
	t.Parallel()
	lead, err := facebook.ReadLead([]byte(`{"id":"720","form_id":"620","created_time":"2026-10-09T08:30:00+0000","platform":"ig","ad_name":"Sofas",
		"field_data":[{"name":"full_name","values":["Aisyah"]},{"name":"colours","values":["red","blue"]},{"name":"platform","values":["mine"]},{"name":"empty","values":[]},{"values":["x"]}]}`), noon)
	require.NoError(t, err)
	require.Equal(t, []string{"full_name", "colours", "platform", "empty"}, lead.Asked)
	require.Equal(t, "620", lead.FormID)
	require.Equal(t, time.Date(2026, 10, 9, 8, 30, 0, 0, time.UTC), lead.CreatedAt)
	require.JSONEq(t, `{"full_name":"Aisyah","colours":"red, blue","platform":"mine","ad_name":"Sofas","empty":""}`, string(lead.Answers))
	for _, body := range []string{``, `[]`, `{}`, `{"id":"me"}`, `{"id":"720","field_data":7}`} {
		_, err := facebook.ReadLead([]byte(body), noon)
		require.ErrorIs(t, err, facebook.ErrUnreadable, body)
	}
}

// FuzzParse looks for a body that panics, or that leads an address elsewhere.
func FuzzParse(f *testing.F) {
	f.Add(hook(`{"leadgen_id":"720","page_id":"520","form_id":"620","created_time":1760000890}`, `null`, `{"leadgen_id":7.5}`))
	f.Add([]byte(`{"id":"720","field_data":[{"name":"a","values":["b",1,null,{}]}],"created_time":"x"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		batch, err := facebook.Parse(body, noon)
		for _, lead := range batch.Leads {
			require.NoError(t, err)
			require.True(t, facebook.IsID(lead.ID))
			require.True(t, facebook.IsID(lead.PageID))
			require.False(t, lead.CreatedAt.IsZero())
		}
		lead, err := facebook.ReadLead(body, noon)
		if err == nil {
			require.Equal(t, byte('{'), lead.Answers[0])
		}
	})
}
