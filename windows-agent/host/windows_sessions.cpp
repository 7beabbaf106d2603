#include "host/windows_sessions.h"

#include <windows.h>
#include <wtsapi32.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "host/handle.h"
#include "host/places.h"
#include "host/security.h"
#include "host/test_settings.h"
#include "host/wide.h"
#include "host/wts_info_ex.h"
#include "wire/hex.h"

namespace genkan::host {

namespace {

class SessionInfo final {
 public:
  SessionInfo(unsigned long sessionId, WTS_INFO_CLASS which) {
    if (!WTSQuerySessionInformationW(WTS_CURRENT_SERVER_HANDLE, sessionId, which, &memory_, &bytes_)) memory_ = nullptr;
  }
  ~SessionInfo() {
    if (memory_ != nullptr) WTSFreeMemory(memory_);
  }
  SessionInfo(const SessionInfo&) = delete;
  SessionInfo& operator=(const SessionInfo&) = delete;
  std::wstring text() const { return memory_ == nullptr ? std::wstring() : std::wstring(memory_); }
  template <typename T>
  const T* as() const {
    return memory_ == nullptr || bytes_ < sizeof(T) ? nullptr : reinterpret_cast<const T*>(memory_);
  }

 private:
  LPWSTR memory_ = nullptr;
  DWORD bytes_ = 0;
};

std::optional<std::string> sidOfSession(unsigned long sessionId) {
  Handle token;
  if (!WTSQueryUserToken(sessionId, token.put())) return std::nullopt;
  return sidOfToken(token.get());
}

bool isLocked(const WtsInfoEx* info) { return info != nullptr && info->level == 1 && info->data.sessionFlags == 0; }

std::int64_t utcMsOf(const LARGE_INTEGER& time) { return time.QuadPart <= 0 ? 0 : (time.QuadPart - 116444736000000000) / 10000; }

// Empty for a session without a person; nothing when somebody is there whom Windows does not name now.
std::optional<std::string> lineOf(unsigned long sessionId, bool active) {
  const SeenSession seen = lookAtSession(sessionId);
  if (seen.account.none()) return SessionInfo(sessionId, WTSUserName).text().empty() ? std::optional(std::string()) : std::nullopt;
  const SessionInfo extended(sessionId, wtsSessionInfoEx);
  const auto* info = extended.as<WtsInfoEx>();
  const std::int64_t logon = info != nullptr && info->level == 1 ? utcMsOf(info->data.logonTime) : 0;
  return std::to_string(sessionId) + (active ? " active " : " disconnected ") + (isLocked(info) ? "1 " : "0 ") + seen.source + " " +
         wire::accountWords(seen.account) + " " + std::to_string(logon) + "\n";
}

#ifdef GENKAN_TEST_CONTROLS
std::optional<SeenSession> testSession(unsigned long sessionId) {
  if (test_settings::sessionNumber(L"SessionId") != sessionId) return std::nullopt;
  SeenSession seen;
  seen.account.sid = toUtf8(test_settings::sessionText(L"Sid").value_or(L""));
  seen.account.name = toUtf8(test_settings::sessionText(L"Account").value_or(L""));
  seen.source = toUtf8(test_settings::sessionText(L"Source").value_or(L"console"));
  return seen;
}
#endif

}  // namespace

SeenSession lookAtSession(unsigned long sessionId) {
#ifdef GENKAN_TEST_CONTROLS
  if (const auto seen = testSession(sessionId)) return *seen;
#endif
  SeenSession seen;
  const SessionInfo protocol(sessionId, WTSClientProtocolType);
  if (const auto* type = protocol.as<USHORT>(); type != nullptr && *type == 2) seen.source = "rdp";
  const std::wstring name = SessionInfo(sessionId, WTSUserName).text();
  if (name.empty()) return seen;
  const auto sid = sidOfSession(sessionId);
  if (!sid || !wire::isSid(*sid)) return seen;
  const std::wstring domain = SessionInfo(sessionId, WTSDomainName).text();
  seen.account.sid = *sid;
  seen.account.name = toUtf8(domain.empty() ? name : domain + L"\\" + name);
  return seen;
}

bool sessionOfAdministrator(unsigned long sessionId) {
#ifdef GENKAN_TEST_CONTROLS
  if (test_settings::sessionNumber(L"SessionId") == sessionId) return test_settings::sessionNumber(L"Administrator").value_or(1) != 0;
#endif
  Handle token;
  return !WTSQueryUserToken(sessionId, token.put()) || isAdministrator(token.get());
}

std::optional<std::string> listSessions() {
  std::string lines;
  bool all = true;
#ifdef GENKAN_TEST_CONTROLS
  if (const auto id = test_settings::sessionNumber(L"SessionId")) return lineOf(*id, true);
#endif
  WTS_SESSION_INFOW* sessions = nullptr;
  DWORD count = 0;
  if (!WTSEnumerateSessionsW(WTS_CURRENT_SERVER_HANDLE, 0, 1, &sessions, &count)) return std::nullopt;
  for (DWORD i = 0; i < count; ++i) {
    const auto state = sessions[i].State;
    if (sessions[i].SessionId == 0 || (state != WTSActive && state != WTSDisconnected)) continue;
    const auto line = lineOf(sessions[i].SessionId, state == WTSActive);
    if (!line) all = false;
    lines += line.value_or("");
  }
  WTSFreeMemory(sessions);
  return all ? std::optional(lines) : std::nullopt;
}

bool lockSession(unsigned long sessionId) {
#ifdef GENKAN_TEST_CONTROLS
  test_settings::noteAction(L"lock " + std::to_wstring(sessionId));
  return true;
#else
  // Only a program of the session itself can lock it; a session that is cut off shows the logon screen as well.
  Handle token;
  if (!WTSQueryUserToken(sessionId, token.put())) return disconnectSession(sessionId);
  std::wstring command = L"\"" + system32(L"rundll32.exe") + L"\" user32.dll,LockWorkStation";
  std::wstring desktop = L"winsta0\\default";
  STARTUPINFOW startup{};
  startup.cb = sizeof startup;
  startup.lpDesktop = desktop.data();
  PROCESS_INFORMATION created{};
  if (!CreateProcessAsUserW(token.get(), system32(L"rundll32.exe").c_str(), command.data(), nullptr, nullptr, FALSE, CREATE_NO_WINDOW, nullptr,
                            system32(L"").c_str(), &startup, &created)) {
    return disconnectSession(sessionId);
  }
  const Handle process(created.hProcess);
  const Handle thread(created.hThread);
  return WaitForSingleObject(process.get(), 3000) == WAIT_OBJECT_0 || disconnectSession(sessionId);
#endif
}

bool disconnectSession(unsigned long sessionId) {
#ifdef GENKAN_TEST_CONTROLS
  test_settings::noteAction(L"disconnect " + std::to_wstring(sessionId));
  return true;
#else
  return WTSDisconnectSession(WTS_CURRENT_SERVER_HANDLE, sessionId, FALSE) != 0;
#endif
}

bool logoffSession(unsigned long sessionId) {
#ifdef GENKAN_TEST_CONTROLS
  test_settings::noteAction(L"logoff " + std::to_wstring(sessionId));
  return true;
#else
  return WTSLogoffSession(WTS_CURRENT_SERVER_HANDLE, sessionId, FALSE) != 0;
#endif
}

}  // namespace genkan::host
