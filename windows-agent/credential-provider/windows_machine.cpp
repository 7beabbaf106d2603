#include "credential-provider/windows_machine.h"

#include <windows.h>

#include <ntsecapi.h>
#include <sddl.h>
#include <wtsapi32.h>

#include <atomic>
#include <memory>
#include <vector>

#include "credential-provider/crash_marker.h"
#include "credential-provider/identity.h"
#include "credential-provider/remote_session.h"
#include "credential-provider/win_support.h"

namespace genkan::provider {
namespace {

using logon::AccountLookup;
using logon::FoundAccount;

// A domain controller that does not answer may take half a minute.
constexpr DWORD lookUpLimitMs = 5'000;
// How soon a person who presses Cancel is heard.
constexpr DWORD sliceMs = 50;

std::string sidText(PSID sid) {
  wchar_t* text = nullptr;
  if (!ConvertSidToStringSidW(sid, &text)) return {};
  std::string narrowed = narrow(text);
  LocalFree(text);
  return narrowed;
}

// The name as Windows itself writes it: DOMAIN\user.
std::u16string canonicalName(PSID sid) {
  wchar_t user[257];
  wchar_t domain[257];
  DWORD userSize = 257;
  DWORD domainSize = 257;
  SID_NAME_USE use;
  if (!LookupAccountSidW(nullptr, sid, user, &userSize, domain, &domainSize, &use)) return {};
  return std::u16string(sixteen(domain)) + u"\\" + std::u16string(sixteen(user));
}

std::wstring withComputerName(const std::wstring& name) {
  if (name.rfind(L".\\", 0) != 0) return name;
  wchar_t computer[MAX_COMPUTERNAME_LENGTH + 1];
  DWORD size = MAX_COMPUTERNAME_LENGTH + 1;
  return GetComputerNameW(computer, &size) ? std::wstring(computer, size) + name.substr(1) : name;
}

#ifdef GENKAN_TEST_CONTROLS
// wine knows no accounts: Test\Accounts has name = SID.
std::optional<FoundAccount> testAccount(const std::wstring& name) {
  const std::wstring sid = RegistryKey::open(std::wstring(testKey) + L"\\Accounts").text(name.c_str());
  if (sid.empty()) return std::nullopt;
  return FoundAccount{AccountLookup::found, narrow(sid), u"GENKAN-PC\\" + std::u16string(sixteen(name.c_str()))};
}
#endif

struct LookUp {
  std::wstring name;
  FoundAccount found;
  HANDLE done = nullptr;
  ~LookUp() {
    if (done != nullptr) CloseHandle(done);
  }
};

DWORD WINAPI lookUpThread(void* argument) {
  HMODULE module = ownModule();
  {
    const std::unique_ptr<std::shared_ptr<LookUp>> held(static_cast<std::shared_ptr<LookUp>*>(argument));
    try {
      (*held)->found = lookUpAccount((*held)->name);
    } catch (...) {
      (*held)->found = {};
    }
    SetEvent((*held)->done);
  }
  FreeLibraryAndExitThread(module, 0);
}

// WTSINFOEXW of the SDK, which Debian's mingw-w64 does not have.
struct SessionInfo {
  DWORD level;
  struct {
    ULONG sessionId;
    int state;
    LONG flags;
    WCHAR station[33];
    WCHAR user[21];
    WCHAR domain[18];
    LARGE_INTEGER times[5];
    DWORD counters[6];
  } data;
};
// What Windows returns (WTSINFOEXW); with another size no session would ever be seen as locked.
static_assert(sizeof(SessionInfo) == 232);
constexpr int wtsSessionInfoEx = 25;
constexpr LONG sessionLocked = 0;

// Of the person logged on in the session, from the token: no domain controller is asked.
std::string ownerByToken(DWORD sessionId) {
  HANDLE raw = nullptr;
  if (!WTSQueryUserToken(sessionId, &raw)) return {};
  const Handle token(raw);
  alignas(TOKEN_USER) BYTE buffer[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE];
  DWORD size = 0;
  if (!GetTokenInformation(token.get(), TokenUser, buffer, sizeof buffer, &size)) return {};
  return sidText(reinterpret_cast<TOKEN_USER*>(buffer)->User.Sid);
}

}  // namespace

FoundAccount lookUpAccount(const std::wstring& name) {
#ifdef GENKAN_TEST_CONTROLS
  if (const std::optional<FoundAccount> found = testAccount(name)) return *found;
#endif
  std::vector<BYTE> sid(SECURITY_MAX_SID_SIZE);
  wchar_t domain[257];
  DWORD sidSize = static_cast<DWORD>(sid.size());
  DWORD domainSize = 257;
  SID_NAME_USE use;
  if (!LookupAccountNameW(nullptr, withComputerName(name).c_str(), sid.data(), &sidSize, domain, &domainSize, &use)) {
    return {GetLastError() == ERROR_NONE_MAPPED ? AccountLookup::unknown : AccountLookup::unavailable, {}, {}};
  }
  if (use != SidTypeUser) return {AccountLookup::unknown, {}, {}};
  FoundAccount found{AccountLookup::found, sidText(sid.data()), canonicalName(sid.data())};
  if (found.sid.empty() || found.qualifiedName.empty()) found.lookup = AccountLookup::unavailable;
  return found;
}

FoundAccount WindowsMachine::findAccount(std::u16string_view typedName, logon::Progress& progress) {
  auto lookUp = std::make_shared<LookUp>();
  lookUp->name = wide(typedName);
  lookUp->done = CreateEventW(nullptr, TRUE, FALSE, nullptr);
  HMODULE pinned = nullptr;
  if (lookUp->done == nullptr || !GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, reinterpret_cast<const wchar_t*>(&lookUpThread), &pinned)) {
    return {};
  }
  auto held = std::make_unique<std::shared_ptr<LookUp>>(lookUp);
  const Handle thread(CreateThread(nullptr, 0, lookUpThread, held.get(), 0, nullptr));
  if (!thread) {
    FreeLibrary(pinned);
    return {};
  }
  held.release();
  const Waiting waiting;
  for (const ULONGLONG end = GetTickCount64() + lookUpLimitMs; progress.goesOn() && GetTickCount64() < end;) {
    if (WaitForSingleObject(lookUp->done, sliceMs) == WAIT_OBJECT_0) return lookUp->found;
  }
  return {};
}

logon::SessionFacts WindowsMachine::session() {
  logon::SessionFacts facts;
  facts.unlockScenario = unlockScenario_;
  DWORD sessionId = 0;
  ProcessIdToSessionId(GetCurrentProcessId(), &sessionId);
  facts.remote = isRemoteSession();
#ifdef GENKAN_TEST_CONTROLS
  const RegistryKey test = RegistryKey::open(testKey);
  if (const std::wstring owner = test.text(L"LockedSid"); !owner.empty()) {
    facts.locked = true;
    facts.ownerSid = narrow(owner);
    return facts;
  }
#endif
  SessionInfo* info = nullptr;
  DWORD size = 0;
  if (!WTSQuerySessionInformationW(WTS_CURRENT_SERVER_HANDLE, WTS_CURRENT_SESSION, static_cast<WTS_INFO_CLASS>(wtsSessionInfoEx),
                                   reinterpret_cast<LPWSTR*>(&info), &size)) {
    return facts;
  }
  if (size >= sizeof(SessionInfo) && info->level == 1 && info->data.user[0] != L'\0') {
    facts.locked = info->data.flags == sessionLocked;
    facts.ownerSid = ownerByToken(sessionId);
    const std::wstring name = std::wstring(info->data.domain) + L"\\" + info->data.user;
    logon::Patient patient;
    if (facts.ownerSid.empty()) facts.ownerSid = findAccount(sixteen(name.c_str()), patient).sid;
  }
  WTSFreeMemory(info);
  return facts;
}

logon::Milliseconds WindowsMachine::now() { return GetTickCount64(); }

std::string WindowsMachine::newId() {
  unsigned char random[16];
  // advapi32's RtlGenRandom: fails only when the system has no randomness at all.
  if (!RtlGenRandom(random, sizeof random)) throw std::bad_alloc();
  static constexpr char digits[] = "0123456789abcdef";
  std::string id;
  for (const unsigned char byte : random) {
    id.push_back(digits[byte >> 4]);
    id.push_back(digits[byte & 15]);
  }
  return id;
}

}  // namespace genkan::provider
