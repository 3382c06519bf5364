#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "server_context.h"

namespace gpmc {

//! Private: by this interface the server half knows its own objects again. It has no proxy and no methods;
//! the pointer it gives is a ServerObjectBase*.
inline constexpr GUID IID_ServedObject{
    0x3c0f6a52, 0x8f0d, 0x4c0b, {0x9a, 0x4e, 0x51, 0x7d, 0x2e, 0x06, 0xb9, 0xd3}};

//! What all objects that TypeScript answers have, whatever their interface.
//!
//! Answers that do not depend on arguments can be given in advance: they are then given without asking
//! JavaScript. The same goes for the members of a collection.
class ServerObjectBase {
 public:
  ServerObjectBase(ServerContext& context, uint32_t number)
      : context_(context.shared_from_this()), number_(number) {}
  virtual ~ServerObjectBase() = default;

  uint32_t number() const { return number_; }
  bool belongs_to(const ServerContext& context) const { return context_.get() == &context; }

  //! JavaScript thread. Objects in the value are counted pointers; the HRESULT says success.
  void set_constant(uint16_t method, HRESULT hr, Value value);
  //! JavaScript thread: from now on every method is asked for.
  void clear_constants();
  //! JavaScript thread, before the object is given away: makes it a collection.
  void set_items(Array items);

  //! Any thread: answers the call, from what was given in advance or by asking.
  HRESULT answer(uint16_t method, Array arguments, Array& outs);

 protected:
  void notify_destroyed() { context_->destroyed(number_); }

 private:
  struct Constant {
    uint16_t method;
    HRESULT hresult;
    Value value;
  };

  bool answer_from_items(uint16_t method, const Array& arguments, Array& outs, HRESULT& hr);

  const std::shared_ptr<ServerContext> context_;
  const uint32_t number_;
  std::unique_ptr<const Array> items_;
  std::mutex mutex_;
  std::vector<Constant> constants_;  //!< Guarded by mutex_.
};

}  // namespace gpmc
