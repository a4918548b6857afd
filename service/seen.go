package service

import (
	"context"
	"errors"

	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/book"
	"github.com/luluchat/contacts/store/imports"
	"github.com/luluchat/contacts/store/jobs"
	"github.com/luluchat/contacts/store/settings"
)

// AllChannels returns the Channels of a caller who sees everything.
func AllChannels() Channels { return store.AllChannels() }

// OnlyChannels returns the Channels of a caller who sees certain channels alone.
func OnlyChannels(ids ...string) Channels { return store.OnlyChannels(ids...) }

// There is no other way to what channels have than these, and each wants to know
// who asks. So no use case can forget that its caller may not see everything. Facebook's
// pages and the leads that are not fetched yet belong to no channel: the former are for
// admins, and explainLead says who is told of the latter.

func (s *Service) book(who Caller) *book.Book { return book.New(s.db).In(who.Channels) }

func (s *Service) imports(who Caller) *imports.Imports { return imports.New(s.db).In(who.Channels) }

func (s *Service) jobs(who Caller) *jobs.Jobs { return jobs.New(s.db).In(who.Channels) }

func (s *Service) settings(who Caller) *settings.Settings { return settings.New(s.db).In(who.Channels) }

// itself is the program, where it needs something to judge what was sent, and shows
// nothing of it to anybody. A test knows each place.
var itself = Caller{Channels: AllChannels()}

// mayMakeIn returns the channel with this id, or an error if there is none, or the
// caller may not make something in it. A caller who sees certain channels alone is told
// the same of every other one, whether it is there or not.
func (s *Service) mayMakeIn(ctx context.Context, who Caller, channelID string) (Channel, error) {
	if !who.Channels.Has(channelID) {
		return Channel{}, &Error{Code: NotFound, Field: "channel_id",
			Message: "channel_id must be one of the channels of your token: GET /v1/channels lists them."}
	}
	if !slug.MatchString(channelID) {
		return Channel{}, noChannel()
	}
	c, err := s.settings(who).Channel(ctx, channelID)
	if errors.Is(err, store.ErrNotFound) {
		return Channel{}, noChannel()
	}
	return c, err
}
