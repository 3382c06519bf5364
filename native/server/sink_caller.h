#pragma once

#include <chrono>
#include <memory>

#include "../client/apartment.h"
#include "server_context.h"

namespace gpmc {

//! Calls a client's object on a thread of the server: through its vtable or, `late`, through
//! IDispatch::Invoke. Done is posted with the HRESULT.
void call_sink(std::shared_ptr<Apartment> thread, std::shared_ptr<ServerContext> server, uint32_t call,
               uint32_t foreign, const MethodInfo& method, Array arguments, bool late);

struct Flood {
  LONG count;
  LONG denominator;
  std::chrono::microseconds pause;  //!< Before each call.
};

//! Calls a sink's Status so many times in a loop, ended early by the end of the environment. Done is posted
//! with the times at which calls were begun.
void flood_sink(std::shared_ptr<Apartment> thread, std::shared_ptr<ServerContext> server, uint32_t call,
                uint32_t foreign, Flood flood);

}  // namespace gpmc
