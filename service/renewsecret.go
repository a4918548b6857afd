package service

import (
	"context"

	"github.com/luluchat/contacts/intake"
)

// RenewFormSecret gives a form another secret, which is told once. What is signed with
// the former one is refused from then on.
func (s *Service) RenewFormSecret(ctx context.Context, who Caller, id string) (Form, error) {
	if err := who.May(Admin); err != nil {
		return Form{}, err
	}
	if !slug.MatchString(id) {
		return Form{}, errNoID
	}
	form, err := s.settings(who).Form(ctx, id)
	if err != nil {
		return Form{}, err
	}
	form, _, err = s.PutForm(ctx, who, intake.Form{ID: form.ID, ChannelID: form.ChannelID, Name: form.Name, Secret: newSecret()})
	return form, err
}
