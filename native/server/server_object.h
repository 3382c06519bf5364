#pragma once

#include "../com/agile.h"
#include "../com/unknown.h"
#include "../gpmgmt/dispatch_ids.h"
#include "../gpmgmt/generated/gpmgmt.h"
#include "../runtime/error_text.h"
#include "dispatch_invoke.h"
#include "server_object_base.h"

namespace gpmc {

//! An interface of the description with its bases, as one chain of a com_object.
template <class I>
struct described {
  using interface_type = I;

  static bool has(REFIID iid) noexcept {
    if constexpr (std::is_same_v<I, IDispatch>) {
      return iid == IID_IDispatch;
    } else {
      return iid == gpmgmt::interface_of<I>::iid ||
             described<typename gpmgmt::interface_of<I>::base>::has(iid);
    }
  }
};

//! IUnknown and IDispatch of a served object; the generated thunks derive from it and add the interface's
//! methods. Agile: its methods only ask JavaScript, from whatever thread.
template <class I>
class ServerObject : public com_object<described<I>>, public ServerObjectBase {
 public:
  ServerObject(ServerContext& context, uint32_t number)
      : ServerObjectBase(context, number), marshaler_(this->identity()) {}

  HRESULT STDMETHODCALLTYPE GetTypeInfoCount(UINT* count) noexcept override {
    if (!count) return E_POINTER;
    *count = 0;
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE GetTypeInfo(UINT, LCID, ITypeInfo** info) noexcept override {
    if (!info) return E_POINTER;
    *info = nullptr;
    return DISP_E_BADINDEX;
  }
  HRESULT STDMETHODCALLTYPE GetIDsOfNames(REFIID reserved, LPOLESTR* names, UINT count, LCID,
                                          DISPID* ids) noexcept override {
    return dispatch_ids_of_names(gpmgmt::interface_of<I>::index, reserved, names, count, ids);
  }
  HRESULT STDMETHODCALLTYPE Invoke(DISPID id, REFIID reserved, LCID, WORD flags, DISPPARAMS* parameters,
                                   VARIANT* result, EXCEPINFO* exception,
                                   UINT* argument_error) noexcept override {
    if (!(reserved == IID_NULL)) return DISP_E_UNKNOWNINTERFACE;
    const MethodInfo* method = find_dispatch_method(gpmgmt::interface_of<I>::index, id, flags);
    if (!method) return DISP_E_MEMBERNOTFOUND;
    // The interfaces of a chain share their vtable, so the pointer serves for the declaring one too.
    return dispatch_invoke(static_cast<I*>(this), *method, parameters, result, exception, argument_error);
  }

 protected:
  HRESULT query_other(REFIID iid, void** object) noexcept override {
    if (iid == IID_ServedObject) {
      this->AddRef();
      *object = static_cast<ServerObjectBase*>(this);
      return S_OK;
    }
    return marshaler_.query(iid, object);
  }
  void final_release() noexcept override {
    notify_destroyed();
    com_object<described<I>>::final_release();
  }

 private:
  free_threaded_marshaler marshaler_;
};

//! Generated code makes each of the 41 concrete objects with this.
template <class Concrete>
com_ptr<IUnknown> make_server(ServerContext& context, uint32_t number) {
  const com_ptr<Concrete> object = make_com<Concrete>(context, number);
  return com_ptr<IUnknown>(object->identity());
}

}  // namespace gpmc
