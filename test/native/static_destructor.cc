// What native/ must not have: see statics.test.ts.

#include <string>

static std::string destroyed_at_exit = "a text that is too long to be kept in the string itself";

const char* seen() { return destroyed_at_exit.c_str(); }
