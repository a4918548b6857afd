package service

import (
	"iter"
	"reflect"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/whatsapp"
)

// notForCallers are the methods that are no use cases, or check a signature
// instead of a scope: ReceiveWebhook and ReceiveLeads have no caller, and SubmitForm takes a token,
// too.
var notForCallers = []string{
	"AppSecrets", "Authenticate", "Close", "FacebookSecrets", "GetPublicForm", "ImportLimits", "NoteSubmission", "NoteWebhook", "ReceiveLeads", "ReceiveWebhook", "ReplayForJob", "SubmitForm",
	"SubmitPublicForm",
	// Signing in, and what one's own session is good for whatever its scopes are.
	"AcceptInvitation", "EndOwnSession", "Invited", "KeepPost", "LinkWorks", "OwnSessions", "RestoreSession", "SignInVerified",
	"SignInWithLink", "SignInWithPassword", "SignInWithToken", "SignOut", "TakePost",
}

// TestEveryUseCaseChecksItsCaller calls every use case without anything that it
// could do its work with: what does not check first panics.
func TestEveryUseCaseChecksItsCaller(t *testing.T) {
	t.Parallel()
	s := reflect.ValueOf(New(Dependencies{}))
	checked := 0
	for i := range s.NumMethod() {
		name := s.Type().Method(i).Name
		if slices.Contains(notForCallers, name) {
			continue
		}
		checked++
		require.Equal(t, Unauthenticated, refusalOf(t, name, s.Method(i), Caller{}), "%s, to nobody known", name)
		require.Equal(t, InsufficientScope, refusalOf(t, name, s.Method(i), Caller{Name: "somebody", Scopes: []string{"none"}}),
			"%s, to who has another scope", name)
	}
	require.GreaterOrEqual(t, checked, 40)
}

// refusalOf calls a use case with a caller and nothing else, and returns the code
// of its error.
func refusalOf(t *testing.T, name string, useCase reflect.Value, who Caller) Code {
	t.Helper()
	of := useCase.Type()
	require.GreaterOrEqual(t, of.NumIn(), 2, name)
	require.Equal(t, reflect.TypeFor[Caller](), of.In(1), "%s takes its caller behind the context", name)
	in := []reflect.Value{reflect.ValueOf(t.Context()), reflect.ValueOf(who)}
	for i := 2; i < of.NumIn(); i++ {
		in = append(in, reflect.Zero(of.In(i)))
	}
	var out []reflect.Value
	require.NotPanics(t, func() { out = useCase.Call(in) }, "%s checks its caller first", name)
	if rows, ok := out[0].Interface().(iter.Seq2[Import, error]); ok {
		for _, err := range rows {
			return ErrorOf(err).Code
		}
	}
	if rows, ok := out[0].Interface().(iter.Seq2[Job, error]); ok {
		for _, err := range rows {
			return ErrorOf(err).Code
		}
	}
	err, _ := out[len(out)-1].Interface().(error)
	require.Error(t, err, name)
	return ErrorOf(err).Code
}

// TestWhoHasNoSignature is told so before anything is looked up.
func TestWhoHasNoSignature(t *testing.T) {
	t.Parallel()
	s := New(Dependencies{AppSecret: "secret"})
	_, err := s.ReceiveWebhook(t.Context(), []byte("{}"), "")
	require.Equal(t, InvalidSignature, ErrorOf(err).Code)
	_, err = s.ReceiveLeads(t.Context(), []byte("{}"), "")
	require.Equal(t, InvalidSignature, ErrorOf(err).Code)
	_, err = s.ReceiveLeads(t.Context(), []byte("{}"), whatsapp.Sign("", []byte("{}")))
	require.Equal(t, InvalidSignature, ErrorOf(err).Code, "without a secret nothing is taken")
	s = New(Dependencies{FacebookSecret: "secret"})
	_, err = s.ReceiveLeads(t.Context(), []byte("{}"), whatsapp.Sign("another", []byte("{}")))
	require.Equal(t, InvalidSignature, ErrorOf(err).Code)
	_, err = s.SubmitForm(t.Context(), Caller{}, Submission{Form: "lead", Body: []byte("{}")})
	require.Equal(t, Unauthenticated, ErrorOf(err).Code)
}
