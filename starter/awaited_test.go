package starter

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
)

func TestCallersAreToldOnce(t *testing.T) {
	t.Parallel()
	d := dispatcher(1)
	event, other := uuid.New(), uuid.New()
	first, forgetFirst := d.callers.wait(event)
	second, forgetSecond := d.callers.wait(event)
	created := store.Outcome{EventID: event, Decision: contact.Created, Reason: contact.FirstMessage}
	d.Decided("shop", "a", []store.Outcome{{EventID: other, Decision: contact.Attached}, created}, true)
	d.Decided("shop", "a", []store.Outcome{created}, false) // a step that is repeated
	for _, told := range []<-chan store.Outcome{first, second} {
		require.Len(t, told, 1, "everybody who waits is told, once")
		require.Equal(t, created, <-told)
	}

	forgetFirst()
	d.Decided("shop", "a", []store.Outcome{created}, false)
	require.Empty(t, first, "who no longer waits is not")
	require.Len(t, second, 1, "but who does")
	forgetSecond()
	require.Empty(t, d.callers.waiting, "nothing is kept for those who have left")
}
