#include "host/membership.h"

#include <windows.h>

#include <authz.h>
#include <lm.h>
#include <sddl.h>

#include <memory>
#include <vector>

#include "host/places.h"
#include "host/test_settings.h"
#include "host/wide.h"

namespace genkan::host {

namespace {

struct LocalMemory {
  void operator()(void* memory) const noexcept { LocalFree(memory); }
};
using SidMemory = std::unique_ptr<void, LocalMemory>;

SidMemory sidOf(const wchar_t* text) {
  PSID sid = nullptr;
  return SidMemory(ConvertStringSidToSidW(text, &sid) ? sid : nullptr);
}

// The group has another name in each language of Windows.
std::wstring administratorsName(PSID administrators) {
  wchar_t name[257];
  wchar_t domain[257];
  DWORD nameLength = 257;
  DWORD domainLength = 257;
  SID_NAME_USE use;
  return LookupAccountSidW(nullptr, administrators, name, &nameLength, domain, &domainLength, &use) ? std::wstring(name) : std::wstring();
}

Membership directly(PSID account, PSID administrators) {
  const std::wstring group = administratorsName(administrators);
  BYTE* memory = nullptr;
  DWORD read = 0;
  DWORD total = 0;
  if (group.empty() || NetLocalGroupGetMembers(nullptr, group.c_str(), 0, &memory, MAX_PREFERRED_LENGTH, &read, &total, nullptr) != NERR_Success) {
    return Membership::unknown;
  }
  Membership found = Membership::notMember;
  const auto* members = reinterpret_cast<const LOCALGROUP_MEMBERS_INFO_0*>(memory);
  for (DWORD i = 0; i < read; ++i) {
    if (EqualSid(members[i].lgrmi0_sid, account)) found = Membership::member;
  }
  NetApiBufferFree(memory);
  return found;
}

// authz.dll, loaded when it is needed: only a release asks it.
class Authz final {
 public:
  Authz() : module_(LoadLibraryW(system32(L"authz.dll").c_str())) {}
  ~Authz() {
    if (module_ != nullptr) FreeLibrary(module_);
  }
  Authz(const Authz&) = delete;
  Authz& operator=(const Authz&) = delete;

  Membership ask(PSID account, PSID administrators) const {
    const auto makeManager = function<decltype(&AuthzInitializeResourceManager)>("AuthzInitializeResourceManager");
    const auto freeManager = function<decltype(&AuthzFreeResourceManager)>("AuthzFreeResourceManager");
    const auto makeContext = function<decltype(&AuthzInitializeContextFromSid)>("AuthzInitializeContextFromSid");
    const auto freeContext = function<decltype(&AuthzFreeContext)>("AuthzFreeContext");
    if (!makeManager || !freeManager || !makeContext || !freeContext) return Membership::unknown;
    AUTHZ_RESOURCE_MANAGER_HANDLE manager = nullptr;
    if (!makeManager(AUTHZ_RM_FLAG_NO_AUDIT, nullptr, nullptr, nullptr, nullptr, &manager)) return Membership::unknown;
    AUTHZ_CLIENT_CONTEXT_HANDLE context = nullptr;
    Membership found = Membership::unknown;
    if (makeContext(0, account, manager, nullptr, LUID{}, nullptr, &context)) {
      found = inGroups(context, administrators);
      freeContext(context);
    }
    freeManager(manager);
    return found;
  }

 private:
  template <typename F>
  F function(const char* name) const {
    return module_ == nullptr ? nullptr : reinterpret_cast<F>(reinterpret_cast<void*>(GetProcAddress(module_, name)));
  }

  Membership inGroups(AUTHZ_CLIENT_CONTEXT_HANDLE context, PSID administrators) const {
    const auto information = function<decltype(&AuthzGetInformationFromContext)>("AuthzGetInformationFromContext");
    DWORD size = 0;
    if (!information || information(context, AuthzContextInfoGroupsSids, 0, &size, nullptr) || GetLastError() != ERROR_INSUFFICIENT_BUFFER) return Membership::unknown;
    std::vector<BYTE> memory(size);
    if (!information(context, AuthzContextInfoGroupsSids, size, &size, memory.data())) return Membership::unknown;
    const auto* groups = reinterpret_cast<const TOKEN_GROUPS*>(memory.data());
    // Whatever its attributes: a group that is only there to deny shows an administrator as well.
    for (DWORD i = 0; i < groups->GroupCount; ++i) {
      if (EqualSid(groups->Groups[i].Sid, administrators)) return Membership::member;
    }
    return Membership::notMember;
  }

  HMODULE module_;
};

[[maybe_unused]] Membership askWindows(const std::string& sid) {
  const SidMemory account = sidOf(toWide(sid).c_str());
  const SidMemory administrators = sidOf(L"S-1-5-32-544");
  if (!account || !administrators) return Membership::unknown;
  // Needs no domain controller, so a PC on the road still sees who was made an administrator of it.
  if (directly(account.get(), administrators.get()) == Membership::member) return Membership::member;
  return Authz().ask(account.get(), administrators.get());
}

}  // namespace

Membership administratorMembership(const std::string& sid) {
#ifdef GENKAN_TEST_CONTROLS
  // Wine keeps no members of groups.
  const auto said = test_settings::administrator(toWide(sid));
  return !said || *said == L"no" ? Membership::notMember : *said == L"yes" ? Membership::member : Membership::unknown;
#else
  return askWindows(sid);
#endif
}

}  // namespace genkan::host
