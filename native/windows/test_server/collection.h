#pragma once

#include <utility>
#include <vector>

#include "automation.h"

namespace gpmc::test_server {

//! A collection of objects, all of the apartment in which it was made. Its index starts at 1, as GPMC's.
template <class I, const IID& Iid>
class Collection final : public Automation<I, Iid> {
 public:
  explicit Collection(std::vector<com_ptr<IDispatch>> items) : items_(std::move(items)) {}

  HRESULT STDMETHODCALLTYPE get_Count(LONG* count) noexcept override {
    this->record("Collection::get_Count");
    if (!count) return E_POINTER;
    *count = static_cast<LONG>(items_.size());
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE get_Item(LONG index, VARIANT* item) noexcept override {
    this->record("Collection::get_Item");
    if (!item) return E_POINTER;
    VariantInit(item);
    if (index < 1 || index > static_cast<LONG>(items_.size())) return E_INVALIDARG;
    item->vt = VT_DISPATCH;
    items_[static_cast<size_t>(index) - 1].copy_to(&item->pdispVal);
    return S_OK;
  }
  GPMC_NOT_OFFERED(get__NewEnum, IEnumVARIANT**)

 private:
  const std::vector<com_ptr<IDispatch>> items_;
};

}  // namespace gpmc::test_server
