#include "server_context.h"

#include "../runtime/error_text.h"
#include "server_object_base.h"

namespace gpmc {

namespace {

//! Resolves what is the server's own; leaves the rest to the thread of the call.
class Pin : public Resolver {
 public:
  explicit Pin(ServerContext& context) : context_(context) {}
  HRESULT resolve(const ObjectRef& reference, com_ptr<IUnknown>& object) override {
    if (reference.kind != ObjectRef::Kind::kServed) return E_INVALIDARG;
    object = context_.served(reference.id);
    return object ? S_OK : CO_E_OBJNOTCONNECTED;
  }

 private:
  ServerContext& context_;
};

}  // namespace

ServerContext::ServerContext(std::shared_ptr<Mailbox> mailbox)
    : mailbox_(std::move(mailbox)), javascript_thread_(std::this_thread::get_id()) {}

uint32_t ServerContext::serve(uint16_t interface_index) {
  uint32_t number = 0;
  {
    const std::lock_guard lock(mutex_);
    number = next_++;
  }
  com_ptr<IUnknown> object = make_server_object(interface_index, *this, number);
  // The object's private interface is the pointer to its base; the query's reference is given back at once.
  ServerObjectBase* base = nullptr;
  object->QueryInterface(IID_ServedObject, reinterpret_cast<void**>(&base));
  object->Release();
  const std::lock_guard lock(mutex_);
  alive_.emplace(number, base);
  held_.emplace(number, std::move(object));
  return number;
}

void ServerContext::release_served(uint32_t number) {
  com_ptr<IUnknown> released;
  const std::lock_guard lock(mutex_);
  const auto found = held_.find(number);
  if (found == held_.end()) return;
  released = std::move(found->second);
  held_.erase(found);
}

com_ptr<IUnknown> ServerContext::served(uint32_t number) {
  const std::lock_guard lock(mutex_);
  const auto found = held_.find(number);
  return found == held_.end() ? com_ptr<IUnknown>() : found->second;
}

ServerObjectBase* ServerContext::find(uint32_t number, com_ptr<IUnknown>& keep) {
  keep = served(number);
  const std::lock_guard lock(mutex_);
  const auto found = alive_.find(number);
  return keep && found != alive_.end() ? found->second : nullptr;
}

void ServerContext::destroyed(uint32_t number) {
  {
    const std::lock_guard lock(mutex_);
    alive_.erase(number);
  }
  try {
    mailbox_->post(EventKind::kDestroyed, number);
  } catch (...) {
    // Out of memory, on a thread of the client's that only gave a reference back.
  }
}

ObjectRef ServerContext::introduce(IUnknown* object) {
  ServerObjectBase* own = nullptr;
  if (SUCCEEDED(object->QueryInterface(IID_ServedObject, reinterpret_cast<void**>(&own)))) {
    object->Release();  // The query's own reference; the caller has another.
    if (own->belongs_to(*this)) {
      const uint32_t number = own->number();
      const std::lock_guard lock(mutex_);
      // A client that still holds the object may pass it when TypeScript has let go of it. Not after the end:
      // the object would hold this context, and this context the object.
      if (!closed() && held_.find(number) == held_.end()) held_.emplace(number, com_ptr<IUnknown>(object));
      return {ObjectRef::Kind::kServed, number};
    }
  }
  agile_ref reference;
  if (FAILED(agile_ref::create(object, &reference))) reference.reset();
  const std::lock_guard lock(mutex_);
  const uint32_t foreign = next_++;
  // Behind the end nobody would take it out again; the reference goes once the lock is given back.
  if (!closed()) foreign_.emplace(foreign, std::move(reference));
  return {ObjectRef::Kind::kForeign, foreign};
}

HRESULT ServerContext::resolve_foreign(uint32_t foreign, com_ptr<IUnknown>& object) {
  agile_ref reference;
  {
    const std::lock_guard lock(mutex_);
    const auto found = foreign_.find(foreign);
    if (found == foreign_.end()) return CO_E_OBJNOTCONNECTED;
    reference = found->second;
  }
  return reference.resolve(IID_IUnknown, object.put_void());
}

agile_ref ServerContext::take_foreign(uint32_t foreign) {
  const std::lock_guard lock(mutex_);
  const auto found = foreign_.find(foreign);
  if (found == foreign_.end()) return {};
  agile_ref reference = std::move(found->second);
  foreign_.erase(found);
  return reference;
}

HRESULT ServerContext::pin(Value& value) {
  Pin resolver(*this);
  if (const auto* reference = value.as<ObjectRef>()) {
    return reference->kind == ObjectRef::Kind::kServed ? resolve_references(value, resolver) : S_OK;
  }
  const Array* array = value.array();
  if (!array) return S_OK;
  HRESULT hr = S_OK;
  for (Value& item : const_cast<Array&>(*array)) {
    if (SUCCEEDED(hr)) hr = pin(item);
  }
  return hr;
}

HRESULT ServerContext::ask(uint32_t number, uint16_t method, Array arguments, Array& outs) {
  if (std::this_thread::get_id() == javascript_thread_) return RPC_E_WRONG_THREAD;
  if (closed()) return RPC_E_DISCONNECTED;
  // Before the question is known: this may throw, and must not leave one that nobody waits for.
  Value payload(std::move(arguments));
  adopt_objects(payload, [this](com_ptr<IUnknown> object) { return introduce(object.get()); });
  const auto question = std::make_shared<Question>();
  uint32_t id = 0;
  {
    const std::lock_guard lock(mutex_);
    if (closed()) return RPC_E_DISCONNECTED;
    id = next_++;
    questions_.emplace(id, question);
  }
  mailbox_->post(EventKind::kQuestion, id, static_cast<int32_t>(number), method, 0, std::move(payload));
  question->answered.wait();
  outs = std::move(question->outs);
  if (FAILED(question->hresult) && !question->text.empty()) set_error_text(question->text);
  return question->hresult;
}

void ServerContext::answer(uint32_t question, HRESULT hresult, Array outs, std::u16string text) {
  std::shared_ptr<Question> asked;
  {
    const std::lock_guard lock(mutex_);
    const auto found = questions_.find(question);
    if (found == questions_.end()) return;
    asked = std::move(found->second);
    questions_.erase(found);
  }
  for (Value& out : outs) {
    const HRESULT hr = pin(out);
    if (FAILED(hr)) hresult = hr;
  }
  asked->hresult = hresult;
  asked->outs = std::move(outs);
  asked->text = std::move(text);
  asked->answered.set();
}

void ServerContext::close() {
  decltype(held_) held;
  decltype(foreign_) foreign;
  decltype(questions_) questions;
  {
    const std::lock_guard lock(mutex_);
    closed_.store(true);
    held.swap(held_);
    foreign.swap(foreign_);
    questions.swap(questions_);
  }
  for (const auto& entry : questions) entry.second->answered.set();
}

}  // namespace gpmc
