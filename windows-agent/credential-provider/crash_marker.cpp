#include "credential-provider/crash_marker.h"

#include <string>
#include <vector>

#include "credential-provider/identity.h"
#include "credential-provider/remote_session.h"
#include "credential-provider/win_support.h"
#include "credential-provider/work_marks.h"

namespace genkan::provider {
namespace {

CriticalSection& lock() {
  static CriticalSection section;
  return section;
}
logon::WorkMarks marks;
bool written = false;
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

bool isLogonScreen() {
  wchar_t own[1024];
  const DWORD size = GetModuleFileNameW(nullptr, own, 1024);
  if (size == 0 || size >= 1024) return false;
#ifdef GENKAN_TEST_CONTROLS
  if (RegistryKey::open(testKey).text(L"AllowedImage") == own) return true;
#endif
  wchar_t system[MAX_PATH];
  const UINT length = GetSystemDirectoryW(system, MAX_PATH);
  if (length == 0 || length >= MAX_PATH) return false;
  return CompareStringOrdinal(own, -1, (std::wstring(system) + L"\\LogonUI.exe").c_str(), -1, TRUE) == CSTR_EQUAL;
}

// Asked once: a screen that changes hands is made anew by Windows.
bool counts() {
  static const bool counting = [] {
    logon::ScreenFacts facts;
    facts.logonScreen = isLogonScreen();
    facts.remote = isRemoteSession();
    DWORD session = 0;
    if (ProcessIdToSessionId(GetCurrentProcessId(), &session)) facts.session = session;
    facts.consoleSession = WTSGetActiveConsoleSessionId();
    return logon::countsCrashes(facts);
  }();
  return counting;
}

template <typename Change>
void change(Change&& by) noexcept {
  try {
    const Locked locked(lock());
    by(GetCurrentThreadId());
    if (marks.marked() == written || !counts()) return;
    written = !written;
    if (written) {
      RegistryKey::create(std::wstring(runningKey) + L"\\" + ownMark(), true).setQuad(L"Started", startOf(GetCurrentProcess()));
    } else {
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

void forgetThread(unsigned long thread) noexcept {
  change([thread](DWORD) { marks.retire(thread); });
}

Working::Working() noexcept {
  change([](DWORD thread) { marks.enter(thread); });
}
Working::~Working() {
  change([](DWORD thread) { marks.leave(thread); });
}
Waiting::Waiting() noexcept {
  change([](DWORD thread) { marks.beginWait(thread); });
}
Waiting::~Waiting() {
  change([](DWORD thread) { marks.endWait(thread); });
}

}  // namespace genkan::provider
