// The thread that makes the COM calls, from its queue to the events it posts.

#include "../../native/client/apartment.h"

#include <limits>
#include <new>
#include <stdexcept>
#include <thread>

#include "../../native/com/unknown.h"
#include "../../native/gpmgmt/method.h"
#include "../../native/runtime/call_frame.h"
#include "../../native/server/dispatch_invoke.h"
#include "../../native/server/server_context.h"
#include "check.h"
#include "fake_messages.h"
#include "fake_node.h"
#include "leak_check.h"
#include "method_of.h"

using namespace gpmc;
using namespace gpmc::test;

namespace {

//! One apartment, its server half and its event loop; the end is that of an environment.
struct inhabited {
  fake_node node;
  std::shared_ptr<ServerContext> context = std::make_shared<ServerContext>(node.mailbox);
  std::shared_ptr<Apartment> apartment = Apartment::open(1, ApartmentModel::kNone, node.mailbox, context);

  ~inhabited() {
    context->close();
    apartment->stop();
    CHECK(apartment->join(std::chrono::seconds(60)));
  }

  //! Turns the loop until this has come.
  seen_event wait_for(EventKind kind, uint32_t id) {
    for (;;) {
      node.turn();
      for (const seen_event& seen : node.seen) {
        if (seen.event.kind == static_cast<int32_t>(kind) && seen.event.id == static_cast<int32_t>(id))
          return seen;
      }
      std::this_thread::yield();
    }
  }
  //! The next question, answered with a failure.
  void refuse(HRESULT hr, std::u16string text) {
    for (size_t known = node.seen.size();; std::this_thread::yield()) {
      node.turn();
      for (; known < node.seen.size(); ++known) {
        const Event& event = node.seen[known].event;
        if (event.kind != static_cast<int32_t>(EventKind::kQuestion)) continue;
        context->answer(static_cast<uint32_t>(event.id), hr, Array(), std::move(text));
        return;
      }
    }
  }
  uint32_t adopt(IUnknown* object) { return apartment->adopt(com_ptr<IUnknown>(object)).id; }
  uint32_t serve_gpo() {
    const uint32_t number =
        context->serve(static_cast<uint16_t>(gpmgmt::interface_of<gpmgmt::IGPMGPO>::index));
    return apartment->adopt(context->served(number)).id;
  }
};

HRESULT hresult_of(const seen_event& done) { return static_cast<HRESULT>(done.event.a); }

}  // namespace

TEST_CASE(members_of_a_collection_that_breaks_off_are_given_back) {
  const leak_check leaks;
  inhabited home;
  const auto message = make_com<fake_message>();
  const auto messages = make_com<fake_messages>();
  messages->add(VT_DISPATCH, message->identity());
  messages->add(VT_I4, nullptr);
  const auto result = make_com<fake_result>();
  result->messages.copy(messages.get());
  const auto plan = std::make_shared<ReadPlan>();
  plan->reads.push_back({&method_of("IGPMStatusMessage", "get_Message")});
  plan->each = true;
  const uint32_t object = home.adopt(result->identity());
  const MethodInfo& get_status = method_of("IGPMResult", "get_Status");
  home.apartment->call(1, object, &get_status, Array(), plan);
  CHECK(hresult_of(home.wait_for(EventKind::kDone, 1)) == E_NOINTERFACE);
  CHECK(message->AddRef() == 3);  // Ours, the collection's, and this one.
  CHECK(message->Release() == 2);
  // A count that no memory is large enough for, of which one member is there.
  messages->items.pop_back();
  messages->count = std::numeric_limits<LONG>::max();
  home.apartment->call(2, object, &get_status, Array(), plan);
  CHECK(hresult_of(home.wait_for(EventKind::kDone, 2)) == E_INVALIDARG);
  messages->count = 1;
  home.apartment->call(3, object, &get_status, Array(), plan);
  CHECK(hresult_of(home.wait_for(EventKind::kDone, 3)) == S_OK);
  CHECK(message->AddRef() == 4);  // The object table's too.
  CHECK(message->Release() == 3);
}

TEST_CASE(members_of_which_nothing_can_be_read_are_given_up) {
  const leak_check leaks;
  inhabited home;
  const auto messages = make_com<fake_messages>();
  messages->count = std::numeric_limits<LONG>::max();
  messages->always = com_ptr<IUnknown>(make_com<named>()->identity());
  const auto result = make_com<fake_result>();
  result->messages.copy(messages.get());
  const auto plan = std::make_shared<ReadPlan>();
  plan->reads.push_back({&method_of("IGPMStatusMessage", "get_Message")});
  plan->each = true;
  home.apartment->call(1, home.adopt(result->identity()), &method_of("IGPMResult", "get_Status"), Array(),
                       plan);
  CHECK(hresult_of(home.wait_for(EventKind::kDone, 1)) == E_NOINTERFACE);
  CHECK(messages->asked == 16);
}

TEST_CASE(an_exception_of_a_server_is_a_failure) {
  const leak_check leaks;
  inhabited home;
  const auto result = make_com<fake_result>();
  const uint32_t object = home.adopt(result->identity());
  const MethodInfo& get_result = method_of("IGPMResult", "get_Result");
  struct row {
    void (*throws)();
    HRESULT hr;
  };
  const row rows[] = {{[] { throw std::bad_alloc(); }, E_OUTOFMEMORY},
                      {[] { throw std::runtime_error("a server's own"); }, E_UNEXPECTED},
                      {[] { throw 1; }, E_UNEXPECTED}};
  uint32_t number = 1;
  for (const row& row : rows) {
    result->throws = row.throws;
    home.apartment->call(number, object, &get_result, Array(), {});
    CHECK(hresult_of(home.wait_for(EventKind::kDone, number++)) == row.hr);
    home.apartment->start_operation(number, object, get_result, Array(), {});
    CHECK(hresult_of(home.wait_for(EventKind::kReturned, number)) == row.hr);
    home.wait_for(EventKind::kReleased, number);
    home.apartment->forget_operation(number++);
    // Late-bound, as the server half is called.
    MethodInfo throwing = get_result;
    throwing.call = [](void* self, CallFrame&) {
      static_cast<fake_result*>(self)->throws();
      return S_OK;
    };
    const DISPPARAMS none{};
    CHECK(dispatch_invoke(result.get(), throwing, &none, nullptr, nullptr, nullptr) == row.hr);
  }
}

TEST_CASE(a_status_of_which_all_throws_is_an_event) {
  const leak_check leaks;
  inhabited home;
  const auto messages = make_com<fake_messages>();
  messages->throws_at = 0;
  const auto result = make_com<fake_result>();
  result->throws = [] { throw std::runtime_error("a server's own"); };
  const auto plan = std::make_shared<ReadPlan>();
  plan->reads.push_back({&method_of("IGPMResult", "get_Result")});
  const auto poster = std::make_shared<ProgressPoster>(9, home.node.mailbox, home.apartment, plan);
  com_ptr<AsyncProgress> sink = make_com<AsyncProgress>(poster);
  unique_variant value;
  value->vt = VT_DISPATCH;
  result.query_to(IID_IDispatch, reinterpret_cast<void**>(&value->pdispVal));
  CHECK(sink->Status(3, 3, S_OK, value.get(), messages.get()) == S_OK);
  const seen_event seen = home.wait_for(EventKind::kStatus, 9);
  CHECK(seen.event.a == 3 && seen.event.b == 3 && seen.event.payload == 0);
  home.apartment->read_result(1, 1);  // The first object of the table: the result has arrived.
  CHECK(hresult_of(home.wait_for(EventKind::kDone, 1)) == E_UNEXPECTED);
}

TEST_CASE(a_failure_is_not_explained_by_an_earlier_one) {
  const leak_check leaks;
  inhabited home;
  const auto messages = make_com<fake_messages>();
  messages->count_status = E_FAIL;
  const uint32_t silent = home.adopt(messages->identity());
  const uint32_t gpo = home.serve_gpo();
  const auto plan = std::make_shared<ReadPlan>();
  plan->reads.push_back({&method_of("IGPMGPO", "get_DisplayName")});
  home.apartment->call(1, gpo, nullptr, Array(), plan);
  home.refuse(E_ACCESSDENIED, u"a property's own");
  CHECK(hresult_of(home.wait_for(EventKind::kDone, 1)) == S_OK);
  home.apartment->call(2, silent, &method_of("IGPMStatusMsgCollection", "get_Count"), Array(), {});
  const seen_event done = home.wait_for(EventKind::kDone, 2);
  CHECK(hresult_of(done) == E_FAIL && done.payload == -1);
  home.apartment->call(3, gpo, plan->reads[0].method, Array(), {});
  home.refuse(E_ACCESSDENIED, u"12345");
  const seen_event explained = home.wait_for(EventKind::kDone, 3);
  CHECK(hresult_of(explained) == E_ACCESSDENIED && explained.payload == 5);
}

TEST_CASE(an_operation_returns_before_its_sink_is_released) {
  const leak_check leaks;
  inhabited home;
  const uint32_t gpo = home.serve_gpo();
  Array arguments;
  arguments.emplace_back(std::u16string(u"C:\\Backups"));
  arguments.emplace_back(std::u16string());
  home.apartment->start_operation(9, gpo, method_of("IGPMGPO", "Backup"), std::move(arguments), {});
  home.refuse(E_ACCESSDENIED, {});
  CHECK(hresult_of(home.wait_for(EventKind::kReturned, 9)) == E_ACCESSDENIED);
  for (const seen_event& seen : home.node.seen) {
    CHECK(seen.event.kind != static_cast<int32_t>(EventKind::kReleased));
  }
  home.context->close();  // The server's reference to the sink was the last.
  home.wait_for(EventKind::kReleased, 9);
  home.apartment->forget_operation(9);
}

TEST_CASE(calls_of_a_closed_apartment_are_answered) {
  const leak_check leaks;
  inhabited home;
  const auto result = make_com<fake_result>();
  const uint32_t object = home.adopt(result->identity());
  home.apartment->read_result(1, object);
  home.apartment->stop();
  home.apartment->read_result(2, object);
  home.apartment->start_operation(3, object, method_of("IGPMGPO", "Backup"), Array(), {});
  CHECK(hresult_of(home.wait_for(EventKind::kDone, 2)) == RPC_E_DISCONNECTED);
  CHECK(hresult_of(home.wait_for(EventKind::kReturned, 3)) == RPC_E_DISCONNECTED);
  home.wait_for(EventKind::kReleased, 3);
  CHECK(hresult_of(home.wait_for(EventKind::kDone, 1)) == S_OK);
  home.wait_for(EventKind::kClosed, 1);
  CHECK(home.apartment->join(std::chrono::seconds(60)));
  CHECK(result->AddRef() == 2);  // The table is empty.
  CHECK(result->Release() == 1);
}

TEST_CASE(an_object_that_was_released_is_not_called) {
  const leak_check leaks;
  inhabited home;
  const uint32_t object = home.adopt(make_com<fake_result>()->identity());
  home.apartment->release({object});
  home.apartment->read_result(1, object);
  CHECK(hresult_of(home.wait_for(EventKind::kDone, 1)) == CO_E_OBJNOTCONNECTED);
  home.apartment->cancel_operation(2, 77);
  CHECK(hresult_of(home.wait_for(EventKind::kDone, 2)) == E_NOTIMPL);
}
