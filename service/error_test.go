package service

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"strconv"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/store"
	"github.com/luluchat/contacts/store/book"
	"github.com/luluchat/contacts/store/ledger"
)

func TestWhatErrorsOfLowerLayersMean(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		err        error
		code       Code
		retryAfter time.Duration
	}{
		{store.ErrNotFound, NotFound, 0},
		{book.ErrDeleted, Deleted, 0},
		{store.ErrKeyReused, KeyReused, 0},
		{&ledger.LimitError{Wait: time.Minute}, RateLimited, time.Minute},
		{store.ErrBusy, Busy, retryAfter},
		{store.ErrSlow, Slow, retryAfter},
		{io.ErrUnexpectedEOF, DatabaseUnavailable, retryAfter},
		{context.DeadlineExceeded, DatabaseUnavailable, retryAfter},
		// Nobody knows, although it is also unavailable.
		{fmt.Errorf("%w: %w", store.ErrOutcomeUnknown, io.EOF), OutcomeUnknown, retryAfter},
		{errors.New("a secret detail"), Internal, 0},
		{&Error{Code: Taken, Message: "Taken."}, Taken, 0},
	} {
		e := ErrorOf(fmt.Errorf("below: %w", test.err))
		require.Equal(t, test.code, e.Code, "%v", test.err)
		require.Equal(t, test.retryAfter, e.RetryAfter, "%v", test.err)
		require.Regexp(t, `^[A-Z].*\.$`, e.Message, "%v", test.err)
		require.NotContains(t, e.Message, "detail")
	}
	require.Nil(t, ErrorOf(nil))
}

// TestHowAnUnknownOutcomeIsRepeated tells who sent a key to send it again, and
// who did not by which id.
func TestHowAnUnknownOutcomeIsRepeated(t *testing.T) {
	t.Parallel()
	lost := fmt.Errorf("below: %w", store.ErrOutcomeUnknown)
	r := identity{id: uuid.New()}
	e := ErrorOf(r.event(lost))
	require.Equal(t, &r.id, e.EventID)
	require.Nil(t, e.ImportID)
	require.Contains(t, e.Message, "Idempotency-Key: "+r.id.String())
	e = ErrorOf(r.imported(lost))
	require.Equal(t, &r.id, e.ImportID)
	require.Nil(t, e.EventID)

	r.key = "7f1c2a9e"
	e = ErrorOf(r.event(lost))
	require.Nil(t, e.EventID)
	require.Contains(t, e.Message, "with the same Idempotency-Key")
	require.Contains(t, ErrorOf(asItIs(lost)).Message, "as it is")
	require.ErrorIs(t, e, store.ErrOutcomeUnknown)

	require.Equal(t, io.EOF, r.event(io.EOF))
	require.NoError(t, r.event(nil))
}

// TestCodesAreAll compares Codes with the constants.
func TestCodesAreAll(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "error.go", nil, 0)
	require.NoError(t, err)
	var declared []Code
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			if of, ok := spec.Type.(*ast.Ident); ok && of.Name == "Code" {
				word, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
				require.NoError(t, err)
				declared = append(declared, Code(word))
			}
		}
		return true
	})
	require.ElementsMatch(t, declared, Codes())
	for _, code := range declared {
		require.Regexp(t, `^[a-z]+(_[a-z]+)*$`, string(code))
	}
}
