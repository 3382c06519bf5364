#pragma once

#include <atomic>
#include <memory>
#include <unordered_map>
#include <vector>

#include "../com/agile.h"
#include "../com/com_ptr.h"
#include "../gpmgmt/generated/gpmgmt.h"
#include "../gpmgmt/method.h"
#include "../runtime/com_thread.h"
#include "../runtime/mailbox.h"
#include "../runtime/value.h"
#include "progress_poster.h"
#include "read_plan.h"
#include "rows.h"

namespace gpmc {

class ServerContext;

//! One thread of COM calls and the objects that it received: the client half's only way to a server, and for
//! the server half the thread from which it calls its clients back.
//!
//! The object table is touched on the thread only. JavaScript knows its objects by number. Methods of this
//! class are called on the JavaScript thread and put a task in the thread's queue, unless they say otherwise.
class Apartment : public std::enable_shared_from_this<Apartment>, private Resolver {
 public:
  static std::shared_ptr<Apartment> open(uint32_t id, ApartmentModel model, std::shared_ptr<Mailbox> mailbox,
                                         std::shared_ptr<ServerContext> server);

  //! CoCreateInstance(CLSID_GPM).
  void activate(uint32_t call);
  //! Gives the table a reference to an agile object; its number.
  ObjectRef adopt(com_ptr<IUnknown> object);
  //! Any thread: the same for an object that the calling thread's apartment may use, and that will be called
  //! by the interface `iid`.
  ObjectRef adopt_from_elsewhere(IUnknown* object, REFIID iid);
  //! `method` null: reads the object itself.
  void call(uint32_t call, uint32_t object, const MethodInfo* method, Array arguments, SharedReadPlan read);
  void read_result(uint32_t call, uint32_t object);
  //! `read`: what is read of a result that is an object, by the thread that brings it.
  void start_operation(uint32_t operation, uint32_t object, const MethodInfo& method, Array arguments,
                       SharedReadPlan read);
  void cancel_operation(uint32_t call, uint32_t operation);
  void forget_operation(uint32_t operation);
  void release(std::vector<uint32_t> objects);
  //! Runs something else on the thread; false when the thread is ending.
  bool post(ComThread::Task task) { return thread_->post(std::move(task)); }
  //! The same for a task that ends with `done(call, …)`, which is told when the thread is ending.
  void post_call(uint32_t call, ComThread::Task task);

  //! The thread ends behind its queue; Closed is posted.
  void stop() { thread_->stop(); }
  bool join(std::chrono::milliseconds bound) { return thread_->join(bound); }
  //! Whether the thread has ended.
  bool ended() { return thread_->join(std::chrono::milliseconds(0)); }

  //! On the thread: makes a call with arguments from JavaScript. The outs hold objects.
  HRESULT make_call(IUnknown* object, const MethodInfo& method, Array arguments, std::vector<Value>& outs);
  //! On the thread: posts how a call ended. Objects in the values pass to the table.
  void done(uint32_t call, HRESULT hr, Value payload);

 private:
  Apartment(uint32_t id, std::shared_ptr<Mailbox> mailbox, std::shared_ptr<ServerContext> server);
  HRESULT resolve(const ObjectRef& reference, com_ptr<IUnknown>& object) override;
  IUnknown* find(uint32_t object);
  ObjectRef insert(com_ptr<IUnknown> object);
  void adopt_all(Value& value);
  void run_call(uint32_t call, uint32_t object, const MethodInfo* method, Array arguments,
                const SharedReadPlan& read);
  struct Reading;
  void read_given(uint32_t call, HRESULT code, com_ptr<IUnknown> given, const MethodInfo& method,
                  const SharedReadPlan& plan);
  void read_page(const std::shared_ptr<Reading>& reading);
  void done_reading(uint32_t call, HRESULT code, Rows rows);
  void run_operation(uint32_t operation, uint32_t object, const MethodInfo& method, Array arguments,
                     const std::shared_ptr<ProgressPoster>& poster);
  void empty_tables();

  const uint32_t id_;
  const std::shared_ptr<Mailbox> mailbox_;
  const std::shared_ptr<ServerContext> server_;
  std::unique_ptr<ComThread> thread_;
  std::atomic<uint32_t> next_object_{1};
  // On the thread only:
  std::unordered_map<uint32_t, apartment_object> objects_;
  std::unordered_map<uint32_t, com_ptr<gpmgmt::IGPMAsyncCancel>> cancels_;
  // On the JavaScript thread only, so that an operation can be forgotten while the thread is in a call:
  std::unordered_map<uint32_t, std::shared_ptr<ProgressPoster>> operations_;
};

}  // namespace gpmc
