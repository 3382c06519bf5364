#pragma once

//! \file
//! Checks for the C++ test programs. A failing check prints where it stands and what it says, and the program
//! goes on; `run_tests` ends with the count and is the program's exit code. The program's arguments name the
//! test cases to run; without any it runs them all.

#include <atomic>
#include <cstdio>
#include <string_view>
#include <vector>

namespace gpmc::test {

struct test_case {
  const char* name;
  void (*run)();
};

inline std::vector<test_case>& test_cases() {
  static std::vector<test_case> cases;
  return cases;
}

struct registrar {
  registrar(const char* name, void (*run)()) { test_cases().push_back({name, run}); }
};

// Atomic: checks are also made on other threads.
inline std::atomic<int> checks{0};
inline std::atomic<int> failures{0};

inline void check(bool passed, const char* expression, const char* row, const char* file, int line) {
  ++checks;
  if (passed) return;
  ++failures;
  std::printf("%s:%d: failed: %s%s%s\n", file, line, expression, *row ? " for " : "", row);
}

inline bool is_chosen(const test_case& test, int argument_count, char** arguments) {
  for (int i = 1; i < argument_count; ++i) {
    if (arguments[i] == std::string_view(test.name)) return true;
  }
  return argument_count <= 1;
}

inline int run_tests(int argument_count, char** arguments) {
  for (const test_case& test : test_cases()) {
    if (!is_chosen(test, argument_count, arguments)) continue;
    const int before = failures;
    test.run();
    std::printf("%s %s\n", failures == before ? "ok" : "FAILED", test.name);
  }
  std::printf("%d checks, %d failed\n", checks.load(), failures.load());
  // A program in which nothing was checked has not passed.
  return failures == 0 && checks > 0 ? 0 : 1;
}

}  // namespace gpmc::test

#define TEST_CASE(name)                                               \
  static void name();                                                 \
  static const ::gpmc::test::registrar name##_registrar(#name, name); \
  static void name()

#define CHECK(expression) \
  ::gpmc::test::check(static_cast<bool>(expression), #expression, "", __FILE__, __LINE__)
//! For tables: `row` names the line of the table.
#define CHECK_ROW(expression, row) \
  ::gpmc::test::check(static_cast<bool>(expression), #expression, (row), __FILE__, __LINE__)
