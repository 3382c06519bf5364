#pragma once

#include <algorithm>
#include <atomic>
#include <memory>
#include <new>

#include "../com/agile.h"
#include "../com/unknown.h"
#include "../runtime/value.h"

namespace gpmc {

//! IEnumVARIANT over the members of a collection, which it shares with its clones.
//! https://learn.microsoft.com/windows/win32/api/oaidl/nn-oaidl-ienumvariant
class ItemEnumerator final : public com_object<implements<IEnumVARIANT, IID_IEnumVARIANT>> {
 public:
  explicit ItemEnumerator(std::shared_ptr<const Array> items, size_t next = 0)
      : items_(std::move(items)), next_(next), marshaler_(identity()) {}

  HRESULT STDMETHODCALLTYPE Next(ULONG count, VARIANT* values, ULONG* fetched) noexcept override {
    if (!values || (!fetched && count != 1)) return E_POINTER;
    ULONG given = 0;
    while (given < count) {
      const size_t index = next_.fetch_add(1);
      if (index >= items_->size()) {
        next_.store(items_->size());
        break;
      }
      const HRESULT hr = to_variant((*items_)[index], &values[given]);
      if (FAILED(hr)) {
        // A caller clears nothing of a call that failed.
        while (given > 0) VariantClear(&values[--given]);
        if (fetched) *fetched = 0;
        return hr;
      }
      ++given;
    }
    if (fetched) *fetched = given;
    return given == count ? S_OK : S_FALSE;
  }

  HRESULT STDMETHODCALLTYPE Skip(ULONG count) noexcept override {
    const size_t target = next_.load() + count;
    next_.store((std::min)(target, items_->size()));
    return target <= items_->size() ? S_OK : S_FALSE;
  }

  HRESULT STDMETHODCALLTYPE Reset() noexcept override {
    next_.store(0);
    return S_OK;
  }

  HRESULT STDMETHODCALLTYPE Clone(IEnumVARIANT** clone) noexcept override {
    if (!clone) return E_POINTER;
    auto* made = new (std::nothrow) ItemEnumerator(items_, next_.load());
    *clone = made;
    return made ? S_OK : E_OUTOFMEMORY;
  }

 protected:
  HRESULT query_other(REFIID iid, void** object) noexcept override { return marshaler_.query(iid, object); }

 private:
  const std::shared_ptr<const Array> items_;
  std::atomic<size_t> next_;
  free_threaded_marshaler marshaler_;
};

}  // namespace gpmc
