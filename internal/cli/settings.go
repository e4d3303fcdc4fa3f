package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"yichuang"

	"github.com/spf13/viper"
)

// Settings says where a program's configuration comes from: a file in YAML, and the
// environment (YICHUANG_…) laid over it.
type Settings struct {
	Named    string         // the file that the caller named; "" for the first that exists in Places
	Places   []string       // where it lies otherwise
	Defaults map[string]any // the value of every key, so that each may come from the environment alone
	Example  string         // the file that explains every key
}

// mostSettings bounds a configuration, in bytes; a full one has two kilobytes.
const mostSettings = 1 << 20

// Read reads the configuration into a struct with mapstructure tags, and returns
// the file, "" when there is none, which is no error. Invalid names every key and
// value that does not fit, NotFound is returned for a named file that cannot be
// read, Denied for another one.
func (s Settings) Read(into any) (file string, err error) {
	file, raw, err := s.find()
	if err != nil {
		return "", err
	}
	written := viper.New()
	written.SetConfigType("yaml")
	if err := written.ReadConfig(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf")))); err != nil {
		return file, &yichuang.Error{Code: yichuang.Invalid, Message: "cannot read the configuration " + file, Hint: "it must be YAML; see " + s.Example, Err: err}
	}
	if bad := s.unknown(written); bad != nil {
		return file, s.Unfit(file, bad)
	}
	v := viper.New()
	for key, value := range s.Defaults {
		v.SetDefault(key, value)
	}
	v.SetEnvPrefix("YICHUANG")
	v.SetEnvKeyReplacer(strings.NewReplacer(".", "_"))
	v.AutomaticEnv()
	err = v.MergeConfigMap(written.AllSettings()) // without the groups that are left empty: they would hide the defaults
	if err == nil {
		err = v.UnmarshalExact(into, viper.DecodeHook(strict))
	}
	if err != nil {
		return file, s.Unfit(file, []string{strings.Join(strings.Fields(err.Error()), " ")})
	}
	return file, nil
}

// Unfit is the failure of a configuration with these faults.
func (s Settings) Unfit(file string, bad []string) error {
	if file == "" {
		file = "the environment (YICHUANG_…)"
	}
	return &yichuang.Error{Code: yichuang.Invalid, Message: "configuration in " + file + ": " + strings.Join(bad, "; "), Hint: s.Example + " explains every key"}
}

// unknown names the keys of a file that have no meaning.
func (s Settings) unknown(v *viper.Viper) []string {
	var bad []string
	for _, key := range slices.Sorted(slices.Values(v.AllKeys())) {
		_, known := s.Defaults[key]
		group := false
		for k := range s.Defaults {
			group = group || strings.HasPrefix(k, key+".")
		}
		switch {
		case known || group && v.Get(key) == nil:
		case group:
			bad = append(bad, key+" is a group of keys, not a value")
		default:
			bad = append(bad, "there is no key "+yichuang.Clip(key, 60))
		}
	}
	return bad
}

// strict keeps the decoder from making a number of 3.7 or of true. Text is
// turned into numbers and lists, because the environment has nothing else.
func strict(from, to reflect.Type, value any) (any, error) {
	odd := from.Kind() == reflect.Float64 || from.Kind() == reflect.Bool
	switch {
	case to.Kind() == reflect.Bool && from.Kind() != reflect.Bool && from.Kind() != reflect.String:
		return nil, fmt.Errorf("%v must be true or false", value)
	case odd && to.Kind() == reflect.Int:
		return nil, fmt.Errorf("%v must be a whole number", value)
	case odd && to.Kind() == reflect.String:
		return nil, fmt.Errorf("%v must be text, in quotes", value)
	case from.Kind() == reflect.String && to.Kind() == reflect.Slice && to.Elem().Kind() != reflect.String:
		return nil, fmt.Errorf("%q must be a list of groups of keys, which only a file can have", yichuang.Clip(value.(string), 20))
	case from.Kind() == reflect.String && to.Kind() == reflect.Slice:
		return strings.FieldsFunc(value.(string), func(r rune) bool { return r == ',' || r == ' ' }), nil
	}
	return value, nil
}

func (s Settings) find() (string, []byte, error) {
	if s.Named != "" {
		raw, err := ReadFile(s.Named, mostSettings)
		if err != nil {
			return "", nil, &yichuang.Error{Code: yichuang.NotFound, Message: "cannot read the configuration " + s.Named, Hint: "check the path given with --config", Err: err}
		}
		return s.Named, raw, nil
	}
	for _, f := range s.Places {
		raw, err := ReadFile(f, mostSettings)
		if err == nil {
			return f, raw, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", nil, &yichuang.Error{Code: yichuang.Denied, Message: "cannot read the configuration " + f, Hint: "check who may read the file", Err: err}
		}
	}
	return "", nil, nil
}

// Places are where a configuration of this name lies, the person's own first.
func Places(name string) []string {
	var out []string
	if dir, err := os.UserConfigDir(); err == nil {
		out = append(out, filepath.Join(dir, "yichuang", name))
	}
	return append(out, "/etc/yichuang/"+name)
}

// DataFolder is where a program of this name keeps its data when nothing says
// otherwise, "" when there is no home. It is never a place that depends on where
// the program was started: a second, empty database would not be noticed.
func DataFolder(name string) string {
	if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, name)
	}
	if home, err := os.UserHomeDir(); err == nil && filepath.IsAbs(home) {
		return filepath.Join(home, ".local", "share", name)
	}
	return ""
}
