#include "progress_poster.h"

#include "apartment.h"
#include "property_reader.h"
#include "status_messages.h"

namespace gpmc {

ProgressPoster::ProgressPoster(uint32_t operation, std::shared_ptr<Mailbox> mailbox,
                               std::weak_ptr<Apartment> apartment, SharedReadPlan read)
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
  if (object && *object && read_) {
    // Here and now: when the client's apartment gets to it, that of this thread may be gone.
    Rows rows;
    read_values(object->get(), *read_, rows);
    Value values(rows.take([this](com_ptr<IUnknown> read, REFIID iid) { return adopt(read.get(), iid); }));
    adopt_values(values, IID_IDispatch);
    payload.emplace_back("values", std::move(values));
  }
  adopt_values(value, read_ ? read_->iid() : IID_IDispatch);
  payload.emplace_back("value", std::move(value));
  mailbox_->post_status(operation_, numerator, denominator, hr, slot_, std::move(payload));
}

//! Objects belong to the apartment of this thread; the client's apartment gets references of its own. Where
//! that is gone, nobody asks for the number any more.
uint32_t ProgressPoster::adopt(IUnknown* object, REFIID iid) const {
  const std::shared_ptr<Apartment> apartment = apartment_.lock();
  return apartment ? apartment->adopt_from_elsewhere(object, iid).id : 0;
}

void ProgressPoster::adopt_values(Value& value, REFIID iid) const {
  adopt_objects(value, [this, &iid](com_ptr<IUnknown> object) {
    return ObjectRef{ObjectRef::Kind::kObject, adopt(object.get(), iid)};
  });
}

void ProgressPoster::released() {
  if (!forgotten()) mailbox_->post(EventKind::kReleased, operation_);
}

}  // namespace gpmc
