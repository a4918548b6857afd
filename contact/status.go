package contact

import (
	"hash/fnv"
	"io"
	"strconv"
	"time"
)

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
	// Counted are the statuses that it stands for, itself included, each once and the
	// newest last. See StatusHash.
	Counted []int64
}

// Key is the folded form of the recipient.
func (d DeliveryStatus) Key() string { return FoldNumber(d.Recipient) }

// StatusHash tells a status from others: WhatsApp delivers one again, with the same
// message, status and time, where it was not sure that we had it.
func StatusHash(messageID, status string, at time.Time) int64 {
	h := fnv.New64a()
	_, _ = io.WriteString(h, messageID+"\x00"+status+"\x00"+strconv.FormatInt(at.UnixMicro(), 10))
	return int64(h.Sum64())
}
