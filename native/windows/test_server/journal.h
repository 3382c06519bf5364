#pragma once

#include <windows.h>

namespace gpmc::test_server {

//! What the server saw, for the tests: one line of JSON each, appended to the file that the environment
//! variable GPMC_TEST_SERVER_LOG names, or nowhere. Every line says on which thread and in which apartment it
//! was written.

//! The apartment of this thread: "sta", "mta", or "none" where it has joined none.
const char* apartment_name();

//! A call of one of the server's methods. `at_home` is false for a thread that must not use the object.
void record_call(const char* method, bool at_home);

//! A call that the server made to a client, or to itself through a proxy.
void record_made(const char* method, HRESULT hr);

//! How the client's sink reached the server.
void record_sink(bool proxy, bool free_threaded);

//! How it reached the thread that calls it: whether as the pointer that was handed over.
void record_handover(bool same_pointer);

}  // namespace gpmc::test_server
