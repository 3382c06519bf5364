// The flag that a COM thread waits for.

#include "../../native/runtime/waiter.h"

#include <thread>

#include "check.h"

using namespace gpmc;

TEST_CASE(a_flag_is_seen_once) {
  Waiter waiter;
  CHECK(!waiter.wait_for(std::chrono::milliseconds(1)));
  std::thread([&waiter] { waiter.set(); }).join();
  waiter.wait();
  CHECK(!waiter.wait_for(std::chrono::milliseconds(1)));
}

#if defined(_WIN32)

namespace {

constexpr int kSetAt = 10;
constexpr int kEnough = 100000;

Waiter* waiting = nullptr;
int messages = 0;

//! Always has one more message, for which it sets the flag once.
LRESULT CALLBACK never_silent(HWND window, UINT message, WPARAM word, LPARAM parameter) {
  if (message != WM_APP) return DefWindowProcW(window, message, word, parameter);
  if (++messages == kSetAt) waiting->set();
  if (messages < kEnough) PostMessageW(window, WM_APP, 0, 0);
  return 0;
}

}  // namespace

TEST_CASE(messages_without_end_do_not_keep_a_flag_waiting) {
  std::thread([] {
    CHECK(SUCCEEDED(CoInitializeEx(nullptr, COINIT_APARTMENTTHREADED)));
    {
      Waiter waiter;
      waiting = &waiter;
      WNDCLASSW kind{};
      kind.lpfnWndProc = never_silent;
      kind.lpszClassName = L"gpmc never silent";
      CHECK(RegisterClassW(&kind) != 0);
      const HWND window =
          CreateWindowW(kind.lpszClassName, L"", 0, 0, 0, 0, 0, HWND_MESSAGE, nullptr, nullptr, nullptr);
      CHECK(window && PostMessageW(window, WM_APP, 0, 0));
      waiter.wait();
      CHECK(messages == kSetAt);
      DestroyWindow(window);
    }
    CoUninitialize();
  }).join();
}

#endif
