package ledger

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// An opt-out outlives the person's erasure: of whoever had opted out a keyed hash of each
// identity stays. A contact that is created with such an identity has opted out from the
// beginning. While it is there the rows are its own, and nobody else is found by them.

// hashes are those of keys of a channel, nil without a key to hash with.
func (l *Ledger) hashes(channelID string, keys []string) (all [][]byte) {
	for _, key := range keys {
		if len(l.options.ErasureKey) == 0 {
			return nil
		}
		h := hmac.New(sha256.New, l.options.ErasureKey)
		h.Write([]byte(channelID + "\x1f" + key))
		all = append(all, h.Sum(nil))
	}
	return all
}

// erasedBeforeSQL is true if somebody who had opted out was erased and had one of the
// identities.
const erasedBeforeSQL = `EXISTS (SELECT FROM erased_opt_outs WHERE hash = ANY(@hashes::bytea[]) AND taken_by IS NULL)`

// neverErased is a condition for those who are written ahead, with a leading AND.
func (l *Ledger) neverErased(channelID string, keys []string, args store.Named) string {
	hashes := l.hashes(channelID, keys)
	if hashes == nil {
		return ""
	}
	args["hashes"] = hashes
	return "\n              AND NOT " + erasedBeforeSQL
}

// readOptOut adds what is known of somebody who had the keys of a task and was erased.
func (l *Ledger) readOptOut(v *view, b *pgx.Batch, t Task) {
	if v.erased = l.hashes(t.ChannelID, t.Keys); v.erased == nil {
		return
	}
	b.Queue(`SELECT min(opted_out_at) FROM erased_opt_outs WHERE hash = ANY(@hashes::bytea[]) AND taken_by IS NULL`,
		store.Named{"hashes": v.erased}).QueryRow(func(row pgx.Row) error { return row.Scan(&v.optedOutAt) })
}

// stayOptedOut has a new contact be opted out as the person was who was erased. The event
// that creates it says so. It is called before the contact is written.
func (w *writer) stayOptedOut(c *contact.Contact, ev contact.Event, at time.Time, hashes [][]byte) error {
	c.StayOptedOut(at)
	ev.Facts.AddNote(contact.OptedOutBefore)
	facts, err := json.Marshal(ev.Facts)
	if err != nil {
		return err
	}
	w.Queue(`
UPDATE erased_opt_outs SET taken_by = @contact
WHERE taken_by IS NULL AND erased IN (SELECT erased FROM erased_opt_outs WHERE hash = ANY(@hashes::bytea[]) AND taken_by IS NULL)`,
		store.Named{"contact": c.ID, "hashes": hashes})
	w.Queue(`UPDATE events SET facts = @facts WHERE id = @event`, store.Named{"facts": string(facts), "event": ev.ID})
	return nil
}

// rememberOptOut keeps of a contact that is about to be erased that it had opted out. What
// was known of somebody who had its identities before is what they said last.
func (w *writer) rememberOptOut(ctx context.Context, tx session, c *contact.Contact) error {
	current, err := currentIdentities(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	var keys []string
	for _, i := range current {
		if i.Kind != contact.OwnKey {
			keys = append(keys, i.Key())
		}
	}
	args := store.Named{"contact": c.ID, "hashes": w.hashes(w.ChannelID, store.SortedUnique(keys)), "at": store.NullTime(c.OptedOutAt)}
	if c.OptedOutAt.IsZero() {
		w.Queue(`DELETE FROM erased_opt_outs WHERE taken_by = @contact OR hash = ANY(@hashes::bytea[])`, args)
		return nil
	}
	w.Queue(`UPDATE erased_opt_outs SET taken_by = NULL, erased = @contact, opted_out_at = @at WHERE taken_by = @contact`, args)
	w.Queue(`
INSERT INTO erased_opt_outs (hash, erased, opted_out_at)
SELECT hash, @contact, @at FROM unnest(@hashes::bytea[]) AS hash
ON CONFLICT (hash) DO UPDATE SET erased = excluded.erased, opted_out_at = excluded.opted_out_at, taken_by = NULL`, args)
	return nil
}
