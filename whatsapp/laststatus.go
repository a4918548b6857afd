package whatsapp

import (
	"cmp"
	"slices"
)

// LastStatus is the newest status of one recipient in a batch.
type LastStatus struct {
	Status
	Count int // how many statuses of the batch it stands for, itself included
}

// rank orders statuses of the same second, which is as exact as WhatsApp's
// timestamps are.
var rank = map[string]int{"sent": 1, "delivered": 2, "read": 3, "played": 4, "failed": 5}

// LastPerRecipient reduces a batch to the newest status of each channel and
// recipient. The result is ordered by channel and recipient and does not depend
// on the order of the statuses, which WhatsApp does not promise.
func LastPerRecipient(statuses []Status) []LastStatus {
	type recipient struct{ channel, id string }
	last := make(map[recipient]*LastStatus, len(statuses))
	for _, s := range statuses {
		r := recipient{s.PhoneNumberID, s.Recipient}
		l, found := last[r]
		if !found {
			last[r] = &LastStatus{Status: s, Count: 1}
			continue
		}
		l.Count++
		if newer(s, l.Status) > 0 {
			l.Status = s
		}
	}
	all := make([]LastStatus, 0, len(last))
	for _, l := range last {
		all = append(all, *l)
	}
	slices.SortFunc(all, func(a, b LastStatus) int {
		return cmp.Or(
			cmp.Compare(a.PhoneNumberID, b.PhoneNumberID),
			cmp.Compare(a.Recipient, b.Recipient))
	})
	return all
}

// newer compares two statuses of one recipient. Only statuses that are equal
// throughout compare as equal.
func newer(a, b Status) int {
	return cmp.Or(
		a.At.Compare(b.At),
		cmp.Compare(a.Rank(), b.Rank()),
		cmp.Compare(a.MessageID, b.MessageID),
		cmp.Compare(a.Status, b.Status),
		cmp.Compare(a.ErrorCode, b.ErrorCode),
		cmp.Compare(a.ErrorTitle, b.ErrorTitle))
}

// Rank orders statuses of the same second: sent before delivered before read.
func (s Status) Rank() int { return rank[s.Status] }
