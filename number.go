package yichuang

// CaseNumber is 办件编号, 21 characters: region(6) date(6) window(3) epoch(1)
// serial(4) check(1). It is issued at the terminal without a network and is
// never issued twice.
type CaseNumber string
