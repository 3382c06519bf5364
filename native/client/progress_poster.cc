#include "progress_poster.h"

#include "apartment.h"
#include "status_messages.h"

namespace gpmc {

ProgressPoster::ProgressPoster(uint32_t operation, std::shared_ptr<Mailbox> mailbox,
                               std::weak_ptr<Apartment> apartment, ReadPlan read)
    : operation_(operation),
      mailbox_(std::move(mailbox)),
      apartment_(std::move(apartment)),
      read_(std::move(read)) {}

void ProgressPoster::progress(LONG numerator, LONG denominator, HRESULT hr) {
  if (!forgotten()) mailbox_->post_progress(operation_, numerator, denominator, hr, slot_);
}

void ProgressPoster::status(LONG numerator, LONG denominator, HRESULT hr, const VARIANT* result,
                            gpmgmt::IGPMStatusMsgCollection* messages) {
  if (forgotten()) return;
  Record payload;
  payload.emplace_back("messages", copy_status_messages(messages));
  Value value = result ? from_variant(*result) : Value();
  const auto* object = value.as<com_ptr<IUnknown>>();
  if (object && *object && !read_.methods.empty()) {
    // Here and now: when the client's apartment gets to it, that of this thread may be gone.
    Array row;
    read_object(*object, read_, row);
    row.erase(row.begin());
    Value values(std::move(row));
    adopt(values, IID_IDispatch);
    payload.emplace_back("values", std::move(values));
  }
  adopt(value, read_.methods.empty() ? IID_IDispatch : *read_.methods.front()->iid);
  payload.emplace_back("value", std::move(value));
  mailbox_->post_status(operation_, numerator, denominator, hr, slot_, std::move(payload));
}

//! Objects belong to the apartment of this thread; the client's apartment gets references of its own.
void ProgressPoster::adopt(Value& value, REFIID iid) const {
  adopt_objects(value, [this, &iid](com_ptr<IUnknown> object) -> Value {
    const std::shared_ptr<Apartment> apartment = apartment_.lock();
    return apartment ? Value(apartment->adopt_from_elsewhere(object.get(), iid)) : Value(Value::Null{});
  });
}

void ProgressPoster::released() {
  if (!forgotten()) mailbox_->post(EventKind::kReleased, operation_);
}

}  // namespace gpmc
