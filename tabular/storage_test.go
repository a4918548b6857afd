package tabular_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/tabular"
)

var errUnavailable = errors.New("connection lost")

// failing is a file whose storage fails behind a certain point.
type failing struct {
	*bytes.Reader
	from int64
}

func (f failing) ReadAt(p []byte, off int64) (int, error) {
	if off+int64(len(p)) > f.from {
		return 0, errUnavailable
	}
	return f.Reader.ReadAt(p, off)
}

func TestALostConnectionIsNoFaultOfTheFile(t *testing.T) {
	t.Parallel()
	rows := "phone,name\n" + strings.Repeat("+60123456789,Ada\n", 20_000)
	sheet := workbook(t, io.MultiReader(strings.NewReader(sheetHead+phoneRow), repeated(inlineRow("Ada"), 20_000), strings.NewReader(sheetFoot)), nil)
	for _, data := range [][]byte{[]byte(rows), sheet, append([]byte("\xff\xfe"), rows...)} {
		for _, from := range []int64{0, int64(len(data)) / 2, int64(len(data)) - 1} {
			r, err := tabular.Open(failing{bytes.NewReader(data), from}, int64(len(data)), "leads.csv", tabular.Options{}, tabular.Limits{})
			for err == nil {
				_, err = r.Next()
			}
			require.ErrorIs(t, err, errUnavailable)
			var refused *tabular.FileError
			require.NotErrorAs(t, err, &refused)
		}
	}
}
