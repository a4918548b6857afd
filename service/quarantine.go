package service

import (
	"context"

	"github.com/luluchat/contacts/store/book"
)

// QuarantineGroup are the quarantined events of one reason.
type QuarantineGroup = book.QuarantineGroup

// Quarantine counts what is quarantined, and what was until a person dismissed it, by the
// reasons for it.
type Quarantine struct{ Groups, Dismissed []QuarantineGroup }

// GetQuarantine counts what is quarantined of a channel; empty: of each.
func (s *Service) GetQuarantine(ctx context.Context, who Caller, channelID string) (q Quarantine, err error) {
	if err := who.May(ContactsRead); err != nil {
		return q, err
	}
	if q.Groups, err = s.book(who).QuarantineGroups(ctx, channelID, false); err != nil {
		return q, err
	}
	q.Dismissed, err = s.book(who).QuarantineGroups(ctx, channelID, true)
	return q, err
}

// MostQuarantined is how far CountQuarantine counts.
const MostQuarantined = 1000

// CountQuarantine counts what is quarantined of a channel, or of each, as far as it costs
// next to nothing: up to MostQuarantined.
func (s *Service) CountQuarantine(ctx context.Context, who Caller, channelID string) (int, error) {
	if err := who.May(ContactsRead); err != nil {
		return 0, err
	}
	return s.book(who).CountSome(ctx, channelID, MostQuarantined)
}
