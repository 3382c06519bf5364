#pragma once

#include "com.h"
#include "com_ptr.h"
#include "unique_bstr.h"

namespace gpmc {

//! What a method accepts through IDispatch::Invoke.
struct dispatch_signature {
  UINT parameters;            //!< Most arguments it takes.
  UINT required;              //!< Of these, the first so many must be given.
  bool named_allowed = true;  //!< Otherwise a named argument is refused with DISP_E_NONAMEDARGS.
};

//! Reads the arguments of one IDispatch::Invoke call by their position in the parameter list.
//!
//! Positional arguments come reversed, named ones by the parameter's index as DISPID (DISPID_PROPERTYPUT
//! stands for the last parameter). References are followed, values coerced to what is asked for. An optional
//! argument that is absent, or given as VT_ERROR with DISP_E_PARAMNOTFOUND, leaves the result as the caller
//! set it and answers S_FALSE; for a required one that is DISP_E_PARAMNOTOPTIONAL. On DISP_E_TYPEMISMATCH,
//! DISP_E_OVERFLOW, DISP_E_PARAMNOTFOUND and DISP_E_PARAMNOTOPTIONAL, `*argument_error` is the index in
//! `rgvarg` of the culprit, if it is there. Borrows the DISPPARAMS; nothing in it is changed, as Automation
//! demands of [in] arguments.
//!
//! https://learn.microsoft.com/windows/win32/api/oaidl/nf-oaidl-idispatch-invoke
class dispatch_params {
 public:
  //! `argument_error` may be null, as Invoke's puArgErr may.
  dispatch_params(const DISPPARAMS* params, const dispatch_signature& signature,
                  UINT* argument_error) noexcept;

  //! Checks number and names of the arguments; to be called before any of them is read. DISP_E_BADPARAMCOUNT,
  //! DISP_E_NONAMEDARGS, DISP_E_PARAMNOTFOUND for a name that is no parameter or is given twice, E_INVALIDARG
  //! for a null or broken DISPPARAMS.
  HRESULT check() const noexcept;

  //! An integer, also of an enum.
  HRESULT read_long(UINT position, LONG* value) const noexcept;
  //! An HRESULT as a value: VT_ERROR, or any number from -2^31 to 2^32-1, of which the 32 bits are taken.
  HRESULT read_scode(UINT position, SCODE* value) const noexcept;
  HRESULT read_bool(UINT position, VARIANT_BOOL* value) const noexcept;
  //! A copy of the text, or of what is coerced to text; embedded NULs are kept.
  HRESULT read_bstr(UINT position, unique_bstr* value) const noexcept;
  //! For a parameter of type VARIANT*: what a VT_BYREF|VT_VARIANT argument points to, else the argument
  //! itself. Borrowed for the duration of Invoke. Never null on S_OK.
  HRESULT read_variant(UINT position, VARIANT** value) const noexcept;
  //! For an interface pointer: QueryInterface on a VT_DISPATCH or VT_UNKNOWN; VT_EMPTY, VT_NULL and null
  //! pointers give null. The caller owns the reference. DISP_E_TYPEMISMATCH when the object lacks the
  //! interface.
  HRESULT read_interface(UINT position, REFIID iid, void** value) const noexcept;

 private:
  //! An argument with references to VARIANT followed; S_FALSE, with a null `*value`, if it is missing.
  HRESULT find(UINT position, VARIANT** value, UINT* index) const noexcept;
  HRESULT coerce(UINT position, VARTYPE type, VARIANT* value) const noexcept;
  bool locate(UINT position, UINT* index) const noexcept;
  HRESULT check_names() const noexcept;
  //! Parameter that the named argument at `index` of rgvarg is for; not less than `parameters` if for none.
  UINT named_position(UINT index) const noexcept;
  HRESULT blame(UINT index, HRESULT hr) const noexcept;

  const DISPPARAMS* params_;
  dispatch_signature signature_;
  UINT* argument_error_;
};

}  // namespace gpmc
