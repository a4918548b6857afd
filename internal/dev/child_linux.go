package dev

import "syscall"

// setDeathSignal makes the kernel signal the child when its parent dies, even
// by kill -9.
func setDeathSignal(attr *syscall.SysProcAttr, sig syscall.Signal) { attr.Pdeathsig = sig }
