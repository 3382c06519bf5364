#pragma once

//! \file
//! A method of the description by its name. For one that is not there the search runs past the end of the
//! table, which a sanitizer tells of.

#include <cstring>

#include "../../native/gpmgmt/method.h"

namespace gpmc::test {

inline const MethodInfo& method_of(const char* interface_name, const char* name) {
  size_t i = 0;
  while (std::strcmp(kMethods[i].interface_name, interface_name) || std::strcmp(kMethods[i].name, name)) ++i;
  return kMethods[i];
}

}  // namespace gpmc::test
