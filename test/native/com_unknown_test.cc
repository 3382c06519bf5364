#include <thread>
#include <vector>

#include "../../native/com/agile.h"
#include "check.h"
#include "fake_objects.h"

using namespace gpmc;
using namespace gpmc::test;

namespace {

// Hands itself out while it is being destroyed, as an object does that tells its owner goodbye.
class farewell : public named {
 public:
  explicit farewell(int* destroyed) : destroyed_(destroyed) {}
  ~farewell() override {
    com_ptr<IUnknown> self(identity());
    ++*destroyed_;
  }

 private:
  int* destroyed_;
};

// Keeps itself for whoever destroys it later.
class deferred : public named {
 public:
  explicit deferred(deferred** grave) : grave_(grave) {}
  void bury() { delete this; }

 protected:
  void final_release() noexcept override { *grave_ = this; }

 private:
  deferred** grave_;
};

}  // namespace

TEST_CASE(query_interface_answers_the_whole_chain) {
  auto object = make_com<progress>();
  for (const IID& iid : {IID_IUnknown, IID_IDispatch, IID_IProgress}) {
    com_ptr<IUnknown> answer;
    CHECK(object->QueryInterface(iid, answer.put_void()) == S_OK);
    CHECK(answer.get() == object->identity());
  }
}

TEST_CASE(query_interface_keeps_identity_and_symmetry) {
  auto object = make_com<named_progress>();
  const com_ptr<IProgress> left = com_ptr<IUnknown>(object->identity()).query<IProgress>(IID_IProgress);
  const com_ptr<INamed> right = left.query<INamed>(IID_INamed);
  CHECK(left && right);
  CHECK(static_cast<void*>(left.get()) != static_cast<void*>(right.get()));
  CHECK(left.query<IUnknown>(IID_IUnknown) == right.query<IUnknown>(IID_IUnknown));
  CHECK(right.query<IProgress>(IID_IProgress) == left);
  CHECK(right.query<IDispatch>(IID_IDispatch) != nullptr);
  BSTR name = nullptr;
  CHECK(right->get_Name(&name) == S_FALSE);
}

TEST_CASE(query_interface_refuses) {
  auto object = make_com<named>();
  const int64_t references = com_live_references();
  void* answer = object.get();
  CHECK(object->QueryInterface(IID_IDispatch, &answer) == E_NOINTERFACE);
  CHECK(answer == nullptr);
  answer = object.get();
  CHECK(object->QueryInterface(GUID_NULL, &answer) == E_NOINTERFACE);
  CHECK(answer == nullptr);
  CHECK(object->QueryInterface(IID_IUnknown, nullptr) == E_POINTER);
  CHECK(object->QueryInterface(IID_IDispatch, nullptr) == E_POINTER);
  CHECK(com_live_references() == references);
}

TEST_CASE(reference_counts_are_returned) {
  auto object = make_com<progress>();
  CHECK(object->AddRef() == 2);
  CHECK(object->AddRef() == 3);
  CHECK(object->Release() == 2);
  CHECK(object->Release() == 1);
}

TEST_CASE(object_may_be_used_in_its_own_destructor) {
  const int64_t objects = com_live_objects();
  const int64_t references = com_live_references();
  int destroyed = 0;
  make_com<farewell>(&destroyed).reset();
  CHECK(destroyed == 1);
  CHECK(com_live_objects() == objects);
  CHECK(com_live_references() == references);
}

TEST_CASE(final_release_may_put_off_the_end) {
  const int64_t objects = com_live_objects();
  deferred* grave = nullptr;
  make_com<deferred>(&grave).reset();
  CHECK(grave != nullptr);
  CHECK(com_live_objects() == objects + 1);
  grave->bury();
  CHECK(com_live_objects() == objects);
}

TEST_CASE(references_are_counted_from_four_threads) {
  constexpr int kRounds = 20000;
  const int64_t objects = com_live_objects();
  const int64_t references = com_live_references();
  int destroyed = 0;
  {
    com_ptr<farewell> object = make_com<farewell>(&destroyed);
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([mine = com_ptr<IUnknown>(object)] {
        for (int round = 0; round < kRounds; ++round) {
          const com_ptr<IUnknown> copy = mine;
          CHECK(copy.query<INamed>(IID_INamed) != nullptr);
        }
      });
    }
    // The last reference may go on any of the threads.
    object.reset();
    for (std::thread& thread : threads) thread.join();
  }
  CHECK(destroyed == 1);
  CHECK(com_live_objects() == objects);
  CHECK(com_live_references() == references);
}

TEST_CASE(agile_objects_say_so) {
  const int64_t references = com_live_references();
  {
    com_ptr<IUnknown> object(make_com<agile_named>().get());
    const auto agile = object.query<IUnknown>(IID_IAgileObject);
    CHECK(agile != nullptr);
    CHECK(agile.query<INamed>(IID_INamed) != nullptr);
    CHECK(agile.query<IDispatch>(IID_IDispatch) == nullptr);
    CHECK(com_ptr<IUnknown>(make_com<named>().get()).query<IUnknown>(IID_IAgileObject) == nullptr);
  }
  CHECK(com_live_references() == references);
}

TEST_CASE(agile_ref_carries_a_reference_to_another_thread) {
  const int64_t objects = com_live_objects();
  const int64_t references = com_live_references();
  {
    agile_ref carried;
    CHECK(!carried);
    com_ptr<INamed> nothing;
    CHECK(carried.resolve(IID_INamed, nothing.put_void()) == E_POINTER);
    CHECK(agile_ref::create(nullptr, &carried) == S_OK && !carried);

    CHECK(agile_ref::create(make_com<named>().get(), &carried) == S_OK);
    CHECK(static_cast<bool>(carried));
    CHECK(com_live_objects() == objects + 1);
    agile_ref copy = carried;
    carried.reset();
    std::thread([moved = std::move(copy)] {
      com_ptr<INamed> resolved;
      CHECK(moved.resolve(IID_INamed, resolved.put_void()) == S_OK && resolved);
      com_ptr<IDispatch> refused;
      CHECK(moved.resolve(IID_IDispatch, refused.put_void()) == E_NOINTERFACE && !refused);
    }).join();
  }
  CHECK(com_live_objects() == objects);
  CHECK(com_live_references() == references);
}
