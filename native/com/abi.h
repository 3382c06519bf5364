#pragma once

//! \file
//! The COM and Automation ABI for platforms without Windows' headers: the part of it that this project
//! speaks. Include `com.h`, which chooses between this and the SDK.

#include "abi/dispatch.h"
#include "abi/hresult.h"
#include "abi/oleauto.h"
#include "abi/types.h"
#include "abi/unknown.h"
#include "abi/variant.h"
