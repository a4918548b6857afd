package web_test

import (
	"testing"

	"github.com/luluchat/contacts/web/webtest"
)

func TestMain(m *testing.M) { webtest.Main(m) }
