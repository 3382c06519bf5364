#pragma once

#include <string>

#include "../com/com.h"

namespace gpmc {

//! Server side: leaves an explanation for the caller of the COM method that fails on this thread
//! (SetErrorInfo on Windows; elsewhere a text of the thread).
void set_error_text(const std::u16string& text);

//! Client side: takes the explanation that the call which just failed on this thread left; empty without one.
std::u16string take_error_text();

}  // namespace gpmc
