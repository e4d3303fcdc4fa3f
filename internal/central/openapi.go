package central

import (
	_ "embed"
	"net/http"
	"sync"

	"github.com/goccy/go-yaml"

	"yichuang/internal/wire"
)

//go:embed openapi.yaml
var openAPI []byte

// OpenAPI is the description of everything that terminals ask, as JSON.
var OpenAPI = sync.OnceValues(func() ([]byte, error) { return yaml.YAMLToJSON(openAPI) })

// described gives the description: GET /v1/openapi.json.
func (c *Centre) described(w http.ResponseWriter, _ *http.Request) error {
	raw, err := OpenAPI()
	if err == nil {
		c.answer(w, answer{kind: wire.TypeJSON, body: raw})
	}
	return err
}
