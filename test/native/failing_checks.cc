// Not every program passes: what the check header makes of one that does not.

#include "check.h"

TEST_CASE(right) { CHECK(true); }
TEST_CASE(wrong) { CHECK_ROW(1 + 1 == 3, "addition"); }
