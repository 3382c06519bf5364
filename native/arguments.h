#pragma once

#include <napi.h>

#include "client/apartment.h"
#include "client/read_plan.h"
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

inline SharedReadPlan read_plan_of(const Napi::Object& object) {
  ReadPlan plan;
  plan.each = object.Get("each").ToBoolean();
  const auto reads = object.Get("reads").As<Napi::Array>();
  for (uint32_t i = 0; i < reads.Length(); ++i) {
    const Napi::Value read = reads.Get(i);
    PlannedRead planned{};
    Napi::Value method = read;
    if (read.IsObject()) {
      const auto further = read.As<Napi::Object>();
      method = further.Get("method");
      planned.further = read_plan_of(further);
    }
    planned.method = &method_of(object.Env(), method.As<Napi::Number>().Uint32Value());
    plan.reads.push_back(std::move(planned));
  }
  return std::make_shared<const ReadPlan>(std::move(plan));
}

inline SharedReadPlan read_plan_at(const Napi::CallbackInfo& info, size_t index) {
  return info[index].IsObject() ? read_plan_of(info[index].As<Napi::Object>()) : nullptr;
}

}  // namespace gpmc
