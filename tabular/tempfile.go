package tabular

import (
	"errors"
	"fmt"
	"os"
)

// TempFile opens a temporary file that no folder lists: whatever becomes of the
// process, what people have uploaded is gone with it. Closing it is all that is to
// be done.
func TempFile(pattern string) (*os.File, error) {
	f, err := os.CreateTemp("", pattern)
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		return nil, fmt.Errorf("unlist a temporary file: %w", errors.Join(err, f.Close()))
	}
	return f, nil
}
