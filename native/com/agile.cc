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

apartment_parcel::~apartment_parcel() {
  if (!stream_) return;
  stream_->Seek(LARGE_INTEGER{}, STREAM_SEEK_SET, nullptr);
  CoReleaseMarshalData(stream_.get());
}

HRESULT apartment_parcel::pack(IUnknown* object) noexcept {
  if (!object || is_agile(object) || !has_apartment()) {
    direct_.copy(object);
    return S_OK;
  }
  return CoMarshalInterThreadInterfaceInStream(IID_IUnknown, object, stream_.put());
}

HRESULT apartment_parcel::open(REFIID iid, void** out) noexcept {
  if (!stream_) return std::exchange(direct_, nullptr).query_to(iid, out);
  return CoGetInterfaceAndReleaseStream(stream_.detach(), iid, out);
}

#else

HRESULT agile_ref::create(IUnknown* object, agile_ref* out) noexcept {
  out->direct_.copy(object);
  return S_OK;
}

HRESULT agile_ref::resolve(REFIID iid, void** out) const noexcept { return direct_.query_to(iid, out); }

agile_ref::operator bool() const noexcept { return static_cast<bool>(direct_); }

void agile_ref::reset() noexcept { direct_.reset(); }

apartment_parcel::~apartment_parcel() = default;

HRESULT apartment_parcel::pack(IUnknown* object) noexcept {
  direct_.copy(object);
  return S_OK;
}

HRESULT apartment_parcel::open(REFIID iid, void** out) noexcept {
  return std::exchange(direct_, nullptr).query_to(iid, out);
}

#endif

}  // namespace gpmc
