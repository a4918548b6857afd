package devtest

import "golang.org/x/sys/unix"

// free is how many bytes there is room for in a folder, 0 if nobody can tell.
func free(folder string) int64 {
	var stat unix.Statfs_t
	if err := unix.Statfs(folder, &stat); err != nil {
		return 0
	}
	return int64(stat.Bavail) * stat.Bsize
}
