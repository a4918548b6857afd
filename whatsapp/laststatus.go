package whatsapp

import (
	"cmp"
	"slices"

	"github.com/luluchat/contacts/contact"
)

// LastStatus is the newest status of one recipient in a batch.
type LastStatus struct {
	Status
	// Counted are the statuses of the batch that it stands for, itself included, each
	// once and the newest last. See contact.StatusHash.
	Counted []int64
}

// rank orders statuses of the same second, which is as exact as WhatsApp's
// timestamps are.
var rank = map[string]int{"sent": 1, "delivered": 2, "read": 3, "played": 4, "failed": 5}

// LastPerRecipient reduces a batch to the newest status of each channel and
// recipient. The result is ordered by channel and recipient and does not depend
// on the order of the statuses, which WhatsApp does not promise.
func LastPerRecipient(statuses []Status) []LastStatus {
	sorted := slices.SortedFunc(slices.Values(statuses), func(a, b Status) int {
		return cmp.Or(byRecipient(a, b), newer(a, b))
	})
	var all []LastStatus
	for i, s := range sorted {
		if i == 0 || byRecipient(sorted[i-1], s) != 0 {
			all = append(all, LastStatus{})
		}
		last := &all[len(all)-1]
		last.Status = s
		counted := contact.StatusHash(s.MessageID, s.Status, s.At)
		if n := len(last.Counted); n == 0 || last.Counted[n-1] != counted {
			last.Counted = append(last.Counted, counted)
		}
	}
	return all
}

func byRecipient(a, b Status) int {
	return cmp.Or(cmp.Compare(a.PhoneNumberID, b.PhoneNumberID), cmp.Compare(a.Recipient, b.Recipient))
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
