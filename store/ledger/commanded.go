package ledger

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// commandContacts locks and reads the contacts that a command is about. What was
// deleted or merged away meanwhile is nil.
func (v *view) commandContacts(ctx context.Context, tx session, channelID string, command *contact.Command) (c, other *contact.Contact, err error) {
	rows, err := tx.Query(ctx, contactByIDSQL, store.Named{
		"ids": []uuid.UUID{command.Contact, command.Absorb}, "channel": channelID,
	})
	if err == nil {
		err = v.addContacts(rows)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("read contact %s: %w", command.Contact, err)
	}
	return v.contacts[command.Contact], v.contacts[command.Absorb], nil
}

func (v *view) addContacts(rows pgx.Rows) error { return store.CollectContacts(rows, v.contacts) }
