#include "fake_node.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>

#include "../../native/runtime/js_value.h"

namespace gpmc::test {

namespace {

//! A JavaScript value: a number, an array of such, or one of the receiver's functions.
struct js {
  double number = 0;
  std::vector<js*> elements;
};

//! The thread-safe function.
struct threadsafe {
  napi_threadsafe_function_call_js call = nullptr;
  napi_finalize finalize = nullptr;
  void* finalize_data = nullptr;
  void* context = nullptr;
};

std::vector<std::unique_ptr<js>> handles;
js dispatch_function;
js again_function;
threadsafe function;
fake_node* node = nullptr;
bool exception_pending = false;
size_t unread = 0;  // Where in the shared memory `dispatch` goes on after an exception.
size_t batch = 0;
js* payloads = nullptr;

std::atomic<int64_t> passed{0};  // Milliseconds.

// Foreign threads call; the JavaScript thread looks.
std::mutex mutex;
int calls = 0;

napi_value to_handle(js* value) { return reinterpret_cast<napi_value>(value); }
js* to_js_value(napi_value value) { return reinterpret_cast<js*>(value); }

Mailbox::Clock::time_point now() {
  const Mailbox::Clock::time_point start{};
  return (node && node->clock_runs ? Mailbox::Clock::now() : start) +
         std::chrono::milliseconds(passed.load());
}

js* make(double number) { return handles.emplace_back(new js{number, {}}).get(); }

void dispatch(size_t count, js* values) {
  if (count > 0) {
    batch = count;
    unread = 0;
    payloads = values;
  }
  while (unread < batch) {
    const Event& event = node->shared[unread++];
    const int payload =
        event.payload < 0 ? -1
                          : static_cast<int>(payloads->elements[static_cast<size_t>(event.payload)]->number);
    node->seen.push_back({event, payload});
    if (node->on_event) node->on_event(node->seen.back());
  }
}

}  // namespace

fake_node::fake_node() {
  node = this;
  calls = 0;
  exception_pending = false;
  mailbox = Mailbox::create(
      nullptr, {to_handle(&dispatch_function), to_handle(&again_function), shared.data(), shared.size()},
      now);
}

fake_node::~fake_node() {
  end();
  handles.clear();
  node = nullptr;
}

void fake_node::pass(std::chrono::milliseconds time) { passed.fetch_add(time.count()); }

bool fake_node::turn() {
  if (turns_ < agains) {
    turns_ = agains;
    mailbox->drain();
    return true;
  }
  {
    const std::lock_guard lock(mutex);
    if (calls == 0) return false;
    wakes += calls;
    calls = 0;
  }
  // The environment is what tells the callback that JavaScript can run; nothing looks behind the pointer.
  function.call(reinterpret_cast<napi_env>(this), nullptr, function.context, nullptr);
  return true;
}

void fake_node::run() {
  while (turn()) {
  }
}

void fake_node::end() {
  if (ended_) return;
  ended_ = true;
  mailbox->close();
  function.finalize(nullptr, function.finalize_data, nullptr);
}

}  // namespace gpmc::test

using namespace gpmc::test;

napi_value gpmc::to_js(napi_env, const Value& value) {
  if (const auto* number = value.as<int32_t>()) return to_handle(make(*number));
  const auto* text = value.as<std::u16string>();
  return to_handle(make(text ? static_cast<double>(text->size()) : -1));
}

extern "C" {

napi_status napi_create_threadsafe_function(napi_env, napi_value, napi_value, napi_value, size_t, size_t,
                                            void* finalize_data, napi_finalize finalize, void* context,
                                            napi_threadsafe_function_call_js call,
                                            napi_threadsafe_function* result) {
  function = {call, finalize, finalize_data, context};
  *result = reinterpret_cast<napi_threadsafe_function>(&function);
  return napi_ok;
}

napi_status napi_call_threadsafe_function(napi_threadsafe_function, void*,
                                          napi_threadsafe_function_call_mode) {
  const std::lock_guard lock(mutex);
  ++calls;
  return napi_ok;
}

napi_status napi_ref_threadsafe_function(napi_env, napi_threadsafe_function) { return napi_ok; }
napi_status napi_unref_threadsafe_function(napi_env, napi_threadsafe_function) { return napi_ok; }

napi_status napi_create_reference(napi_env, napi_value value, uint32_t, napi_ref* result) {
  *result = reinterpret_cast<napi_ref>(value);
  return napi_ok;
}
napi_status napi_delete_reference(napi_env, napi_ref) { return napi_ok; }
napi_status napi_get_reference_value(napi_env, napi_ref reference, napi_value* result) {
  *result = reinterpret_cast<napi_value>(reference);
  return napi_ok;
}

napi_status napi_open_handle_scope(napi_env, napi_handle_scope* result) {
  *result = nullptr;
  return napi_ok;
}
napi_status napi_close_handle_scope(napi_env, napi_handle_scope) {
  handles.clear();
  return napi_ok;
}

napi_status napi_get_global(napi_env, napi_value* result) {
  *result = nullptr;
  return napi_ok;
}
napi_status napi_create_string_utf8(napi_env, const char*, size_t, napi_value* result) {
  *result = nullptr;
  return napi_ok;
}
napi_status napi_create_uint32(napi_env, uint32_t value, napi_value* result) {
  *result = to_handle(make(value));
  return napi_ok;
}
napi_status napi_create_array(napi_env, napi_value* result) {
  *result = to_handle(make(0));
  return napi_ok;
}
napi_status napi_set_element(napi_env, napi_value array, uint32_t index, napi_value value) {
  auto& elements = to_js_value(array)->elements;
  if (elements.size() <= index) elements.resize(index + 1);
  elements[index] = to_js_value(value);
  return napi_ok;
}

napi_status napi_call_function(napi_env, napi_value, napi_value called, size_t, const napi_value* arguments,
                               napi_value*) {
  if (to_js_value(called) == &again_function) {
    ++node->agains;
    return napi_ok;
  }
  try {
    dispatch(static_cast<size_t>(to_js_value(arguments[0])->number), to_js_value(arguments[1]));
    return napi_ok;
  } catch (...) {
    exception_pending = true;
    return napi_pending_exception;
  }
}

napi_status napi_get_and_clear_last_exception(napi_env, napi_value* result) {
  *result = nullptr;
  exception_pending = false;
  return napi_ok;
}
napi_status napi_fatal_exception(napi_env, napi_value) {
  if (exception_pending) return napi_pending_exception;
  ++node->errors;
  return napi_ok;
}

}  // extern "C"
