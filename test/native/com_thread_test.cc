// The thread on which COM calls are made: its queue, and on Windows its messages.

#include "../../native/runtime/com_thread.h"

#include <functional>
#include <vector>

#include "../../native/com/com.h"
#include "check.h"

using namespace gpmc;

TEST_CASE(tasks_run_in_order_up_to_the_end) {
  std::vector<int> ran;
  ComThread thread(ApartmentModel::kSta, [&ran] { ran.push_back(-1); });
  for (int i = 0; i < 100; ++i) CHECK(thread.post([&ran, i] { ran.push_back(i); }));
  thread.stop();
  CHECK(!thread.post([&ran] { ran.push_back(-2); }));
  CHECK(thread.join(std::chrono::seconds(60)));
  CHECK(ran.size() == 101 && ran.back() == -1);
  for (int i = 0; i < 100; ++i) CHECK(ran[static_cast<size_t>(i)] == i);
}

#if defined(_WIN32)

namespace {

int heard = 0;

LRESULT CALLBACK hears(HWND window, UINT message, WPARAM word, LPARAM parameter) {
  if (message != WM_APP) return DefWindowProcW(window, message, word, parameter);
  ++heard;
  return 0;
}

}  // namespace

TEST_CASE(tasks_without_end_let_a_message_through_each) {
  constexpr int kMessages = 10;
  constexpr int kEnough = 100000;
  int tasks = 0;
  HWND window = nullptr;
  ComThread thread(ApartmentModel::kSta, [&window] { DestroyWindow(window); });
  thread.post([&window] {
    WNDCLASSW kind{};
    kind.lpfnWndProc = hears;
    kind.lpszClassName = L"gpmc hears";
    CHECK(RegisterClassW(&kind) != 0);
    window = CreateWindowW(kind.lpszClassName, L"", 0, 0, 0, 0, 0, HWND_MESSAGE, nullptr, nullptr, nullptr);
    for (int i = 0; i < kMessages; ++i) CHECK(PostMessageW(window, WM_APP, 0, 0));
  });
  // Each task is followed by the next, so that the thread never waits.
  const std::function<void()> next = [&] {
    if (heard == kMessages || ++tasks == kEnough) {
      thread.stop();
    } else {
      thread.post(next);
    }
  };
  thread.post(next);
  CHECK(thread.join(std::chrono::seconds(60)));
  CHECK(heard == kMessages && tasks < kEnough);
}

#endif
