#include "progress_poster.h"

#include "apartment.h"
#include "status_messages.h"

namespace gpmc {

ProgressPoster::ProgressPoster(uint32_t operation, std::shared_ptr<Mailbox> mailbox,
                               std::weak_ptr<Apartment> apartment)
    : operation_(operation), mailbox_(std::move(mailbox)), apartment_(std::move(apartment)) {}

void ProgressPoster::progress(LONG numerator, LONG denominator, HRESULT hr) {
  if (!forgotten()) mailbox_->post_progress(operation_, numerator, denominator, hr, slot_);
}

void ProgressPoster::status(LONG numerator, LONG denominator, HRESULT hr, const VARIANT* result,
                            gpmgmt::IGPMStatusMsgCollection* messages) {
  if (forgotten()) return;
  Record payload;
  payload.emplace_back("messages", copy_status_messages(messages));
  Value value = result ? from_variant(*result) : Value();
  // The object belongs to the apartment of this thread; the client's apartment gets a reference of its own.
  adopt_objects(value, [this](com_ptr<IUnknown> object) -> Value {
    const std::shared_ptr<Apartment> apartment = apartment_.lock();
    return apartment ? Value(apartment->adopt_from_elsewhere(object.get())) : Value(Value::Null{});
  });
  payload.emplace_back("value", std::move(value));
  mailbox_->post_status(operation_, numerator, denominator, hr, slot_, std::move(payload));
}

void ProgressPoster::released() {
  if (!forgotten()) mailbox_->post(EventKind::kReleased, operation_);
}

}  // namespace gpmc
