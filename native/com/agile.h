#pragma once

#include <memory>
#include <utility>

#include "com.h"
#include "com_ptr.h"

namespace gpmc {

//! Makes an object callable from every apartment without a proxy.
//!
//! A member of the object, asked from its `query_other`. On Windows it aggregates COM's free-threaded
//! marshaler, so that marshalling the object within the process hands over the pointer itself; elsewhere
//! there are no apartments, and only the marker interface IAgileObject is answered. The object must then
//! guard its state by itself, and must not hold plain pointers to objects that are not agile: that is what
//! `agile_ref` is for.
//!
//! The object cannot leave the process: "another process of this computer" is taken for this one. It is given
//! to in-process servers only, and a channel between two apartments of one process can name its destination
//! so (that of Wine 8 does, that of Windows says MSHCTX_INPROC); COM's marshaler by itself would then make a
//! proxy, which a thread that has joined no apartment could not call.
#if defined(_WIN32)
class free_threaded_marshaler final : private IMarshal {
#else
class free_threaded_marshaler final {
#endif
 public:
  //! `outer` is the object that has this member; no reference to it is kept.
  explicit free_threaded_marshaler(IUnknown* outer) noexcept;

  free_threaded_marshaler(const free_threaded_marshaler&) = delete;
  free_threaded_marshaler& operator=(const free_threaded_marshaler&) = delete;

  //! Answers IAgileObject and, on Windows, IMarshal; E_NOINTERFACE for all others, with `*object` null.
  HRESULT query(REFIID iid, void** object) noexcept;

 private:
#if defined(_WIN32)
  HRESULT STDMETHODCALLTYPE QueryInterface(REFIID iid, void** object) noexcept override;
  ULONG STDMETHODCALLTYPE AddRef() noexcept override;
  ULONG STDMETHODCALLTYPE Release() noexcept override;
  HRESULT STDMETHODCALLTYPE GetUnmarshalClass(REFIID iid, void* object, DWORD context, void* reserved,
                                              DWORD flags, CLSID* unmarshaler) noexcept override;
  HRESULT STDMETHODCALLTYPE GetMarshalSizeMax(REFIID iid, void* object, DWORD context, void* reserved,
                                              DWORD flags, DWORD* size) noexcept override;
  HRESULT STDMETHODCALLTYPE MarshalInterface(IStream* stream, REFIID iid, void* object, DWORD context,
                                             void* reserved, DWORD flags) noexcept override;
  HRESULT STDMETHODCALLTYPE UnmarshalInterface(IStream* stream, REFIID iid, void** object) noexcept override;
  HRESULT STDMETHODCALLTYPE ReleaseMarshalData(IStream* stream) noexcept override;
  HRESULT STDMETHODCALLTYPE DisconnectObject(DWORD reserved) noexcept override;

  //! COM's marshaler; its references count on `outer_`, so it is never kept.
  com_ptr<IMarshal> marshal() const noexcept { return inner_.query<IMarshal>(IID_IMarshal); }
#endif

  IUnknown* outer_;
#if defined(_WIN32)
  com_ptr<IUnknown> inner_;  // the aggregate's own IUnknown: keeps it alive, counts nothing on `outer_`
#endif
};

//! Carries a reference to any object from one apartment to another.
//!
//! Made on a thread that may use the object, resolved on the thread that wants to use it. Copies share one
//! registration; the last one gives it back. On Windows an object that is agile, or one that was met on a
//! thread without an apartment (there is nothing to marshal from), is kept as the pointer it is; any other
//! goes through the Global Interface Table, and the last holder should be destroyed on a thread that is in an
//! apartment. Elsewhere every object is kept as the pointer it is. Copying is safe from several threads, as
//! far as each works on an agile_ref of its own.
class agile_ref {
 public:
  agile_ref() noexcept = default;

  //! Stores a reference to `object` in `*out`; a null object makes it empty. On failure `*out` is empty: the
  //! HRESULT is that of the Global Interface Table, or E_OUTOFMEMORY.
  static HRESULT create(IUnknown* object, agile_ref* out) noexcept;

  //! QueryInterface on the object as this thread may call it; E_POINTER when empty. `out` must not be null.
  HRESULT resolve(REFIID iid, void** out) const noexcept;

  explicit operator bool() const noexcept;
  void reset() noexcept;

 private:
  com_ptr<IUnknown> direct_;
#if defined(_WIN32)
  class registration;
  std::shared_ptr<const registration> registration_;
#endif
};

//! An object as one apartment may use it, and what it is used by when that fails: what came from an apartment
//! that has ended is used by the pointer that the server gave. That is not what COM asks for; but every
//! in-process client does so, and to lose what was given is worse.
class apartment_object {
 public:
  apartment_object() noexcept = default;
  //! `original` is what a proxy stands for, where that is known.
  explicit apartment_object(com_ptr<IUnknown> object, com_ptr<IUnknown> original = {}) noexcept
      : object_(std::move(object)), original_(std::move(original)) {}

  //! Borrowed pointer, null when empty. Of an object from another apartment it makes a call, to see whether
  //! that is still there.
  IUnknown* get() noexcept;

 private:
  com_ptr<IUnknown> object_;
  com_ptr<IUnknown>
      original_;  // The first to go: the last release is to be the proxy's, in the object's home.
};

//! Carries one reference to one other apartment, once. The apartment that it was made in may have ended when
//! it is opened: a server's thread may end as soon as it has given the reference away. What is never opened
//! is given back by the destructor, on whatever thread.
class apartment_parcel {
 public:
  apartment_parcel() noexcept = default;
  ~apartment_parcel();
  apartment_parcel(const apartment_parcel&) = delete;
  apartment_parcel& operator=(const apartment_parcel&) = delete;

  //! Takes a reference to `object`, which this thread may use and which will be called by the interface
  //! `iid`: one for which COM can make no proxy is carried as the pointer it is. To be called once.
  void pack(IUnknown* object, REFIID iid) noexcept;
  //! Gives the reference, as this thread may use it. Empty when it was opened before.
  apartment_object open() noexcept;

 private:
#if defined(_WIN32)
  com_ptr<IStream> stream_;
#endif
  com_ptr<IUnknown> original_;
};

}  // namespace gpmc
