package service

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// secretName is how what nobody may guess is called.
var secretName = regexp.MustCompile(`(?i)secret|token|signature|submitkey|digest|password|hash|claimed`)

// comparing are the functions that stop at the first difference.
var comparing = []string{"Equal", "EqualFold", "Compare", "Contains", "HasPrefix", "HasSuffix", "Index"}

// TestSecretsAreComparedInConstantTime looks through the packages that take secrets
// for a comparison that ends at the first byte which differs: by how long that takes,
// a secret can be guessed byte by byte.
func TestSecretsAreComparedInConstantTime(t *testing.T) {
	t.Parallel()
	var found []string
	looked := 0
	for _, folder := range []string{".", "../api", "../whatsapp", "../store/settings", "../intake"} {
		eachFunction(t, folder, func(f *ast.FuncDecl) {
			note := func(sides ...ast.Expr) {
				looked++
				if slices.ContainsFunc(sides, isSecret) && !slices.ContainsFunc(sides, isLiteral) {
					found = append(found, folder+" "+f.Name.Name)
				}
			}
			ast.Inspect(f, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.BinaryExpr:
					if n.Op == token.EQL || n.Op == token.NEQ {
						note(n.X, n.Y)
					}
				case *ast.CallExpr:
					if called, ok := n.Fun.(*ast.SelectorExpr); ok && slices.Contains(comparing, called.Sel.Name) && packageOf(called) != "hmac" {
						note(n.Args...)
					}
				case *ast.SwitchStmt:
					if n.Tag != nil && isSecret(n.Tag) {
						note(n.Tag)
					}
				}
				return true
			})
		})
	}
	require.Greater(t, looked, 100, "comparisons are found at all")
	require.Empty(t, found, "compare secrets by subtle.ConstantTimeCompare of their hashes, or by hmac.Equal")
}

// isSecret reports whether an expression is one of the variables or fields that hold
// a secret.
func isSecret(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Ident:
		return secretName.MatchString(e.Name)
	case *ast.SelectorExpr:
		return secretName.MatchString(e.Sel.Name)
	case *ast.CallExpr: // such as a header, which is asked for by name
		return slices.ContainsFunc(e.Args, func(arg ast.Expr) bool {
			named, ok := arg.(*ast.BasicLit)
			return ok && named.Kind == token.STRING && secretName.MatchString(named.Value)
		})
	}
	return false
}

// isLiteral reports whether an expression says what everybody knows, such as "".
func isLiteral(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.BasicLit:
		return true
	case *ast.Ident:
		return slices.Contains([]string{"nil", "true", "false", "tokenMark", "signaturePrefix"}, e.Name)
	}
	return false
}

// packageOf is the package of a function.
func packageOf(called *ast.SelectorExpr) string {
	if p, ok := called.X.(*ast.Ident); ok {
		return p.Name
	}
	return ""
}
