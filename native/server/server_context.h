#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "../com/agile.h"
#include "../com/com_ptr.h"
#include "../runtime/mailbox.h"
#include "../runtime/value.h"
#include "../runtime/waiter.h"

namespace gpmc {

class ServerObjectBase;

//! One call of a COM client that waits for TypeScript's answer.
struct Question {
  Waiter answered;
  // Written by the answering thread before it sets `answered`, read by the asking one behind its wait:
  HRESULT hresult = RPC_E_DISCONNECTED;
  Array outs;
  std::u16string text;
};

//! The server half of one environment: the objects that TypeScript answers, the questions under way, and the
//! clients' objects that TypeScript knows. Any thread, unless a method says otherwise.
class ServerContext : public std::enable_shared_from_this<ServerContext> {
 public:
  //! JavaScript thread, which is never made to wait for itself.
  explicit ServerContext(std::shared_ptr<Mailbox> mailbox);

  //! Makes an object of the numbered interface, held by one reference of TypeScript; its number.
  uint32_t serve(uint16_t interface_index);
  void release_served(uint32_t number);
  //! A counted reference; empty when the object is gone.
  com_ptr<IUnknown> served(uint32_t number);
  //! The object itself, held by `keep` meanwhile; null when it is gone.
  ServerObjectBase* find(uint32_t number, com_ptr<IUnknown>& keep);
  //! The object's last reference went.
  void destroyed(uint32_t number);

  //! How TypeScript knows an object that a client passes: as its own, or as a foreign one that it must
  //! release.
  ObjectRef introduce(IUnknown* object);
  //! On the thread that will use the object.
  HRESULT resolve_foreign(uint32_t foreign, com_ptr<IUnknown>& object);
  //! Gives the reference out for release on a thread of the caller's choice.
  agile_ref take_foreign(uint32_t foreign);
  //! Replaces references to served objects by counted pointers, so that TypeScript may let go of its own.
  HRESULT pin(Value& value);

  //! Asks TypeScript and waits. RPC_E_DISCONNECTED when the environment ends meanwhile.
  HRESULT ask(uint32_t number, uint16_t method, Array arguments, Array& outs);
  //! JavaScript thread.
  void answer(uint32_t question, HRESULT hresult, Array outs, std::u16string text);

  //! JavaScript thread: ends every question and lets go of everything.
  void close();
  bool closed() const { return closed_.load(std::memory_order_relaxed); }

 private:
  const std::shared_ptr<Mailbox> mailbox_;
  const std::thread::id javascript_thread_;
  std::atomic<bool> closed_{false};

  std::mutex mutex_;
  // Guarded by mutex_. No reference is released under it: that may run a destructor which needs the lock.
  uint32_t next_ = 1;
  std::unordered_map<uint32_t, com_ptr<IUnknown>> held_;  //!< TypeScript's own references.
  std::unordered_map<uint32_t, ServerObjectBase*> alive_;
  std::unordered_map<uint32_t, agile_ref> foreign_;
  std::unordered_map<uint32_t, std::shared_ptr<Question>> questions_;
};

//! Generated: an object of the numbered interface, with its first reference.
com_ptr<IUnknown> make_server_object(uint16_t interface_index, ServerContext& context, uint32_t number);

}  // namespace gpmc
