#include "journal.h"

#include <objbase.h>
#include <tlhelp32.h>

#include <cstdio>
#include <string>

namespace gpmc::test_server {

namespace {

ULONGLONG creation_time(DWORD thread) {
  const HANDLE handle = OpenThread(THREAD_QUERY_LIMITED_INFORMATION, FALSE, thread);
  FILETIME created{}, exited, kernel, user;
  const bool known = handle && GetThreadTimes(handle, &created, &exited, &kernel, &user);
  if (handle) CloseHandle(handle);
  const ULARGE_INTEGER time{{created.dwLowDateTime, created.dwHighDateTime}};
  return known ? time.QuadPart : MAXULONGLONG;
}

//! The oldest thread of the process, on which node.exe runs JavaScript.
DWORD find_main_thread() {
  const HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0);
  THREADENTRY32 entry{};
  entry.dwSize = sizeof entry;
  DWORD oldest = 0;
  ULONGLONG oldest_time = MAXULONGLONG;
  for (BOOL more = Thread32First(snapshot, &entry); more; more = Thread32Next(snapshot, &entry)) {
    if (entry.th32OwnerProcessID != GetCurrentProcessId()) continue;
    const ULONGLONG time = creation_time(entry.th32ThreadID);
    if (time >= oldest_time) continue;
    oldest = entry.th32ThreadID;
    oldest_time = time;
  }
  CloseHandle(snapshot);
  return oldest;
}

bool on_main_thread() {
  static const DWORD main_thread = find_main_thread();
  return GetCurrentThreadId() == main_thread;
}

void append(const std::string& fields) {
  wchar_t path[MAX_PATH];
  const DWORD length = GetEnvironmentVariableW(L"GPMC_TEST_SERVER_LOG", path, MAX_PATH);
  if (length == 0 || length >= MAX_PATH) return;
  char where[96];
  std::snprintf(where, sizeof where, "{\"thread\":%lu,\"apartment\":\"%s\",\"javascript\":%s,",
                GetCurrentThreadId(), apartment_name(), on_main_thread() ? "true" : "false");
  const std::string line = where + fields + "}\n";
  // One thread after the other: Wine looks for the end of the file before it writes there.
  static SRWLOCK lock = SRWLOCK_INIT;
  AcquireSRWLockExclusive(&lock);
  const HANDLE file = CreateFileW(path, FILE_APPEND_DATA, FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr,
                                  OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr);
  if (file != INVALID_HANDLE_VALUE) {
    DWORD written;
    WriteFile(file, line.data(), static_cast<DWORD>(line.size()), &written, nullptr);
    CloseHandle(file);
  }
  ReleaseSRWLockExclusive(&lock);
}

std::string field(const char* name, const char* text) {
  return std::string("\"") + name + "\":\"" + text + "\"";
}

std::string field(const char* name, bool flag) {
  return std::string("\"") + name + "\":" + (flag ? "true" : "false");
}

}  // namespace

const char* apartment_name() {
  APTTYPE type;
  APTTYPEQUALIFIER qualifier;
  if (FAILED(CoGetApartmentType(&type, &qualifier))) return "none";
  if (type == APTTYPE_STA || type == APTTYPE_MAINSTA) return "sta";
  // A thread that has joined nothing counts as the multi-threaded apartment's while there is one.
  return qualifier == APTTYPEQUALIFIER_IMPLICIT_MTA ? "none" : "mta";
}

void record_call(const char* method, bool at_home) {
  append(field("event", "call") + "," + field("method", method) + "," + field("atHome", at_home));
}

void record_made(const char* method, HRESULT hr) {
  char number[11];
  std::snprintf(number, sizeof number, "0x%08lx", static_cast<ULONG>(hr));
  append(field("event", "made") + "," + field("method", method) + "," + field("hresult", number));
}

void record_sink(bool proxy, bool free_threaded) {
  append(field("event", "sink") + "," + field("proxy", proxy) + "," + field("freeThreaded", free_threaded));
}

void record_handover(bool same_pointer) {
  append(field("event", "handover") + "," + field("samePointer", same_pointer));
}

}  // namespace gpmc::test_server
