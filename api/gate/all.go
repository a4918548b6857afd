package gate

import (
	"errors"
	"io"
)

const (
	// least is what the smallest body is counted as: its connection needs memory, too.
	// A declared length is given no more before anything has arrived. Whoever wants more
	// has to send it.
	least = 16 << 10
	// unknown is what is given where no length is declared.
	unknown = 4 << 10
)

// All reads the whole body, of at most so many bytes. What it takes is counted before it
// is taken, so that senders together cannot take more than there is room for: the
// error is ErrFull then. It is ErrTooLarge at once where the declared length is.
func (b *Body) All(most int64) ([]byte, error) {
	if b.length > most {
		return nil, ErrTooLarge
	}
	size := min(b.length, least)
	if size < 0 {
		size = min(unknown, most+1)
	}
	if !b.hold(counted(size)) {
		return nil, ErrFull
	}
	read := make([]byte, 0, size)
	for {
		n, err := b.Read(read[len(read):cap(read)])
		read = read[:len(read)+n]
		switch {
		case int64(len(read)) > most:
			return nil, ErrTooLarge
		case errors.Is(err, io.EOF):
			return read, nil
		case err != nil:
			return nil, err
		case len(read) == cap(read):
			if read, err = b.grown(read, most); err != nil {
				return nil, err
			}
		}
	}
}

// grown returns what was read with room for as much again. One byte more than
// there may be is room for seeing that there is more.
func (b *Body) grown(read []byte, most int64) ([]byte, error) {
	size := min(2*int64(cap(read)), most+1)
	if b.length > int64(cap(read)) {
		size = min(size, b.length)
	}
	size = max(size, int64(cap(read))+1)
	if !b.hold(counted(size)) {
		return nil, ErrFull
	}
	larger := append(make([]byte, 0, size), read...)
	b.release(counted(int64(cap(read))))
	return larger, nil
}

// counted is what so many bytes of memory count as.
func counted(size int64) int64 { return max(size, least) }
