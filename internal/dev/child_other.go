//go:build !linux

package dev

import "syscall"

// setDeathSignal does nothing: only Linux has such a signal. A server left
// behind by a killed parent is found, and ended, by the next start.
func setDeathSignal(*syscall.SysProcAttr, syscall.Signal) {}
