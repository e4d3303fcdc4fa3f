package store_test

const roleVariable = "YICHUANG_STORE_CHILD"

func child(role string) int { return 0 }
