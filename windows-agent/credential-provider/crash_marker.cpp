#include "credential-provider/crash_marker.h"

#include <string>
#include <vector>

#include "credential-provider/identity.h"
#include "credential-provider/win_support.h"

namespace genkan::provider {
namespace {

CriticalSection& lock() {
  static CriticalSection section;
  return section;
}
int depth = 0;
bool counted = false;

unsigned long long startOf(HANDLE process) {
  FILETIME created{}, unused{};
  if (!GetProcessTimes(process, &created, &unused, &unused, &unused)) return 0;
  return (static_cast<unsigned long long>(created.dwHighDateTime) << 32) | created.dwLowDateTime;
}

std::wstring ownMark() { return std::to_wstring(GetCurrentProcessId()); }

// Process ids are used again: the mark holds the start of its process.
bool isAlive(const std::wstring& processId, unsigned long long started) {
  const Handle process(OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION | SYNCHRONIZE, FALSE, wcstoul(processId.c_str(), nullptr, 10)));
  if (!process) return GetLastError() == ERROR_ACCESS_DENIED;
  return startOf(process.get()) == started && WaitForSingleObject(process.get(), 0) == WAIT_TIMEOUT;
}

void change(int by) noexcept {
  try {
    const Locked locked(lock());
    const int before = depth;
    depth += by;
    if (before == 0 && depth == 1) {
      RegistryKey::create(std::wstring(runningKey) + L"\\" + ownMark(), true).setQuad(L"Started", startOf(GetCurrentProcess()));
    } else if (before == 1 && depth == 0) {
      RegistryKey::open(runningKey, KEY_WRITE).removeSubkey(ownMark().c_str());
    }
  } catch (...) {
    // Without memory there is no mark; the work itself decides what to do.
  }
}

}  // namespace

void countCrashes() noexcept {
  try {
    const Locked locked(lock());
    if (counted) return;
    counted = true;
    RegistryKey running = RegistryKey::create(runningKey, true);
    std::vector<std::wstring> gone;
    for (DWORD index = 0; const std::optional<std::wstring> name = running.subkey(index); ++index) {
      const unsigned long long started = RegistryKey::open(std::wstring(runningKey) + L"\\" + *name).quad(L"Started");
      if (!isAlive(*name, started)) gone.push_back(*name);
    }
    if (gone.empty()) return;
    for (const std::wstring& name : gone) running.removeSubkey(name.c_str());
    RegistryKey guard = RegistryKey::create(guardKey);
    const DWORD count = guard.dword(L"CrashCount") + static_cast<DWORD>(gone.size());
    guard.setDword(L"CrashCount", count);
    reportOnce(EVENTLOG_WARNING_TYPE, eventProvider, "The logon screen ended inside the Genkan provider; crashes in a row: " + std::to_string(count));
  } catch (...) {
    // As above.
  }
}

void forgetCrashes() noexcept {
  RegistryKey guard = RegistryKey::open(guardKey, KEY_READ | KEY_WRITE);
  if (guard.dword(L"CrashCount") != 0) guard.setDword(L"CrashCount", 0);
}

Working::Working() noexcept { change(1); }
Working::~Working() { change(-1); }
Waiting::Waiting() noexcept { change(-1); }
Waiting::~Waiting() { change(1); }

}  // namespace genkan::provider
