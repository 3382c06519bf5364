#pragma once

#include "automation.h"

namespace gpmc::test_server {

//! The object that CoCreateInstance(CLSID_GPM) gives.
com_ptr<IGPM> make_gpm();

}  // namespace gpmc::test_server
