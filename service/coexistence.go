package service

import (
	"context"

	"github.com/luluchat/contacts/contact"
)

// forChannels makes of what WhatsApp synchronises what each channel wants of it. A batch
// without such events costs no query. What comes for a channel that is not known yet, or
// is disabled, is kept until that is over.
func (s *Service) forChannels(ctx context.Context, events []contact.Event) error {
	var numbers []string
	for _, ev := range events {
		if ev.Synchronised() {
			numbers = append(numbers, ev.Origin)
		}
	}
	if len(numbers) == 0 {
		return nil
	}
	channels, err := s.settings(itself).ChannelsOf(ctx, numbers)
	if err != nil {
		return err
	}
	for i, ev := range events {
		if !ev.Synchronised() {
			continue
		}
		if channel, known := channels[ev.Origin]; known && !channel.Closed() {
			events[i] = ev.ForChannel(channel.ID, channel.Coexistence())
		} else {
			events[i] = ev.WaitForChannel()
		}
	}
	return nil
}
