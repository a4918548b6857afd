package starter

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
)

func TestCallersAreToldOnce(t *testing.T) {
	t.Parallel()
	d := dispatcher(1)
	event, other := uuid.New(), uuid.New()
	first, forgetFirst := d.callers.wait(event)
	second, forgetSecond := d.callers.wait(event)
	created := contact.Decision{EventID: event, Kind: contact.Created, Reason: contact.FirstMessage}
	d.Publish("shop", "a", []contact.Decision{{EventID: other, Kind: contact.Attached}, created}, true)
	d.Publish("shop", "a", []contact.Decision{created}, false) // a step that is repeated
	for _, told := range []<-chan contact.Decision{first, second} {
		require.Len(t, told, 1, "everybody who waits is told, once")
		require.Equal(t, created, <-told)
	}

	forgetFirst()
	d.Publish("shop", "a", []contact.Decision{created}, false)
	require.Empty(t, first, "who no longer waits is not")
	require.Len(t, second, 1, "but who does")
	forgetSecond()
	require.Empty(t, d.callers.waiting, "nothing is kept for those who have left")
}
