#include "com_thread.h"

#include <atomic>
#include <mutex>
#include <vector>

#include "waiter.h"

namespace gpmc {

namespace {

std::atomic<int> running_threads{0};

//! Membership of the thread in a COM apartment.
class Membership {
 public:
  explicit Membership(ApartmentModel model) {
#if defined(_WIN32)
    if (model == ApartmentModel::kNone) return;
    const DWORD flags = model == ApartmentModel::kSta ? COINIT_APARTMENTTHREADED | COINIT_DISABLE_OLE1DDE
                                                      : COINIT_MULTITHREADED;
    joined_ = SUCCEEDED(CoInitializeEx(nullptr, flags));
#else
    static_cast<void>(model);
#endif
  }
  ~Membership() {
#if defined(_WIN32)
    if (joined_) CoUninitialize();
#endif
  }
  Membership(const Membership&) = delete;
  Membership& operator=(const Membership&) = delete;

 private:
#if defined(_WIN32)
  bool joined_ = false;
#endif
};

}  // namespace

struct ComThread::State {
  ApartmentModel model;
  Task on_exit;
  Waiter work;   //!< Set when there is something to do.
  Waiter ended;  //!< Set by the thread as its last act.
  std::mutex mutex;
  // Guarded by mutex:
  std::vector<Task> tasks;
  bool stopping = false;
};

ComThread::ComThread(ApartmentModel model, Task on_exit) : state_(std::make_shared<State>()) {
  state_->model = model;
  state_->on_exit = std::move(on_exit);
  running_threads.fetch_add(1);
  try {
    thread_ = std::thread([state = state_] { run(state); });
  } catch (...) {
    running_threads.fetch_sub(1);
    throw;
  }
}

ComThread::~ComThread() {
  stop();
  if (thread_.joinable()) thread_.detach();
}

bool ComThread::post(Task task) {
  {
    const std::lock_guard lock(state_->mutex);
    if (state_->stopping) return false;
    state_->tasks.push_back(std::move(task));
  }
  state_->work.set();
  return true;
}

void ComThread::stop() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->stopping = true;
  }
  state_->work.set();
}

bool ComThread::join(std::chrono::milliseconds bound) {
  if (!thread_.joinable()) return true;
  if (!state_->ended.wait_for(bound)) return false;
  thread_.join();
  return true;
}

void ComThread::run(const std::shared_ptr<State>& state) {
  {
    const Membership membership(state->model);
    std::vector<Task> tasks;
    for (bool stopping = false; !stopping;) {
      {
        const std::lock_guard lock(state->mutex);
        tasks.swap(state->tasks);
        stopping = state->stopping && tasks.empty();
      }
      for (Task& task : tasks) {
        task();
        task = nullptr;  // What it holds is released here, before the next one runs.
        // Tasks that keep coming must not keep calls into the apartment waiting.
        if (state->model == ApartmentModel::kSta) Waiter::dispatch();
      }
      const bool idle = tasks.empty();
      tasks.clear();
      if (idle && !stopping) state->work.wait();
    }
    state->on_exit();
    state->on_exit = nullptr;
  }
  running_threads.fetch_sub(1);
  state->ended.set();
}

int running_com_threads() { return running_threads.load(); }

}  // namespace gpmc
