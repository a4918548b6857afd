package starter

import (
	"reflect"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store/ledger"
)

// hears is a subscriber that counts what it hears, and does something with what is
// awaited.
func hears(n *int, awaited func(ledger.Recorded, contact.Event)) subscriber {
	return subscriber{decided: func(string, string, []contact.Decision, bool) { *n++ }, awaited: awaited}
}

func TestCallersAreToldOnce(t *testing.T) {
	t.Parallel()
	h, n := NewHub(), 0
	h.subscribe(hears(&n, func(ledger.Recorded, contact.Event) {}))
	event, other := uuid.New(), uuid.New()
	first, forgetFirst, _ := h.Await(ledger.Recorded{ID: event}, contact.Event{})
	second, forgetSecond, _ := h.Await(ledger.Recorded{ID: event}, contact.Event{})
	created := contact.Decision{EventID: event, Kind: contact.Created, Reason: contact.FirstMessage}
	h.Publish("shop", "a", []contact.Decision{{EventID: other, Kind: contact.Attached}, created}, true)
	h.Publish("shop", "a", []contact.Decision{created}, false) // a step that is repeated
	for _, told := range []<-chan contact.Decision{first, second} {
		require.Len(t, told, 1, "everybody who waits is told, once")
		require.Equal(t, created, <-told)
	}

	forgetFirst()
	h.Publish("shop", "a", []contact.Decision{created}, false)
	require.Empty(t, first, "who no longer waits is not")
	require.Len(t, second, 1, "but who does")
	forgetSecond()
	require.Empty(t, h.waiting, "nothing is kept for those who have left")
}

func TestADecisionThatComesAtOnceArrives(t *testing.T) {
	t.Parallel()
	h, n := NewHub(), 0
	event := ledger.Recorded{ID: uuid.New(), ChannelID: "shop"}
	decision := contact.Decision{EventID: event.ID, Kind: contact.Attached}
	h.subscribe(hears(&n, func(r ledger.Recorded, ev contact.Event) {
		require.Equal(t, event, r)
		require.Equal(t, contact.SourceAPI, ev.Source)
		h.Publish("shop", "a", []contact.Decision{decision}, false)
	}))
	decided, forget, ok := h.Await(event, contact.Event{Source: contact.SourceAPI})
	defer forget()
	require.True(t, ok)
	require.Len(t, decided, 1)
	require.Equal(t, decision, <-decided)
}

func TestNobodyWaitsWhereNoDispatcherRuns(t *testing.T) {
	t.Parallel()
	h, heard, n := NewHub(), 0, 0
	h.subscribe(hears(&heard, nil)) // such as a sweeper
	stop := h.subscribe(hears(&n, func(ledger.Recorded, contact.Event) {}))
	stop()
	_, _, ok := h.Await(ledger.Recorded{ID: uuid.New()}, contact.Event{})
	require.False(t, ok)
	require.Empty(t, h.waiting)
}

func TestSubscribersHearUntilTheyLeave(t *testing.T) {
	t.Parallel()
	h, first, second := NewHub(), 0, 0
	stop := h.subscribe(hears(&first, nil))
	h.subscribe(hears(&second, nil))
	h.Publish("shop", "a", nil, false)
	stop()
	h.Publish("shop", "a", nil, false)
	require.Equal(t, []int{1, 2}, []int{first, second})
}

func TestAWakeUpIsNeverLostAndNeverBlocks(t *testing.T) {
	t.Parallel()
	h := NewHub()
	for range 3 {
		h.Wake()
	}
	h.wakeFor("shop")
	require.Len(t, h.woken, 1, "any number of them is one more look")
	<-h.woken
	require.Equal(t, map[string]bool{"": true, "shop": true}, h.arrived())
	require.Empty(t, h.arrived(), "which looks for each once")
	h.Wake()
	require.Len(t, h.woken, 1)
}

// TestRecorderAndDispatcherDoNotHoldEachOther follows the fields of their types.
func TestRecorderAndDispatcherDoNotHoldEachOther(t *testing.T) {
	t.Parallel()
	recorder, dispatcher, hub := reflect.TypeFor[Recorder](), reflect.TypeFor[Dispatcher](), reflect.TypeFor[Hub]()
	require.NotContains(t, held(recorder), dispatcher)
	require.NotContains(t, held(dispatcher), recorder)
	for part := range held(hub) {
		require.NotContains(t, []reflect.Type{recorder, dispatcher, reflect.TypeFor[Sweeper]()}, part)
	}
	require.Contains(t, held(reflect.TypeFor[Sweeper]()), hub, "what is held by what is held counts")
}

// held are the types of what a value of a type holds, and of what that holds.
func held(by reflect.Type) map[reflect.Type]bool {
	all := map[reflect.Type]bool{}
	var walk func(reflect.Type)
	walk = func(t reflect.Type) {
		if all[t] {
			return
		}
		all[t] = true
		switch t.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Chan:
			walk(t.Elem())
		case reflect.Map:
			walk(t.Key())
			walk(t.Elem())
		case reflect.Struct:
			for i := range t.NumField() {
				walk(t.Field(i).Type)
			}
		default:
		}
	}
	walk(by)
	return all
}
