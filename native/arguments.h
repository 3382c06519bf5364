#pragma once

#include <napi.h>

#include "client/apartment.h"
#include "gpmgmt/method.h"
#include "runtime/js_value.h"

namespace gpmc {

//! Reading the arguments of the addon's functions. TypeScript is their only caller; what does not fit the
//! contract of lib/addon/contract.ts throws.

inline uint32_t number_at(const Napi::CallbackInfo& info, size_t index) {
  if (!info[index].IsNumber()) throw Napi::TypeError::New(info.Env(), "A number was expected.");
  return info[index].As<Napi::Number>().Uint32Value();
}

//! A pending JavaScript exception as a C++ one.
[[noreturn]] inline void rethrow(Napi::Env env) { throw env.GetAndClearPendingException(); }

inline Value value_at(const Napi::CallbackInfo& info, size_t index) {
  Value value;
  if (!from_js(info.Env(), info[index], value)) rethrow(info.Env());
  return value;
}

inline Array array_at(const Napi::CallbackInfo& info, size_t index) {
  Array array;
  if (!from_js_array(info.Env(), info[index], array)) rethrow(info.Env());
  return array;
}

inline const MethodInfo& method_of(Napi::Env env, uint32_t index) {
  if (index >= kMethodCount) throw Napi::RangeError::New(env, "There is no such method.");
  return kMethods[index];
}

inline const MethodInfo& method_at(const Napi::CallbackInfo& info, size_t index) {
  return method_of(info.Env(), number_at(info, index));
}

inline ReadPlan read_plan_at(const Napi::CallbackInfo& info, size_t index) {
  ReadPlan plan;
  if (!info[index].IsObject()) return plan;
  const auto object = info[index].As<Napi::Object>();
  plan.each = object.Get("each").ToBoolean();
  const auto methods = object.Get("methods").As<Napi::Array>();
  for (uint32_t i = 0; i < methods.Length(); ++i) {
    plan.methods.push_back(&method_of(info.Env(), methods.Get(i).As<Napi::Number>().Uint32Value()));
  }
  return plan;
}

}  // namespace gpmc
