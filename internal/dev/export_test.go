package dev

// Alive says whether the process lives, one that waits to be reaped excepted.
func Alive(pid int) bool {
	_, alive := findProcess(pid)
	return alive
}

// PostgresProgram is the server program for the data in dir.
func PostgresProgram(dir string) (string, error) {
	programs, err := findPostgres(dir)
	return programs.postgres, err
}
