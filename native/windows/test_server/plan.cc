#include "plan.h"

#include <windows.h>

#include <sstream>

namespace gpmc::test_server {

Plan Plan::current() {
  char words[256];
  const DWORD length = GetEnvironmentVariableA("GPMC_TEST_SERVER_PLAN", words, sizeof words);
  std::istringstream input(length < sizeof words ? std::string(words, length) : std::string());
  Plan plan;
  for (std::string word; input >> word;) {
    if (word == "sta") plan.thread = Thread::kSta;
    if (word == "mta") plan.thread = Thread::kMta;
    if (word == "none") plan.thread = Thread::kNone;
    if (word == "invoke") plan.late = true;
    if (word == "early") plan.early = true;
    if (word == "patient") plan.patient = true;
    if (word == "ends") plan.ends = true;
  }
  return plan;
}

}  // namespace gpmc::test_server
