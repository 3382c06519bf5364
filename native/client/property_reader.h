#pragma once

#include <cstdint>

#include "../com/com_ptr.h"
#include "../gpmgmt/method.h"
#include "read_plan.h"
#include "rows.h"

namespace gpmc {

//! Members of a collection that are read in vain one behind the other before the rest is given up: a server
//! that counts nonsense must not keep its client reading.
inline constexpr int kMostFailures = 16;

//! Adds the values of the plan. A value that cannot be read is a Failure, whatever the server throws; fails
//! where all are.
HRESULT read_values(IUnknown* object, const ReadPlan& plan, Rows& rows);

//! Reads the members of a collection, as many at a time as its owner wants.
class MemberReader {
 public:
  //! Both are borrowed, until the last `read`.
  MemberReader(const ReadPlan& plan, Rows& rows) : plan_(plan), rows_(rows) {}
  MemberReader(const MemberReader&) = delete;
  MemberReader& operator=(const MemberReader&) = delete;

  //! `source` is the method that gave the collection: it says by which interface that is read.
  HRESULT open(IUnknown* collection, const MethodInfo& source);
  //! Adds the rows of up to `most` members more; S_FALSE where there are others behind them. Fails where a
  //! member cannot be had, or nothing can be read of many in a row.
  HRESULT read(int32_t most);

  //! Lets the collection go.
  void close() { collection_.reset(); }

  //! Members by the server's own account.
  int32_t count() const { return count_; }
  int32_t rows_added() const { return static_cast<int32_t>(next_ - 1); }

 private:
  HRESULT read_member(int32_t index);

  const ReadPlan& plan_;
  Rows& rows_;
  com_ptr<IUnknown> collection_;
  const MethodInfo* item_ = nullptr;
  int32_t count_ = 0;
  int64_t next_ = 1;
  int failures_ = 0;
};

}  // namespace gpmc
