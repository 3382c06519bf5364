#include "check.h"

int main() { return gpmc::test::run_tests(); }
