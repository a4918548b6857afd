package service

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/luluchat/contacts/contact"
	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/book"
	"github.com/luluchat/contacts/store/ledger"
	"github.com/luluchat/contacts/tabular"
)

// Error says why a use case did not do what it was asked to do.
type Error struct {
	Code Code
	// Field is what of the input is to blame, in dotted form such as
	// attributes.city; empty if it is no single field.
	Field string
	// Errors is what is wrong with each of several fields; empty if it is one, or none.
	Errors []FieldError
	// Message is a sentence or two for a person: what is wrong, and what to do next.
	Message string
	// Scope is the one that is missing; only of InsufficientScope.
	Scope string
	// RetryAfter is when trying again may help; zero: it will not.
	RetryAfter time.Duration
	// EventID or ImportID is what may have been taken in; only of OutcomeUnknown.
	// Sent again with it as its idempotency key, the request is taken in once.
	EventID, ImportID *uuid.UUID
	// ContactID is who is there, or has the identity; only of AlreadyThere and IdentityTaken.
	ContactID *uuid.UUID
	// Encodings are those that a file may have; only of WhichEncoding.
	Encodings []tabular.Candidate
	// Undefined are columns of a file that go to no attribute; only of UndefinedAttributes.
	Undefined []tabular.AttributeColumn
	// Err is what went wrong below; nil if nothing did.
	Err error
}

func (e *Error) Error() string {
	if e.Err != nil {
		return e.Message + " (" + e.Err.Error() + ")"
	}
	return e.Message
}

func (e *Error) Unwrap() error { return e.Err }

// FieldError says what is wrong with one field of what was given.
type FieldError struct {
	Field   string
	Code    Code
	Message string
}

// EachField returns what is wrong with each field, nothing if no field is to blame.
func (e *Error) EachField() []FieldError {
	if len(e.Errors) == 0 && e.Field != "" {
		return []FieldError{{e.Field, e.Code, e.Message}}
	}
	return e.Errors
}

// Code is a stable word for why something was not done.
type Code string

// The codes of errors.
const (
	// Who asks.
	Unauthenticated   Code = "unauthenticated"    // no credential was shown
	InvalidToken      Code = "invalid_token"      // unknown, revoked or expired
	InvalidSignature  Code = "invalid_signature"  // or a submit key that is not the form's
	InsufficientScope Code = "insufficient_scope" // of a token that is good

	// What was given.
	Malformed           Code = "malformed"            // it cannot be read at all
	InvalidParameter    Code = "invalid_parameter"    // what names or narrows what is asked for
	InvalidValue        Code = "invalid_value"        // of a field
	UnknownField        Code = "unknown_field"        // there is no field of this name
	UnknownChannel      Code = "unknown_channel"      // the field names a channel that is not there
	UnusableNumber      Code = "unusable_number"      // of a person, who cannot be told by it
	UnreadableFile      Code = "unreadable_file"      // to be imported
	WhichEncoding       Code = "which_encoding"       // of the file: letters would be others in each of several
	UndefinedAttributes Code = "undefined_attributes" // columns of the file go to them
	CannotReplay        Code = "cannot_replay"        // what was kept of the event does not do

	// What is there.
	NotFound          Code = "not_found"
	Deleted           Code = "deleted"                // a contact
	ContactGone       Code = "contact_gone"           // merged or deleted meanwhile
	VersionConflict   Code = "version_conflict"       // changed since the version given
	TooManyTags       Code = "too_many_tags"          // of one contact
	IdentityTaken     Code = "identity_taken"         // another contact has it
	LastIdentity      Code = "last_identity"          // a contact's, which a former version did not end
	EventQuarantined  Code = "event_quarantined"      // the event that was recorded
	NotQuarantined    Code = "not_quarantined"        // the event that was named
	NotDismissed      Code = "not_dismissed"          // the event that was named
	EventErased       Code = "event_erased"           // its words are gone
	AlreadyResolved   Code = "already_resolved"       // a conflict, a merge or an identity's end: it is done
	NotMerged         Code = "not_merged"             // what is to be taken back is no merge, or not the latest
	AlreadyThere      Code = "already_there"          // a contact that was to be new
	Taken             Code = "taken"                  // another has what must be unique
	InUse             Code = "in_use"                 // contacts have values of it
	LastAdmin         Code = "last_admin"             // nobody else has the scope admin
	Disabled          Code = "disabled"               // or deleted: it takes nothing in
	ImportStatusWrong Code = "import_status"          // the import cannot do it as it is
	JobStatusWrong    Code = "job_status"             // the job cannot do it as it is
	CountChanged      Code = "count_changed"          // the filter finds another number than was expected
	NobodyFound       Code = "nobody_found"           // by the filter of a job
	KeyReused         Code = "idempotency_key_reused" // for another request
	RateLimited       Code = "rate_limited"

	// What went wrong here.
	OutcomeUnknown      Code = "outcome_unknown" // it may or may not have been taken in
	Busy                Code = "busy"            // as much is under way as may be at once
	Slow                Code = "slow"            // it took longer than it may
	DatabaseUnavailable Code = "database_unavailable"
	TemporalUnavailable Code = "temporal_unavailable"
	Internal            Code = "internal"
)

// Codes returns every code.
func Codes() []Code {
	return []Code{
		Unauthenticated, InvalidToken, InvalidSignature, InsufficientScope,
		Malformed, InvalidParameter, InvalidValue, UnknownField, UnknownChannel, UnusableNumber, UnreadableFile, WhichEncoding,
		UndefinedAttributes, CannotReplay,
		NotFound, Deleted, ContactGone, VersionConflict, TooManyTags, IdentityTaken, LastIdentity, EventQuarantined,
		NotQuarantined, NotDismissed, EventErased,
		AlreadyResolved, NotMerged, AlreadyThere, Taken, InUse, LastAdmin, Disabled, ImportStatusWrong, JobStatusWrong, CountChanged, NobodyFound, KeyReused, RateLimited,
		OutcomeUnknown, Busy, Slow, DatabaseUnavailable, TemporalUnavailable, Internal,
	}
}

// retryAfter is how long a caller is asked to wait before it tries again.
const retryAfter = 5 * time.Second

// Has reports whether the error is of a kind.
func (e *Error) Has(code Code) bool { return e.Code == code }

// ErrorOf returns what an error of a use case means to the caller: the *Error in
// it, or what an error of a lower layer comes to, without that one's inner
// detail. It is nil only for nil.
func ErrorOf(err error) *Error {
	var own *Error
	var limit *ledger.LimitError
	var wrong contact.WrongFilters
	switch {
	case err == nil:
		return nil
	case errors.As(err, &wrong):
		return wrongFilters(wrong)
	case errors.As(err, &own):
		return own
	case errors.Is(err, store.ErrNotFound):
		return &Error{Code: NotFound, Message: "There is nothing with this id.", Err: err}
	case errors.Is(err, book.ErrDeleted):
		return &Error{Code: Deleted, Message: "This contact was deleted.", Err: err}
	case errors.Is(err, store.ErrKeyReused):
		return &Error{Code: KeyReused, Err: err, Message: "This Idempotency-Key was sent with another request in the last 30 days. " +
			"Nothing was taken in. Send a key of its own with each request, and the same key only to repeat it."}
	case errors.As(err, &limit):
		return &Error{Code: RateLimited, RetryAfter: limit.Wait, Err: err, Message: fmt.Sprintf(
			"A trigger takes %d calls a minute. Nothing was taken in; please try again after Retry-After seconds.", ledger.TriggerLimit)}
	case errors.Is(err, store.ErrOutcomeUnknown):
		return unknown(err, "See whether it is done before you send it again.")
	case errors.Is(err, store.ErrBusy):
		return &Error{Code: Busy, RetryAfter: retryAfter, Err: err,
			Message: "As much is being read just now as may be at once. Please try again after Retry-After seconds."}
	case errors.Is(err, store.ErrSlow):
		return &Error{Code: Slow, RetryAfter: retryAfter, Err: err, Message: "This took longer than reading may. " +
			"Ask for less, such as one channel or a smaller page, or try again after Retry-After seconds."}
	case store.Unavailable(err):
		return &Error{Code: DatabaseUnavailable, RetryAfter: retryAfter, Err: err,
			Message: "The database cannot be reached. Nothing was taken in; please try again."}
	}
	return &Error{Code: Internal, Message: "Something went wrong here; the log has it.", Err: err}
}

// unknown says that nobody knows whether something was taken in. next is how it
// can be sent again.
func unknown(err error, next string) *Error {
	return &Error{Code: OutcomeUnknown, RetryAfter: retryAfter, Err: err,
		Message: "The database did not say in time whether it took this in: it may or may not have. " + next}
}

// invalid says what is wrong with the value of a field.
func invalid(field, format string, args ...any) *Error {
	return &Error{Code: InvalidValue, Field: field, Message: fmt.Sprintf(format, args...)}
}

// parameter says what is wrong with what names or narrows what is asked for.
func parameter(name, format string, args ...any) *Error {
	return &Error{Code: InvalidParameter, Field: name, Message: fmt.Sprintf(format, args...)}
}

// noChannel says that a field names no channel.
func noChannel() *Error {
	return &Error{Code: UnknownChannel, Field: "channel_id", Message: "channel_id must be a channel: GET /v1/channels lists them."}
}

// Sentence turns an error that is meant for the caller into a sentence.
func Sentence(err error) string {
	words := err.Error()
	return strings.ToUpper(words[:1]) + words[1:] + "."
}
