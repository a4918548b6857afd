package whatsapp

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/luluchat/contacts/contact"
)

func status(more obj) obj {
	return with(obj{"id": "wamid.1", "recipient_id": ada, "status": "sent", "timestamp": noon}, more)
}

func statuses(all ...any) obj { return body(change("messages", value(obj{"statuses": all}))) }

func TestStatuses(t *testing.T) {
	t.Parallel()
	sent := Status{PhoneNumberID: channel, Recipient: ada, MessageID: "wamid.1", Status: "sent", At: time.Unix(1790000000, 0).UTC()}
	for name, test := range map[string]struct {
		status obj
		change func(*Status)
	}{
		"a status":                           {status(nil), func(*Status) {}},
		"of a recipient without quotes":      {status(obj{"recipient_id": 60123456789}), func(*Status) {}},
		"at a time without quotes":           {status(obj{"timestamp": 1790000000}), func(*Status) {}},
		"of a person without a number":       {status(obj{"recipient_id": nil, "recipient_user_id": adaID}), func(s *Status) { s.Recipient = adaID }},
		"of a person with both":              {status(obj{"recipient_user_id": adaID}), func(*Status) {}},
		"of a kind of tomorrow":              {status(obj{"status": "framed"}), func(s *Status) { s.Status = "framed" }},
		"with what is not known":             {status(obj{"pricing": obj{"billable": true}, "conversation": 5}), func(*Status) {}},
		"that failed":                        {status(obj{"status": "failed", "errors": arr{obj{"code": 131026, "title": " Undeliverable\x00 "}, obj{"code": 1}}}), func(s *Status) { s.Status, s.ErrorCode, s.ErrorTitle = "failed", 131026, "Undeliverable" }},
		"that failed with a code too large":  {status(obj{"status": "failed", "errors": arr{obj{"code": 2147483648, "title": "t"}}}), func(s *Status) { s.Status, s.ErrorTitle = "failed", "t" }},
		"that failed with a code in a quote": {status(obj{"status": "failed", "errors": arr{obj{"code": "131026", "message": "m"}}}), func(s *Status) { s.Status, s.ErrorCode, s.ErrorTitle = "failed", 131026, "m" }},
		"that failed without a word":         {status(obj{"status": "failed", "errors": "x"}), func(s *Status) { s.Status = "failed" }},
	} {
		t.Run(name+" is read", func(t *testing.T) {
			t.Parallel()
			want := sent
			test.change(&want)
			b := parse(t, statuses(test.status))
			require.Empty(t, b.Events)
			require.Equal(t, []Status{want}, b.Statuses)
		})
	}
}

func TestMalformedStatuses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status any
		reason contact.Reason
		id     string
		waID   string
	}{
		"null":                {nil, contact.NotAnObject, "", ""},
		"no id":               {status(obj{"id": nil}), contact.MissingID, "", ada},
		"no status":           {status(obj{"status": nil}), contact.UnknownType, "wamid.1", ada},
		"a status of no sort": {status(obj{"status": 5}), contact.UnknownType, "wamid.1", ada},
		"no recipient":        {status(obj{"recipient_id": nil}), contact.NoSender, "wamid.1", ""},
		"a bad recipient":     {status(obj{"recipient_id": strings.Repeat("1", 151)}), contact.BadSender, "wamid.1", ""},
		"no time":             {status(obj{"timestamp": nil}), contact.BadTimestamp, "wamid.1", ada},
		"a bad time":          {status(obj{"timestamp": "yesterday"}), contact.BadTimestamp, "wamid.1", ada},
	} {
		t.Run(name+" is kept, and costs no neighbour", func(t *testing.T) {
			t.Parallel()
			b := parse(t, statuses(status(nil), test.status, status(nil)))
			require.Len(t, b.Statuses, 2)
			require.Len(t, b.Events, 1)
			e := b.Events[0]
			require.Equal(t, contact.Unjudged, e.Facts.Effect)
			require.Equal(t, test.reason, e.Facts.Reason)
			require.Equal(t, "status", e.Kind)
			require.Equal(t, test.id, e.ExternalID)
			require.Equal(t, test.waID, e.Facts.Person.WaID)
			require.True(t, strings.HasPrefix(e.DedupeKey, "malformed/"), e.DedupeKey)
		})
	}
}

func TestLastPerRecipient(t *testing.T) {
	t.Parallel()
	at := func(second int64, status, recipient string) Status {
		return Status{PhoneNumberID: channel, Recipient: recipient, MessageID: "wamid." + status, Status: status, At: time.Unix(second, 0).UTC()}
	}
	t.Run("nothing is nothing", func(t *testing.T) {
		t.Parallel()
		require.Empty(t, LastPerRecipient(nil))
	})
	t.Run("the newest counts, and the furthest within a second", func(t *testing.T) {
		t.Parallel()
		last := LastPerRecipient([]Status{
			at(5, "read", bob), at(5, "delivered", bob), at(4, "failed", bob), at(5, "sent", bob),
			at(7, "sent", ada), at(6, "failed", ada),
		})
		require.Equal(t, []LastStatus{
			{at(7, "sent", ada), hashes(at(6, "failed", ada), at(7, "sent", ada))},
			{at(5, "read", bob), hashes(at(4, "failed", bob), at(5, "sent", bob), at(5, "delivered", bob), at(5, "read", bob))},
		}, last)
	})
	t.Run("each step outranks the one before", func(t *testing.T) {
		t.Parallel()
		steps := []string{"something", "sent", "delivered", "read", "failed"}
		for i := 1; i < len(steps); i++ {
			last := LastPerRecipient([]Status{at(5, steps[i], ada), at(5, steps[i-1], ada)})
			require.Equal(t, steps[i], last[0].Status.Status)
		}
	})
	t.Run("one recipient on two channels is two", func(t *testing.T) {
		t.Parallel()
		other := at(5, "sent", ada)
		other.PhoneNumberID = "1"
		require.Equal(t, []LastStatus{{other, hashes(other)}, {at(5, "sent", ada), hashes(at(5, "sent", ada))}},
			LastPerRecipient([]Status{at(5, "sent", ada), other}))
	})
	t.Run("one that repeats counts once, and another message, status or time by itself", func(t *testing.T) {
		t.Parallel()
		sent, later, read := at(5, "sent", ada), at(6, "sent", ada), at(5, "read", ada)
		another, repeated := sent, sent
		another.MessageID, repeated.ErrorTitle = "wamid.another", "in other words"
		last := LastPerRecipient([]Status{sent, later, sent, read, another, repeated, read})
		require.Len(t, last, 1)
		require.ElementsMatch(t, hashes(sent, later, read, another), last[0].Counted)
	})
}

func hashes(statuses ...Status) (all []int64) {
	for _, s := range statuses {
		all = append(all, contact.StatusHash(s.MessageID, s.Status, s.At))
	}
	return all
}

func TestLastPerRecipientDoesNotDependOnOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOf(rapid.Custom(func(t *rapid.T) Status {
			return Status{
				PhoneNumberID: rapid.SampledFrom([]string{"1", "2"}).Draw(t, "channel"),
				Recipient:     rapid.SampledFrom([]string{ada, bob, adaID}).Draw(t, "recipient"),
				MessageID:     rapid.SampledFrom([]string{"a", "b"}).Draw(t, "message"),
				Status:        rapid.SampledFrom([]string{"sent", "read", "failed", "x", "y"}).Draw(t, "status"),
				At:            time.Unix(rapid.Int64Range(1, 3).Draw(t, "at"), 0).UTC(),
				ErrorCode:     rapid.IntRange(0, 1).Draw(t, "code"),
			}
		})).Draw(t, "statuses")
		last := LastPerRecipient(all)
		require.Equal(t, last, LastPerRecipient(rapid.Permutation(all).Draw(t, "shuffled")))
		type one struct{ channel, recipient, message, status, at string }
		count, different := 0, map[one]bool{}
		for _, l := range last {
			count += len(l.Counted)
		}
		for _, s := range all {
			different[one{s.PhoneNumberID, s.Recipient, s.MessageID, s.Status, s.At.String()}] = true
		}
		require.Equal(t, len(different), count)
	})
}
