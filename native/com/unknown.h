#pragma once

#include <atomic>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "com.h"
#include "com_ptr.h"

namespace gpmc {

//! Process-wide count of the objects made from `com_object` that are not yet destroyed.
//! Exact once all threads that use such objects are quiet; tests compare it before and after.
int64_t com_live_objects() noexcept;

//! Process-wide count of references to such objects that were taken and not given back.
int64_t com_live_references() noexcept;

namespace detail {

// Statistics, not synchronisation: relaxed, and each on a cache line of its own so that the flood of AddRef
// and Release on one does not slow the other down.
struct alignas(64) com_counter {
  std::atomic<int64_t> value{0};
  // Spelled out: Visual C++ warns of padding that it has to add.
  char rest_of_the_line[64 - sizeof(std::atomic<int64_t>)];
  void add(int64_t change) noexcept { value.fetch_add(change, std::memory_order_relaxed); }
};
extern com_counter live_objects;
extern com_counter live_references;

}  // namespace detail

//! One inheritance chain of a `com_object`: `Interface` is the most derived interface, `Iids` its own IID and
//! those of its bases, IUnknown left out: `implements<IGPMAsyncProgress, IID_IGPMAsyncProgress,
//! IID_IDispatch>`.
template <class Interface, const IID&... Iids>
struct implements {
  static_assert(std::is_base_of_v<IUnknown, Interface>);
  static_assert(sizeof...(Iids) > 0, "an interface without an IID cannot be asked for");
  using interface_type = Interface;

  static bool has(REFIID iid) noexcept { return ((iid == Iids) || ...); }
};

//! Base of COM objects: IUnknown is done, the other methods of the interfaces are left to the derived class.
//!
//! An object is born with one reference, owned by whoever created it: use `make_com`. References are counted
//! atomically, from any thread. IUnknown is always answered with the first chain's pointer, which is the
//! object's identity. Not aggregatable.
template <class First, class... Others>
class com_object : public First::interface_type, public Others::interface_type... {
 public:
  com_object(const com_object&) = delete;
  com_object& operator=(const com_object&) = delete;

  //! https://learn.microsoft.com/windows/win32/api/unknwn/nf-unknwn-iunknown-queryinterface(refiid_void)
  HRESULT STDMETHODCALLTYPE QueryInterface(REFIID iid, void** object) noexcept override {
    if (!object) return E_POINTER;
    *object = nullptr;
    if (iid == IID_IUnknown) {
      *object = identity();
    } else if (!(find<First>(iid, object) || ... || find<Others>(iid, object))) {
      return query_other(iid, object);
    }
    AddRef();
    return S_OK;
  }

  ULONG STDMETHODCALLTYPE AddRef() noexcept override {
    detail::live_references.add(1);
    return references_.fetch_add(1, std::memory_order_relaxed) + 1;
  }

  ULONG STDMETHODCALLTYPE Release() noexcept override {
    detail::live_references.add(-1);
    // Release what this thread wrote, acquire what the others did, before the last one destroys the object.
    const ULONG left = references_.fetch_sub(1, std::memory_order_acq_rel) - 1;
    if (left == 0) {
      // The destructor may hand `this` out and take it back; the count must not come to zero a second time.
      references_.store(kDestroying, std::memory_order_relaxed);
      final_release();
    }
    return left;
  }

  //! The pointer by which COM tells objects apart. Adds no reference.
  IUnknown* identity() noexcept { return static_cast<typename First::interface_type*>(this); }

 protected:
  com_object() noexcept {
    detail::live_objects.add(1);
    detail::live_references.add(1);
  }
  // After the interface's own slots in the vtable, where no caller through the interface looks.
  virtual ~com_object() { detail::live_objects.add(-1); }

  //! Answers the IIDs that no chain has: a free-threaded marshaler, an interface by run-time table. `*object`
  //! is null on entry; with S_OK it holds a pointer with a reference of its own.
  virtual HRESULT query_other(REFIID /*iid*/, void** /*object*/) noexcept { return E_NOINTERFACE; }

  //! Called once, on the thread that gave back the last reference. Whoever overrides it must see that the
  //! object is deleted in the end, on whatever thread that may be.
  virtual void final_release() noexcept { delete this; }

 private:
  static constexpr ULONG kDestroying = 0x40000000;

  template <class Chain>
  bool find(REFIID iid, void** object) noexcept {
    if (!Chain::has(iid)) return false;
    *object = static_cast<typename Chain::interface_type*>(this);
    return true;
  }

  std::atomic<ULONG> references_{1};
};

//! Makes a `com_object`; the result owns its first reference.
template <class Object, class... Arguments>
[[nodiscard]] com_ptr<Object> make_com(Arguments&&... arguments) {
  return attach_com_ptr(new Object(std::forward<Arguments>(arguments)...));
}

}  // namespace gpmc
