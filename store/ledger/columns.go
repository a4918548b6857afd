package ledger

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

// batch is a set of events, none twice, as the columns of recordSQL.
type batch struct {
	ids                                   []uuid.UUID
	origins, sources, kinds, dedupeKeys   []string
	externalIDs, keys, userIDs            []*string
	occurredAt                            []*time.Time
	effects                               []string
	decisions, reasons, details, channels []*string
	facts, raws                           []string
	classes                               []int16
}

func newBatch(events []contact.Event) (*batch, error) {
	b := &batch{}
	seen := make(map[string]bool, len(events))
	for _, ev := range events {
		if seen[ev.DedupeKey] {
			continue
		}
		seen[ev.DedupeKey] = true
		if err := b.add(ev); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func (b *batch) add(ev contact.Event) error {
	facts, err := json.Marshal(ev.Facts)
	if err != nil {
		return fmt.Errorf("encode the facts of %s: %w", ev.DedupeKey, err)
	}
	id := ev.ID
	if id == uuid.Nil {
		if id, err = uuid.NewV7(); err != nil {
			return fmt.Errorf("make an event id: %w", err)
		}
	}
	decision := ev.DecideAtOnce()
	b.ids = append(b.ids, id)
	b.origins = append(b.origins, ev.Origin)
	b.sources = append(b.sources, string(ev.Source))
	b.kinds = append(b.kinds, ev.Kind)
	b.dedupeKeys = append(b.dedupeKeys, ev.DedupeKey)
	b.externalIDs = append(b.externalIDs, store.Null(ev.ExternalID))
	b.keys = append(b.keys, store.Null(strings.Join(ev.Facts.Keys(), keySeparator)))
	b.userIDs = append(b.userIDs, store.Null(ev.Facts.Person.UserID))
	b.occurredAt = append(b.occurredAt, store.NullTime(ev.OccurredAt))
	b.effects = append(b.effects, string(ev.Facts.Effect))
	b.decisions = append(b.decisions, store.Null(string(decision.Kind)))
	b.reasons = append(b.reasons, store.Null(string(decision.Reason)))
	b.details = append(b.details, store.Null(ev.Facts.Detail))
	b.channels = append(b.channels, store.Null(ev.ChannelID))
	b.facts = append(b.facts, string(facts))
	b.raws = append(b.raws, string(ev.Raw))
	b.classes = append(b.classes, int16(ev.Priority))
	return nil
}

func (b *batch) args() store.Named {
	return store.Named{
		"ids": b.ids, "origins": b.origins, "sources": b.sources, "kinds": b.kinds,
		"external_ids": b.externalIDs, "dedupe_keys": b.dedupeKeys, "keys": b.keys, "user_ids": b.userIDs,
		"occurred_at": b.occurredAt, "effects": b.effects, "decisions": b.decisions, "reasons": b.reasons,
		"details": b.details, "channels": b.channels, "facts": b.facts, "raws": b.raws,
		"priorities": b.classes,
	}
}

func statusArgs(statuses []contact.DeliveryStatus) store.Named {
	n := len(statuses)
	origins, recipients, keys, ids := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	names, titles, codes := make([]string, n), make([]*string, n), make([]*int, n)
	ranks, ats, counted := make([]int16, n), make([]time.Time, n), make([]string, n)
	for i, st := range statuses {
		origins[i], recipients[i], keys[i], ids[i] = st.Origin, st.Recipient, st.Key(), st.MessageID
		names[i], titles[i] = st.Status, store.Null(st.ErrorTitle)
		if st.ErrorCode != 0 {
			codes[i] = &st.ErrorCode
		}
		ranks[i], ats[i], counted[i] = int16(st.Rank), st.At, arrayOf(st.Counted)
	}
	return store.Named{
		"origins": origins, "recipients": recipients, "keys": keys, "message_ids": ids, "statuses": names,
		"ranks": ranks, "error_codes": codes, "error_titles": titles, "ats": ats, "counted": counted,
	}
}

// arrayOf writes numbers as PostgreSQL writes an array: one parameter cannot hold
// arrays of different lengths.
func arrayOf(numbers []int64) string {
	out := []byte{'{'}
	for i, n := range numbers {
		if i > 0 {
			out = append(out, ',')
		}
		out = strconv.AppendInt(out, n, 10)
	}
	return string(append(out, '}'))
}
