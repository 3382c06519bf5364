// Windows only: what agile_ref and apartment_parcel do between real apartments. Elsewhere there are none.

#if defined(_WIN32)

#include <atomic>
#include <thread>
#include <utility>

#include "../../native/com/agile.h"
#include "check.h"
#include "fake_objects.h"

using namespace gpmc;
using namespace gpmc::test;

namespace {

//! Remembers the thread on which it was last called.
class thread_witness : public mute_dispatch<implements<IDispatch, IID_IDispatch>> {
 public:
  HRESULT STDMETHODCALLTYPE GetTypeInfoCount(UINT* count) override {
    called_on = GetCurrentThreadId();
    *count = 0;
    return S_OK;
  }
  std::atomic<DWORD> called_on{0};
};

class agile_witness : public thread_witness {
 protected:
  HRESULT query_other(REFIID iid, void** object) noexcept override { return marshaler_.query(iid, object); }

 private:
  free_threaded_marshaler marshaler_{identity()};
};

class apartment {
 public:
  explicit apartment(DWORD model) : status_(CoInitializeEx(nullptr, model)) {}
  apartment(const apartment&) = delete;
  apartment& operator=(const apartment&) = delete;
  ~apartment() {
    if (SUCCEEDED(status_)) CoUninitialize();
  }

 private:
  HRESULT status_;
};

//! Runs `work` on another thread, while this one, an STA, serves the calls that come into it.
template <class Work>
void run_beside_pump(Work work) {
  HANDLE done = CreateEventW(nullptr, TRUE, FALSE, nullptr);
  std::thread thread([done, work = std::move(work)]() mutable {
    work();
    SetEvent(done);
  });
  DWORD index = 0;
  CHECK(CoWaitForMultipleHandles(0, INFINITE, 1, &done, &index) == S_OK);
  thread.join();
  CloseHandle(done);
}

}  // namespace

TEST_CASE(agile_ref_marshals_what_is_bound_to_its_apartment) {
  const int64_t references = com_live_references();
  {
    const apartment sta(COINIT_APARTMENTTHREADED);
    auto object = make_com<thread_witness>();
    agile_ref carried;
    CHECK(agile_ref::create(object.get(), &carried) == S_OK);
    com_ptr<IDispatch> here;
    CHECK(carried.resolve(IID_IDispatch, here.put_void()) == S_OK && here.get() == object.get());
    run_beside_pump([copy = carried, raw = object.get()] {
      const apartment mta(COINIT_MULTITHREADED);
      com_ptr<IDispatch> there;
      CHECK(copy.resolve(IID_IDispatch, there.put_void()) == S_OK);
      CHECK(there.get() != raw);
      UINT count = 1;
      CHECK(there && there->GetTypeInfoCount(&count) == S_OK && count == 0);
    });
    CHECK(object->called_on == GetCurrentThreadId());
  }
  CHECK(com_live_references() == references);
}

TEST_CASE(agile_objects_cross_apartments_as_they_are) {
  const int64_t references = com_live_references();
  {
    const apartment sta(COINIT_APARTMENTTHREADED);
    auto object = make_com<agile_witness>();
    CHECK(com_ptr<IUnknown>(object->identity()).query<IMarshal>(IID_IMarshal) != nullptr);
    agile_ref carried;
    CHECK(agile_ref::create(object.get(), &carried) == S_OK);
    // The way that COM itself takes, without agile_ref: the free-threaded marshaler hands over the pointer.
    com_ptr<IStream> stream;
    CHECK(CoMarshalInterThreadInterfaceInStream(IID_IDispatch, object.get(), stream.put()) == S_OK);
    std::thread([&carried, raw = object.get(), packed = stream.detach()] {
      const apartment mta(COINIT_MULTITHREADED);
      com_ptr<IDispatch> there;
      CHECK(carried.resolve(IID_IDispatch, there.put_void()) == S_OK && there.get() == raw);
      CHECK(CoGetInterfaceAndReleaseStream(packed, IID_IDispatch, there.put_void()) == S_OK);
      CHECK(there.get() == raw);
    }).join();
  }
  CHECK(com_live_references() == references);
}

TEST_CASE(apartment_parcel_carries_a_proxy_while_the_apartment_is_there_and_the_pointer_then) {
  const int64_t references = com_live_references();
  {
    const apartment mta(COINIT_MULTITHREADED);
    com_ptr<thread_witness> object;
    apartment_parcel parcel;
    apartment_parcel late;
    apartment_object here;
    HANDLE packed = CreateEventW(nullptr, TRUE, FALSE, nullptr);
    HANDLE used = CreateEventW(nullptr, TRUE, FALSE, nullptr);
    DWORD home = 0;
    std::thread sta([&] {
      const apartment own(COINIT_APARTMENTTHREADED);
      object = make_com<thread_witness>();
      home = GetCurrentThreadId();
      parcel.pack(object.get(), IID_IDispatch);
      late.pack(object.get(), IID_IDispatch);
      SetEvent(packed);
      DWORD index = 0;
      CoWaitForMultipleHandles(0, INFINITE, 1, &used, &index);
    });
    WaitForSingleObject(packed, INFINITE);
    here = parcel.open();
    CHECK(here.get() != nullptr && here.get() != object->identity());
    CHECK(object->called_on == home);
    CHECK(parcel.open().get() == nullptr);
    SetEvent(used);
    sta.join();
    CHECK(here.get() == object->identity());
    CHECK(late.open().get() == object->identity());
    CloseHandle(packed);
    CloseHandle(used);
  }
  CHECK(com_live_references() == references);
}

TEST_CASE(apartment_parcel_carries_what_has_no_proxy_as_it_is) {
  const int64_t references = com_live_references();
  {
    const apartment sta(COINIT_APARTMENTTHREADED);
    auto object = make_com<named>();
    apartment_parcel parcel;
    const apartment_parcel unopened;
    parcel.pack(object.get(), IID_INamed);
    run_beside_pump([&parcel, raw = object->identity()] {
      const apartment mta(COINIT_MULTITHREADED);
      CHECK(parcel.open().get() == raw);
    });
  }
  CHECK(com_live_references() == references);
}

TEST_CASE(agile_ref_without_an_apartment_keeps_the_pointer) {
  std::thread([] {
    auto object = make_com<thread_witness>();
    agile_ref carried;
    CHECK(agile_ref::create(object.get(), &carried) == S_OK);
    com_ptr<IDispatch> same;
    CHECK(carried.resolve(IID_IDispatch, same.put_void()) == S_OK && same.get() == object.get());
  }).join();
}

#endif
