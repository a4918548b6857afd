package api_test

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/store/imports"
)

// numeric are the parameters that are numbers or are made of one, and the largest
// number that each may be; 0 stands for a cursor that tells a time. One that is
// new belongs here, too.
var numeric = map[string]uint64{
	"listContacts limit": 100, "listContacts cursor": 0,
	"listMessages limit": 100, "listMessages cursor": 0,
	"timeline limit": 100, "timeline cursor": 0,
	"listConflicts limit": 100, "listConflicts cursor": math.MaxInt64,
	"listEvents limit": 100, "listEvents cursor": 0,
	"listImports limit": 100, "listImports cursor": 0,
	"listJobs limit": 100, "listJobs cursor": 0,
	"deleteChannel expected": math.MaxInt64, "removeAttribute expected": math.MaxInt64,
	"listImportRows limit": 100, "listImportRows cursor": math.MaxInt32,
	"resolveConflict id":   math.MaxInt64,
	"undoConflict id":      math.MaxInt64,
	"listDuplicates limit": 100, "listDuplicates cursor": math.MaxInt64,
	"dismissDuplicate id": math.MaxInt64,
	"undoDismissal id":    math.MaxInt64,
}

// TestNumbersBeyondTheirColumns sends numbers that PostgreSQL may not be able to
// hold to everything that takes one: they are the caller's mistake, not ours.
func TestNumbersBeyondTheirColumns(t *testing.T) {
	t.Parallel()
	s, c := setup(t), readContract(t)
	s.receive(one("60123456789", "wamid.1", 0))
	s.decide()
	contactID := s.read("/v1/contacts")["contacts"].(list)[0].(object)["id"].(string)
	importID, _, err := s.store.Imports.CreateImport(t.Context(),
		imports.Import{ID: uuid.Must(uuid.NewV7()), ChannelID: shop, Mode: "upsert"}, strings.NewReader("phone\n60123456789\n"), 1<<20)
	require.NoError(t, err)

	found := map[string]bool{}
	for _, id := range slices.Sorted(maps.Keys(c.operations)) {
		for _, p := range parameters(c.operations[id]) {
			name := p.Value.Name
			if !p.Value.Schema.Value.Type.Includes(openapi3.TypeInteger) && name != "cursor" {
				continue
			}
			most, known := numeric[id+" "+name]
			require.True(t, known, "%s of %s is a number: say how large it may be", name, id)
			found[id+" "+name] = true
			for _, tried := range numbers(most) {
				of := call{op: id, id: contactID, body: `{"resolution": "keep_both"}`}
				if strings.Contains(c.operations[id].Path, "/imports/") {
					of.id = importID.String()
				}
				if p.Value.In == openapi3.ParameterInPath {
					of.id = tried.value
				} else {
					of.query = name + "=" + url.QueryEscape(tried.value)
				}
				if c.operations[id].Operation.RequestBody == nil {
					of.body = ""
				}
				r := c.request(t, of)
				a := s.do(c.operations[id].Method, c.url(t, r), r.body, r.header)
				if tried.fits {
					require.Contains(t, []int{http.StatusOK, http.StatusNotFound}, a.status, "%s %s=%s: %s", id, name, tried.value, a.body)
				} else {
					require.Equal(t, http.StatusBadRequest, a.status, "%s %s=%s: %s", id, name, tried.value, a.body)
				}
				require.NoError(t, c.answers(t, r, a), "%s %s=%s", id, name, tried.value)
			}
		}
	}
	for name := range numeric {
		require.True(t, found[name], "%s is not a number any more", name)
	}
}

// number is what is given for a number, and whether that can be one.
type number struct {
	value string
	fits  bool
}

// numbers are some that may be too large for a parameter, and some that are none.
func numbers(most uint64) (all []number) {
	for _, none := range []string{"-1", "-2147483649", "-9223372036854775809", "1e3", "0x10", "1.5", "NaN", "٣", "9" + strings.Repeat("0", 60)} {
		all = append(all, number{none, false})
	}
	for _, n := range []uint64{1, math.MaxInt32 - 1, math.MaxInt32, math.MaxInt32 + 1, math.MaxUint32 + 1, math.MaxInt64, math.MaxInt64 + 1, math.MaxUint64} {
		all = append(all, number{fmt.Sprint(n), n <= most})
	}
	if most > 0 {
		return all
	}
	for micros, fits := range map[int64]bool{
		math.MinInt64: false, math.MinInt64 + 1: false, -1 << 62: false, -210_866_803_200_000_001: false,
		-210_866_803_200_000_000: true, -1: true, 0: true, 1 << 31: true, 1 << 62: true, math.MaxInt64: true,
	} {
		at := binary.BigEndian.AppendUint64(nil, uint64(micros))
		all = append(all, number{base64.RawURLEncoding.EncodeToString(append(at, make([]byte, 15)...)), false}, // a byte too short
			number{base64.RawURLEncoding.EncodeToString(append(at, uuid.Max[:]...)), fits})
	}
	return all
}
