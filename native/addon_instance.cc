#include "addon_instance.h"

#include <algorithm>
#include <chrono>
#include <system_error>

#include "arguments.h"
#include "com/unknown.h"
#include "runtime/trace.h"
#include "server/server_object_base.h"
#include "server/sink_caller.h"

#if defined(_WIN32)
#include <windows.h>
#endif

namespace gpmc {

namespace {

//! How long the end of an environment waits for its threads, all together: one may be in a COM call that does
//! not return.
constexpr std::chrono::milliseconds kPatience{2000};

//! Code of this module may still run on a thread that did not end in time: keep the module loaded. Elsewhere
//! the linker's `nodelete` does it.
void pin_module() {
#if defined(_WIN32)
  HMODULE module = nullptr;
  GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS,
                     reinterpret_cast<LPCWSTR>(&pin_module), &module);
#endif
}

}  // namespace

AddonInstance::AddonInstance(Napi::Env env, Napi::Object exports) : env_(env) {
  pin_module();
  DefineAddon(exports, {
                           InstanceMethod("start", &AddonInstance::start),
                           InstanceMethod("drain", &AddonInstance::drain),
                           InstanceMethod("hold", &AddonInstance::hold),
                           InstanceMethod("openApartment", &AddonInstance::open_apartment),
                           InstanceMethod("closeApartment", &AddonInstance::close_apartment),
                           InstanceMethod("activate", &AddonInstance::activate),
                           InstanceMethod("adopt", &AddonInstance::adopt),
                           InstanceMethod("call", &AddonInstance::call),
                           InstanceMethod("readResult", &AddonInstance::read_result),
                           InstanceMethod("startOperation", &AddonInstance::start_operation),
                           InstanceMethod("cancelOperation", &AddonInstance::cancel_operation),
                           InstanceMethod("forgetOperation", &AddonInstance::forget_operation),
                           InstanceMethod("release", &AddonInstance::release),
                           InstanceMethod("serve", &AddonInstance::serve),
                           InstanceMethod("setConstant", &AddonInstance::set_constant),
                           InstanceMethod("clearConstants", &AddonInstance::clear_constants),
                           InstanceMethod("releaseServed", &AddonInstance::release_served),
                           InstanceMethod("answer", &AddonInstance::answer),
                           InstanceMethod("releaseForeign", &AddonInstance::release_foreign),
                           InstanceMethod("callForeign", &AddonInstance::call_foreign),
                           InstanceMethod("flood", &AddonInstance::flood),
                           InstanceMethod("trace", &AddonInstance::trace),
                           InstanceMethod("counters", &AddonInstance::counters),
                       });
}

AddonInstance::~AddonInstance() {
  if (mailbox_) mailbox_->drop_references();
}

Napi::Value AddonInstance::start(const Napi::CallbackInfo& info) {
  auto events = info[0].As<Napi::Int32Array>();
  const Mailbox::Receiver receiver{info[1], info[2], reinterpret_cast<Event*>(events.Data()),
                                   events.ElementLength() * sizeof(int32_t) / sizeof(Event)};
  events_ = Napi::Persistent(events);
  if (mailbox_) {
    mailbox_->set_receiver(receiver);
  } else {
    mailbox_ = Mailbox::create(info.Env(), receiver);
    if (!mailbox_) throw Napi::Error::New(info.Env(), "The environment is ending.");
    server_ = std::make_shared<ServerContext>(mailbox_);
    // Behind the mailbox's thread-safe function: hooks run last in, first out, so this one runs before it is
    // destroyed.
    napi_add_env_cleanup_hook(info.Env(), &AddonInstance::cleanup, this);
  }
  return Napi::Number::New(info.Env(), starts_++);
}

void AddonInstance::cleanup(void* self) { static_cast<AddonInstance*>(self)->end(); }

void AddonInstance::end() {
  mailbox_->close();
  server_->close();  // Whoever waits for an answer of this environment goes on.
  for (const auto& entry : apartments_) entry.second->stop();
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  for (const auto& entry : apartments_) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    entry.second->join((std::max)(left, std::chrono::milliseconds(0)));
  }
  apartments_.clear();
}

void AddonInstance::drain(const Napi::CallbackInfo& info) { mailbox(info).drain(); }

void AddonInstance::hold(const Napi::CallbackInfo& info) { mailbox(info).hold(info[0].ToBoolean()); }

//! What `start` makes: until then nothing can be told, or served.
Mailbox& AddonInstance::mailbox(const Napi::CallbackInfo& info) {
  if (!mailbox_) throw Napi::Error::New(info.Env(), "The addon is not started.");
  return *mailbox_;
}

ServerContext& AddonInstance::server(const Napi::CallbackInfo& info) {
  mailbox(info);
  return *server_;
}

Apartment& AddonInstance::apartment(const Napi::CallbackInfo& info) {
  const auto found = apartments_.find(number_at(info, 0));
  if (found == apartments_.end()) throw Napi::Error::New(info.Env(), "The apartment is closed.");
  return *found->second;
}

//! Forgets apartments whose thread has ended.
void AddonInstance::reap() {
  for (auto entry = apartments_.begin(); entry != apartments_.end();) {
    entry = entry->second->ended() ? apartments_.erase(entry) : std::next(entry);
  }
}

Napi::Value AddonInstance::open_apartment(const Napi::CallbackInfo& info) {
  mailbox(info);
  reap();
  const std::string model = info[0].ToString();
  const uint32_t id = next_apartment_++;
  const ApartmentModel kind = model == "sta"   ? ApartmentModel::kSta
                              : model == "mta" ? ApartmentModel::kMta
                                               : ApartmentModel::kNone;
  try {
    apartments_.emplace(id, Apartment::open(id, kind, mailbox_, server_));
  } catch (const std::system_error& error) {
    throw Napi::Error::New(info.Env(),
                           std::string("The system has no thread for COM calls: ") + error.what());
  }
  return Napi::Number::New(info.Env(), id);
}

void AddonInstance::close_apartment(const Napi::CallbackInfo& info) { apartment(info).stop(); }

void AddonInstance::activate(const Napi::CallbackInfo& info) { apartment(info).activate(number_at(info, 1)); }

Napi::Value AddonInstance::adopt(const Napi::CallbackInfo& info) {
  com_ptr<IUnknown> object = server(info).served(number_at(info, 1));
  if (!object) throw Napi::Error::New(info.Env(), "The served object is released.");
  return Napi::Number::New(info.Env(), apartment(info).adopt(std::move(object)).id);
}

void AddonInstance::call(const Napi::CallbackInfo& info) {
  const bool none = info[3].As<Napi::Number>().Int32Value() < 0;
  apartment(info).call(number_at(info, 1), number_at(info, 2), none ? nullptr : &method_at(info, 3),
                       array_at(info, 4), read_plan_at(info, 5));
}

void AddonInstance::read_result(const Napi::CallbackInfo& info) {
  apartment(info).read_result(number_at(info, 1), number_at(info, 2));
}

void AddonInstance::start_operation(const Napi::CallbackInfo& info) {
  apartment(info).start_operation(number_at(info, 1), number_at(info, 2), method_at(info, 3),
                                  array_at(info, 4), read_plan_at(info, 5));
}

void AddonInstance::cancel_operation(const Napi::CallbackInfo& info) {
  apartment(info).cancel_operation(number_at(info, 1), number_at(info, 2));
}

void AddonInstance::forget_operation(const Napi::CallbackInfo& info) {
  const auto found = apartments_.find(number_at(info, 0));
  if (found != apartments_.end()) found->second->forget_operation(number_at(info, 1));
}

void AddonInstance::release(const Napi::CallbackInfo& info) {
  const auto found = apartments_.find(number_at(info, 0));
  if (found == apartments_.end()) return;
  std::vector<uint32_t> objects;
  for (const Value& item : array_at(info, 1)) {
    if (const auto* object = item.as<int32_t>()) objects.push_back(static_cast<uint32_t>(*object));
  }
  found->second->release(std::move(objects));
}

Napi::Value AddonInstance::serve(const Napi::CallbackInfo& info) {
  ServerContext& context = server(info);
  const uint32_t interface_index = number_at(info, 0);
  if (interface_index >= kInterfaceCount)
    throw Napi::RangeError::New(info.Env(), "There is no such interface.");
  Array constants = array_at(info, 1);
  Array items;
  const bool collection = info[2].IsArray();
  if (collection) items = array_at(info, 2);
  for (Value& value : constants) context.pin(value);
  for (Value& value : items) context.pin(value);

  const uint32_t number = context.serve(static_cast<uint16_t>(interface_index));
  com_ptr<IUnknown> keep;
  ServerObjectBase* object = context.find(number, keep);
  if (collection) object->set_items(std::move(items));
  for (size_t i = 0; i + 2 < constants.size(); i += 3) {
    const auto* method = constants[i].as<int32_t>();
    const auto* hresult = constants[i + 1].as<int32_t>();
    if (!method || !hresult) {
      throw Napi::TypeError::New(info.Env(), "Constants are method index, HRESULT and value.");
    }
    object->set_constant(static_cast<uint16_t>(*method), *hresult, std::move(constants[i + 2]));
  }
  return Napi::Number::New(info.Env(), number);
}

void AddonInstance::set_constant(const Napi::CallbackInfo& info) {
  ServerContext& context = server(info);
  com_ptr<IUnknown> keep;
  Value value = value_at(info, 3);
  context.pin(value);
  if (ServerObjectBase* object = context.find(number_at(info, 0), keep)) {
    object->set_constant(static_cast<uint16_t>(number_at(info, 1)), static_cast<HRESULT>(number_at(info, 2)),
                         std::move(value));
  }
}

void AddonInstance::clear_constants(const Napi::CallbackInfo& info) {
  com_ptr<IUnknown> keep;
  if (ServerObjectBase* object = server(info).find(number_at(info, 0), keep)) object->clear_constants();
}

void AddonInstance::release_served(const Napi::CallbackInfo& info) {
  server(info).release_served(number_at(info, 0));
}

void AddonInstance::answer(const Napi::CallbackInfo& info) {
  const Value text = value_at(info, 3);
  const auto* explanation = text.as<std::u16string>();
  server(info).answer(number_at(info, 0), static_cast<HRESULT>(number_at(info, 1)), array_at(info, 2),
                      explanation ? *explanation : std::u16string());
}

//! Released on a thread of this addon where there is one: no COM call is made on the JavaScript thread.
void AddonInstance::release_foreign(const Napi::CallbackInfo& info) {
  // Shared, not copied: a copy that is left here would be the last one if the thread is faster.
  const auto reference = std::make_shared<agile_ref>(server(info).take_foreign(number_at(info, 0)));
  for (const auto& entry : apartments_) {
    if (entry.second->post([reference] { reference->reset(); })) return;
  }
}

void AddonInstance::call_foreign(const Napi::CallbackInfo& info) {
  Array arguments = array_at(info, 4);
  for (Value& argument : arguments) server(info).pin(argument);
  call_sink(apartment(info).shared_from_this(), server_, number_at(info, 1), number_at(info, 2),
            method_at(info, 3), std::move(arguments), info[5].ToBoolean());
}

void AddonInstance::flood(const Napi::CallbackInfo& info) {
  flood_sink(apartment(info).shared_from_this(), server_, number_at(info, 1), number_at(info, 2),
             {static_cast<LONG>(number_at(info, 3)), static_cast<LONG>(number_at(info, 4)),
              std::chrono::microseconds(number_at(info, 5))});
}

void AddonInstance::trace(const Napi::CallbackInfo& info) {
  trace::enable(static_cast<VARTYPE>(number_at(info, 0)));
}

Napi::Value AddonInstance::counters(const Napi::CallbackInfo& info) {
  auto result = Napi::Object::New(info.Env());
  result.Set("objects", static_cast<double>(com_live_objects()));
  result.Set("references", static_cast<double>(com_live_references()));
  result.Set("apartments", running_com_threads());
  return result;
}

NODE_API_ADDON(AddonInstance)

}  // namespace gpmc
