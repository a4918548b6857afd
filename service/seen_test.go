package service

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/luluchat/contacts/store/settings"
)

// placesOfItself are the functions that read something whoever asks: to know the
// caller, to judge what was sent, and for what has a signature in place of a caller.
var placesOfItself = []string{
	"Authenticate", "ExportColumns", "GetPublicForm", "New", "admitted", "attributes", "findable", "forChannels", "formOf", "inspected", "judged", "mayReplayIn",
	"publicForm", "readUpload", "rereadForm", "withFlows",
}

// TestOnlyWhatShowsNothingReadsEverything looks for use cases that pass by what their
// caller sees.
func TestOnlyWhatShowsNothingReadsEverything(t *testing.T) {
	t.Parallel()
	var found []string
	eachFunction(t, ".", func(f *ast.FuncDecl) {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Ident:
				if n.Name == "itself" {
					found = append(found, f.Name.Name)
				}
			case *ast.CallExpr:
				called, ok := n.Fun.(*ast.SelectorExpr)
				if !ok || called.Sel.Name != "New" {
					return true
				}
				if room, ok := called.X.(*ast.Ident); ok && slices.Contains([]string{"book", "imports", "jobs", "settings"}, room.Name) {
					require.Equal(t, room.Name, f.Name.Name, "only seen.go opens a room of the store")
				}
			}
			return true
		})
	})
	slices.Sort(found)
	require.Equal(t, placesOfItself, slices.Compact(found))
}

func TestWhoSeesWhat(t *testing.T) {
	t.Parallel()
	require.Equal(t, Channels{}, Caller{}.Channels, "nobody known sees nothing")
	free := callerWith(settings.Token{ID: uuid.New(), Scopes: []string{Imports}})
	require.True(t, free.Channels.All())
	confined := callerWith(settings.Token{ID: uuid.New(), Scopes: []string{Imports}, Channels: []string{"shop"}})
	require.Equal(t, OnlyChannels("shop"), confined.Channels)

	s := setup(t)
	_, _, err := s.PutChannel(t.Context(), admin, Channel{ID: "other", Name: "Other", PhoneNumberID: "410000000000002"})
	require.NoError(t, err)
	who := Caller{Name: "somebody", Scopes: []string{ContactsWrite, Imports}}
	for name, of := range map[string]Channels{"one": OnlyChannels("main"), "another": OnlyChannels("other"), "none": {}, "all": AllChannels()} {
		who.Channels = of
		seen, err := s.ListChannels(t.Context(), who)
		require.NoError(t, err)
		ids := []string{}
		for _, c := range seen {
			ids = append(ids, c.ID)
		}
		require.Equal(t, map[string][]string{"one": {"main"}, "another": {"other"}, "none": {}, "all": {"main", "other"}}[name], ids, name)

		for _, id := range []string{"main", "other", "nowhere"} {
			_, err := s.mayMakeIn(t.Context(), who, id)
			switch {
			case slices.Contains(ids, id):
				require.NoError(t, err, "%s in %s", name, id)
			case of.All():
				require.Equal(t, UnknownChannel, ErrorOf(err).Code, "%s in %s", name, id)
			default:
				require.Equal(t, NotFound, ErrorOf(err).Code, "%s in %s", name, id)
				require.Equal(t, "channel_id", ErrorOf(err).Field)
			}
		}
	}
}

// eachFunction calls f for every function of a package, tests aside.
func eachFunction(t *testing.T, folder string, f func(*ast.FuncDecl)) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	require.NoError(t, err)
	read := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		require.NoError(t, err)
		for _, d := range parsed.Decls {
			if function, ok := d.(*ast.FuncDecl); ok {
				f(function)
				read++
			}
		}
	}
	require.Positive(t, read, folder)
}
