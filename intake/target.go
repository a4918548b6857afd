package intake

import (
	"fmt"
	"slices"
	"strings"

	"github.com/luluchat/contacts/contact"
)

// The targets of answers and columns, besides contact.AttributePrefix and a name.
const (
	TargetPhone       = "phone"
	TargetDisplayName = contact.FieldDisplayName
	TargetRemarks     = contact.FieldRemarks
	TargetTags        = "tags"
)

// TargetUserID is a target of an import's columns alone: it finds somebody whose
// number is not known.
const TargetUserID = "user_id"

// CheckTarget returns nil, or in words why nothing can be mapped to a target.
// more are targets that there are besides those of every mapping.
func CheckTarget(target string, more ...string) error {
	targets := slices.Concat([]string{TargetPhone}, more, []string{TargetDisplayName, TargetRemarks, TargetTags})
	if slices.Contains(targets, target) {
		return nil
	}
	name, ok := strings.CutPrefix(target, contact.AttributePrefix)
	if !ok {
		return fmt.Errorf("there is no target %q, use %s or %s<name>", clip(target, maxNamed), strings.Join(targets, ", "), contact.AttributePrefix)
	}
	return CheckAttributeName(name)
}
