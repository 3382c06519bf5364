#pragma once

#include <initializer_list>
#include <string>

#include "../com/com.h"

namespace gpmc::trace {

//! One line on standard error for each COM event of an operation, for reading what a server does: see
//! docs/diagnose.md. Off unless asked for; then it is on for the process. Any thread.
bool enabled();
//! `progress`: what `progress_type` answers from now on.
void enable(VARTYPE progress);

//! As what the sink goes into pvarGPMProgress, whose content is documented in words only: VT_DISPATCH, unless
//! a trace is to show what the server makes of VT_UNKNOWN, or of VT_EMPTY without a sink.
VARTYPE progress_type();

//! One `name=value` of a line.
struct Field {
  const char* name;
  std::string value;
};

//! Writes `gpmc trace ms=… thread=… apartment=… event=…` and the fields, in one piece.
void line(const char* event, std::initializer_list<Field> fields);

std::string number(long long value);
std::string hresult(HRESULT hr);
//! The VARTYPE in words, with what a reference refers to: `null`, `VT_EMPTY`, `VT_BYREF|VT_DISPATCH` …
std::string vartype(const VARIANT* variant);
//! `null`, `direct` or, for an object of another apartment, `proxy`.
std::string pointer(IUnknown* object);
//! References left on an object; nothing in it changes.
std::string references(IUnknown* object);

}  // namespace gpmc::trace
