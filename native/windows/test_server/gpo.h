#pragma once

#include "automation.h"

namespace gpmc::test_server {

com_ptr<IGPMGPO> make_gpo(const char16_t* id, const char16_t* name);

}  // namespace gpmc::test_server
