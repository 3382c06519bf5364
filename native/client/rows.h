#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "../com/com_ptr.h"
#include "../runtime/value.h"

namespace gpmc {

//! What was read by a plan, all in one array, because ten thousand small ones cost JavaScript more than what
//! is in them: see ReadOutcome in lib/addon/contract.ts.
class Rows {
 public:
  //! Objects in one read: more than any forest has, so that a server that counts nonsense does not exhaust
  //! the memory. What is taken out again counts.
  static constexpr size_t kMostObjects = size_t{1} << 21;
  //! Values for which room is made in advance.
  static constexpr size_t kMostReserved = size_t{1} << 20;

  explicit Rows(size_t most_objects = kMostObjects) : room_(most_objects) {}

  //! A place in the rows, to go back to.
  struct Mark {
    size_t values;
    size_t heads;
  };

  void reserve(size_t values) { values_.reserve(values < kMostReserved ? values : kMostReserved); }
  void add(Value value) { values_.push_back(std::move(value)); }
  //! An object whose values follow; false where there are too many. `iid`: what it will be called by.
  bool add_object(const com_ptr<IUnknown>& object, const GUID& iid) {
    if (room_ == 0) return false;
    --room_;
    heads_.push_back({values_.size(), &iid});
    values_.emplace_back(object);
    return true;
  }
  //! Adds a number that is not known yet; its place.
  size_t add_number() {
    values_.emplace_back(int32_t{0});
    return values_.size() - 1;
  }
  void set_number(size_t place, int32_t number) { values_[place] = number; }

  Mark mark() const { return {values_.size(), heads_.size()}; }
  //! Takes out what was added behind a mark.
  void cut(const Mark& mark) {
    values_.resize(mark.values);
    heads_.resize(mark.heads);
  }

  //! Gives everything, with a number in the place of each object whose values follow: `adopt(object, iid)`.
  template <class Adopt>
  Array take(Adopt&& adopt) {
    for (const Head& head : heads_) {
      auto& object = std::get<com_ptr<IUnknown>>(values_[head.place].storage());
      values_[head.place] = static_cast<int32_t>(adopt(std::move(object), *head.iid));
    }
    heads_.clear();
    return std::move(values_);
  }

 private:
  struct Head {
    size_t place;
    const GUID* iid;
  };

  Array values_;
  std::vector<Head> heads_;
  size_t room_;
};

}  // namespace gpmc
