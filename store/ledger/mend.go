package ledger

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// mend does what a command says of the contact's identities. The decision is empty if
// it says nothing of them, or nothing new.
func (v *view) mend(ctx context.Context, tx session, w *writer, c *contact.Contact, ev contact.Event) (contact.Decision, error) {
	current, err := currentIdentities(ctx, tx, c.ID)
	if err != nil {
		return contact.Decision{}, err
	}
	ch := contact.Mend(c, ev, current, v.identities)
	if ch.Decision.Reason == contact.IdentityTaken {
		w.forgetOnceDecided(ev.ID)
	}
	w.changeIdentities(c, ev, ch)
	if len(ch.End) > 0 {
		for _, given := range slices.Concat(ch.Add, ch.Revive) {
			w.takePlace(ch.End[0], given)
		}
	}
	return ch.Decision, nil
}

// takePlace has an identity go, when a merge is taken back, where the one goes whose
// place it takes: to the contact that had that one.
func (w *writer) takePlace(ended, given contact.Identity) {
	w.Queue(`
UPDATE identities i
SET merged_path = former.merged_path
FROM (SELECT merged_path FROM identities
      WHERE channel_id = @channel AND key = @ended_key AND kind = @kind AND value = @ended AND valid_to < 'infinity'
      ORDER BY valid_to DESC
      LIMIT 1) AS former
WHERE i.channel_id = @channel AND i.key = @key AND i.kind = @kind AND i.value = @value AND i.valid_to = 'infinity'`,
		store.Named{
			"channel": w.ChannelID, "kind": string(given.Kind),
			"ended_key": ended.Key(), "ended": ended.Value, "key": given.Key(), "value": given.Value,
		})
}

// forgetOnceDecided takes what an event says out of it: it names an identity of somebody
// else, which an erasure of that person would not find here.
func (w *writer) forgetOnceDecided(event uuid.UUID) {
	w.after = append(w.after, func() {
		w.Queue(`UPDATE events SET raw = '{}', facts = '{}' WHERE id = @event`, store.Named{"event": event})
	})
}

// lockAll locks every key of contacts that are merged, or of one that gives back what a
// merge gave it. The command was recorded with those that they had then; a message may
// have told a further one since. Whoever decides
// under that one has its lock, and waits for the contact that is locked here, at the
// worst: then PostgreSQL ends one of the two, which is tried again.
func lockAll(ctx context.Context, tx session, channelID string, locked []string, contacts ...uuid.UUID) error {
	rows, err := tx.Query(ctx, `
SELECT DISTINCT key FROM identities WHERE contact_id = ANY(@contacts) AND key <> ALL(@locked)`,
		store.Named{"contacts": contacts, "locked": locked})
	if err != nil {
		return fmt.Errorf("look for keys that are not locked: %w", err)
	}
	keys, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(keys) == 0 {
		return err
	}
	b := &pgx.Batch{}
	lockKeys(b, channelID, keys)
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("lock further keys: %w", err)
	}
	return nil
}
