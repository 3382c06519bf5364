#include "check.h"

int main(int argc, char** argv) { return gpmc::test::run_tests(argc, argv); }
