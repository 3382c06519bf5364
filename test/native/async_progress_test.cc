// IGPMAsyncProgress as a COM object: identity, counting, lifetime, threads. async_progress_invoke_test.cc has
// its IDispatch.

#include <stdexcept>
#include <thread>

#include "check.h"
#include "fake_messages.h"
#include "leak_check.h"
#include "recording_listener.h"

using namespace gpmc;
using namespace gpmc::test;
using gpmgmt::IGPMAsyncProgress;
using gpmgmt::IID_IGPMAsyncProgress;

namespace {

struct named_iid {
  const char* name;
  const IID& iid;
};

const named_iid kAnswered[] = {
    {"IUnknown", IID_IUnknown},
    {"IDispatch", IID_IDispatch},
    {"IGPMAsyncProgress", IID_IGPMAsyncProgress},
    {"IAgileObject", IID_IAgileObject},
#if defined(_WIN32)
    {"IMarshal", IID_IMarshal},
#endif
};

const named_iid kRefused[] = {
    {"GUID_NULL", GUID_NULL},
    {"IGPM", gpmgmt::IID_IGPM},
    {"IGPMAsyncCancel", gpmgmt::IID_IGPMAsyncCancel},
    {"IGPMStatusMsgCollection", gpmgmt::IID_IGPMStatusMsgCollection},
    {"IEnumVARIANT", IID_IEnumVARIANT},
#if !defined(_WIN32)
    {"IMarshal", IID{0x00000003, 0, 0, {0xC0, 0, 0, 0, 0, 0, 0, 0x46}}},
#endif
};

com_ptr<IUnknown> ask(IUnknown* object, REFIID iid) { return com_ptr<IUnknown>(object).query<IUnknown>(iid); }

class throwing_listener final : public ProgressListener {
 public:
  void progress(LONG, LONG, HRESULT) override { throw std::bad_alloc(); }
  void status(LONG, LONG, HRESULT, const VARIANT*, gpmgmt::IGPMStatusMsgCollection*) override {
    throw std::runtime_error("status");
  }
  void released() override {
    ++releases;
    throw std::bad_alloc();
  }
  int releases = 0;
};

//! Has memory for numbers only.
class forgetful_listener final : public ProgressListener {
 public:
  void progress(LONG given_numerator, LONG given_denominator, HRESULT given_hr) override {
    numerator = given_numerator;
    denominator = given_denominator;
    hr = given_hr;
  }
  void status(LONG, LONG, HRESULT, const VARIANT*, gpmgmt::IGPMStatusMsgCollection*) override {
    throw std::bad_alloc();
  }
  void released() override {}
  LONG numerator = 0;
  LONG denominator = 0;
  HRESULT hr = S_OK;
};

//! Takes the sink's identity from the last of its references, and gives it back at once.
class clinging_listener final : public ProgressListener {
 public:
  void progress(LONG, LONG, HRESULT) override {}
  void status(LONG, LONG, HRESULT, const VARIANT*, gpmgmt::IGPMStatusMsgCollection*) override {}
  void released() override {
    ++releases;
    const com_ptr<IUnknown> again(sink);
  }
  IUnknown* sink = nullptr;
  int releases = 0;
};

}  // namespace

TEST_CASE(sink_answers_its_interfaces_from_each_of_them) {
  const leak_check leaks;
  const listened_sink made;
  IUnknown* const identity = made.sink->identity();
  for (const named_iid& from : kAnswered) {
    const com_ptr<IUnknown> start = ask(made.sink.get(), from.iid);
    CHECK_ROW(start != nullptr, from.name);
    CHECK_ROW(ask(start.get(), from.iid) != nullptr, from.name);             // reflexive
    CHECK_ROW(ask(start.get(), IID_IUnknown).get() == identity, from.name);  // one identity, always
    for (const named_iid& to : kAnswered) {
      const com_ptr<IUnknown> there = ask(start.get(), to.iid);
      CHECK_ROW(there != nullptr, to.name);                         // transitive
      CHECK_ROW(ask(there.get(), from.iid) != nullptr, from.name);  // symmetric
    }
    for (const named_iid& to : kRefused) CHECK_ROW(ask(start.get(), to.iid) == nullptr, to.name);
  }
}

TEST_CASE(sink_refuses_by_the_rules) {
  const leak_check leaks;
  const listened_sink made;
  for (const named_iid& refused : kRefused) {
    void* answer = made.sink.get();
    CHECK_ROW(made.sink->QueryInterface(refused.iid, &answer) == E_NOINTERFACE, refused.name);
    CHECK_ROW(answer == nullptr, refused.name);
    CHECK_ROW(made.sink->QueryInterface(refused.iid, nullptr) == E_POINTER, refused.name);
  }
  for (const named_iid& known : kAnswered) {
    CHECK_ROW(made.sink->QueryInterface(known.iid, nullptr) == E_POINTER, known.name);
  }
  CHECK(made.sink->AddRef() == 2);  // No refusal has kept a reference.
  CHECK(made.sink->Release() == 1);
}

TEST_CASE(sink_counts_its_references_exactly) {
  const leak_check leaks;
  const listened_sink made;
  ULONG expected = 1;
  for (const named_iid& known : kAnswered) {
    void* answer = nullptr;
    CHECK_ROW(made.sink->QueryInterface(known.iid, &answer) == S_OK, known.name);
    ++expected;
    CHECK_ROW(made.sink->AddRef() == expected + 1, known.name);
    CHECK_ROW(made.sink->Release() == expected, known.name);
    CHECK_ROW(static_cast<IUnknown*>(answer)->Release() == --expected, known.name);
  }
  CHECK(made.listener->releases == 0);
}

TEST_CASE(sink_tells_its_release_once) {
  const leak_check leaks;
  listened_sink made;
  com_ptr<IDispatch> other = com_ptr<IUnknown>(made.sink).query<IDispatch>(IID_IDispatch);
  made.sink.reset();
  CHECK(made.listener->releases == 0);
  CHECK(made.listener.use_count() == 2);
  other.reset();
  CHECK(made.listener->releases == 1);
  CHECK(made.listener.use_count() == 1);  // The sink has let go of its listener.

  const auto clinging = std::make_shared<clinging_listener>();
  com_ptr<AsyncProgress> sink = make_com<AsyncProgress>(clinging);
  clinging->sink = sink->identity();
  sink.reset();
  CHECK(clinging->releases == 1);
}

TEST_CASE(sink_survives_a_listener_that_throws) {
  const leak_check leaks;
  const auto listener = std::make_shared<throwing_listener>();
  com_ptr<AsyncProgress> sink = make_com<AsyncProgress>(listener);
  CHECK(sink->Status(1, 2, S_OK, nullptr, nullptr) == S_OK);
  VARIANT result{};
  result.vt = VT_I4;
  CHECK(sink->Status(2, 2, S_OK, &result, nullptr) == S_OK);
  sink.reset();
  CHECK(listener->releases == 1);
}

TEST_CASE(sink_tells_the_numbers_where_there_is_no_memory_for_more) {
  const leak_check leaks;
  const auto listener = std::make_shared<forgetful_listener>();
  com_ptr<AsyncProgress> sink = make_com<AsyncProgress>(listener);
  VARIANT result{};
  result.vt = VT_I4;
  CHECK(sink->Status(2, 3, E_FAIL, &result, nullptr) == S_OK);
  CHECK(listener->numerator == 2 && listener->denominator == 3 && listener->hr == E_FAIL);
}

TEST_CASE(sink_tells_numbers_and_results_apart) {
  const leak_check leaks;
  const listened_sink made;
  const auto messages = make_com<fake_messages>();
  CHECK(made.sink->Status(1, 10, S_OK, nullptr, nullptr) == S_OK);
  for (const VARTYPE type : {VT_EMPTY, VT_NULL, VT_DISPATCH, VT_UNKNOWN}) {
    VARIANT nothing{};  // The pointers are null.
    nothing.vt = type;
    CHECK(made.sink->Status(2, 10, E_FAIL, &nothing, nullptr) == S_OK);
  }
  VARIANT missing{};
  missing.vt = VT_ERROR;
  missing.scode = DISP_E_PARAMNOTFOUND;
  CHECK(made.sink->Status(-3, 0, static_cast<HRESULT>(0x80070005), &missing, nullptr) == S_OK);
  for (const heard& call : made.listener->calls) CHECK(call.plain);
  CHECK(made.listener->calls.size() == 6);
  CHECK(made.listener->calls[1].hr == E_FAIL);
  CHECK(made.listener->calls[5].numerator == -3 && made.listener->calls[5].denominator == 0);

  CHECK(made.sink->Status(4, 10, S_OK, &missing, messages.get()) == S_OK);
  CHECK(!made.listener->calls[6].plain && !made.listener->calls[6].has_result);
  CHECK(made.listener->calls[6].messages == com_ptr<gpmgmt::IGPMStatusMsgCollection>(messages));
  missing.scode = E_ACCESSDENIED;  // An error that is a value.
  CHECK(made.sink->Status(5, 10, S_OK, &missing, nullptr) == S_OK);
  CHECK(made.listener->calls[7].has_result && !made.listener->calls[7].messages);
  // A reference to nothing at all: of no use, but no reason to fall.
  VARIANT broken{};
  broken.vt = VT_BYREF | VT_DISPATCH;
  CHECK(made.sink->Status(6, 10, S_OK, &broken, nullptr) == S_OK);
  CHECK(made.listener->calls[8].result.as<Failure>() != nullptr);
}

TEST_CASE(sink_is_called_from_four_threads_while_references_come_and_go) {
  constexpr LONG kCalls = 2000;
  constexpr int kThreads = 4;
  const leak_check leaks;
  listened_sink made;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([mine = com_ptr<IUnknown>(made.sink)]() mutable {
      const auto messages = make_com<fake_messages>();
      for (LONG i = 1; i <= kCalls; ++i) {
        const auto sink = mine.query<IGPMAsyncProgress>(IID_IGPMAsyncProgress);
        const auto agile = mine.query<IUnknown>(IID_IAgileObject);
        CHECK(sink->Status(i, kCalls, S_OK, nullptr, i % 2 ? nullptr : messages.get()) == S_OK);
      }
      mine.reset();
    });
  }
  // The last reference goes on one of the threads.
  made.sink.reset();
  for (std::thread& thread : threads) thread.join();
  CHECK(made.listener->releases == 1);
  CHECK(made.listener->calls.size() == size_t{kThreads} * kCalls);
  int64_t sum = 0;
  for (const heard& call : made.listener->calls) {
    sum += call.numerator;
    CHECK(call.plain == (call.numerator % 2 == 1));
  }
  CHECK(sum == int64_t{kThreads} * kCalls * (kCalls + 1) / 2);
  made.listener->calls.clear();
}
