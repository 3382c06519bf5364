// The server half: questions to TypeScript, their answers, and the objects that stand behind them.

#include "../../native/server/server_context.h"

#include <thread>

#include "../../native/server/item_enumerator.h"
#include "../../native/server/server_object_base.h"
#include "check.h"
#include "fake_messages.h"
#include "fake_node.h"
#include "leak_check.h"

using namespace gpmc;
using namespace gpmc::test;
using gpmgmt::IGPMGPO;
using gpmgmt::IGPMResult;

namespace {

//! A server half whose TypeScript is the test.
struct served_world {
  fake_node node;
  std::shared_ptr<ServerContext> context = std::make_shared<ServerContext>(node.mailbox);

  template <class I>
  com_ptr<I> serve(uint32_t* number) {
    *number = context->serve(static_cast<uint16_t>(gpmgmt::interface_of<I>::index));
    return context->served(*number).query<I>(gpmgmt::interface_of<I>::iid);
  }
  //! Turns the loop until an event of this kind has come; its id.
  uint32_t wait_for(EventKind kind) {
    for (;;) {
      node.turn();
      for (const seen_event& seen : node.seen) {
        if (seen.event.kind == static_cast<int32_t>(kind)) return static_cast<uint32_t>(seen.event.id);
      }
      std::this_thread::yield();
    }
  }
};

//! Outs as a caller makes them that has not read them before.
struct backup_call {
  VARIANT progress{};
  VARIANT cancel{};
  com_ptr<IGPMResult> result;
  HRESULT hr = E_UNEXPECTED;

  void make(IGPMGPO* gpo) { hr = gpo->Backup(nullptr, nullptr, &progress, &cancel, result.put()); }
};

}  // namespace

TEST_CASE(an_answer_reaches_the_caller) {
  const leak_check leaks;
  served_world world;
  uint32_t number = 0;
  auto gpo = world.serve<IGPMGPO>(&number);
  backup_call call;
  std::thread client([&] { call.make(gpo.get()); });
  Array outs;
  outs.emplace_back();
  outs.emplace_back(com_ptr<IUnknown>(make_com<fake_result>()->identity()));
  world.context->answer(world.wait_for(EventKind::kQuestion), S_FALSE, std::move(outs), {});
  client.join();
  CHECK(call.hr == S_FALSE && call.result && call.cancel.vt == VT_EMPTY);
  gpo.reset();
  world.context->release_served(number);
  CHECK(world.wait_for(EventKind::kDestroyed) == number);
}

TEST_CASE(outs_of_a_wrong_type_fail_the_call_and_leave_nothing) {
  const leak_check leaks;
  served_world world;
  uint32_t number = 0;
  const auto gpo = world.serve<IGPMGPO>(&number);
  backup_call call;
  std::thread client([&] { call.make(gpo.get()); });
  Array outs;
  outs.emplace_back(com_ptr<IUnknown>(make_com<progress>()->identity()));
  outs.emplace_back(5);  // No IGPMResult.
  world.context->answer(world.wait_for(EventKind::kQuestion), S_OK, std::move(outs), {});
  client.join();
  CHECK(call.hr == DISP_E_TYPEMISMATCH);
  CHECK(call.cancel.vt == VT_EMPTY && !call.result);
  world.context->close();
}

TEST_CASE(a_missing_out_pointer_is_no_question) {
  served_world world;
  uint32_t number = 0;
  const auto gpo = world.serve<IGPMGPO>(&number);
  CHECK(gpo->Backup(nullptr, nullptr, nullptr, nullptr, nullptr) == E_POINTER);
  CHECK(gpo->get_DisplayName(nullptr) == E_POINTER);
  world.node.run();
  CHECK(world.node.seen.empty());
  world.context->close();
}

TEST_CASE(the_javascript_thread_is_not_made_to_wait_for_itself) {
  served_world world;
  uint32_t number = 0;
  const auto gpo = world.serve<IGPMGPO>(&number);
  backup_call call;
  call.make(gpo.get());
  CHECK(call.hr == RPC_E_WRONG_THREAD);
  world.context->close();
}

TEST_CASE(the_end_answers_who_waits_and_refuses_who_comes) {
  const leak_check leaks;
  served_world world;
  uint32_t number = 0;
  const auto gpo = world.serve<IGPMGPO>(&number);
  backup_call waiting;
  std::thread client([&] { waiting.make(gpo.get()); });
  const uint32_t question = world.wait_for(EventKind::kQuestion);
  world.node.mailbox->close();
  world.context->close();
  client.join();
  CHECK(waiting.hr == RPC_E_DISCONNECTED);
  world.context->answer(question, S_OK, Array(), {});  // Too late, and nobody's.
  backup_call late;
  std::thread([&] { late.make(gpo.get()); }).join();
  CHECK(late.hr == RPC_E_DISCONNECTED);
}

TEST_CASE(nothing_is_kept_of_objects_that_come_behind_the_end) {
  const leak_check leaks;
  served_world world;
  uint32_t number = 0;
  const auto gpo = world.serve<IGPMGPO>(&number);
  world.context->close();
  world.context->introduce(gpo.get());
  const auto foreign = make_com<progress>();
  world.context->introduce(foreign->identity());
  CHECK(foreign->AddRef() == 2);
  CHECK(foreign->Release() == 1);
}

TEST_CASE(an_enumerator_that_fails_gives_nothing) {
  const leak_check leaks;
  auto items = std::make_shared<Array>();
  items->emplace_back(com_ptr<IUnknown>(make_com<progress>()->identity()));
  items->emplace_back(ObjectRef{ObjectRef::Kind::kForeign, 1});  // No VARIANT can hold it.
  const auto enumerator = make_com<ItemEnumerator>(items);
  VARIANT values[2]{};
  ULONG fetched = 9;
  CHECK(enumerator->Next(2, values, &fetched) == E_INVALIDARG);
  CHECK(fetched == 0 && values[0].vt == VT_EMPTY && values[1].vt == VT_EMPTY);
  CHECK(enumerator->Reset() == S_OK);
  CHECK(enumerator->Next(1, values, nullptr) == S_OK && values[0].vt == VT_DISPATCH);
  VariantClear(&values[0]);
  com_ptr<IEnumVARIANT> clone;
  CHECK(enumerator->Clone(clone.put()) == S_OK);
  CHECK(clone->Skip(1) == S_OK && clone->Skip(1) == S_FALSE);
  CHECK(clone->Next(1, values, &fetched) == S_FALSE && fetched == 0);
}
