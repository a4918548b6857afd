package api_test

import (
	"testing"
	"time"

	"github.com/luluchat/contacts/internal/dev/devtest"
)

func TestMain(m *testing.M) {
	// Answers are in UTC wherever the server stands.
	time.Local = time.FixedZone("Kuala Lumpur", 8*60*60)
	devtest.Main(m)
}
