package jobs_test

import (
	"testing"

	"github.com/luluchat/contacts/internal/dev/devtest"
)

func TestMain(m *testing.M) { devtest.Main(m) }
