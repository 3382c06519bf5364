#pragma once

namespace gpmc::test_server {

//! How an asynchronous method behaves: words in the environment variable GPMC_TEST_SERVER_PLAN, read at its
//! start.
struct Plan {
  enum class Thread { kSta, kMta, kNone };

  Thread thread = Thread::kMta;  //!< "sta", "mta", "none": the apartment of the thread that calls Status.
  bool late = false;             //!< "invoke": Status is called through IDispatch::Invoke.
  bool early = false;            //!< "early": the method returns behind the first Status.
  bool patient = false;          //!< "patient": the work goes on until it is cancelled.
  bool ends = false;             //!< "ends": that thread leaves its apartment right behind the last Status.

  static Plan current();
};

}  // namespace gpmc::test_server
