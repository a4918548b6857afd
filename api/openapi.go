package api

import (
	_ "embed"
	"net/http"

	"github.com/gin-gonic/gin"
)

// openAPI is the contract that contract_test.go holds the handlers to.
//
//go:embed openapi.yaml
var openAPI []byte

// openapi serves the contract to whoever asks: there is no secret in it.
func openapi(c *gin.Context) { c.Data(http.StatusOK, "application/yaml", openAPI) }
