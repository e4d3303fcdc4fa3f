package catalog

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"

	"yichuang"
)

// edition names one exact text of an item: the department's number and the
// beginning of the sha-256 of the item's JSON without its edition. Maps are
// written in the order of their keys, so the same text always gives the same
// name.
func edition(number int, it *yichuang.Item) yichuang.Edition {
	bare := *it
	bare.Edition = ""
	data, err := json.Marshal(&bare)
	if err != nil { // an item holds text, whole and finite numbers: nothing that JSON refuses
		data = []byte(err.Error() + string(it.ID))
	}
	sum := sha256.Sum256(data)
	return yichuang.Edition(strconv.Itoa(number) + "-" + hex.EncodeToString(sum[:4]))
}
