#include "server_object_base.h"

#include <string_view>
#include <utility>

#include "../gpmgmt/method.h"
#include "../runtime/call_frame.h"
#include "item_enumerator.h"

namespace gpmc {

void ServerObjectBase::set_constant(uint16_t method, HRESULT hr, Value value) {
  Value replaced;  // Released behind the lock.
  const std::lock_guard lock(mutex_);
  for (Constant& constant : constants_) {
    if (constant.method == method) {
      constant.hresult = hr;
      replaced = std::exchange(constant.value, std::move(value));
      return;
    }
  }
  constants_.push_back({method, hr, std::move(value)});
}

void ServerObjectBase::clear_constants() {
  decltype(constants_) cleared;  // Released behind the lock.
  const std::lock_guard lock(mutex_);
  cleared.swap(constants_);
}

void ServerObjectBase::set_items(Array items) { items_ = std::make_unique<const Array>(std::move(items)); }

bool ServerObjectBase::answer_from_items(uint16_t method, const Array& arguments, Array& outs, HRESULT& hr) {
  const std::string_view name = kMethods[method].name;
  hr = S_OK;
  if (name == "get_Count") {
    outs.emplace_back(static_cast<int32_t>(items_->size()));
  } else if (name == "get_Item") {
    const auto* index = arguments.empty() ? nullptr : arguments[0].as<int32_t>();
    if (!index || *index < 1 || static_cast<size_t>(*index) > items_->size()) {
      hr = E_INVALIDARG;
    } else {
      outs.push_back((*items_)[static_cast<size_t>(*index) - 1].clone());
    }
  } else if (name == "get__NewEnum") {
    Array copy;
    for (const Value& item : *items_) copy.push_back(item.clone());
    outs.emplace_back(
        com_ptr<IUnknown>(make_com<ItemEnumerator>(std::make_shared<const Array>(std::move(copy)))));
  } else {
    return false;
  }
  return true;
}

HRESULT ServerObjectBase::answer(uint16_t method, Array arguments, Array& outs) {
  HRESULT hr = S_OK;
  if (items_ && answer_from_items(method, arguments, outs, hr)) return hr;
  {
    const std::lock_guard lock(mutex_);
    for (const Constant& constant : constants_) {
      if (constant.method != method) continue;
      // A method without out values says what it has to say as its HRESULT.
      if (!kMethods[method].has_retval) {
        uint32_t bits = 0;
        hr = to_bits(constant.value, bits);
        return SUCCEEDED(hr) ? static_cast<HRESULT>(bits) : hr;
      }
      outs.push_back(constant.value.clone());
      return constant.hresult;
    }
  }
  return context_->ask(number_, method, std::move(arguments), outs);
}

}  // namespace gpmc
