#pragma once

#include <memory>

#include "automation.h"
#include "plan.h"
#include "results.h"

namespace gpmc::test_server {

//! A pointer on its way to the worker's thread: marshalled where that thread joins an apartment, as COM
//! demands, else as it is. Unmarshalled once; nothing comes of what COM cannot marshal.
class Parcel {
 public:
  Parcel(IUnknown* object, REFIID iid, bool marshalled) noexcept;
  HRESULT open(REFIID iid, void** object) noexcept;

 private:
  com_ptr<IUnknown> direct_;
  com_ptr<IStream> stream_;
};

//! Starts the thread of an operation. It calls Status until the end, and stays as long as a client holds an
//! object that it has made, because that object's apartment would otherwise be gone; by the plan it goes all
//! the same. `first` is set behind the first Status.
void start_worker(const Plan& plan, std::shared_ptr<Progress> progress, IUnknown* sink, Outcome outcome,
                  com_ptr<IGPMGPO> source, std::shared_ptr<void> first);

}  // namespace gpmc::test_server
