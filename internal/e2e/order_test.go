package e2e

import (
	"encoding/json"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// optOut is a webhook by which a person stops marketing messages.
func (w *world) optOut(waID string, at time.Time) []byte {
	return w.webhook("user_preferences", map[string]any{"user_preferences": []any{map[string]any{
		"wa_id": waID, "category": "marketing_messages", "value": "stop", "detail": "User requested to stop",
		"timestamp": strconv.FormatInt(at.Unix(), 10),
	}}})
}

// numberChange is a webhook by which WhatsApp tells of a new number.
func (w *world) numberChange(from, to string, at time.Time) []byte {
	return w.webhook("messages", map[string]any{"messages": []any{map[string]any{
		"from": from, "id": "wamid.change." + from, "timestamp": strconv.FormatInt(at.Unix(), 10), "type": "system",
		"system": map[string]any{
			"type": "user_changed_number", "wa_id": to, "body": "User changed from " + from + " to " + to,
		},
	}}})
}

func (w *world) webhook(field string, value map[string]any) []byte {
	value["messaging_product"] = "whatsapp"
	value["metadata"] = map[string]any{"phone_number_id": w.phoneNumberID}
	body, err := json.Marshal(map[string]any{
		"object": "whatsapp_business_account",
		"entry":  []any{map[string]any{"id": "1", "changes": []any{map[string]any{"field": field, "value": value}}}},
	})
	require.NoError(w.t, err)
	return body
}

// TestWhatFollowsAFirstMessageIsAppliedAfterIt sends a first message through one
// process, and right behind it, through another, an opt-out or a number change
// and a message from the new number. It is so in both ways of deciding.
func TestWhatFollowsAFirstMessageIsAppliedAfterIt(t *testing.T) {
	t.Parallel()
	for _, ahead := range []string{"on", "off"} {
		t.Run("DECIDE_AHEAD="+ahead, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.ahead = ahead
			w.requireOrder(t)
		})
	}
}

func (w *world) requireOrder(t *testing.T) {
	t.Helper()
	const people = 30
	a, b := w.serve(), w.start("serve")
	at := time.Now().Truncate(time.Second)
	var wg sync.WaitGroup
	for i := range people {
		old, changed := fmt.Sprintf("6012400%04d", i), fmt.Sprintf("6012500%04d", i)
		wg.Go(func() {
			a.post(w.text(old, "wamid.first."+old, at))
			b.post(w.optOut(old, at.Add(time.Second)))
			a.post(w.numberChange(old, changed, at.Add(2*time.Second)))
			b.post(w.text(changed, "wamid.second."+old, at.Add(3*time.Second)))
		})
	}
	wg.Wait()
	db := w.db()
	w.decided(db)
	require.Equal(t, map[string]int{
		"created/first_message":  people,
		"updated/opted_out":      people,
		"updated/number_changed": people,
		"attached/known_contact": people,
	}, decisions(t, db))
	require.Equal(t, people, count(t, db, `
SELECT count(*) FROM contacts WHERE wa_id LIKE '6012500%' AND opted_out_at IS NOT NULL`))
	require.Equal(t, people, count(t, db, `
SELECT count(*) FROM identities WHERE value LIKE '6012400%' AND valid_to <> 'infinity'`), "former numbers")
}

// TestAnOvertakingOptOutIsAppliedAfterAll sends both at the same instant, so
// that the opt-out is often recorded and decided first.
func TestAnOvertakingOptOutIsAppliedAfterAll(t *testing.T) {
	t.Parallel()
	const people = 30
	w := newWorld(t)
	a, b := w.serve(), w.start("serve")
	at := time.Now().Truncate(time.Second)
	var wg sync.WaitGroup
	for i := range people {
		waID := fmt.Sprintf("6012600%04d", i)
		wg.Go(func() { a.post(w.text(waID, "wamid."+waID, at)) })
		wg.Go(func() { b.post(w.optOut(waID, at)) })
	}
	// And one whose opt-out is decided long before.
	w.mustPost(b, w.optOut("60127777777", at))
	db := w.db()
	eventually(t, "the early opt-out is ignored", func() bool {
		return count(t, db, `SELECT count(*) FROM events WHERE key = '60127777777' AND decision = 'ignored' AND reason = 'no_contact'`) == 1
	})
	w.mustPost(a, w.text("60127777777", "wamid.late", at.Add(-time.Second)))
	wg.Wait()
	w.decided(db)
	require.Equal(t, map[string]int{"created/first_message": people + 1, "updated/opted_out": people + 1}, decisions(t, db))
	require.Equal(t, people+1, count(t, db, `SELECT count(*) FROM contacts WHERE opted_out_at IS NOT NULL`))
	require.Equal(t, 1, count(t, db, `
SELECT count(*) FROM events WHERE key = '60127777777' AND trail -> 0 ->> 'reason' = 'no_contact'`), "the former decision is kept")
}
