#include "agile.h"

#include <new>
#include <utility>

namespace gpmc {

free_threaded_marshaler::free_threaded_marshaler(IUnknown* outer) noexcept : outer_(outer) {
#if defined(_WIN32)
  // Without it (out of memory) the object still says that it is agile, which is what COM asks first.
  if (FAILED(CoCreateFreeThreadedMarshaler(outer, inner_.put()))) inner_.reset();
#endif
}

HRESULT free_threaded_marshaler::query(REFIID iid, void** object) noexcept {
  *object = nullptr;
  if (iid == IID_IAgileObject) {
    outer_->AddRef();
    *object = outer_;
    return S_OK;
  }
#if defined(_WIN32)
  if (iid == IID_IMarshal && inner_) {
    outer_->AddRef();
    *object = static_cast<IMarshal*>(this);
    return S_OK;
  }
#endif
  return E_NOINTERFACE;
}

#if defined(_WIN32)

namespace {

DWORD within_process(DWORD context) noexcept {
  return context == MSHCTX_LOCAL ? DWORD{MSHCTX_INPROC} : context;
}

}  // namespace

HRESULT free_threaded_marshaler::QueryInterface(REFIID iid, void** object) noexcept {
  return outer_->QueryInterface(iid, object);
}

ULONG free_threaded_marshaler::AddRef() noexcept { return outer_->AddRef(); }

ULONG free_threaded_marshaler::Release() noexcept { return outer_->Release(); }

HRESULT free_threaded_marshaler::GetUnmarshalClass(REFIID iid, void* object, DWORD context, void* reserved,
                                                   DWORD flags, CLSID* unmarshaler) noexcept {
  return marshal()->GetUnmarshalClass(iid, object, within_process(context), reserved, flags, unmarshaler);
}

HRESULT free_threaded_marshaler::GetMarshalSizeMax(REFIID iid, void* object, DWORD context, void* reserved,
                                                   DWORD flags, DWORD* size) noexcept {
  return marshal()->GetMarshalSizeMax(iid, object, within_process(context), reserved, flags, size);
}

HRESULT free_threaded_marshaler::MarshalInterface(IStream* stream, REFIID iid, void* object, DWORD context,
                                                  void* reserved, DWORD flags) noexcept {
  return marshal()->MarshalInterface(stream, iid, object, within_process(context), reserved, flags);
}

HRESULT free_threaded_marshaler::UnmarshalInterface(IStream* stream, REFIID iid, void** object) noexcept {
  return marshal()->UnmarshalInterface(stream, iid, object);
}

HRESULT free_threaded_marshaler::ReleaseMarshalData(IStream* stream) noexcept {
  return marshal()->ReleaseMarshalData(stream);
}

HRESULT free_threaded_marshaler::DisconnectObject(DWORD reserved) noexcept {
  return marshal()->DisconnectObject(reserved);
}

namespace {

bool is_agile(IUnknown* object) noexcept {
  return static_cast<bool>(com_ptr<IUnknown>(object).query<IAgileObject>(IID_IAgileObject));
}

bool has_apartment() noexcept {
  APTTYPE type;
  APTTYPEQUALIFIER qualifier;
  return SUCCEEDED(CoGetApartmentType(&type, &qualifier));
}

}  // namespace

//! One entry of the Global Interface Table, revoked when its last holder goes.
class agile_ref::registration {
 public:
  registration(com_ptr<IGlobalInterfaceTable> table, DWORD cookie) noexcept
      : table_(std::move(table)), cookie_(cookie) {}
  registration(const registration&) = delete;
  registration& operator=(const registration&) = delete;
  ~registration() { table_->RevokeInterfaceFromGlobal(cookie_); }

  HRESULT get(REFIID iid, void** out) const noexcept {
    return table_->GetInterfaceFromGlobal(cookie_, iid, out);
  }

 private:
  com_ptr<IGlobalInterfaceTable> table_;
  DWORD cookie_;
};

HRESULT agile_ref::create(IUnknown* object, agile_ref* out) noexcept {
  out->reset();
  if (!object) return S_OK;
  if (is_agile(object) || !has_apartment()) {
    out->direct_.copy(object);
    return S_OK;
  }
  com_ptr<IGlobalInterfaceTable> table;
  HRESULT hr = CoCreateInstance(CLSID_StdGlobalInterfaceTable, nullptr, CLSCTX_INPROC_SERVER,
                                IID_IGlobalInterfaceTable, table.put_void());
  if (FAILED(hr)) return hr;
  DWORD cookie = 0;
  hr = table->RegisterInterfaceInGlobal(object, IID_IUnknown, &cookie);
  if (FAILED(hr)) return hr;
  try {
    out->registration_ = std::make_shared<const registration>(table, cookie);
  } catch (const std::bad_alloc&) {
    table->RevokeInterfaceFromGlobal(cookie);
    return E_OUTOFMEMORY;
  }
  return S_OK;
}

HRESULT agile_ref::resolve(REFIID iid, void** out) const noexcept {
  return registration_ ? registration_->get(iid, out) : direct_.query_to(iid, out);
}

agile_ref::operator bool() const noexcept { return direct_ || registration_; }

void agile_ref::reset() noexcept {
  direct_.reset();
  registration_.reset();
}

namespace {

//! Every proxy manager has IMultiQI; no object of a server's own needs it.
bool is_proxy(const com_ptr<IUnknown>& object) noexcept {
  return static_cast<bool>(object.query<IMultiQI>(IID_IMultiQI));
}

//! Whether an HRESULT of a call through a proxy says that nobody is there any more.
bool says_gone(HRESULT hr) noexcept {
  switch (hr) {
    case RPC_E_DISCONNECTED:
    case RPC_E_SERVER_DIED:
    case RPC_E_SERVER_DIED_DNE:
    case RPC_E_INVALID_OBJECT:
    case CO_E_OBJNOTCONNECTED:
      return true;
    default:
      // The failures of RPC by itself, RPC_S_INVALID_STRING_BINDING and its kin.
      return FAILED(hr) && HRESULT_FACILITY(hr) == FACILITY_WIN32 && HRESULT_CODE(hr) >= 1700 &&
             HRESULT_CODE(hr) < 2000;
  }
}

//! Whether a proxy's object can still be called. Every object of GPMC's has IDispatch.
bool is_connected(const com_ptr<IUnknown>& proxy) noexcept {
  const auto dispatch = proxy.query<IDispatch>(IID_IDispatch);
  UINT count = 0;
  return dispatch && !says_gone(dispatch->GetTypeInfoCount(&count));
}

}  // namespace

IUnknown* apartment_object::get() noexcept {
  if (original_ && !is_connected(object_)) object_ = std::exchange(original_, nullptr);
  return object_.get();
}

apartment_parcel::~apartment_parcel() {
  original_.reset();
  if (!stream_) return;
  stream_->Seek(LARGE_INTEGER{}, STREAM_SEEK_SET, nullptr);
  CoReleaseMarshalData(stream_.get());
}

void apartment_parcel::pack(IUnknown* object, REFIID iid) noexcept {
  original_.copy(object);
  if (!object || is_agile(object) || !has_apartment()) return;
  IStream* stream = nullptr;
  if (FAILED(CoMarshalInterThreadInterfaceInStream(iid, object, &stream))) return;
  stream_.attach(stream);
  // A proxy of this apartment is of no use in another; what was marshalled leads to the object itself.
  if (is_proxy(original_)) original_.reset();
}

apartment_object apartment_parcel::open() noexcept {
  com_ptr<IUnknown> here;
  if (stream_ && SUCCEEDED(CoGetInterfaceAndReleaseStream(stream_.detach(), IID_IUnknown, here.put_void()))) {
    com_ptr<IUnknown> original = std::exchange(original_, nullptr);
    // Within its own apartment it arrives as the pointer it is.
    if (!is_proxy(here)) original.reset();
    return apartment_object(std::move(here), std::move(original));
  }
  return apartment_object(std::exchange(original_, nullptr));
}

#else

HRESULT agile_ref::create(IUnknown* object, agile_ref* out) noexcept {
  out->direct_.copy(object);
  return S_OK;
}

HRESULT agile_ref::resolve(REFIID iid, void** out) const noexcept { return direct_.query_to(iid, out); }

agile_ref::operator bool() const noexcept { return static_cast<bool>(direct_); }

void agile_ref::reset() noexcept { direct_.reset(); }

IUnknown* apartment_object::get() noexcept { return object_.get(); }

apartment_parcel::~apartment_parcel() = default;

void apartment_parcel::pack(IUnknown* object, REFIID) noexcept { original_.copy(object); }

apartment_object apartment_parcel::open() noexcept {
  return apartment_object(std::exchange(original_, nullptr));
}

#endif

}  // namespace gpmc
