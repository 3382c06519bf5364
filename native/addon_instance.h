#pragma once

#include <napi.h>

#include <map>
#include <memory>

#include "client/apartment.h"
#include "server/server_context.h"

namespace gpmc {

//! The addon in one environment: the main thread's, or a worker's. There is no other state; nothing is global
//! but counters. All methods run on the JavaScript thread. lib/addon/contract.ts documents the functions.
class AddonInstance : public Napi::Addon<AddonInstance> {
 public:
  AddonInstance(Napi::Env env, Napi::Object exports);
  ~AddonInstance();

 private:
  static void cleanup(void* self);
  void end();

  Napi::Value start(const Napi::CallbackInfo& info);
  void drain(const Napi::CallbackInfo& info);
  void hold(const Napi::CallbackInfo& info);
  Napi::Value open_apartment(const Napi::CallbackInfo& info);
  void close_apartment(const Napi::CallbackInfo& info);
  void activate(const Napi::CallbackInfo& info);
  Napi::Value adopt(const Napi::CallbackInfo& info);
  void call(const Napi::CallbackInfo& info);
  void read_result(const Napi::CallbackInfo& info);
  void start_operation(const Napi::CallbackInfo& info);
  void cancel_operation(const Napi::CallbackInfo& info);
  void forget_operation(const Napi::CallbackInfo& info);
  void release(const Napi::CallbackInfo& info);
  Napi::Value serve(const Napi::CallbackInfo& info);
  void set_constant(const Napi::CallbackInfo& info);
  void clear_constants(const Napi::CallbackInfo& info);
  void release_served(const Napi::CallbackInfo& info);
  void answer(const Napi::CallbackInfo& info);
  void release_foreign(const Napi::CallbackInfo& info);
  void call_foreign(const Napi::CallbackInfo& info);
  void flood(const Napi::CallbackInfo& info);
  void trace(const Napi::CallbackInfo& info);
  Napi::Value counters(const Napi::CallbackInfo& info);

  Mailbox& mailbox(const Napi::CallbackInfo& info);
  ServerContext& server(const Napi::CallbackInfo& info);
  Apartment& apartment(const Napi::CallbackInfo& info);
  void reap();

  napi_env env_;
  std::shared_ptr<Mailbox> mailbox_;
  std::shared_ptr<ServerContext> server_;
  std::map<uint32_t, std::shared_ptr<Apartment>> apartments_;
  uint32_t next_apartment_ = 1;
  uint32_t starts_ = 0;
  Napi::Reference<Napi::Int32Array> events_;  //!< Keeps the memory that the mailbox writes to.
};

}  // namespace gpmc
