// Package version tells which version a program is.
package version

import "runtime/debug"

// Of returns what the program was built as, or if that is empty what Go knows of
// it: the module's version after go install, or the commit it was built from.
func Of(built string) string {
	if built != "" {
		return built
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "dev"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			return setting.Value
		}
	}
	return "dev"
}
