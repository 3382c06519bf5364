#pragma once

//! \file
//! COM objects for the tests: one chain as long as IGPMAsyncProgress's, one with two chains, one that is
//! agile.

#include "../../native/com/agile.h"
#include "../../native/com/unknown.h"

namespace gpmc::test {

inline constexpr IID IID_IProgress{0x5D2E3A10, 0x1111, 0x4222, {0x83, 0x33, 1, 2, 3, 4, 5, 6}};
inline constexpr IID IID_INamed{0x5D2E3A11, 0x1111, 0x4222, {0x83, 0x33, 1, 2, 3, 4, 5, 6}};

struct IProgress : public IDispatch {
  virtual HRESULT STDMETHODCALLTYPE Report(LONG step) = 0;
};

struct INamed : public IUnknown {
  virtual HRESULT STDMETHODCALLTYPE get_Name(BSTR* name) = 0;
};

//! IDispatch without any names: enough for objects that are only passed around.
template <class... Chains>
class mute_dispatch : public com_object<Chains...> {
 public:
  HRESULT STDMETHODCALLTYPE GetTypeInfoCount(UINT* count) override {
    *count = 0;
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE GetTypeInfo(UINT, LCID, ITypeInfo**) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetIDsOfNames(REFIID, LPOLESTR*, UINT, LCID, DISPID*) override {
    return DISP_E_UNKNOWNNAME;
  }
  HRESULT STDMETHODCALLTYPE Invoke(DISPID, REFIID, LCID, WORD, DISPPARAMS*, VARIANT*, EXCEPINFO*,
                                   UINT*) override {
    return DISP_E_MEMBERNOTFOUND;
  }
};

//! One chain: IProgress : IDispatch : IUnknown.
class progress : public mute_dispatch<implements<IProgress, IID_IProgress, IID_IDispatch>> {
 public:
  HRESULT STDMETHODCALLTYPE Report(LONG step) override {
    last = step;
    return S_OK;
  }
  LONG last = 0;
};

//! Two chains, hence two vtables.
class named_progress : public mute_dispatch<implements<IProgress, IID_IProgress, IID_IDispatch>,
                                            implements<INamed, IID_INamed>> {
 public:
  HRESULT STDMETHODCALLTYPE Report(LONG) override { return S_OK; }
  HRESULT STDMETHODCALLTYPE get_Name(BSTR* name) override {
    *name = nullptr;
    return S_FALSE;
  }
};

//! A lone IUnknown-derived object, without IDispatch.
class named : public com_object<implements<INamed, IID_INamed>> {
 public:
  HRESULT STDMETHODCALLTYPE get_Name(BSTR* name) override {
    *name = nullptr;
    return S_FALSE;
  }
};

//! One that may be called from every apartment.
class agile_named : public named {
 protected:
  HRESULT query_other(REFIID iid, void** object) noexcept override { return marshaler_.query(iid, object); }

 private:
  free_threaded_marshaler marshaler_{identity()};
};

}  // namespace gpmc::test
