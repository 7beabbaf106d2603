#include "host/service_log.h"

#include <windows.h>

#include <cstdio>
#include <memory>

#include "host/places.h"
#include "host/rotating_file.h"
#include "host/wide.h"

namespace genkan::host {

namespace {

// Lives as long as the process: threads may write until the end.
RotatingFile* file = nullptr;

const char* wordOf(LogLevel level) {
  switch (level) {
    case LogLevel::warning: return "warning";
    case LogLevel::error: return "error";
    default: return "info";
  }
}

WORD eventTypeOf(LogLevel level) {
  switch (level) {
    case LogLevel::warning: return EVENTLOG_WARNING_TYPE;
    case LogLevel::error: return EVENTLOG_ERROR_TYPE;
    default: return EVENTLOG_INFORMATION_TYPE;
  }
}

}  // namespace

void openServiceLog() {
  if (file == nullptr) file = new RotatingFile(dataFile(L"logs\\host.log"));
}

void log(LogLevel level, const std::string& text) noexcept {
  if (file == nullptr) return;
  SYSTEMTIME now;
  GetSystemTime(&now);
  char head[64];
  std::snprintf(head, sizeof head, "%04u-%02u-%02uT%02u:%02u:%02u.%03uZ %s ", now.wYear, now.wMonth, now.wDay, now.wHour, now.wMinute, now.wSecond,
                now.wMilliseconds, wordOf(level));
  try {
    file->write(head + text + "\r\n");
  } catch (...) {
    // Want of memory: the log is not worth more than the service.
  }
}

void report(LogLevel level, EventId id, const std::string& text) noexcept {
  log(level, text);
  const HANDLE source = RegisterEventSourceW(nullptr, eventSource);
  if (source == nullptr) return;
  try {
    const std::wstring wide = toWide(text);
    const wchar_t* strings[] = {wide.c_str()};
    ReportEventW(source, eventTypeOf(level), 0, static_cast<DWORD>(id), nullptr, 1, 0, strings, nullptr);
  } catch (...) {
    // As above.
  }
  DeregisterEventSource(source);
}

}  // namespace genkan::host
