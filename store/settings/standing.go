package settings

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// Standing says since when a channel, form or trigger takes nothing in; nil and nil: it
// does.
type Standing struct {
	DisabledAt *time.Time
	DeletedAt  *time.Time // what refers to it can still be read
}

// Closed reports whether it takes nothing in.
func (s Standing) Closed() bool { return s.DisabledAt != nil || s.DeletedAt != nil }

// ChannelStanding is that of the channel of a form or trigger.
type ChannelStanding struct {
	ChannelDisabledAt *time.Time
	ChannelDeletedAt  *time.Time
}

// ChannelClosed reports whether the channel takes nothing in.
func (s ChannelStanding) ChannelClosed() bool {
	return s.ChannelDisabledAt != nil || s.ChannelDeletedAt != nil
}

const channelStanding = `(SELECT c.disabled_at FROM channels c WHERE c.id = channel_id) AS channel_disabled_at,
       (SELECT c.deleted_at FROM channels c WHERE c.id = channel_id) AS channel_deleted_at`

// liveChannel is the channel that a form or trigger is given to; null if it is deleted.
const liveChannel = `(SELECT c.id FROM channels c WHERE c.id = @channel AND c.deleted_at IS NULL)`

// anew runs f in a transaction in which what was deleted under an id is gone.
func (s *Settings) anew(ctx context.Context, table, id string, f func(pgx.Tx) error) error {
	return s.db.InTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE id = @id AND deleted_at IS NOT NULL`, store.Named{"id": id}); err != nil {
			return err
		}
		return f(tx)
	})
}

// Holds is why what a form would take in is kept aside; empty: it is not.
func (f Form) Holds() contact.Reason {
	if f.Closed() || f.ChannelClosed() {
		return contact.FormDisabled
	}
	return ""
}

// Thing is one of what is disabled and deleted.
type Thing string

// The things, by their tables.
const (
	TheChannel Thing = "channels"
	TheForm    Thing = "forms"
	TheTrigger Thing = "triggers"
)

// owner is the column with the id of a thing's channel.
func (t Thing) owner() string {
	if t == TheChannel {
		return "id"
	}
	return "channel_id"
}

// Disable has a thing take nothing in, or everything again. The error is ErrNotFound if it
// is not there. What is so already stays so, since when it is.
func (s *Settings) Disable(ctx context.Context, thing Thing, id string, disabled bool) error {
	args := store.Named{"id": id, "disabled": disabled}
	tag, err := s.db.Other.Exec(ctx, `
UPDATE `+string(thing)+`
SET disabled_at = CASE WHEN @disabled THEN coalesce(disabled_at, clock_timestamp()) END,
    updated_at = CASE WHEN (disabled_at IS NOT NULL) = @disabled THEN updated_at ELSE clock_timestamp() END
WHERE id = @id AND deleted_at IS NULL AND `+s.in.Where(thing.owner(), args), args)
	if err == nil && tag.RowsAffected() == 0 {
		err = store.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("disable %s %s: %w", thing, id, err)
	}
	return nil
}

// DeleteForm deletes a form. Its name stays. Its secret and its submit key are worth nothing
// from then on, and its form of Facebook's can be another one's.
func (s *Settings) DeleteForm(ctx context.Context, id string) error {
	return s.delete(ctx, TheForm, id, `,
    secret = gen_random_uuid()::text || gen_random_uuid()::text, submit_key = DEFAULT, facebook_form_id = NULL`,
		`DELETE FROM form_counts WHERE form_id = @id`)
}

// DeleteTrigger deletes a trigger. Its name stays.
func (s *Settings) DeleteTrigger(ctx context.Context, id string) error {
	return s.delete(ctx, TheTrigger, id, `, recent = '{}'`)
}

func (s *Settings) delete(ctx context.Context, thing Thing, id, set string, besides ...string) error {
	err := s.db.InTx(ctx, func(tx pgx.Tx) error {
		args := store.Named{"id": id}
		tag, err := tx.Exec(ctx, `
UPDATE `+string(thing)+` SET deleted_at = clock_timestamp()`+set+`
WHERE id = @id AND deleted_at IS NULL AND `+s.in.Where(thing.owner(), args), args)
		if err == nil && tag.RowsAffected() == 0 {
			err = store.ErrNotFound
		}
		for _, sql := range besides {
			if err == nil {
				_, err = tx.Exec(ctx, sql, args)
			}
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("delete %s %s: %w", thing, id, err)
	}
	return nil
}

// ChannelHolds is what refers to a channel.
type ChannelHolds struct {
	Contacts int64
	Forms    int64
	Triggers int64
	Imports  int64 // under way
}

// ErrCountChanged says that another number was expected.
var ErrCountChanged = errors.New("the count has changed")

const holdsSQL = `
SELECT (SELECT count(*) FROM contacts c WHERE c.channel_id = ch.id AND NOT c.hidden) AS contacts,
       (SELECT count(*) FROM forms f WHERE f.channel_id = ch.id AND f.deleted_at IS NULL) AS forms,
       (SELECT count(*) FROM triggers t WHERE t.channel_id = ch.id AND t.deleted_at IS NULL) AS triggers,
       (SELECT count(*) FROM imports i WHERE i.channel_id = ch.id AND i.draft_until IS NULL
           AND i.status NOT IN ('completed', 'cancelled', 'failed', 'undone')) AS imports
FROM channels ch
WHERE ch.id = @id AND ch.deleted_at IS NULL AND `

// ChannelHolds counts what refers to a channel, or returns ErrNotFound.
func (s *Settings) ChannelHolds(ctx context.Context, id string) (ChannelHolds, error) {
	args := store.Named{"id": id}
	rows, err := s.db.Other.Query(store.Patient(ctx), holdsSQL+s.in.Where("ch.id", args), args)
	return store.CollectOne(rows, err, pgx.RowToStructByName[ChannelHolds], "count what refers to channel %s", id)
}

// DeleteChannel deletes a channel that so many contacts belong to; the error ErrCountChanged
// means that it is another number. Whatever refers to the channel stays, and its number is
// free. Nobody who writes a contact of the channel waits for this.
func (s *Settings) DeleteChannel(ctx context.Context, id string, contacts int64) error {
	holds, err := s.ChannelHolds(ctx, id)
	if err != nil {
		return err
	}
	if holds.Contacts != contacts {
		return ErrCountChanged
	}
	return s.delete(ctx, TheChannel, id, `, updated_at = clock_timestamp()`)
}
