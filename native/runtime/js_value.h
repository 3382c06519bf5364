#pragma once

#include <node_api.h>

#include "value.h"

namespace gpmc {

//! JavaScript thread: the value as plain data. References become `{ object: n }`, `{ served: n }` or `{
//! foreign: n }`, a value that could not be read `{ error: hresult }`. Null when the environment cannot run
//! JavaScript any more.
napi_value to_js(napi_env env, const Value& value);

//! JavaScript thread: reads plain data. False, with a TypeError pending, for what has no meaning in COM.
bool from_js(napi_env env, napi_value js, Value& value);

//! JavaScript thread: reads an array of values.
bool from_js_array(napi_env env, napi_value js, Array& array);

}  // namespace gpmc
