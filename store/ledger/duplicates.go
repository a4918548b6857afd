package ledger

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/store"
)

// keepApart notes that a person has said that two contacts are two people: they are not
// suggested to be one, also if nobody has found yet that they might be. Two that were
// merged meanwhile are one.
func (w *writer) keepApart(one, other uuid.UUID) {
	w.Queue(`
INSERT INTO duplicates (channel_id, contact_a, contact_b, reasons, dismissed_at)
SELECT @channel, least(@one::uuid, @other::uuid), greatest(@one::uuid, @other::uuid), '{}', now()
WHERE @one::uuid <> @other::uuid
ON CONFLICT (contact_a, contact_b) DO UPDATE SET dismissed_at = coalesce(duplicates.dismissed_at, now())`,
		store.Named{"channel": w.ChannelID, "one": one, "other": other})
}

// reconsider takes that back, if it was said: the two are suggested again, if something
// speaks for them.
func reconsider(ctx context.Context, tx session, one, other uuid.UUID) (done bool, err error) {
	tag, err := tx.Exec(ctx, `
UPDATE duplicates SET dismissed_at = NULL
WHERE contact_a = least(@one::uuid, @other::uuid) AND contact_b = greatest(@one::uuid, @other::uuid) AND dismissed_at IS NOT NULL`,
		store.Named{"one": one, "other": other})
	if err != nil {
		return false, fmt.Errorf("suggest two contacts again: %w", err)
	}
	return tag.RowsAffected() > 0, nil
}
