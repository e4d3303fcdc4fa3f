package hooks

import (
	_ "embed"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed openapi.yaml
var openAPI []byte

// OpenAPI describes what receivers are sent, as JSON (OpenAPI 3.1, webhooks).
var OpenAPI = sync.OnceValues(func() ([]byte, error) { return yaml.YAMLToJSON(openAPI) })
