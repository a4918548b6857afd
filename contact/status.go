package contact

import "time"

// DeliveryStatus is the last of a batch's statuses for one recipient: what
// became of a message that the business sent. It makes no contact; it is kept
// to answer whether the business's own message got through.
type DeliveryStatus struct {
	Origin     string // phone_number_id
	Recipient  string // as sent: a wa_id or a BSUID
	MessageID  string
	Status     string // sent, delivered, read, failed, …
	Rank       int    // orders statuses of the same second
	ErrorCode  int    // zero: none
	ErrorTitle string
	At         time.Time
	Received   int // how many statuses it stands for
}

// Key is the folded form of the recipient.
func (d DeliveryStatus) Key() string { return FoldNumber(d.Recipient) }
